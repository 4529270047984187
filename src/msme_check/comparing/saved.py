"""One firm's file of one day: its answers for the questions of today, and the scores that its report showed then."""

from dataclasses import dataclass
from pathlib import Path

from msme_check import carried_over, cells, embedded, response_files
from msme_check.comparing import earlier
from msme_check.comparing.earlier import Scored
from msme_check.errors import FileError
from msme_check.i18n import _
from msme_check.model.instrument import Instrument
from msme_check.model.response import Response


@dataclass(frozen=True)
class Saved:
    """A response file or a report's PDF. `reported`: what the PDF carries of its scores; None for a response file.

    `version`: of the instrument that it was made with. `left_out`: answers that the one of today has no place for.
    """

    file: str
    response: Response
    version: str
    reported: Scored | None = None
    left_out: tuple[str, ...] = ()


def load(path: Path, instrument: Instrument) -> Saved:
    """Reads a file. Raises AnswersError where it cannot be used, or where no question is answered in it."""
    file = cells.plain(str(path))
    if embedded.is_pdf(path):
        found = embedded.read(path)
        carried = carried_over.carry_over(found.response, path, instrument)
        saved = Saved(file, carried.response, carried.version, earlier.read(found.assessment), carried.left_out)
    else:
        response = response_files.load(path, instrument)
        saved = Saved(file, response, response.instrument.version)
    if not saved.response.answers:
        what = _("No question of today is answered in it, so there is nothing to compare.")
        raise FileError(file, what, _("Ask with: msme-check assess"))
    return saved
