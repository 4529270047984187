"""Commands that say why, what next, and what has changed."""

from pathlib import Path
from typing import Annotated

import typer

from msme_check import i18n
from msme_check.cli import given
from msme_check.cli.options import (
    BrandOption,
    InstrumentOption,
    JsonOption,
    LanguageOption,
    PaperOption,
    PaperSize,
    SavedArgument,
)
from msme_check.cli.program import app
from msme_check.edge import edge, tell
from msme_check.errors import Exit
from msme_check.i18n import _


@app.command(help=_("Say why: where each score, gate, recommendation comes from, down to the answers."))
@edge
def explain(
    response: SavedArgument,
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[ID]",
            help=_("A score, gate, recommendation, question or official_size; an overview if not given."),
        ),
    ] = None,
    *,
    as_json: JsonOption = False,
    instrument: InstrumentOption = None,
    lang: LanguageOption = i18n.SOURCE_LANGUAGE,
) -> Exit:
    from msme_check.commands import explaining

    spoken = given.instrument_in(instrument, lang)
    return explaining.explain(spoken, response, name, as_json=as_json, out=typer.echo, tell=tell)


@app.command(help=_("Say what other answers would change. Nothing is saved."))
@edge
def whatif(
    response: SavedArgument,
    *,
    changed: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="QUESTION=ANSWER",
            help=_("An answer as in a file of firms; may be repeated. Without it you are asked."),
        ),
    ] = None,
    as_json: JsonOption = False,
    instrument: InstrumentOption = None,
    lang: LanguageOption = i18n.SOURCE_LANGUAGE,
) -> Exit:
    from msme_check.commands import explaining

    spoken = given.instrument_in(instrument, lang)
    return explaining.what_if(spoken, response, changed or [], as_json=as_json, out=typer.echo, tell=tell)


@app.command(help=_("Find the smallest set of actions that brings the firm to a band, or what comes closest."))
@edge
def reach(
    response: SavedArgument,
    *,
    band: Annotated[
        str, typer.Option("--band", metavar="BAND", help=_("The band to reach, such as developing or ready."))
    ],
    questionnaire: Annotated[
        str | None,
        typer.Option("--questionnaire", metavar="NAME", help=_("Of one questionnaire; else of the overall score.")),
    ] = None,
    days: Annotated[
        int | None, typer.Option("--days", metavar="N", min=0, help=_("At most so many days of work, all together."))
    ] = None,
    cost: Annotated[
        str | None,
        typer.Option("--cost", metavar="COST", help=_("No action dearer than this: free, low, medium or high.")),
    ] = None,
    as_json: JsonOption = False,
    instrument: InstrumentOption = None,
    lang: LanguageOption = i18n.SOURCE_LANGUAGE,
) -> Exit:
    from msme_check.commands import explaining

    return explaining.reach(
        given.instrument_in(instrument, lang),
        response,
        band,
        questionnaire,
        days=days,
        cost=cost,
        as_json=as_json,
        out=typer.echo,
        tell=tell,
    )


@app.command(help=_("Say what changed since last time: two files of one firm, or two folders of a batch."))
@edge
def compare(
    before: Annotated[
        Path, typer.Argument(metavar="BEFORE", help=_("The earlier answers, report's PDF, or folder of a batch."))
    ],
    after: Annotated[Path, typer.Argument(metavar="AFTER", help=_("The later one, of the same kind."))],
    *,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="FILE", help=_("A .pdf, .html or .json of it; else it is printed.")),
    ] = None,
    as_json: JsonOption = False,
    instrument: InstrumentOption = None,
    lang: LanguageOption = i18n.SOURCE_LANGUAGE,
    brand: BrandOption = None,
    paper: PaperOption = PaperSize.A4,
) -> Exit:
    from msme_check.commands import comparing

    spoken, look = given.instrument_in(instrument, lang), given.look(brand, None, paper)
    for path in comparing.compare(spoken, before, after, out, look, as_json=as_json, out=typer.echo):
        tell(_("Written: {path}").format(path=path))
    return Exit.DONE
