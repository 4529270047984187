"""Writes blank forms of any kind, of the whole instrument or of a part of it."""

from pathlib import Path
from typing import Protocol

from msme_check.commands import questionnaires
from msme_check.model.instrument import Instrument


class Write(Protocol):
    """How each kind of form is written; gives back the files.

    Raises UsageError where a file of this name holds something else, OutputError where it cannot be written.
    """

    def __call__(
        self, instrument: Instrument, path: Path, *, core: bool, only: tuple[str, ...] | None
    ) -> tuple[Path, ...]: ...


def write(kind: str, instrument: Instrument, path: Path, *, core: bool, only: str | None) -> tuple[Path, ...]:
    """Writes a form. `core`: only the questions of the quick check. `only`: questionnaires, with commas between.

    Raises UsageError where a questionnaire is not known or a file of this name holds something else, OutputError where
    the form cannot be written.
    """
    return _kind(kind)(instrument, path, core=core, only=questionnaires.named(only, instrument))


def _kind(kind: str) -> Write:
    """How a kind is written; only what it needs is imported."""
    match kind:
        case "csv":
            from msme_check.forms import csv_form

            return csv_form.write
        case "xlsx":
            from msme_check.forms import xlsx

            return xlsx.write
        case "xlsform":
            from msme_check.forms import xlsform

            return xlsform.write
        case "pdf":
            from msme_check.forms import pdf_form

            return pdf_form.write
        case "paper":
            from msme_check.forms import paper_form

            return paper_form.write
    raise ValueError(kind)
