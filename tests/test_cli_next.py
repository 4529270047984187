"""The commands that are named after an interview work as they stand there, with what the interview was told."""

import shlex
import shutil
from pathlib import Path

import pytest
from pypdf import PdfReader
from typer.main import get_command

from msme_check import embedded, resources, response_files
from msme_check.cli import app
from msme_check.errors import AnswersError, Exit
from msme_check.interview import guidance
from msme_check.model.instrument import Instrument
from report.test_brand import png, written
from test_cli import call

WORDS = {
    "--instrument": "our questions", "--programmes": "ours.yaml", "--lang": "km", "--brand": "brand.yaml",
    "--templates": "own", "--paper": "letter", "--without-data": "",
}  # fmt: skip


def named(text: str) -> list[list[str]]:
    """The commands in a text, as words."""
    lines = (line.strip() for line in text.splitlines())
    return [shlex.split(line)[1:] for line in lines if line.startswith("msme-check ")]


def test_what_is_named_works_as_it_stands(
    saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, instrument: Instrument
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(resources.questionnaires(), tmp_path / "our questions")
    rules = tmp_path / "our questions" / "lender.yaml"
    rules.write_text(rules.read_text("utf-8").replace("title: Page for the lender", "title: For the bank"), "utf-8")
    png(tmp_path)
    written(tmp_path, "name: Bureau\nlogo: logo.png")
    told = ["--instrument", "our questions", "--brand", "brand.yaml", "--paper", "letter", "--without-data"]
    done = call("assess", "--response", saved.name, *told)
    assert done.exit_code == Exit.DONE, done.output
    with pytest.raises(AnswersError, match="has no answers inside"):
        embedded.read(saved.with_suffix(".pdf"))
    shutil.copy(saved, "new.json")
    commands = {words[0]: words for words in named(done.stdout)}
    assert set(commands) == {"assess", "calendar", "lender", "compare"}
    for words in commands.values():
        assert call(*words).exit_code == Exit.DONE, words
    for name in ("plan.pdf", "lender.pdf", "response.pdf"):
        assert int(PdfReader(name).pages[0].mediabox.width) == 612, name
    page = PdfReader("lender.pdf").pages[0].extract_text()
    assert "For the bank" in page and "Bureau" in page
    firm = response_files.load(saved, instrument)
    assert firm.firm_name in call(*commands["compare"]).stdout


@pytest.mark.parametrize("quick", [False, True])
def test_each_command_is_named_with_the_options_that_it_has(quick: bool, saved: Path, instrument: Instrument) -> None:
    firm = response_files.load(saved, instrument).model_copy(update={"quick": quick})
    lines = guidance.what_next(firm, "a b.json", "a b.pdf", WORDS, 80)
    found = named("\n".join(line.text for line in lines))
    assert len(found) == (3 if quick else 4)
    for name, *words in found:
        known = {option for one in get_command(app).commands[name].params for option in one.opts}  # type: ignore[attr-defined]
        both = {option: value for option, value in WORDS.items() if option in known}
        if name == "compare":  # it is printed, where a brand and a paper do not show
            both = {option: value for option, value in both.items() if option not in {"--brand", "--paper"}}
        assert {"--instrument", "--lang"} <= set(both)
        assert {word for word in words if word in WORDS} == set(both)
        assert all(not value or words[words.index(option) + 1] == value for option, value in both.items())


def test_a_report_that_cannot_be_written_is_named_with_all_of_it(saved: Path, tmp_path: Path) -> None:
    to = tmp_path / "no folder" / "r.pdf"
    done = call("assess", "--response", saved, "--pdf", to, "--paper", "letter", "--without-data")
    assert done.exit_code == Exit.OUTPUT
    words = shlex.split(done.stderr[done.stderr.index("msme-check") :])[1:]
    assert words == ["report", str(saved), "-o", str(to), "--paper", "letter", "--without-data"]
    to.parent.mkdir()
    assert call(*words).exit_code == Exit.DONE
    assert int(PdfReader(to).pages[0].mediabox.width) == 612
