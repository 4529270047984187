"""The firms of files, read and screened as a batch does."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from msme_check import cells
from msme_check.batch.met import portions
from msme_check.batch.screening import Screening
from msme_check.errors import AnswersError
from msme_check.frames import Frame
from msme_check.i18n import _, ngettext
from msme_check.intake.columns_map import ColumnsMap
from msme_check.intake.inputs import read_inputs
from msme_check.intake.tables import Progress
from msme_check.model.instrument import Instrument
from msme_check.sensitivity.findings import Firms
from msme_check.sensitivity.study import CHUNK, Told


class GivenFirms:
    """Files and folders of firms. Raises AnswersError where none of them can be read."""

    def __init__(
        self,
        paths: Sequence[Path],
        instrument: Instrument,
        reading: Progress,
        encoding: str | None = None,
        columns: ColumnsMap | None = None,
    ) -> None:
        self.instrument = instrument
        self.inputs = read_inputs(paths, instrument, encoding, reading, columns)
        self.read = self.studied = self.quick = 0
        self._done, self._total = 0, 0

    def frames(self, told: Told) -> Iterator[Frame]:
        """The firms that have bands, chunk by chunk. Raises AnswersError where there is none."""
        screening = Screening(self.instrument)
        with closing(self.inputs.chunks(CHUNK, self._tell)) as chunks:
            for portion in portions(chunks):
                screened = screening.scored(portion)
                self.read += screened.rows
                if portion.chunk.quick:
                    self.quick += screened.scored
                elif screened.scored:
                    self.studied += screened.scored
                    yield screened.assessed.values
                told(self.read, max(self.read, self.read * self._total // self._done) if self._done else 0)
        if not self.studied:
            what = _("No firm in these files can be used. To see why: msme-check batch {file} -o DIR --reports none")
            raise AnswersError(what.format(file=cells.plain(str(self.inputs.paths[0]))))

    def _tell(self, done: int, total: int) -> None:
        self._done, self._total = done, total

    @property
    def firms(self) -> Firms:
        """Which firms these were."""
        names = tuple(cells.plain(path.name) for path in self.inputs.paths)
        return Firms(False, None, names, self.read, self.studied, self.quick)

    @property
    def notes(self) -> Iterator[str]:
        """What the person should know about files and rows that were not used."""
        yield from self.inputs.warnings
        yield from self.inputs.notes
        for error in self.inputs.unread.values():
            yield str(error)
        if self.firms.rejected:
            what = ngettext(
                "{n} row could not be used; the file rejected.csv of a batch says why.",
                "{n} rows could not be used; the file rejected.csv of a batch says why.",
                self.firms.rejected,
            )
            yield what.format(n=self.firms.rejected)
