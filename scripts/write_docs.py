"""Writes what the program can say of itself: docs/cli.md, the marked parts of other pages, the README's pictures, every
page of three reports in colour and in grey, and pictures of forms (pages need pdftoppm, the workbook LibreOffice).

    python scripts/write_docs.py [--check | --words]

With --check nothing is written; the exit code is 1 where a page is not what would be written. --words: no pictures.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import compare_example
import directions_table
import form_pictures
import official_size_tables
import printed_examples
import programmes_table
import sensitivity_tables
import worked_example
from PIL import Image
from pypdf import PdfReader
from rich.console import Console
from typer.main import get_command

from msme_check import loading, resources
from msme_check.assessments import assess_response
from msme_check.cli import app
from msme_check.commands.demonstration import FIRMS, assessments
from msme_check.forms import paper_form, pdf_form
from msme_check.report import files, text

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "docs" / "cli.md"
PARTS: dict[str, Callable[[], str]] = {
    "worked-example-scores": worked_example.scores,
    "worked-example-commands": worked_example.commands,
    "worked-example-choices": worked_example.choices,
    "compare-example": compare_example.compared,
    "directions": directions_table.traced,
    "official-sizes": official_size_tables.tables,
    "programmes": programmes_table.tables,
    "sensitivity-choices": sensitivity_tables.choices,
    "sensitivity-gates": sensitivity_tables.gates,
    "sensitivity-questions": sensitivity_tables.questions,
}
"""What stands between the marks of a page, by the name in its first mark."""
IMAGES = ROOT / "docs" / "images"
WIDTH = 100
PICTURED = "06-repair-shop"
"""The sample firm whose report the README shows."""
WHOLE = ("01-rice-mill", "04-food-factory", "05-online-seller")
"""Sample firms of which every page is shown: three people, 120 people, and one who left out a part."""
SKIPPING = "05-online-seller"
"""Of this one every third answer is left out."""
COLUMNS = 4
"""Pages beside each other on a picture of a whole report."""
SHADES = 96
"""Colours of such a picture: enough for every accent, its edges and all greys."""
_PART = re.compile(r"(?<=<!-- make docs writes: )([a-z-]+)( -->\n).*?(?=<!-- end -->)", re.DOTALL)
_WEB_FONT = re.compile(r"\s*@font-face \{.*?\}", re.DOTALL)


def reference() -> str:
    """The help of every command, as Markdown."""
    top = get_command(app)
    lines = ["# The command line", "", "Written by `make docs` from the program's own help.", ""]
    for words, command in _commands(top, ("msme-check",)):
        context = command.make_context(" ".join(words), [], resilient_parsing=True)
        context.terminal_width = WIDTH
        context.max_content_width = WIDTH
        lines += [f"## {' '.join(words)}", "", "```", command.get_help(context).rstrip(), "```", ""]
    return "\n".join(lines)


def _commands(command, words):  # type: ignore[no-untyped-def] # typer keeps the types of its commands to itself
    yield words, command
    for name, inner in getattr(command, "commands", {}).items():
        yield from _commands(inner, (*words, name))


def pages() -> dict[Path, str]:
    """Every page that is written, or a part of it, as it should be."""
    found = {REFERENCE: reference()}
    written = set()
    for path in sorted((ROOT / "docs").glob("*.md")):
        text = path.read_text(encoding="utf-8")
        names = [name for name, _rest in _PART.findall(text)]
        written |= set(names)
        made = _PART.sub(lambda mark: f"{mark[1]}{mark[2]}\n{PARTS[mark[1]]()}\n\n", printed_examples.page(text))
        if names or made != text:
            found[path] = made
    if written != set(PARTS):
        raise RuntimeError(f"No page has a mark for: {', '.join(sorted(set(PARTS) - written))}")
    return found


def pictures() -> None:
    """Page 1 of a sample firm's report, and its result in the terminal."""
    instrument = loading.load(resources.questionnaires())
    found = assessments(instrument, resources.questionnaires() / FIRMS)
    firm = next(one for one in found if one.firm_id == PICTURED)
    console = Console(record=True, width=80, file=tempfile.TemporaryFile("w"), highlight=False, emoji=False)
    text.show(firm, instrument, console)
    IMAGES.mkdir(parents=True, exist_ok=True)
    picture = console.export_svg(title="msme-check assess", unique_id="terminal")
    (IMAGES / "terminal.svg").write_text(_WEB_FONT.sub("", picture), encoding="utf-8")  # nothing is fetched to show it
    with tempfile.TemporaryDirectory() as folder:
        files.write(firm, instrument, Path(folder, "report.pdf"))
        command = ["pdftoppm", "-png", "-r", "70", "-l", "1", "-singlefile", "report.pdf", str(IMAGES / "report")]
        subprocess.run(command, cwd=folder, check=True)  # noqa: S603 - a fixed command


