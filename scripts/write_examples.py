"""Writes the examples in docs/: below a line `<!-- msme-check reach rice-mill.json ... -->` what the command prints.

    python scripts/write_examples.py [--check]

The firm is the rice mill of the sample firms. With --check nothing is written; the exit code is 1 where a page is not
what would be written.
"""

import os
import re
import shlex
import sys
import tempfile
from pathlib import Path

from typer.testing import CliRunner

from msme_check import loading, resources
from msme_check.cli import app
from msme_check.commands.demonstration import FIRMS, assessments
from msme_check.response_files import save

DOCS = Path(__file__).resolve().parents[1] / "docs"
WIDTH = "90"
_EXAMPLE = re.compile(r"(<!-- msme-check (.+?) -->\n\n```\n).*?(```\n)", re.DOTALL)


def page(text: str) -> str:
    """A page with each of its examples as the program prints it now."""

    def written(found: re.Match[str]) -> str:
        printed = CliRunner(env={"COLUMNS": WIDTH}).invoke(app, shlex.split(found[2])).stdout
        return f"{found[1]}$ msme-check {found[2]}\n{printed}{found[3]}"

    return _EXAMPLE.sub(written, text)


def main() -> int:
    """Writes the pages, or compares them."""
    rice_mill = assessments(loading.load(resources.questionnaires()), resources.questionnaires() / FIRMS)[0]
    changed = []
    with tempfile.TemporaryDirectory() as folder:
        save(Path(folder, "rice-mill.json"), rice_mill.response)
        os.chdir(folder)
        for path in sorted(DOCS.glob("*.md")):
            text = path.read_text("utf-8")
            if (made := page(text)) != text:
                changed.append((path, made))
        os.chdir(DOCS)
    if "--check" in sys.argv[1:]:
        for path, _made in changed:
            sys.stderr.write(f"docs/{path.name}: an example is not what the program prints. Run: make docs\n")
        return 1 if changed else 0
    for path, made in changed:
        path.write_text(made, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
