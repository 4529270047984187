"""What this machine lacks."""

from typing import Annotated

import typer

from msme_check.cli.program import app
from msme_check.edge import edge
from msme_check.errors import Exit
from msme_check.i18n import _


@app.command(help=_("Look at what this machine lacks, and name the one command that brings it."))
@edge
def doctor(
    quiet: Annotated[bool, typer.Option("--quiet", help=_("Say nothing; the exit code tells."))] = False,
) -> Exit:
    from msme_check.commands import doctor as examination

    return examination.report(typer.echo, quiet=quiet)
