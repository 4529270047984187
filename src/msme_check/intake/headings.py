"""The header of a file of firms -> which column holds what, and what to say about the others."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from msme_check import answers, cells
from msme_check.errors import AnswersError
from msme_check.i18n import _, ngettext
from msme_check.intake.formulas import unguarded
from msme_check.intake.refusals import Refusal
from msme_check.model.instrument import Instrument

_NEAR = 0.7
"""As in `checking.suggestion`."""
_LONGEST = 64
_LISTED = 10


@dataclass(frozen=True)
class Headings:
    """`places`: column -> its place in the row. `notes`: what to tell. `refusals`: columns that are likely misspelt."""

    places: dict[str, int]
    notes: tuple[str, ...]
    refusals: tuple[Refusal, ...]


def plain(name: str) -> str:
    """A name of the header as it is compared: case and space around it do not matter."""
    return unguarded(cells.plain(name)).strip().casefold()


def headings(file: str, header: Sequence[str], row: int, instrument: Instrument) -> Headings:
    """Which columns of the header are which. `file` and `row` are for the messages.

    Raises AnswersError where no firm can be scored with these columns.
    """
    known = answers.columns(instrument)
    places = {plain(name): place for place, name in reversed(list(enumerate(header)))}
    found = {name: places[name] for name in known if name in places}
    asked = sum(name in found for name in instrument.questions)
    _check(file, header, row, found, instrument)
    left_out = [(place, shown(name)) for place, name in enumerate(header) if name.strip() and plain(name) not in found]
    near = {place: _near(name, [one for one in known if one not in found]) for place, name in left_out}
    refusals = [
        Refusal(row, name, _("There is no column of this name."), _did_you_mean(near[place]))
        for place, name in left_out
        if near[place]
    ]
    count = _("{found} of {all} questions were found.").format(found=asked, all=len(instrument.questions))
    notes = [
        _("{file}, column {place}: there is no question or fact '{name}'. {suggestion} The column is left out; {count}")
        .format(file=file, place=place + 1, name=name, suggestion=_did_you_mean(near[place]), count=count)
        for place, name in left_out
        if near[place]
    ]  # fmt: skip
    notes += _other_notes(file, [name for place, name in left_out if not near[place]], header)
    if asked < len(instrument.questions) and not near:
        notes.append(f"{file}: {count} {_('The others count as not answered.')}")
    return Headings(found, tuple(notes), tuple(refusals))


def shown(name: str) -> str:
    """A name of the header as a message shows it."""
    name = unguarded(cells.plain(name))
    return name if len(name) <= _LONGEST else f"{name[:_LONGEST]}..."


def _near(name: str, known: list[str]) -> str | None:
    return next(iter(get_close_matches(name.casefold(), known, n=1, cutoff=_NEAR)), None)


def _did_you_mean(near: str | None) -> str:
    return _("Did you mean '{name}'?").format(name=near)


def _other_notes(file: str, names: list[str], header: Sequence[str]) -> list[str]:
    notes = []
    if names:
        what = ngettext(
            "{n} column is not known and was left out:", "{n} columns are not known and were left out:", len(names)
        )
        more = "" if len(names) <= _LISTED else ", ..."
        notes.append(f"{file}: {what.format(n=len(names))} {', '.join(names[:_LISTED])}{more}")
    empty = [str(place + 1) for place, name in enumerate(header) if not name.strip()]
    if empty:
        what = _("Columns without a name were left out: {places}.")
        notes.append(f"{file}: {what.format(places=', '.join(empty))}")
    return notes


def _check(file: str, header: Sequence[str], row: int, found: dict[str, int], instrument: Instrument) -> None:
    twice = [shown(name) for name, count in Counter(plain(name) for name in header).items() if name and count > 1]
    if twice:
        what = _("The header (row {row}) names these columns twice: {names}.").format(row=row, names=", ".join(twice))
        raise AnswersError(f"{file}: {what} {_('Remove or rename one of each pair, then try again.')}")
    if not found.keys() & instrument.questions.keys():
        what = _("There is no column with answers: no name in row {row} is a question's.").format(row=row)
        do = _("The header must hold the ids of the questions, such as '{name}'; 'msme-check forms csv' writes it.")
        raise AnswersError(f"{file}: {what} {do.format(name=next(iter(instrument.questions)))}")
    needed = [answers.FIRM_ID, *(field.id for field in instrument.profile if field.required)]
    absent = [name for name in needed if name not in found]
    if absent:
        what = _("These columns are not there, and without them no firm can be scored: {names}.")
        near = [_near(shown(name), absent) for name in header if name.strip() and plain(name) not in found]
        guess = " ".join(_did_you_mean(name) for name in near if name)
        what = " ".join(part for part in (what.format(names=", ".join(absent)), guess) if part)
        raise AnswersError(f"{file}: {what} {_('Add them to the header, and fill them in for every firm.')}")
