"""The examples in docs/: below a line `<!-- msme-check reach rice-mill.json ... -->` what the command prints.

The firm is the rice mill of the sample firms.
"""

import re
import shlex
import tempfile
from contextlib import chdir
from pathlib import Path

from sample_firms import sample_firms
from typer.testing import CliRunner

from msme_check import loading, resources
from msme_check.cli import app
from msme_check.response_files import save

WIDTH = "90"
_EXAMPLE = re.compile(r"(<!-- msme-check (.+?) -->\n\n```\n).*?(```\n)", re.DOTALL)


def page(text: str) -> str:
    """A page with each of its examples as the program prints it now."""
    if not _EXAMPLE.search(text):
        return text
    rice_mill = sample_firms(loading.load(resources.questionnaires()))[0]

    def written(found: re.Match[str]) -> str:
        printed = CliRunner(env={"COLUMNS": WIDTH}).invoke(app, shlex.split(found[2])).stdout
        return f"{found[1]}$ msme-check {found[2]}\n{printed}{found[3]}"

    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        save(Path("rice-mill.json"), rice_mill.response)
        return _EXAMPLE.sub(written, text)
