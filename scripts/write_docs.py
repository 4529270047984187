"""Writes what the program can say of itself: docs/cli.md, and the README's picture of the terminal.

    python scripts/write_docs.py [--check]

With --check nothing is written; the exit code is 1 where docs/cli.md is not what would be written.
"""

import sys
from pathlib import Path

from typer.main import get_command

from msme_check.cli import app

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "docs" / "cli.md"
WIDTH = 100


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


def main() -> int:
    """Writes the reference, or compares it."""
    text = reference()
    if "--check" in sys.argv[1:]:
        if REFERENCE.read_text("utf-8") != text:
            sys.stderr.write("docs/cli.md is not what the program says. Run: make docs\n")
            return 1
        return 0
    REFERENCE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
