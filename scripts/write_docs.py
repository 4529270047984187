"""Writes what the program can say of itself: docs/cli.md, and the README's pictures (these need pdftoppm).

    python scripts/write_docs.py [--check]

With --check nothing is written; the exit code is 1 where docs/cli.md is not what would be written.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from typer.main import get_command

from msme_check import loading, resources
from msme_check.cli import app
from msme_check.commands.demonstration import FIRMS, assessments
from msme_check.report import files, text

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "docs" / "cli.md"
IMAGES = ROOT / "docs" / "images"
WIDTH = 100
PICTURED = "06-repair-shop"
"""The sample firm whose report the README shows."""


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


def pictures() -> None:
    """Page 1 of a sample firm's report, and its result in the terminal."""
    instrument = loading.load(resources.questionnaires())
    found = assessments(instrument, resources.questionnaires() / FIRMS)
    firm = next(one for one in found if one.firm_id == PICTURED)
    console = Console(record=True, width=80, file=tempfile.TemporaryFile("w"), highlight=False, emoji=False)
    text.show(firm, instrument, console)
    IMAGES.mkdir(parents=True, exist_ok=True)
    console.save_svg(str(IMAGES / "terminal.svg"), title="msme-check assess", unique_id="terminal")
    with tempfile.TemporaryDirectory() as folder:
        files.write(firm, instrument, Path(folder, "report.pdf"))
        command = ["pdftoppm", "-png", "-r", "70", "-l", "1", "-singlefile", "report.pdf", str(IMAGES / "report")]
        subprocess.run(command, cwd=folder, check=True)  # noqa: S603 - a fixed command


def main() -> int:
    """Writes the reference and the pictures, or compares the reference."""
    words = reference()
    if "--check" in sys.argv[1:]:
        if REFERENCE.read_text("utf-8") != words:
            sys.stderr.write("docs/cli.md is not what the program says. Run: make docs\n")
            return 1
        return 0
    REFERENCE.write_text(words, encoding="utf-8")
    pictures()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