def whole_reports() -> None:
    """Every page of some firms' reports, in colour and in grey."""
    instrument = loading.load(resources.questionnaires())
    for firm in assessments(instrument, resources.questionnaires() / FIRMS):
        if firm.firm_id not in WHOLE:
            continue
        if firm.firm_id == SKIPPING:
            kept = {name: value for n, (name, value) in enumerate(firm.response.answers.items()) if n % 3}
            firm = assess_response(firm.response.model_copy(update={"answers": kept}), instrument)  # noqa: PLW2901
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            files.write(firm, instrument, folder / "report.pdf")
            command = ["pdftoppm", "-png", "-r", "64", "report.pdf", "page"]
            subprocess.run(command, cwd=folder, check=True)  # noqa: S603 - a fixed command
            sheet = _side_by_side([Image.open(one) for one in sorted(folder.glob("page-*.png"))])
        for kind, picture in (("colour", sheet), ("grey", sheet.convert("L"))):
            picture.quantize(SHADES, Image.Quantize.FASTOCTREE).save(
                IMAGES / f"report-{firm.firm_id}-{kind}.png", optimize=True
            )


def forms() -> None:
    """The first page with questions of the two forms that are PDFs."""
    instrument = loading.load(resources.questionnaires())
    first = next(iter(instrument.questions.values())).text.split()
    for kind, write in (("paper", paper_form.write), ("pdf", pdf_form.write)):
        with tempfile.TemporaryDirectory() as name:
            (path,) = write(instrument, Path(name, "form.pdf"))
            pages = [page.extract_text().split() for page in PdfReader(path).pages]
            number = str(1 + next(n for n, words in enumerate(pages) if " ".join(first) in " ".join(words)))
            command = ["pdftoppm", "-png", "-r", "80", "-f", number, "-l", number, "-singlefile", str(path), "page"]
            subprocess.run(command, cwd=name, check=True)  # noqa: S603 - a fixed command
            with Image.open(Path(name, "page.png")) as page:
                shades = page.convert("RGB").quantize(SHADES // 6, Image.Quantize.FASTOCTREE)
                shades.save(IMAGES / f"form-{kind}.png", optimize=True)


def _side_by_side(pages: list[Image.Image]) -> Image.Image:
    width, height = pages[0].width + 6, pages[0].height + 6
    rows = -(-len(pages) // COLUMNS)
    sheet = Image.new("RGB", (width * COLUMNS + 6, height * rows + 6), "#8b979f")
    for place, page in enumerate(pages):
        sheet.paste(page, (place % COLUMNS * width + 6, place // COLUMNS * height + 6))
    return sheet


def main() -> int:
    """Writes pages and pictures, or compares the pages."""
    found = pages()
    if "--check" in sys.argv[1:]:
        stale = [path.name for path, words in found.items() if path.read_text("utf-8") != words]
        if stale:
            sys.stderr.write(f"Not what the program says, in docs: {', '.join(stale)}. Run: make docs\n")
        return int(bool(stale))
    for path, words in found.items():
        path.write_text(words, encoding="utf-8")
    if "--words" not in sys.argv[1:]:
        pictures()
        whole_reports()
        if shutil.which("soffice"):
            form_pictures.pictures(loading.load(resources.questionnaires()), IMAGES)
        forms()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
