"""What options name, loaded: the instrument, how reports look, what is done about a run that was stopped."""

from pathlib import Path
from typing import TYPE_CHECKING

from msme_check import resources
from msme_check.cli.options import PaperSize
from msme_check.errors import UsageError
from msme_check.i18n import _

if TYPE_CHECKING:
    from msme_check.batch.settings import Unfinished
    from msme_check.model.instrument import Instrument
    from msme_check.own_programmes import OwnProgrammes
    from msme_check.report.look import Look


def instrument_in(folder: Path | None, language: str) -> "Instrument":
    """The instrument in a language, which the program then speaks too."""
    from msme_check.commands import authoring

    return authoring.in_language(folder or resources.questionnaires(), language)


def instrument_with(folder: Path | None, language: str, programmes: Path | None) -> "Instrument":
    """The same, with a consultant's own programmes on top of its directory."""
    spoken = instrument_in(folder, language)
    if programmes is None:
        return spoken
    from msme_check import own_programmes

    return own_programmes.added(spoken, own_programmes.load(programmes, spoken).entries)


def programmes(path: Path | None, instrument: "Instrument") -> "OwnProgrammes | None":
    """A consultant's own programmes. Every mistake in the file is told before anything else is done."""
    from msme_check import own_programmes

    return own_programmes.load(path, instrument) if path else None


def unfinished(*, resume: bool, fresh: bool) -> "Unfinished":
    """What is done about a run that was stopped."""
    from msme_check.batch.settings import Unfinished

    if resume and fresh:
        raise UsageError(_("--resume goes on and --fresh begins anew. Name one of them."))
    if fresh:
        return Unfinished.FRESH
    return Unfinished.RESUME if resume else Unfinished.REFUSE


def look(brand: Path | None, templates: Path | None, paper: PaperSize) -> "Look":
    """How reports look. Every mistake in the files that say so is told before anything else is done."""
    from msme_check.report.look import Paper, load

    return load(brand, templates, Paper(paper.value))
