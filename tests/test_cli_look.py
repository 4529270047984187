"""Reports with a consultant's brand and templates, by the commands that a consultant calls."""

import io
import json
from pathlib import Path

import pytest
from pypdf import PdfReader

from msme_check.errors import Exit
from report.test_brand import png, written
from test_cli import Rows, call, read, write

BRAND = "name: Chamroeun Advisory\nlogo: logo.png\ncontact: [Street 271]\nclosing: [See you in spring.]\n"
OWN = '{% extends "shipped/front.html.j2" %}{% block best %}<p>Our own words</p>{% endblock %}'


@pytest.fixture
def brand(tmp_path: Path) -> Path:
    png(tmp_path)
    return written(tmp_path, BRAND)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "front.html.j2").write_text(OWN)
    return tmp_path / "own"


def pdf_text(path: Path) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(path.read_bytes())).pages)


def test_report_has_the_look(saved: Path, brand: Path, own: Path, tmp_path: Path) -> None:
    for out in (tmp_path / "report.html", tmp_path / "report.pdf"):
        done = call("report", saved, "-o", out, "--brand", brand, "--templates", own, "--paper", "letter")
        assert done.exit_code == Exit.DONE, done.output
    source = (tmp_path / "report.html").read_text("utf-8")
    assert "Our own words" in source and "size: letter" in source and "See you in spring." in source
    assert "Our own words" in pdf_text(tmp_path / "report.pdf")
    assert PdfReader(tmp_path / "report.pdf").pages[0].mediabox.width == 612


def test_every_firm_of_a_batch_has_the_look(brand: Path, own: Path, example_rows: Rows, tmp_path: Path) -> None:
    firms = write(tmp_path / "firms.csv", example_rows[:2])
    options: list[str | Path] = ["--brand", brand, "--templates", own, "--reports", "html", "--workers", "1"]
    done = call("batch", firms, "-o", tmp_path / "out", *options)
    assert done.exit_code == Exit.DONE, done.output
    for row in read(tmp_path / "out" / "reports" / "index.csv"):
        source = (tmp_path / "out" / "reports" / row["file"]).read_text("utf-8")
        assert "Our own words" in source and "See you in spring." in source
    looked = json.loads((tmp_path / "out" / "run.json").read_text())["look"]
    assert looked["brand"]["name"] == "Chamroeun Advisory" and looked["paper"] == "a4"
    assert all(len(looked[part]["sha256"]) == 64 for part in ("brand", "templates"))


def test_a_template_that_fails_is_told_for_each_firm(own: Path, example_rows: Rows, tmp_path: Path) -> None:
    (own / "front.html.j2").write_text("<h1>{{ view.frim }}</h1>")
    firms = write(tmp_path / "firms.csv", example_rows[:1])
    options: list[str | Path] = ["--templates", own, "--reports", "html", "--workers", "1"]
    done = call("batch", firms, "-o", tmp_path / "out", *options)
    assert done.exit_code == Exit.OUTPUT
    (row,) = read(tmp_path / "out" / "reports" / "index.csv")
    assert row["file"] == "" and f"{own / 'front.html.j2'}:1: There is nothing of the name 'frim'" in row["problem"]


@pytest.mark.parametrize("command", ["assess", "batch", "report"])
def test_mistakes_stop_before_anything_is_done(command: str, saved: Path, brand: Path, own: Path) -> None:
    brand.write_text("nmae: A")
    (own / "front.html.j2").write_text("{% if %}")
    out, new = own.parent / "out.pdf", own.parent / "new.json"
    words: dict[str, list[str | Path]] = {
        "assess": ["--response", new, "--pdf", out],
        "batch": [write(own.parent / "firms.csv", [{"firm_id": "1"}]), "-o", out],
        "report": [saved, "-o", out],
    }
    done = call(command, *words[command], "--brand", brand, "--templates", own)
    assert done.exit_code == Exit.USAGE
    lines = done.output.strip().splitlines()
    assert [line.split(":1: ")[0] for line in lines] == [str(brand), str(brand), str(own / "front.html.j2")]
    assert not out.exists() and not new.exists()


def test_answers_are_safe_when_a_template_fails(saved: Path, brand: Path, own: Path, tmp_path: Path) -> None:
    """All is answered, so the interview ends at once; the message repeats the options that are needed again."""
    (own / "front.html.j2").write_text("<h1>{{ view.frim }}</h1>")
    look: list[str | Path] = ["--brand", brand, "--templates", own, "--paper", "letter"]
    done = call("assess", "--response", saved, "--pdf", tmp_path / "a.pdf", *look, typed="\n" * 20)
    assert done.exit_code == Exit.USAGE, done.output
    assert "The answers are saved. To write the report later: msme-check report" in done.output
    assert done.output.strip().endswith(f"--brand {brand} --templates {own} --paper letter")
