"""Options and arguments that several commands have, the kinds that they choose from, and how a call repeats them."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from msme_check import i18n
from msme_check.i18n import _


class ReportKind(StrEnum):
    """What `batch` writes for each firm."""

    PDF = "pdf"
    HTML = "html"
    NONE = "none"


class TableKind(StrEnum):
    """How `batch` writes the results and recommendations."""

    CSV = "csv"
    PARQUET = "parquet"
    BOTH = "both"


class FormKind(StrEnum):
    """The blank forms there are."""

    CSV = "csv"
    XLSX = "xlsx"
    XLSFORM = "xlsform"
    PDF = "pdf"
    PAPER = "paper"


class PaperSize(StrEnum):
    """What reports are printed on."""

    A4 = "a4"
    LETTER = "letter"


InstrumentOption = Annotated[
    Path | None,
    typer.Option("--instrument", metavar="DIR", help=_("Folder of another instrument than the one that is shipped.")),
]
LanguageOption = Annotated[
    str, typer.Option("--lang", metavar="CODE", help=_("Language of texts and reports."), envvar="MSME_CHECK_LANG")
]
OnlyOption = Annotated[
    str | None,
    typer.Option("--only", metavar="NAMES", help=_("Some questionnaires only, such as finance,digital.")),
]
EncodingOption = Annotated[
    str | None,
    typer.Option("--encoding", metavar="NAME", help=_("The file's encoding, if wrongly recognised.")),
]
ColumnsOption = Annotated[
    Path | None,
    typer.Option("--columns", metavar="FILE", help=_("What each column is: a map that 'intake columns' began.")),
]
BrandOption = Annotated[
    Path | None,
    typer.Option("--brand", metavar="FILE", help=_("A brand.yaml: your name, contact, logo, colour, closing words.")),
]
TemplatesOption = Annotated[
    Path | None,
    typer.Option("--templates", metavar="DIR", help=_("Folder of your own templates, over those that are shipped.")),
]
ProgrammesOption = Annotated[
    Path | None,
    typer.Option("--programmes", metavar="FILE", help=_("Your own entries on top of the shipped list of whom to ask.")),
]
PaperOption = Annotated[PaperSize, typer.Option("--paper", help=_("The paper of reports."))]
WithoutDataOption = Annotated[
    bool, typer.Option("--without-data", help=_("Leave out of a PDF the answers and scores that it carries as files."))
]
SavedArgument = Annotated[
    Path, typer.Argument(metavar="RESPONSE", help=_("The saved answers, or a report's PDF that has them."))
]
JsonOption = Annotated[bool, typer.Option("--json", help=_("The same as JSON, for other programs."))]
ResumeOption = Annotated[
    bool, typer.Option("--resume", help=_("Go on with the run that was stopped in this folder, with what it has made."))
]
FreshOption = Annotated[
    bool, typer.Option("--fresh", help=_("Discard the run that was stopped in this folder, and begin anew."))
]


def repeated(instrument: Path | None, language: str, programmes: Path | None = None) -> Mapping[str, str]:
    """The options that a later call must repeat, with their values."""
    spoken = {} if language == i18n.SOURCE_LANGUAGE else {"--lang": language}
    return _named({"--instrument": instrument, "--programmes": programmes}) | spoken


def repeated_look(
    brand: Path | None, templates: Path | None, paper: PaperSize, *, with_data: bool
) -> Mapping[str, str]:
    """The options of the report that a later call must repeat, with their values; of one that has none, with none."""
    printed = {} if paper is PaperSize.A4 else {"--paper": paper.value}
    bare = {} if with_data else {"--without-data": ""}
    return _named({"--brand": brand, "--templates": templates}) | printed | bare


def _named(paths: Mapping[str, Path | None]) -> dict[str, str]:
    return {option: str(path) for option, path in paths.items() if path is not None}
