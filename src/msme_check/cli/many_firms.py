"""Commands on files of firms."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from msme_check import i18n, resources
from msme_check.cli import given
from msme_check.cli.options import (
    BrandOption,
    ColumnsOption,
    EncodingOption,
    FreshOption,
    InstrumentOption,
    LanguageOption,
    PaperOption,
    PaperSize,
    ProgrammesOption,
    ReportKind,
    ResumeOption,
    TableKind,
    TemplatesOption,
    WithoutDataOption,
)
from msme_check.cli.program import app, intake_app
from msme_check.edge import edge, tell
from msme_check.errors import Exit
from msme_check.i18n import _


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
    encoding: EncodingOption = None,
    columns: ColumnsOption = None,
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
    programmes: ProgrammesOption = None,
) -> Exit:
    from msme_check.batch.settings import BatchSettings, Cohort, ReportFormat, Tables
    from msme_check.commands import scoring_many
    from msme_check.intake import columns_map

    settings = BatchSettings(
        tuple(firms), out, ReportFormat(reports.value), top, workers, encoding=encoding, strict=strict, language=lang
    )
    spoken = given.instrument_in(instrument, lang)
    settings = replace(settings, look=given.look(brand, templates, paper), with_data=not without_data)
    settings = replace(settings, cohort=Cohort.PUBLIC if public else Cohort.FIRMS)
    settings = replace(settings, columns=columns_map.load(columns, spoken) if columns else None)
    settings = replace(settings, programmes=given.programmes(programmes, spoken))
    settings = replace(settings, tables=Tables(tables.value), unfinished=given.unfinished(resume=resume, fresh=fresh))
    return scoring_many.batch(spoken, instrument or resources.questionnaires(), settings, scheduler)


@app.command(help=_("Do the whole job on the sample firms that are shipped."))
@edge
def demo(
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help=_("Folder for all that is written."))],
    resume: ResumeOption = False,
    fresh: FreshOption = False,
    lang: LanguageOption = i18n.SOURCE_LANGUAGE,
) -> Exit:
    from msme_check.commands import demonstration

    unfinished = given.unfinished(resume=resume, fresh=fresh)
    return demonstration.demo(given.instrument_in(None, lang), resources.questionnaires(), out, lang, unfinished)


@intake_app.command("columns", help=_("Write a first draft of what each column of a file is, to complete by hand."))
@edge
def columns(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("A file of answers."))],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="MAP.yaml", help=_("The draft; else it is printed."))
    ] = None,
    encoding: EncodingOption = None,
    instrument: InstrumentOption = None,
    lang: LanguageOption = i18n.SOURCE_LANGUAGE,
) -> Exit:
    from msme_check.commands import mapping

    for line in mapping.columns(given.instrument_in(instrument, lang), file, out, encoding, typer.echo):
        tell(line)
    return Exit.DONE
