"""What quality control found, in words, and as `run.json` holds it."""

import gettext
import json
from pathlib import Path

import pytest

from msme_check import i18n
from msme_check.quality.checks import Check, title, what_to_do
from msme_check.quality.tally import Tally

SOME = Tally(
    firms=3,
    checks={**dict.fromkeys(Check, 0), Check.TOO_SHORT: 1, Check.DONT_KNOW: 2, Check.INTERVIEWER_ALIKE: 1},
    unread_times=4,
    too_many_interviewers=True,
)


def test_the_section_names_what_was_found_and_where_it_is_listed() -> None:
    assert list(SOME.lines(40, Path("out/quality.csv"))) == [
        "Worth a second look before reports go out: 3 of 40 firms.",
        '  Much "I do not know": 2 firms',
        "  Interview too short to read the questions: 1 firm",
        "  All firms of one interviewer are alike: 1 interviewer",
        f"All were scored. See {Path('out/quality.csv')} for each of them, why, and what to do.",
        "Interviews whose times cannot be read, so that their length was not checked: 4",
        "There are so many different interviewers that their firms were not compared.",
    ]
    assert list(Tally().lines(40, Path("quality.csv"))) == []


def test_a_record_gives_back_the_tally() -> None:
    assert Tally.read(json.loads(json.dumps(SOME.record()))) == SOME
    with pytest.raises(KeyError):
        Tally.read({"firms": 3})


class Shouting(gettext.NullTranslations):
    def gettext(self, message: str) -> str:
        return message.upper()


def test_every_check_has_words_in_the_language_in_use() -> None:
    before = i18n.active()
    for words in (title, what_to_do):
        assert len({words(check) for check in Check}) == len(Check)
        i18n.activate(Shouting())
        assert all(words(check).isupper() for check in Check)
        i18n.activate(before)
