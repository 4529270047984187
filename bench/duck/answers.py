"""Cells of text -> levels, states, ticks, profile, effective weights; and what could not be used."""

from fractions import Fraction
from math import lcm

from bench.duck.expressions import (
    ANSWERED,
    DONT_KNOW,
    MISSING,
    NOT_APPLICABLE,
    NOT_ASKED,
    Columns,
    Facts,
    either,
    named,
    step,
    sure,
    text,
    texts,
    total,
)
from msme_check.cells import NONE, YES_NO_LEVELS, Fault
from msme_check.conditions import profile, state, ticked
from msme_check.intake.refusals import fault_words
from msme_check.model.instrument import Instrument, ProfileField
from msme_check.model.questions import Checklist, Ladder, Number, Question, YesNo
from msme_check.model.rules import OverlayGroup
from msme_check.weights import scale, weight


def answered(raw: str, instrument: Instrument, facts: Facts) -> str:
    """The answers in `raw`, a query of text columns: read, weighed and settled."""
    read = step(raw, {key: one for field in instrument.profile for key, one in _field(field).items()})
    read = step(read, _lists(instrument))
    read = step(read, _boxes(instrument) | _size(instrument))
    given = step(
        read, {key: one for question in instrument.questions.values() for key, one in _given(question).items()}
    )
    weighed = step(given, {weight(one): _weight(instrument, one, facts) for one in instrument.questions})
    return _settled(weighed, instrument, facts)


def _field(field: ProfileField) -> Columns:
    cell, name = named(field.id), profile(field.id)
    if field.type in {"number", "year"}:
        figure = f"TRY_CAST({cell} AS BIGINT)"
        low, high = field.minimum or 0, field.maximum
        known = f"{figure} >= {low}" + ("" if high is None else f" AND {figure} <= {high}")
        return {name: f"CASE WHEN {known} THEN {figure} END"}
    codes = [option.code for option in field.options]
    if field.type == "choices":
        chosen = f"string_split({cell}, ' ')"
        return {name: f"CASE WHEN list_has_all([{', '.join(map(text, codes))}], {chosen}) THEN {chosen} END"}
    known = f"{cell} IN {texts(codes)}"
    if field.options_by is not None:
        by = named(field.options_by)
        fits = [(option.of, option.code) for option in field.options if option.of is not None]
        unfit = either(f"({by} <> {text(of)} AND {cell} = {text(code)})" for of, code in fits)
        known += f" AND NOT {sure(unfit)}"
    return {name: f"CASE WHEN {known} THEN {cell} END"}


def _lists(instrument: Instrument) -> Columns:
    """The items that are named in the cell of a checklist."""
    lists = (one for one in instrument.questions.values() if isinstance(one, Checklist))
    return {f"{one.id}.items": f"string_split({named(one.id)}, ' ')" for one in lists}


def _boxes(instrument: Instrument) -> Columns:
    columns = {}
    for field in instrument.profile:
        if field.type == "choices":
            for option in field.options:
                column = f"list_contains({named(profile(field.id))}, {text(option.code)})"
                columns[profile(field.id, option.code)] = column
    for question in instrument.questions.values():
        if isinstance(question, Checklist):
            items = named(f"{question.id}.items")
            known = ", ".join(text(code) for code in (*(item.code for item in question.items), NONE))
            alone = f"NOT (len({items}) > 1 AND list_contains({items}, {text(NONE)}))"
            columns[f"{question.id}.known"] = f"list_has_all([{known}], {items}) AND {alone}"
            for item in question.items:
                columns[f"{question.id}.{item.code}.named"] = f"list_contains({items}, {text(item.code)})"
    return columns


def _size(instrument: Instrument) -> Columns:
    people = named(profile("employees"))
    bands = reversed(instrument.settings.size_bands)
    cases = " ".join(f"WHEN {people} >= {band.start} THEN {text(band.scored_as or band.id)}" for band in bands)
    return {profile("size"): f"CASE {cases} END"}


def _given(question: Question) -> Columns:
    """Level, state and ticks as the cells say."""
    cell = named(question.id)
    columns, level = {}, ""
    match question:
        case Ladder():
            level = f"CASE {cell} {' '.join(f'WHEN {text(str(n))} THEN {n}' for n in range(len(question.levels)))} END"
        case YesNo():
            level = f"CASE {cell} {' '.join(f'WHEN {text(word)} THEN {n}' for word, n in YES_NO_LEVELS.items())} END"
        case Number():
            figure = f"TRY_CAST({cell} AS DOUBLE)"
            cases = " ".join(f"WHEN {figure} >= {band.start} THEN {band.level}" for band in reversed(question.bands))
            level = f"CASE WHEN {figure} <= {question.maximum} THEN CASE {cases} END END"
        case Checklist():
            known = named(f"{question.id}.known")
            flags = [named(f"{question.id}.{item.code}.named") for item in question.items]
            level = f"CASE WHEN {known} THEN {_counted(flags, question.count_levels)} END"
            dont_know = f"WHEN {cell} = 'dk' THEN false"
            for item, flag in zip(question.items, flags, strict=True):
                columns[f"{ticked(question.id, item.code)}.given"] = f"CASE WHEN {known} THEN {flag} {dont_know} END"
    said = f"CASE WHEN {cell} IS NULL THEN {MISSING} WHEN {cell} = 'na' THEN {NOT_APPLICABLE}"
    said += f" WHEN {cell} = 'dk' THEN {DONT_KNOW} WHEN ({level}) IS NOT NULL THEN {ANSWERED} ELSE {MISSING} END"
    columns |= {f"{question.id}.level": level, f"{question.id}.given": said}
    return columns


