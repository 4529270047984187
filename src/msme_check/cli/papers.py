"""Commands that make papers of one firm's answers: what to bring to a lender, and when to do what."""

from pathlib import Path
from typing import Annotated

import typer

from msme_check import i18n
from msme_check.cli import given
from msme_check.cli.options import (
    BrandOption,
    InstrumentOption,
    LanguageOption,
    PaperOption,
    PaperSize,
    SavedArgument,
    TemplatesOption,
)
from msme_check.cli.program import app
from msme_check.edge import edge, tell
from msme_check.errors import Exit
from msme_check.i18n import _


@app.command(help=_("Write one page for a lender: which documents are ready, what to bring first."))
@edge
def lender(
    response: SavedArgument,
    *,
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="FILE", help=_("The page, as .pdf, .html or .json by its ending."))
    ],
    instrument: InstrumentOption = None,
    lang: LanguageOption = i18n.SOURCE_LANGUAGE,
    brand: BrandOption = None,
    templates: TemplatesOption = None,
    paper: PaperOption = PaperSize.A4,
) -> Exit:
    from msme_check.commands import papers

    look = given.look(brand, templates, paper)
    told = papers.lender(given.instrument_in(instrument, lang), response, out, look)
    tell("\n".join([*told, _("Written: {path}").format(path=out)]))
    return Exit.DONE


@app.command(help=_("Write the plan with days: a calendar file, or a sheet for the wall."))
@edge
def calendar(
    response: SavedArgument,
    *,
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="FILE", help=_("A .ics file for calendars, or a .pdf for the wall."))
    ],
    start: Annotated[
        str | None,
        typer.Option(
            "--start", metavar="DAY", help=_("The first day, such as 2026-12-01; else the Monday after the answers.")
        ),
    ] = None,
    reminders: Annotated[
        bool, typer.Option("--reminders", help=_("In a calendar, a reminder on the day when each action begins."))
    ] = False,
    instrument: InstrumentOption = None,
    lang: LanguageOption = i18n.SOURCE_LANGUAGE,
    paper: PaperOption = PaperSize.A4,
) -> Exit:
    from msme_check.commands import papers
    from msme_check.report.look import Paper

    spoken = given.instrument_in(instrument, lang)
    told = papers.calendar(spoken, response, out, start, reminders=reminders, paper=Paper(paper.value))
    tell("\n".join([*told, _("Written: {path}").format(path=out)]))
    return Exit.DONE
