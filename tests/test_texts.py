"""Every text of the instrument goes through gettext: found by pybabel with its context, and replaced."""

import gettext
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from msme_check import texts
from msme_check.model.instrument import Instrument

ROOT = Path(__file__).parents[1]


class Recorder(gettext.NullTranslations):
    """Marks each text, and keeps what was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[tuple[str, str]] = set()

    def pgettext(self, context: str, message: str) -> str:
        self.asked.add((context, message))
        return f"\u27e6{message}\u27e7"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str | None, str]]:
    """What pybabel extracts from the repository: context (or None) and text."""
    path = tmp_path_factory.mktemp("messages") / "msme_check.pot"
    command = [sys.executable, "-m", "babel.messages.frontend", "extract", "-F", "babel.cfg", "-k", "N_", "-o"]
    subprocess.run([*command, str(path), "."], cwd=ROOT, check=True, capture_output=True)
    with path.open("rb") as file:
        catalogue = read_po(file)
    return {(one.context, one.id if isinstance(one.id, str) else one.id[0]) for one in catalogue if one.id}


def test_pybabel_finds_every_text_of_the_instrument(
    instrument: Instrument, template: set[tuple[str | None, str]]
) -> None:
    recorder = Recorder()
    texts.localised(instrument, recorder)
    assert len(recorder.asked) > 1400
    assert recorder.asked <= template


def test_contexts_begin_with_the_id_and_tell_texts_apart(instrument: Instrument) -> None:
    recorder = Recorder()
    texts.localised(instrument, recorder)
    contexts = [context for context, _text in recorder.asked]
    assert len(contexts) == len(set(contexts))
    assert "fin_records_cashbook.levels.4" in contexts
    assert "fin_separate_account.steps.0" in contexts
    assert "sector.options.agri" in contexts


def test_the_program_and_the_templates_are_found_too(template: set[tuple[str | None, str]]) -> None:
    found = {text for context, text in template if context is None}
    assert "There is no question '{name}'." in found
    assert "Stopped." in found


def test_a_translated_instrument_has_no_english_text_left(instrument: Instrument) -> None:
    other = texts.localised(instrument, Recorder())
    assert other.hash == instrument.hash
    assert other.questions["fin_records_cashbook"].text.startswith("\u27e6")
    assert other.profile_field["women_owned"].options[0].text == "\u27e6Yes\u27e7"
    assert other.recommendation["fin_separate_account"].policy_basis.quote == (
        instrument.recommendation["fin_separate_account"].policy_basis.quote
    )
