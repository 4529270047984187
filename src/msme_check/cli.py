"""The command line: options in, one message and one exit code out. Everything else is done below.

Only what every command needs is imported here, so that `--help` is quick; each command imports its own part.
"""

from dataclasses import replace
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from msme_check import i18n, resources
from msme_check.cli_options import (
    BrandOption,
    FormKind,
    FreshOption,
    InstrumentOption,
    JsonOption,
    LanguageOption,
    PaperOption,
    PaperSize,
    ReportKind,
    ResumeOption,
    SavedArgument,
    TableKind,
    TemplatesOption,
    WithoutDataOption,
    repeated,
    repeated_look,
)
from msme_check.edge import edge, tell
from msme_check.errors import Exit, UsageError
from msme_check.i18n import _

if TYPE_CHECKING:
    from msme_check.batch.settings import Unfinished
    from msme_check.model.instrument import Instrument
    from msme_check.report.look import Look

app = typer.Typer(
    name="msme-check",
    help=_(
        "How ready is a small firm, and what should it do next? Finance access, operations, digital, green. "
        "Works offline; nothing leaves this machine."
    ),
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    pretty_exceptions_show_locals=False,
)
instrument_app = typer.Typer(
    help=_("For authors: check a folder of questionnaires and rules."), no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(instrument_app, name="instrument")
intake_app = typer.Typer(
    help=_("For files with columns of their own: say what each column is."), no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(intake_app, name="intake")


def _version(*, wanted: bool) -> None:
    if wanted:
        typer.echo(f"msme-check {installed_version('msme-check')}")
        raise typer.Exit


@app.callback()
def main_options(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version", help=_("Show the version and leave."), callback=lambda v: _version(wanted=v), is_eager=True
        ),
    ] = False,
) -> None:
    """How ready is a small firm, and what should it do next?"""


@app.command(help=_("Ask one firm in the terminal, then show the result and write the PDF."))
@edge
def assess(
    *,
    response: Annotated[
        Path, typer.Option("--response", metavar="FILE", help=_("Where answers are saved; goes on where it stopped."))
    ] = Path("response.json"),
    only: Annotated[
        str | None,
        typer.Option("--only", metavar="NAMES", help=_("Some questionnaires only, such as finance,digital.")),
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help=_("The core questions only; a quick estimate."))] = False,
    pdf: Annotated[
        Path | None,
        typer.Option("--pdf", metavar="FILE", help=_("Where the PDF goes; beside the answers if not given.")),
    ] = None,
    instrument: InstrumentOption = None,
    lang: LanguageOption = i18n.SOURCE_LANGUAGE,
    brand: BrandOption = None,
    templates: TemplatesOption = None,
    paper: PaperOption = PaperSize.A4,
) -> Exit:
    from msme_check.commands import asking

    return asking.assess(
        _instrument(instrument, lang),
        response,
        only=only,
        quick=quick,
        pdf=pdf,
        options=[*repeated(instrument, lang), *repeated_look(brand, templates, paper)],
        look=_look(brand, templates, paper),
    )


@app.command(help=_("Score files of firms, one row a firm; write results, recommendations and reports."))
@edge
def batch(
    firms: Annotated[
        list[Path],
        typer.Argument(
            metavar="FIRMS...",
            help=_("Files of answers, or folders of them: CSV, Excel, ODS, Parquet, response files, report PDFs."),
        ),
    ],
    *,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help=_("Folder for all that is written."))],
    reports: Annotated[
        ReportKind, typer.Option("--reports", help=_("The report written for each firm."))
    ] = ReportKind.PDF,
    top: Annotated[
        int | None, typer.Option("--top", metavar="N", min=1, help=_("Only the first N recommendations of each firm."))
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option("--workers", metavar="N", min=1, help=_("Processes that write reports; else one a core.")),
    ] = None,
    encoding: Annotated[
        str | None,
        typer.Option("--encoding", metavar="NAME", help=_("The file's encoding, if wrongly recognised.")),
    ] = None,
    columns: Annotated[
        Path | None,
        typer.Option("--columns", metavar="FILE", help=_("What each column is: a map that 'intake columns' began.")),
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help=_("Reject a row that has any cell that cannot be used."))
    ] = False,
    public: Annotated[
        bool,
        typer.Option("--public", help=_("The report on all firms names none and shows nothing of fewer than five.")),
    ] = False,
    tables: Annotated[
        TableKind, typer.Option("--tables", help=_("How results and recommendations are written."))
    ] = TableKind.CSV,
    scheduler: Annotated[
        str | None,
        typer.Option(
            "--scheduler",
            metavar="ADDRESS",
            help=_("A Dask cluster does the work, such as tcp://host:8786. Answers of firms then cross the network."),
        ),
    ] = None,
    resume: ResumeOption = False,
    fresh: FreshOption = False,
    without_data: WithoutDataOption = False,
    instrument: InstrumentOption = None,
    lang: LanguageOption = i18n.SOURCE_LANGUAGE,
    brand: BrandOption = None,
    templates: TemplatesOption = None,
    paper: PaperOption = PaperSize.A4,
) -> Exit:
    from msme_check.batch.settings import BatchSettings, Cohort, ReportFormat, Tables
    from msme_check.commands import scoring_many
    from msme_check.intake import columns_map

    settings = BatchSettings(
        tuple(firms), out, ReportFormat(reports.value), top, workers, encoding=encoding, strict=strict, language=lang
    )
    spoken = _instrument(instrument, lang)
    settings = replace(settings, look=_look(brand, templates, paper), with_data=not without_data)
    settings = replace(settings, cohort=Cohort.PUBLIC if public else Cohort.FIRMS)
    settings = replace(settings, columns=columns_map.load(columns, spoken) if columns else None)
    settings = replace(settings, tables=Tables(tables.value), unfinished=_unfinished(resume=resume, fresh=fresh))
    return scoring_many.batch(spoken, instrument or resources.questionnaires(), settings, scheduler)


