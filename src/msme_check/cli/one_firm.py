"""Commands on one firm: it is asked, and its report is written."""

from pathlib import Path
from typing import Annotated

import typer

from msme_check import i18n
from msme_check.cli import given
from msme_check.cli.options import (
    BrandOption,
    InstrumentOption,
    LanguageOption,
    OnlyOption,
    PaperOption,
    PaperSize,
    ProgrammesOption,
    TemplatesOption,
    WithoutDataOption,
    repeated,
    repeated_look,
)
from msme_check.cli.program import app
from msme_check.edge import edge, tell
from msme_check.errors import Exit
from msme_check.i18n import _


@app.command(help=_("Ask one firm in the terminal, then show the result and write the PDF."))
@edge
def assess(
    *,
    response: Annotated[
        Path, typer.Option("--response", metavar="FILE", help=_("Where answers are saved; goes on where it stopped."))
    ] = Path("response.json"),
    only: OnlyOption = None,
    quick: Annotated[
        bool | None,
        typer.Option(
            "--quick/--whole", help=_("The core questions only: a plan, no scores. Or all, after a quick check.")
        ),
    ] = None,
    consultant: Annotated[
        bool, typer.Option("--consultant", help=_("You ask the owner: say after each answer if you saw the proof."))
    ] = False,
    plain: Annotated[
        bool, typer.Option("--plain", help=_("Numbers and Enter only, nothing is repainted: for screen readers."))
    ] = False,
    pdf: Annotated[
        Path | None,
        typer.Option("--pdf", metavar="FILE", help=_("Where the PDF goes; beside the answers if not given.")),
    ] = None,
    without_data: WithoutDataOption = False,
    instrument: InstrumentOption = None,
    lang: LanguageOption = i18n.SOURCE_LANGUAGE,
    brand: BrandOption = None,
    templates: TemplatesOption = None,
    paper: PaperOption = PaperSize.A4,
    programmes: ProgrammesOption = None,
) -> Exit:
    from msme_check.commands import asking

    look = repeated_look(brand, templates, paper, with_data=not without_data)
    return asking.assess(
        given.instrument_with(instrument, lang, programmes),
        response,
        only=only,
        quick=quick,
        consultant=consultant,
        plain=plain,
        pdf=pdf,
        options={**repeated(instrument, lang, programmes), **look},
        look=given.look(brand, templates, paper),
        with_data=not without_data,
    )


@app.command(help=_("Write the report of saved answers, as .pdf, .html, .json or .txt; or make an old PDF anew."))
@edge
def report(
    response: Annotated[
        Path,
        typer.Argument(
            metavar="RESPONSE.json|OLD.pdf|FORM.pdf",
            help=_("The saved answers, a report that has them, or a filled-in form."),
        ),
    ],
    *,
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="FILE", help=_("The report; its ending says which kind."))
    ],
    without_data: WithoutDataOption = False,
    instrument: InstrumentOption = None,
    lang: LanguageOption = i18n.SOURCE_LANGUAGE,
    brand: BrandOption = None,
    templates: TemplatesOption = None,
    paper: PaperOption = PaperSize.A4,
    programmes: ProgrammesOption = None,
) -> Exit:
    from msme_check.commands import asking

    look = given.look(brand, templates, paper)
    spoken = given.instrument_with(instrument, lang, programmes)
    told = asking.report(spoken, response, out, look, with_data=not without_data)
    tell("\n".join([*told, _("Written: {path}").format(path=out)]))
    return Exit.DONE
