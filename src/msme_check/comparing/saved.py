"""One firm's file of one day: its answers for the questions of today, and the scores that its report showed then."""

from dataclasses import dataclass
from pathlib import Path

from msme_check import carried_over, cells, embedded, migrating
from msme_check.comparing import earlier
from msme_check.comparing.earlier import Scored
from msme_check.errors import FileError
from msme_check.i18n import _
from msme_check.model.instrument import Instrument
from msme_check.model.response import Response


@dataclass(frozen=True)
class Saved:
    """A response file or a report's PDF. `reported`: what the PDF carries of its scores; None for a response file.

    `version`: of the instrument that it was made with. `left_out`: answers that the one of today has no place for;
    `moved`: ids that are others today, each with these.
    """

    file: str
    response: Response
    version: str
    reported: Scored | None = None
    left_out: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()


def load(path: Path, instrument: Instrument) -> Saved:
    """Reads a file. Raises AnswersError where it cannot be used, or where no question is answered in it."""
    file = cells.plain(str(path))
    if embedded.is_pdf(path):
        found = embedded.read(path)
        carried = carried_over.carry_over(found.response, path, instrument)
        reported = earlier.read(found.assessment, migrating.route(instrument, carried.version))
        saved = Saved(file, carried.response, carried.version, reported, carried.left_out, carried.moved)
    else:
        carried = carried_over.load(path, instrument)
        saved = Saved(file, carried.response, carried.version, left_out=carried.left_out, moved=carried.moved)
    if not saved.response.answers:
        what = _("No question of today is answered in it, so there is nothing to compare.")
        raise FileError(file, what, _("Ask with: msme-check assess"))
    return saved
