"""The laws on the size of firms: names, limits that rise without gaps, rows that take every firm, sources."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import product

from msme_check.checking.places import Found, suggestion
from msme_check.i18n import _
from msme_check.model.instrument import Instrument
from msme_check.model.sizes import Firms, Row, SizeDefinition
from msme_check.yaml_files import Path

FILE = "size_definitions.yaml"
COUNTRY = "country"


def countries(instrument: Instrument) -> Found:
    """Each law is of a country that can be chosen, and of one of its own."""
    field = instrument.profile_field.get(COUNTRY)
    known = [option.code for option in field.options] if field else []
    seen: set[str] = set()
    for path, law in _laws(instrument):
        if law.country not in known:
            what = _("There is no country '{name}' in the profile.").format(name=law.country)
            yield FILE, (*path, "country"), what, suggestion(law.country, known)
        if law.country in seen:
            what = _("The country '{name}' has two size definitions.").format(name=law.country)
            yield FILE, (*path, "country"), what, _("Put them together.")
        seen.add(law.country)


def names(instrument: Instrument) -> Found:
    """Criteria, rows and sources of a law have ids of their own."""
    for path, law in _laws(instrument):
        for key, ids in (
            ("criteria", [one.id for one in law.criteria]),
            ("rows", [one.id for one in law.rows]),
            ("sources", [one.id for one in law.sources]),
        ):
            for name, count in Counter(ids).items():
                if count > 1:
                    what = _("The id '{name}' stands twice here.").format(name=name)
                    yield FILE, (*path, key), what, _("Give each one of its own.")


def criteria(instrument: Instrument) -> Found:
    """Each figure is a number of the profile, in a currency that can be converted, and the law says how it counts."""
    numbers = [one.id for one in instrument.profile if one.type == "number"]
    for path, law in _laws(instrument):
        together, fields = law.size_is.criteria, set[str]()
        currencies = {law.currency, *([law.conversion.currency] if law.conversion else [])}
        for n, one in enumerate(law.criteria):
            here: Path = (*path, "criteria", n)
            if one.field not in numbers:
                what = _("The profile has no number '{name}'.").format(name=one.field)
                yield FILE, here, what, suggestion(one.field, numbers)
            if one.field in fields:
                what = _("Two criteria are about '{name}'.").format(name=one.field)
                yield FILE, here, what, _("Put them together.")
            fields.add(one.field)
            if one.currency is not None and one.currency not in currencies:
                what = _("Nothing says how many {local} are one {foreign}.")
                words = what.format(local=law.currency, foreign=one.currency)
                yield FILE, here, words, _("Give the rate under 'conversion'.")
            if together.count(one.id) != 1:
                what = _("'size_is' must name the criterion '{name}' once.").format(name=one.id)
                yield FILE, (*path, "size_is"), what, _("Name each criterion once.")
        for name in together:
            if name not in law.criterion:
                what = _("There is no criterion '{name}'.").format(name=name)
                yield FILE, (*path, "size_is"), what, suggestion(name, law.criterion)


def cells(instrument: Instrument) -> Found:
    """The limits of each row: known sizes and criteria, no gap between sizes, each above the one before."""
    sizes = [one.id for one in instrument.settings.official_sizes[:-1]]
    for path, law, row in _rows(instrument):
        here: Path = (*path, "cells")
        for name in row.cells:
            if name not in sizes:
                what = _("There is no size '{name}' with an upper end.").format(name=name)
                yield FILE, (*here, name), what, suggestion(name, sizes)
        named = [name for name in sizes if name in row.cells]
        if named != sizes[len(sizes) - len(named) :]:
            missing = next(name for name in sizes[sizes.index(named[0]) :] if name not in named)
            what = _("The size '{name}' is missing between others, or at the end.").format(name=missing)
            yield FILE, here, what, _("Give its limits. Only the smallest sizes may be left out.")
        yield from _limits(here, law, row, named)


def _limits(path: Path, law: SizeDefinition, row: Row, sizes: list[str]) -> Found:
    before: dict[str, int] = {}
    for size in sizes:
        for name in row.criteria:
            here: Path = (*path, size, name)
            if name not in law.criterion:
                if name in row.cells[size]:
                    what = _("There is no criterion '{name}'.").format(name=name)
                    yield FILE, here, what, suggestion(name, law.criterion)
                continue
            cell = row.cells[size].get(name)
            if cell is None:
                what = _("The size '{size}' has no limit for '{name}', and others have.").format(size=size, name=name)
                yield FILE, (*path, size), what, _("Add it, or take the others away.")
                continue
            criterion = law.criterion[name]
            exact = law.exactly(criterion, cell.end)
            if exact != int(exact):
                what = _("This limit is no whole number of {unit}.").format(unit=criterion.currency or _("people"))
                yield FILE, here, what, _("Give it so that it is one.")
            if law.last(criterion, cell) <= before.get(name, -1):
                what = _("This limit does not lie above that of the size before it.")
                yield FILE, here, what, _("Let limits rise from size to size.")
            before[name] = law.last(criterion, cell)


def sources(instrument: Instrument) -> Found:
    """Whatever is not recalled names the text in which it was read; each text is used."""
    for path, law in _laws(instrument):
        used = {cell.source for row in law.rows for size in row.cells.values() for cell in size.values()}
        for n, one in enumerate(law.sources):
            if one.id not in used:
                what = _("No limit names the source '{name}'.").format(name=one.id)
                yield FILE, (*path, "sources", n), what, _("Name it where it was read, or remove it.")
    for path, law, row in _rows(instrument):
        for size, criteria in row.cells.items():
            for name, cell in criteria.items():
                here: Path = (*path, "cells", size, name)
                if cell.source is None and cell.standing in {"verified", "related"}:
                    what = _("This limit was read somewhere, and no source is named.")
                    yield FILE, here, what, _("Name the source, or call it recalled.")
                if cell.source is not None and cell.source not in law.source:
                    what = _("There is no source '{name}'.").format(name=cell.source)
                    yield FILE, here, what, suggestion(cell.source, law.source)


def rows(instrument: Instrument) -> Found:
    """Rows take firms by choices that there are; each firm of the country is taken by a row, and each row takes one."""
    wrong = False
    for path, _law, row in _rows(instrument):
        for n, firms in enumerate(row.firms):
            for field, codes in firms.items():
                for problem in _choices(instrument, field, codes):
                    wrong = True
                    yield FILE, (*path, "firms", n, field), *problem
    if not wrong:
        yield from _taken(instrument)


def _choices(instrument: Instrument, field: str, codes: Iterable[str]) -> Iterator[tuple[str, str]]:
    fields = [one.id for one in instrument.profile if one.type == "choice"]
    if field not in fields:
        yield _("The profile has no choice '{name}'.").format(name=field), suggestion(field, fields)
        return
    known = [option.code for option in instrument.profile_field[field].options]
    for code in codes:
        if code not in known:
            what = _("The profile field '{name}' has no choice '{code}'.").format(name=field, code=code)
            yield what, suggestion(code, known)


def _taken(instrument: Instrument) -> Found:
    for path, law in _laws(instrument):
        taking: set[str] = set()
        without: dict[str, None] = {}
        for firm in _kinds(instrument, law):
            row = next((one for one in law.rows if any(_fits(firm, firms) for firms in one.firms)), None)
            if row is not None:
                taking.add(row.id)
            else:
                without[" ".join(firm.values())] = None
        if without:
            what = _("No row takes these firms: {kinds}.").format(kinds=", ".join(without))
            yield FILE, (*path, "rows"), what, _("Add them to a row.")
        for n, row in enumerate(law.rows):
            if row.id not in taking:
                what = _("Rows above take all firms of the row '{name}'.").format(name=row.id)
                yield FILE, (*path, "rows", n), what, _("Put it further up, or correct 'firms'.")


def _kinds(instrument: Instrument, law: SizeDefinition) -> Iterator[dict[str, str]]:
    """Every combination of the choices that the rows of a law go by, as far as firms can have it."""
    named = {field for row in law.rows for firms in row.firms for field in firms}
    fields = [one for one in instrument.profile if one.id in named]
    for options in product(*(one.options for one in fields)):
        firm = {field.id: option.code for field, option in zip(fields, options, strict=True)}
        if all(
            field.options_by not in firm or option.of == firm[field.options_by]
            for field, option in zip(fields, options, strict=True)
            if field.options_by is not None
        ):
            yield firm


def _fits(firm: dict[str, str], firms: Firms) -> bool:
    return all(firm[field] in codes for field, codes in firms.items())


def _laws(instrument: Instrument) -> Iterator[tuple[Path, SizeDefinition]]:
    yield from (((n,), law) for n, law in enumerate(instrument.size_definitions))


def _rows(instrument: Instrument) -> Iterator[tuple[Path, SizeDefinition, Row]]:
    for path, law in _laws(instrument):
        yield from (((*path, "rows", n), law, row) for n, row in enumerate(law.rows))
