"""Which recommendation serves which direction of the policy, and how many firms each direction would serve."""

from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import Console

from msme_check.batch.settings import Stage
from msme_check.commands.printing import print_lines
from msme_check.commands.progress import ProgressLine
from msme_check.errors import Exit, UsageError
from msme_check.i18n import _
from msme_check.intake import columns_map
from msme_check.model.instrument import Instrument
from msme_check.tracing import json, lines
from msme_check.tracing.reading import Counted, is_batch, of_batch, of_files
from msme_check.tracing.trace import trace

Say = Callable[[str], None]


def directions(
    instrument: Instrument,
    paths: Sequence[Path],
    *,
    public: bool,
    encoding: str | None,
    columns: Path | None,
    as_json: bool,
    out: Say,
    tell: Say,
) -> Exit:
    """Prints the policy trace; with `paths`, also the firms of a batch's folder or of files.

    Exit 6 where some of the firms could not be used. Raises UsageError where options are about files and none is
    named, AnswersError where no firm can be used.
    """
    if not paths and (public or encoding or columns):
        raise UsageError(
            _("--public, --encoding and --columns are about firms. Name files of firms, or a batch's folder.")
        )
    counted = _counted(instrument, paths, encoding, columns) if paths else None
    for note in counted.notes if counted else ():
        tell(note)
    found = trace(instrument, counted.tally if counted else None, public=public)
    if as_json:
        out(json.render(found, instrument).rstrip("\n"))
    else:
        print_lines(lines.lines(found, instrument), out)
    return Exit.DONE if counted is None or counted.complete else Exit.ROWS_REJECTED


def _counted(instrument: Instrument, paths: Sequence[Path], encoding: str | None, columns: Path | None) -> Counted:
    if is_batch(paths):
        if encoding or columns:
            raise UsageError(_("--encoding and --columns are about files of firms, and this is the folder of a batch."))
        return of_batch(paths[0], instrument)
    read = columns_map.load(columns, instrument) if columns else None
    with ProgressLine(Console(stderr=True, highlight=False, emoji=False, markup=False)) as progress:
        return of_files(paths, instrument, lambda done, all_: progress.tell(done, all_, Stage.READING), encoding, read)
