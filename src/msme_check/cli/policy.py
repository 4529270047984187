"""Commands on the policy that the recommendations follow from."""

from pathlib import Path
from typing import Annotated

import typer

from msme_check import i18n
from msme_check.cli import given
from msme_check.cli.options import (
    ColumnsOption,
    EncodingOption,
    InstrumentOption,
    JsonOption,
    LanguageOption,
)
from msme_check.cli.program import app
from msme_check.edge import edge, tell
from msme_check.errors import Exit
from msme_check.i18n import _


@app.command(help=_("Say which action serves which policy direction, and how many firms each would serve."))
@edge
def directions(
    firms: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="FIRMS",
            help=_("A batch's folder, or files of firms as for 'batch', to be counted; the rules alone if not given."),
        ),
    ] = None,
    *,
    public: Annotated[bool, typer.Option("--public", help=_("Show nothing of fewer than five firms."))] = False,
    as_json: JsonOption = False,
    encoding: EncodingOption = None,
    columns: ColumnsOption = None,
    instrument: InstrumentOption = None,
    lang: LanguageOption = i18n.SOURCE_LANGUAGE,
) -> Exit:
    from msme_check.commands import directions as tracing

    return tracing.directions(
        given.instrument_in(instrument, lang),
        firms or [],
        public=public,
        encoding=encoding,
        columns=columns,
        as_json=as_json,
        out=typer.echo,
        tell=tell,
    )
