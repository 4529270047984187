"""The draft of a file of columns, which a person completes where a file has names and texts of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path

from msme_check import cells, whole_files
from msme_check.errors import UsageError
from msme_check.i18n import _
from msme_check.intake.columns_draft import draft
from msme_check.intake.firms import read_table
from msme_check.model.instrument import Instrument


def columns(
    instrument: Instrument, file: Path, out: Path | None, encoding: str | None, say: Callable[[str], None]
) -> Iterator[str]:
    """Writes the draft for a file to `out`, or says it where there is none; gives back what to tell the person.

    Raises AnswersError where the file cannot be read, UsageError where `out` is there already and may have been
    completed, OutputError where it cannot be written.
    """
    table = read_table(file, instrument, encoding, lambda done, size: None)
    text = draft(table, instrument)
    yield from table.notes
    if out is None:
        say(text.rstrip("\n"))
        return
    shown = cells.plain(str(out))
    if out.exists():
        what = _("{path}: A file of this name is there already, and may have been completed by hand.")
        raise UsageError(f"{what.format(path=shown)} {_('Choose another name, or remove the file first.')}")
    whole_files.write(out, text.encode())
    yield _("Written: {path}").format(path=shown)
    yield _("Complete it, then run: msme-check batch {file} --columns {path} --out DIR").format(
        file=cells.plain(str(file)), path=shown
    )