def _counted(flags: list[str], levels: tuple[int, ...]) -> str:
    """The level of a number of ticks."""
    count = total(f"{flag}::TINYINT" for flag in flags)
    cases = " ".join(f"WHEN {n} THEN {level}" for n, level in enumerate(levels[:-1]))
    return f"CASE {count} {cases} ELSE {levels[-1]} END"


def _denominator(group: OverlayGroup) -> int:
    cells = [cell for row in group.multipliers.values() for cell in row.values()]
    cells += [exception.multiplier for exception in group.exceptions]
    return lcm(*(Fraction(cell).denominator for cell in cells))


def _weight(instrument: Instrument, question: str, facts: Facts) -> str:
    """Base weight x the product of the groups' multipliers, limited; in whole numbers, `weights.scale` is 1."""
    product, fixed = [], Fraction(instrument.overlays.limit).denominator
    for group in instrument.overlays.groups:
        common = _denominator(group)
        cells = group.multipliers.get(question, {})
        exceptions = [one for one in group.exceptions if question in one.questions]
        if not cells and not exceptions:
            fixed *= common
            continue
        by = named(profile(group.by))
        cases = [f"WHEN {facts.holds(one.when)} THEN {int(one.multiplier * common)}" for one in exceptions]
        cases += [f"WHEN {by} = {text(code)} THEN {int(cell * common)}" for code, cell in cells.items()]
        product.append(f"CASE {' '.join(cases)} ELSE {common} END")
    base, limit = instrument.questions[question].weight, int(instrument.overlays.limit * scale(instrument))
    if not product:
        return f"{min(fixed, limit) * base}::BIGINT"
    return f"least({' * '.join([f'{fixed}::BIGINT', *product])}, {limit}) * {base}"


def _settled(weighed: str, instrument: Instrument, facts: Facts) -> str:
    """Weight 0 makes a question not asked; an `na` that is not allowed becomes missing, and is refused."""
    states, levels = {}, {}
    for question in instrument.questions.values():
        name, given, asked = question.id, named(f"{question.id}.given"), f"{named(weight(question.id))} > 0"
        grounds = (
            "true" if one.when is None else f"({facts.holds(one.when)} IS NOT FALSE)" for one in question.not_applicable
        )
        allowed = either(grounds)
        said = f"WHEN {given} = {NOT_APPLICABLE} AND NOT {allowed} THEN {MISSING}" if allowed != "(true)" else ""
        states[state(name)] = f"(CASE WHEN NOT {asked} THEN {NOT_ASKED} {said} ELSE {given} END)::TINYINT"
    settled = step(weighed, states)
    for question in instrument.questions.values():
        name, asked = question.id, f"{named(weight(question.id))} > 0"
        level = named(f"{name}.level")
        if isinstance(question, Checklist):
            flags = [named(f"{name}.{item.code}.named") for item in question.items]
            tables = [
                f"WHEN {facts.holds(one.when)} IS NOT FALSE THEN {_counted(flags, one.levels)}"
                for one in reversed(question.count_levels_when)
            ]
            if tables:
                level = f"CASE WHEN {level} IS NULL THEN NULL {' '.join(tables)} ELSE {level} END"
            for item in question.items:
                box = ticked(name, item.code)
                levels[box] = f"CASE WHEN {asked} THEN {named(f'{box}.given')} END"
        unknown = f"WHEN {asked} AND {named(f'{name}.given')} = {DONT_KNOW} THEN 0"
        levels[name] = f"(CASE {unknown} WHEN {asked} THEN {level} END)::TINYINT"
    replacing = {name: levels.pop(name) for name in instrument.questions}
    return step(settled, levels | _refused(instrument), replacing=replacing)


def _refused(instrument: Instrument) -> Columns:
    """The places of the questions whose cells could not be used; those of `refusal_words`."""
    found = []
    for place, question in enumerate(instrument.questions.values()):
        cell, given, here = named(question.id), named(f"{question.id}.given"), named(state(question.id))
        bad = f"({cell} IS NOT NULL AND {given} = {MISSING})"
        bad += f" OR ({given} = {NOT_APPLICABLE} AND {here} = {MISSING})"
        found.append(f"CASE WHEN {bad} THEN {place} END")
    return {"refused": f"list_filter([{', '.join(found)}], lambda one: one IS NOT NULL)"}


def refusal_words(instrument: Instrument) -> list[tuple[int, str, str, str]]:
    """For each question its place, its id, and what is said of an `na` that is not allowed.

    It is said of every cell that could not be used: the peer tells no kinds of faults apart.
    """
    words = (fault_words(instrument, name, Fault.NOT_APPLICABLE) for name in instrument.questions)
    return [(place, name, *said) for place, (name, said) in enumerate(zip(instrument.questions, words, strict=True))]
