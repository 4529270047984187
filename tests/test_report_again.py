"""A report made anew from an old PDF, as a person meets it on the command line."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from msme_check import embedded, loading, resources, response_files
from msme_check.assessments import assess_response
from msme_check.cli import app
from msme_check.commands.demonstration import FIRMS, assessments
from msme_check.embedded import ASSESSMENT, RESPONSE, EmbeddedFile
from msme_check.errors import Exit
from msme_check.model.instrument import Instrument
from msme_check.model.response import Response
from msme_check.report import files
from msme_check.report.json import render
from msme_check.report.pdf import renderer

PAGE = '<!DOCTYPE html><html lang="en"><head><title>Report</title></head><body><h1>Old</h1></body></html>'
SAME = (
    "Questions: version 1.0.0, unchanged.\n"
    "Nothing changed: scores, bands, coverage, gates and planned actions are the same.\n"
)
Change = Callable[[dict[str, Any]], None]
Old = Callable[..., Path]


def call(*words: str | Path) -> Any:
    """Runs the program in this process."""
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture(scope="module")
def response(instrument: Instrument) -> Response:
    """A firm of the demo, as a saved file would have it."""
    return assessments(instrument, resources.questionnaires() / FIRMS)[0].response


@pytest.fixture(scope="module")
def report(response: Response, instrument: Instrument, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its report, as the program writes it."""
    path = tmp_path_factory.mktemp("reports") / "old.pdf"
    files.write(assess_response(response, instrument), instrument, path)
    return path


@pytest.fixture
def old(response: Response, instrument: Instrument, tmp_path: Path) -> Old:
    """A PDF of another day: what is inside was changed before it was written."""

    def written(change: Change = lambda _content: None, change_assessment: Change = lambda _content: None) -> Path:
        content = json.loads(response_files.content(response))
        scores = json.loads(render(assess_response(response, instrument)))
        change(content)
        change_assessment(scores)
        inside = [
            EmbeddedFile(RESPONSE, json.dumps(content).encode(), "", "Source"),
            EmbeddedFile(ASSESSMENT, json.dumps(scores).encode(), "", "Data"),
        ]
        path = tmp_path / "older.pdf"
        path.write_bytes(renderer().render_html(PAGE, inside))
        return path

    return written


