"""The firms whose recommendations are counted: those of a batch's folder, or files of firms, which are scored."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from msme_check import cells
from msme_check.batch import tables
from msme_check.batch.met import portions
from msme_check.batch.screening import Screening
from msme_check.comparing import folders
from msme_check.comparing.folders import BatchFolder
from msme_check.errors import AnswersError
from msme_check.i18n import _, ngettext
from msme_check.intake.columns_map import ColumnsMap
from msme_check.intake.inputs import read_inputs
from msme_check.intake.tables import Progress
from msme_check.model.instrument import Instrument
from msme_check.tracing.tally import LINES, Tally

CHUNK = 8_000


@dataclass(frozen=True)
class Counted:
    """The counts; `notes`: what a reader of them should know; `complete`: every row of every file could be used."""

    tally: Tally
    notes: tuple[str, ...] = ()
    complete: bool = True


def is_batch(paths: Sequence[Path]) -> bool:
    """Whether what is named is the folder of a batch."""
    return len(paths) == 1 and folders.is_batch(paths[0])


def of_batch(folder: Path, instrument: Instrument) -> Counted:
    """The firms of a batch, from its tables. Raises AnswersError where these cannot be read."""
    batch = folders.read(folder)
    tally = Tally(instrument)
    tally.add(batch.count(), batch.lines(LINES).lazy())
    return Counted(tally, tuple(_notes(batch, instrument)))


def _notes(batch: BatchFolder, instrument: Instrument) -> Sequence[str]:
    notes = []
    if batch.scored_by is not None and batch.scored_by.hash != instrument.hash:
        what = _(
            "The batch was scored with other questions or rules ({version}). Actions that are not in those of today "
            "are not counted."
        )
        notes.append(what.format(version=batch.scored_by.version))
    if batch.top is not None:
        what = ngettext(
            "The batch kept only the first recommendation of each firm (--top), so these numbers may be too low.",
            "The batch kept only the first {n} recommendations of each firm (--top), so these numbers may be too low.",
            batch.top,
        )
        notes.append(what.format(n=batch.top))
    return notes


def of_files(
    paths: Sequence[Path], instrument: Instrument, progress: Progress, encoding: str | None, columns: ColumnsMap | None
) -> Counted:
    """The firms of files and folders, scored as by a batch. Raises AnswersError where there is none."""
    tally, screening = Tally(instrument), Screening(instrument)
    inputs = read_inputs(paths, instrument, encoding, progress, columns)
    read = 0
    with closing(inputs.chunks(CHUNK, progress)) as chunks:
        for portion in portions(chunks):
            screened = screening.scored(portion)
            read += screened.rows
            if screened.scored:
                lines = tables.recommendations(screened.assessed, None).frame()
                tally.add(screened.scored, lines.lazy().select(LINES))
    if not tally.firms:
        what = _("No firm in these files can be used. To see why: msme-check batch {file} -o DIR --reports none")
        raise AnswersError(what.format(file=cells.plain(str(inputs.paths[0]))))
    notes = [*inputs.warnings, *inputs.notes, *(str(error) for error in inputs.unread.values())]
    rejected = read - tally.firms
    if rejected:
        what = ngettext(
            "{n} row could not be used; the file rejected.csv of a batch says why.",
            "{n} rows could not be used; the file rejected.csv of a batch says why.",
            rejected,
        )
        notes.append(what.format(n=rejected))
    return Counted(tally, tuple(notes), not rejected and not inputs.unread)
