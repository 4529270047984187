"""Blank forms."""

from pathlib import Path
from typing import Annotated

import typer

from msme_check import i18n
from msme_check.cli import given
from msme_check.cli.options import FormKind, InstrumentOption, LanguageOption
from msme_check.cli.program import app
from msme_check.edge import edge, tell
from msme_check.errors import Exit
from msme_check.i18n import _


@app.command(help=_("Write a blank form, and a second file that explains each column."))
@edge
def forms(
    kind: Annotated[FormKind, typer.Argument(help=_("The kind of form."))],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help=_("The form."))],
    instrument: InstrumentOption = None,
    lang: LanguageOption = i18n.SOURCE_LANGUAGE,
) -> Exit:
    from msme_check.forms import csv_form

    written = csv_form.write(given.instrument_in(instrument, lang), out)
    for path in written:
        tell(_("Written: {path}").format(path=path))
    return Exit.DONE
