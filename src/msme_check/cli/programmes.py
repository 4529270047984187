"""The command on the support directory."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from msme_check import i18n
from msme_check.cli import given
from msme_check.cli.options import InstrumentOption, JsonOption, LanguageOption, ProgrammesOption
from msme_check.cli.program import app
from msme_check.edge import edge, tell
from msme_check.errors import Exit
from msme_check.i18n import _


@app.command(help=_("List whom to ask: banks, offices, funds, courses, each with its source and date."))
@edge
def programmes(
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[WORDS]...", help=_("Only entries in which all these words stand."))
    ] = None,
    *,
    country: Annotated[
        str | None, typer.Option("--country", metavar="CODE", help=_("Of one country, such as KH."))
    ] = None,
    topic: Annotated[
        str | None,
        typer.Option("--topic", metavar="NAME", help=_("For one recommendation, such as fin_guarantee.")),
    ] = None,
    kind: Annotated[
        str | None, typer.Option("--kind", metavar="NAME", help=_("Of one kind, such as bank or training_centre."))
    ] = None,
    response: Annotated[
        Path | None,
        typer.Option(
            "--for", metavar="RESPONSE", help=_("For one firm's plan: its saved answers, or a report's PDF with them.")
        ),
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help=_("Also those that have ended or were never verified."))] = False,
    as_json: JsonOption = False,
    own: ProgrammesOption = None,
    instrument: InstrumentOption = None,
    lang: LanguageOption = i18n.SOURCE_LANGUAGE,
) -> Exit:
    from msme_check.commands import programmes as listing

    return listing.programmes(
        given.instrument_with(instrument, lang, own),
        words=words or [],
        country=country,
        topic=topic,
        kind=kind,
        response=response,
        hidden=all_,
        as_json=as_json,
        today=datetime.now().astimezone().date(),
        out=typer.echo,
        tell=tell,
    )
