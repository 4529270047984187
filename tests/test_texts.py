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


Text = tuple[str | None, tuple[str, ...]]
"""Context (or None), and the text with its plural, if it has one."""


def texts_of(path: Path) -> set[Text]:
    with path.open("rb") as file:
        catalogue = read_po(file)
    return {(one.context, (one.id,) if isinstance(one.id, str) else tuple(one.id)) for one in catalogue if one.id}


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> set[Text]:
    """What `make messages` finds in the repository."""
    path = tmp_path_factory.mktemp("messages") / "msme_check.pot"
    tools = [f"BIN={Path(sys.executable).parent}", f"POT={path}"]
    subprocess.run(["make", "--old-file=.venv/.ready", "messages", *tools], cwd=ROOT, check=True, capture_output=True)
    return texts_of(path)


@pytest.fixture(scope="module")
def template(extracted: set[Text]) -> set[tuple[str | None, str]]:
    """Its texts, each with its context and without its plural."""
    return {(context, text[0]) for context, text in extracted}


def test_the_template_for_translators_is_that_of_today(extracted: set[Text]) -> None:
    kept = texts_of(ROOT / "questionnaires" / "locales" / "msme_check.pot")
    new, gone = sorted(map(str, extracted - kept)), sorted(map(str, kept - extracted))
    assert (new, gone) == ([], []), "run `make messages`"


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
