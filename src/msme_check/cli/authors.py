"""Commands for authors of an instrument."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from msme_check import i18n, resources
from msme_check.cli import given
from msme_check.cli.options import (
    ColumnsOption,
    EncodingOption,
    LanguageOption,
)
from msme_check.cli.program import instrument_app
from msme_check.edge import edge, tell
from msme_check.errors import Exit
from msme_check.i18n import _


@instrument_app.command("check", help=_("Find every mistake of an instrument's files, and run its cases."))
@edge
def check(
    folder: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help=_("The folder; the shipped one if not given."))
    ] = None,
) -> Exit:
    from msme_check.commands import authoring

    return authoring.check(folder or resources.questionnaires(), typer.echo, datetime.now().astimezone().date())


@instrument_app.command(
    "sensitivity", help=_("Say what the bands hang on: averages, weights, gates, limits, and each question.")
)
@edge
def sensitivity(
    folder: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help=_("The folder; the shipped one if not given."))
    ] = None,
    *,
    responses: Annotated[
        list[Path] | None,
        typer.Option(
            "--responses", metavar="FILE", help=_("A file or folder of firms as for 'batch'; else drawn ones.")
        ),
    ] = None,
    firms: Annotated[
        int | None, typer.Option("--firms", metavar="N", min=1, max=100_000, help=_("How many firms are drawn."))
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="FILE", help=_("A .csv or .json file in place of words in the terminal.")),
    ] = None,
    encoding: EncodingOption = None,
    columns: ColumnsOption = None,
    lang: LanguageOption = i18n.SOURCE_LANGUAGE,
) -> Exit:
    from msme_check.commands import authoring

    return authoring.sensitivity(
        given.instrument_in(folder, lang),
        responses or [],
        count=firms,
        out=out,
        encoding=encoding,
        columns=columns,
        say=typer.echo,
        tell=tell,
    )
