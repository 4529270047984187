"""Blank forms."""

from pathlib import Path
from typing import Annotated

import typer

from msme_check import i18n
from msme_check.cli import given
from msme_check.cli.options import (
    FormKind,
    InstrumentOption,
    LanguageOption,
    OnlyOption,
)
from msme_check.cli.program import app
from msme_check.edge import edge, tell
from msme_check.errors import Exit
from msme_check.i18n import _


@app.command(help=_("Write a blank form: to fill in, and to be read back by 'batch'."))
@edge
def forms(
    kind: Annotated[
        FormKind,
        typer.Argument(
            help=_(
                "csv: a sheet of codes, and a second file that explains them. xlsx: a workbook with drop-down lists. "
                "xlsform: for phones with KoboToolbox or ODK. pdf: to fill in on a screen. paper: to print."
            )
        ),
    ],
    *,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help=_("The form."))],
    only: OnlyOption = None,
    core: Annotated[bool, typer.Option("--core", help=_("Only the core questions, as in a quick check."))] = False,
    instrument: InstrumentOption = None,
    lang: LanguageOption = i18n.SOURCE_LANGUAGE,
) -> Exit:
    from msme_check.commands import blank_forms

    spoken = given.instrument_in(instrument, lang)
    for path in blank_forms.write(kind.value, spoken, out, core=core, only=only):
        tell(_("Written: {path}").format(path=path))
    return Exit.DONE
