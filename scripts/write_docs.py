"""Writes what the program can say of itself: docs/cli.md, the README's pictures, and every page of three reports in
colour and in grey (pictures of pages need pdftoppm).

    python scripts/write_docs.py [--check | --texts]

With --check nothing is written; the exit code is 1 where docs/cli.md, or the example in docs/compare.md, is not what
would be written. With --texts only these two are written.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from rich.console import Console
from typer.main import get_command
from typer.testing import CliRunner

from msme_check import loading, resources, response_files
from msme_check.assessments import assess_response
from msme_check.cli import app
from msme_check.commands.demonstration import FIRMS, assessments
from msme_check.report import files, text

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "docs" / "cli.md"
COMPARE = ROOT / "docs" / "compare.md"
EXAMPLE, END_OF_EXAMPLE = "<!-- example: written by make docs -->", "<!-- end of example -->"
COMPARED = "01-rice-mill"
A_YEAR_LATER = {
    "fin_records_cashbook": 3,
    "fin_records_receipts": 3,
    "fin_banking_account": 3,
    "fin_banking_ownerpay": 2,
    "ops_workplace_order": 2,
    "grn_rules_permits": 3,
}
"""What the sample firm of docs/compare.md answers a year later."""
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


def compared() -> str:
    """The worked example of docs/compare.md: a sample firm, and the same a year later."""
    instrument = loading.load(resources.questionnaires())
    found = assessments(instrument, resources.questionnaires() / FIRMS)
    then = next(one for one in found if one.firm_id == COMPARED).response
    cells = {**then.answers, **A_YEAR_LATER}
    profile = {**then.profile, "sector": "manufacturing", "subsector": "food_factory"}
    now = then.model_copy(update={"answers": cells, "profile": profile, "date": "2027-11-20"})
    with tempfile.TemporaryDirectory() as folder:
        before, after = Path(folder, "2026.json"), Path(folder, "2027.json")
        response_files.save(before, then.model_copy(update={"date": "2026-11-20"}))
        response_files.save(after, now)
        words = ["compare", str(before), str(after)]
        done = CliRunner(env={"COLUMNS": "80"}).invoke(app, words)
    if done.exit_code:
        raise SystemExit(done.output)
    return f"```\n$ msme-check compare 2026.json 2027.json\n{done.stdout.rstrip()}\n```\n"


def with_example(page: str) -> str:
    """The page with its example made anew."""
    before, begin, rest = page.partition(EXAMPLE)
    _old, end, after = rest.partition(END_OF_EXAMPLE)
    return f"{before}{begin}\n{compared()}{end}{after}"


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


def _side_by_side(pages: list[Image.Image]) -> Image.Image:
    width, height = pages[0].width + 6, pages[0].height + 6
    rows = -(-len(pages) // COLUMNS)
    sheet = Image.new("RGB", (width * COLUMNS + 6, height * rows + 6), "#8b979f")
    for place, page in enumerate(pages):
        sheet.paste(page, (place % COLUMNS * width + 6, place // COLUMNS * height + 6))
    return sheet


def main() -> int:
    """Writes the reference and the pictures, or compares the reference."""
    words, page = reference(), COMPARE.read_text("utf-8")
    if "--check" in sys.argv[1:]:
        if REFERENCE.read_text("utf-8") != words:
            sys.stderr.write("docs/cli.md is not what the program says. Run: make docs\n")
            return 1
        if page != with_example(page):
            sys.stderr.write("The example in docs/compare.md is not what the program says. Run: make docs\n")
            return 1
        return 0
    REFERENCE.write_text(words, encoding="utf-8")
    COMPARE.write_text(with_example(page), encoding="utf-8")
    if "--texts" in sys.argv[1:]:
        return 0
    pictures()
    whole_reports()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