@app.command(help=_("Write the report of saved answers, as .pdf, .html, .json or .txt; or make an old PDF anew."))
@edge
def report(
    response: Annotated[
        Path, typer.Argument(metavar="RESPONSE.json|OLD.pdf", help=_("The saved answers, or a report that has them."))
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
) -> Exit:
    from msme_check.commands import asking

    look = _look(brand, templates, paper)
    told = asking.report(_instrument(instrument, lang), response, out, look, with_data=not without_data)
    tell("\n".join([*told, _("Written: {path}").format(path=out)]))
    return Exit.DONE


@app.command(help=_("Say why: where each score, gate, recommendation comes from, down to the answers."))
@edge
def explain(
    response: SavedArgument,
    name: Annotated[
        str | None,
        typer.Argument(metavar="[ID]", help=_("A score, gate, recommendation or question; an overview if not given.")),
    ] = None,
    *,
    as_json: JsonOption = False,
    instrument: InstrumentOption = None,
    lang: LanguageOption = i18n.SOURCE_LANGUAGE,
) -> Exit:
    from msme_check.commands import explaining

    spoken = _instrument(instrument, lang)
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

    spoken = _instrument(instrument, lang)
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
        _instrument(instrument, lang),
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
) -> Exit:
    from msme_check.commands import comparing

    spoken = _instrument(instrument, lang)
    for path in comparing.compare(spoken, before, after, out, as_json=as_json, out=typer.echo):
        tell(_("Written: {path}").format(path=path))
    return Exit.DONE


@app.command(help=_("Write a blank form, and a second file that explains each column."))
@edge
def forms(
    kind: Annotated[FormKind, typer.Argument(help=_("The kind of form."))],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help=_("The form."))],
    instrument: InstrumentOption = None,
    lang: LanguageOption = i18n.SOURCE_LANGUAGE,
) -> Exit:
    from msme_check.forms import csv_form

    written = csv_form.write(_instrument(instrument, lang), out)
    for path in written:
        tell(_("Written: {path}").format(path=path))
    return Exit.DONE


@app.command(help=_("Do the whole job on the sample firms that are shipped."))
@edge
def demo(
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help=_("Folder for all that is written."))],
    resume: ResumeOption = False,
    fresh: FreshOption = False,
    lang: LanguageOption = i18n.SOURCE_LANGUAGE,
) -> Exit:
    from msme_check.commands import demonstration

    unfinished = _unfinished(resume=resume, fresh=fresh)
    return demonstration.demo(_instrument(None, lang), resources.questionnaires(), out, lang, unfinished)


@app.command(help=_("Look at what this machine lacks, and name the one command that brings it."))
@edge
def doctor(
    quiet: Annotated[bool, typer.Option("--quiet", help=_("Say nothing; the exit code tells."))] = False,
) -> Exit:
    from msme_check.commands import doctor as examination

    return examination.report(typer.echo, quiet=quiet)


@intake_app.command("columns", help=_("Write a first draft of what each column of a file is, to complete by hand."))
@edge
def columns(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("A file of answers."))],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="MAP.yaml", help=_("The draft; else it is printed."))
    ] = None,
    encoding: Annotated[
        str | None,
        typer.Option("--encoding", metavar="NAME", help=_("The file's encoding, if wrongly recognised.")),
    ] = None,
    instrument: InstrumentOption = None,
    lang: LanguageOption = i18n.SOURCE_LANGUAGE,
) -> Exit:
    from msme_check.commands import mapping

    for line in mapping.columns(_instrument(instrument, lang), file, out, encoding, typer.echo):
        tell(line)
    return Exit.DONE


@instrument_app.command("check", help=_("Find every mistake of an instrument's files, and run its cases."))
@edge
def check(
    folder: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help=_("The folder; the shipped one if not given."))
    ] = None,
) -> Exit:
    from msme_check.commands import authoring

    return authoring.check(folder or resources.questionnaires(), typer.echo)


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
    encoding: Annotated[
        str | None,
        typer.Option("--encoding", metavar="NAME", help=_("The file's encoding, if wrongly recognised.")),
    ] = None,
    columns: Annotated[
        Path | None,
        typer.Option("--columns", metavar="FILE", help=_("What each column is: a map that 'intake columns' began.")),
    ] = None,
    lang: LanguageOption = i18n.SOURCE_LANGUAGE,
) -> Exit:
    from msme_check.commands import authoring

    return authoring.sensitivity(
        _instrument(folder, lang),
        responses or [],
        count=firms,
        out=out,
        encoding=encoding,
        columns=columns,
        say=typer.echo,
        tell=tell,
    )


def _instrument(folder: Path | None, language: str) -> "Instrument":
    """The instrument in a language, which the program then speaks too."""
    from msme_check.commands import authoring

    return authoring.in_language(folder or resources.questionnaires(), language)


def _unfinished(*, resume: bool, fresh: bool) -> "Unfinished":
    """What is done about a run that was stopped."""
    from msme_check.batch.settings import Unfinished

    if resume and fresh:
        raise UsageError(_("--resume goes on and --fresh begins anew. Name one of them."))
    if fresh:
        return Unfinished.FRESH
    return Unfinished.RESUME if resume else Unfinished.REFUSE


def _look(brand: Path | None, templates: Path | None, paper: PaperSize) -> "Look":
    """How reports look. Every mistake in the files that say so is told before anything else is done."""
    from msme_check.report.look import Paper, load

    return load(brand, templates, Paper(paper.value))


def main() -> None:
    """The entry point of `msme-check`."""
    app()