def test_an_old_report_becomes_the_same_report(report: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.pdf"
    done = call("report", report, "-o", new)
    assert done.exit_code == Exit.DONE, done.output
    assert done.stderr == f"{SAME}Written: {new}\n"
    assert done.stdout == ""
    assert new.read_bytes() == report.read_bytes()


def test_a_report_may_be_made_anew_in_its_own_place_and_under_any_name(report: Path, tmp_path: Path) -> None:
    nameless = tmp_path / "report"
    shutil.copy(report, nameless)
    page = tmp_path / "report.html"
    assert call("report", nameless, "-o", page).exit_code == Exit.DONE
    assert "<!DOCTYPE html>" in page.read_text("utf-8")[:40]
    place = tmp_path / "report.pdf"
    shutil.copy(report, place)
    assert call("report", place, "-o", place).stderr == f"{SAME}Written: {place}\n"
    assert place.read_bytes() == report.read_bytes()


def test_what_is_inside_is_the_saved_file(report: Path, response: Response, tmp_path: Path) -> None:
    saved = tmp_path / "response.json"
    response_files.save(saved, response)
    assert embedded.read(report).response == saved.read_bytes()
    done = call("report", saved, "-o", tmp_path / "from_file.pdf")
    assert done.stderr == f"Written: {tmp_path / 'from_file.pdf'}\n"
    assert (tmp_path / "from_file.pdf").read_bytes() == report.read_bytes()


def test_a_report_without_data_carries_nothing(report: Path, tmp_path: Path) -> None:
    bare = tmp_path / "bare.pdf"
    assert call("report", report, "-o", bare, "--without-data").exit_code == Exit.DONE
    assert b"EmbeddedFile" not in bare.read_bytes()
    again = call("report", bare, "-o", tmp_path / "again.pdf")
    assert again.exit_code == Exit.ANSWERS
    assert again.stderr.startswith(f"{bare}: This PDF has no answers inside")
    assert again.stderr.count("\n") == 1
    assert not (tmp_path / "again.pdf").exists()


def test_a_batch_with_and_without_data(example_rows: list[dict[str, str]], tmp_path: Path) -> None:
    columns = list(example_rows[0])
    lines = [",".join(columns), ",".join(f'"{example_rows[0][name]}"' for name in columns)]
    (tmp_path / "firms.csv").write_text("\n".join(lines), encoding="utf-8")
    for folder, options in (("with", []), ("without", ["--without-data"])):
        done = call("batch", tmp_path / "firms.csv", "-o", tmp_path / folder, "--workers", "1", *options)
        assert done.exit_code == Exit.DONE, done.output
        (path,) = (tmp_path / folder / "reports").glob("*.pdf")
        again = call("report", path, "-o", tmp_path / f"{folder}.pdf")
        assert again.exit_code == (Exit.ANSWERS if options else Exit.DONE)
        assert (SAME in again.stderr) == (not options)
        assert json.loads((tmp_path / folder / "run.json").read_text("utf-8"))["settings"]["with_data"] == (not options)


def test_a_later_version_of_the_instrument_scores_anew(report: Path, tmp_path: Path) -> None:
    folder = tmp_path / "questionnaires"
    shutil.copytree(resources.questionnaires(), folder)
    file = folder / "instrument.yaml"
    text = file.read_text("utf-8")
    assert "version: 1.0.0" in text
    text = text.replace("version: 1.0.0", "version: 1.1.0")
    text = text.replace(LEVELS_NOW, LEVELS_LATER)
    file.write_text(text, encoding="utf-8")
    later = loading.load(folder)
    new = tmp_path / "new.pdf"
    done = call("report", report, "-o", new, "--instrument", folder)
    assert done.exit_code == Exit.DONE, done.output
    first, overall, *rest = done.stderr.splitlines()
    assert first == "Questions: version 1.0.0 -> 1.1.0."
    assert overall.startswith("Overall: ")
    assert " -> " in overall
    assert [line for line in rest if line.startswith("Finance access: ") and " -> " in line]
    assert json.loads(embedded.read(new).response)["instrument"] == {"id": "mekong_msme", "version": "1.1.0"}
    assert call("report", new, "-o", tmp_path / "again.pdf", "--instrument", folder).stderr.startswith(
        f"Questions: version {later.settings.version}, unchanged.\nNothing changed"
    )


LEVELS_NOW = "level_points: [0, 25, 50, 75, 100]"
LEVELS_LATER = "level_points: [0, 30, 55, 80, 100]"


def test_what_is_asked_no_more_is_left_out_and_named(old: Old, tmp_path: Path) -> None:
    def earlier(content: dict[str, Any]) -> None:
        content["instrument"]["version"] = "0.9.0"
        content["answers"] |= {"fin_boat": 3, "fin_records_cashbook": 9, "x\u001b[2J": "y"}
        content["profile"] |= {"shoe_size": 42, "country": "XX"}
        content["evidence"] = ["fin_boat", "fin_records_receipts"]

    done = call("report", old(earlier), "-o", tmp_path / "new.pdf")
    assert done.exit_code == Exit.DONE, done.output
    assert (
        "5 answers have no place among the questions of today and were left out: 'country', 'shoe_size', "
        "'fin_records_cashbook', 'fin_boat', (a name that no file of ours has).\n"
    ) in done.stderr
    kept = json.loads(embedded.read(tmp_path / "new.pdf").response)
    assert kept["evidence"] == ["fin_records_receipts"]
    assert "fin_boat" not in kept["answers"] and "country" not in kept["profile"]
    assert len(kept["answers"]) > 60


def test_questionnaires_that_were_asked_alone_stay_alone(old: Old, tmp_path: Path) -> None:
    def some(content: dict[str, Any]) -> None:
        content["only"] = ["finance", "boats"]

    call("report", old(some), "-o", tmp_path / "new.pdf")
    assert json.loads(embedded.read(tmp_path / "new.pdf").response)["only"] == ["finance"]


def test_earlier_scores_that_cannot_be_read_are_not_compared(old: Old, tmp_path: Path) -> None:
    done = call("report", old(change_assessment=lambda scores: scores.clear()), "-o", tmp_path / "new.pdf")
    assert done.exit_code == Exit.DONE, done.output
    assert done.stderr.startswith("The PDF holds no earlier scores that can be read, so nothing is compared.\n")


def _nothing_of_today(content: dict[str, Any]) -> None:
    content["answers"] = {"fin_boat": 3}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda content: content.clear(), "cannot be used: it does not say so in its key 'format'"),
        (lambda content: content.pop("instrument"), "it does not say for which instrument it was made"),
        (lambda content: content.update(answers=[1]), "the value of 'answers' has a form that cannot be used"),
        (lambda content: content.update(boat=1), "the value of 'boat' has a form that cannot be used"),
        (
            lambda content: content["answers"].update(fin_plan_purpose=True),
            "the value of 'fin_plan_purpose' has a form",
        ),
        (lambda content: content.update(format_version=2), "made by a newer msme-check. Update msme-check"),
        (lambda content: content["instrument"].update(id="boats"), "with the instrument 'boats'; this program has"),
        (_nothing_of_today, "There is no answer in this PDF to a question of today. Ask anew: msme-check assess"),
    ],
)
def test_answers_that_cannot_be_used_are_one_message(change: Change, said: str, old: Old, tmp_path: Path) -> None:
    path = old(change)
    done = call("report", path, "-o", tmp_path / "new.pdf")
    assert done.exit_code == Exit.ANSWERS
    assert done.stderr.startswith(f"{path}: ")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "new.pdf").exists()


@pytest.mark.parametrize("inside", [b"", b"{", b"\xff\xfe", b"[" * 5000, b'{"format": 1, "format": 2}', b"NaN"])
def test_what_is_no_json_is_one_message(inside: bytes, tmp_path: Path) -> None:
    path = tmp_path / "older.pdf"
    path.write_bytes(renderer().render_html(PAGE, [EmbeddedFile(RESPONSE, inside, "", "Source")]))
    done = call("report", path, "-o", tmp_path / "new.pdf")
    assert done.exit_code == Exit.ANSWERS
    assert done.stderr.count("\n") == 1
    assert "make it anew from the response file" in done.stderr
    assert "Traceback" not in done.output


def test_a_real_report_cut_short(report: Path, tmp_path: Path) -> None:
    content = report.read_bytes()
    path = tmp_path / "cut.pdf"
    for share in (0.1, 0.5, 0.9, 0.999):
        path.write_bytes(content[: int(len(content) * share)])
        done = call("report", path, "-o", tmp_path / "new.pdf")
        assert done.exit_code == Exit.ANSWERS
        assert done.stderr == (
            f"{path}: This PDF is damaged or not whole. "
            "Copy or download it again, or make the report from the response file.\n"
        )


def test_a_name_that_lies(tmp_path: Path, response: Response) -> None:
    path = tmp_path / "answers.pdf"
    response_files.save(path, response)
    done = call("report", path, "-o", tmp_path / "new.pdf")
    assert (done.exit_code, done.stderr.startswith(f"{path}: This is no PDF. ")) == (Exit.ANSWERS, True)
