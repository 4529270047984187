"""The conditions of all rules, and the overlays: every question, item, field and choice they name exists."""

from collections import Counter
from collections.abc import Iterator

from msme_check.checking.lender import lender_conditions
from msme_check.checking.places import (
    SIZE_FIELD,
    Found,
    question_places,
    recommendation_places,
    suggestion,
    unknown_question,
)
from msme_check.i18n import _
from msme_check.model.conditions import Condition, ProfileTest, QuestionTest, leaves
from msme_check.model.instrument import Instrument
from msme_check.model.questions import Checklist
from msme_check.yaml_files import Path


def _all_conditions(instrument: Instrument) -> Iterator[tuple[str, Path, Condition]]:
    yield from _question_conditions(instrument)
    yield from lender_conditions(instrument)
    for file, path, one in recommendation_places(instrument):
        yield file, (*path, "when"), one.when
        if one.only_for is not None:
            yield file, (*path, "only_for"), one.only_for
    for n, gate in enumerate(instrument.settings.gates):
        for c, cause in enumerate(gate.causes):
            yield "instrument.yaml", ("gates", n, "causes", c, "when"), cause.when
    for n, pair in enumerate(instrument.settings.consistency_pairs):
        yield "instrument.yaml", ("consistency_pairs", n, "when"), pair.when
    for n, field in enumerate(instrument.profile):
        if field.ask_when is not None:
            yield "profile.yaml", (n, "ask_when"), field.ask_when
    for place, law in enumerate(instrument.size_definitions):
        for n, note in enumerate(law.notes):
            if note.when is not None:
                yield "size_definitions.yaml", (place, "notes", n, "when"), note.when
    for g, group in enumerate(instrument.overlays.groups):
        for e, exception in enumerate(group.exceptions):
            yield "overlays.yaml", ("groups", g, "exceptions", e, "when"), exception.when


def _question_conditions(instrument: Instrument) -> Iterator[tuple[str, Path, Condition]]:
    for file, path, question in question_places(instrument):
        for n, ground in enumerate(question.not_applicable):
            if ground.when is not None:
                yield file, (*path, "not_applicable", n, "when"), ground.when
        if isinstance(question, Checklist):
            for n, table in enumerate(question.count_levels_when):
                yield file, (*path, "count_levels_when", n, "when"), table.when


def conditions(instrument: Instrument) -> Found:
    for file, path, condition in _all_conditions(instrument):
        for leaf in leaves(condition):
            if isinstance(leaf, QuestionTest):
                yield from _question_leaf(instrument, file, path, leaf)
            elif isinstance(leaf, ProfileTest):
                yield from _profile_leaf(instrument, file, path, leaf)
            elif file != "instrument.yaml" or path[0] != "gates":
                what = _("A score can be tested in gates only.")
                yield file, path, what, _("Use questions or profile fields here.")
            elif leaf.score not in instrument.settings.overall.shares:
                what = _("There is no questionnaire '{name}'.").format(name=leaf.score)
                yield file, path, what, suggestion(leaf.score, instrument.settings.overall.shares)


def deciding(instrument: Instrument) -> Found:
    """What decides whether something is asked is known before the first question; forms on paper and phones need it."""
    for file, path, condition in _deciding(instrument):
        if any(isinstance(leaf, QuestionTest) for leaf in leaves(condition)):
            what = _("What is asked, and where 'na' is allowed, can depend on facts about the firm only.")
            yield file, path, what, _("Test profile fields here.")


def _deciding(instrument: Instrument) -> Iterator[tuple[str, Path, Condition]]:
    for file, path, condition in _all_conditions(instrument):
        if "not_applicable" in path or "ask_when" in path or "exceptions" in path:
            yield file, path, condition


def _question_leaf(instrument: Instrument, file: str, path: Path, leaf: QuestionTest) -> Found:
    question = instrument.questions.get(leaf.question)
    if question is None:
        yield unknown_question(file, path, leaf.question, instrument.questions)
        return
    if leaf.ticked is not None:
        codes = [item.code for item in question.items] if isinstance(question, Checklist) else []
        if leaf.ticked not in codes:
            what = _("The question '{name}' has no item '{code}'.").format(name=question.id, code=leaf.ticked)
            yield file, path, what, suggestion(leaf.ticked, codes)
    if leaf.is_ == "na" and not question.not_applicable:
        what = _("'{name}' can never be answered 'na', so this is never true.").format(name=question.id)
        yield file, path, what, _("Remove the test, or allow 'na' there.")


def _profile_leaf(instrument: Instrument, file: str, path: Path, leaf: ProfileTest) -> Found:
    if leaf.profile == SIZE_FIELD:
        codes = [band.id for band in instrument.settings.size_bands if band.scored_as is None]
    elif leaf.profile in instrument.profile_field:
        codes = [option.code for option in instrument.profile_field[leaf.profile].options]
    else:
        what = _("There is no profile field '{name}'.").format(name=leaf.profile)
        yield file, path, what, suggestion(leaf.profile, [*instrument.profile_field, SIZE_FIELD])
        return
    yield from _profile_kind(instrument, file, path, leaf)
    used = [code for code in (leaf.is_, leaf.is_not) if code is not None]
    used += [*(leaf.in_ or ()), *(leaf.has or ()), *(leaf.only or ())]
    for code in used:
        if code not in codes:
            what = _("The profile field '{name}' has no choice '{code}'.").format(name=leaf.profile, code=code)
            yield file, path, what, suggestion(code, codes)


FITTING_TESTS = {
    "choice": {"is", "is_not", "in"},
    "choices": {"has", "only"},
    "number": {"at_most", "at_least"},
    "year": {"at_most", "at_least"},
}
"""Which tests a profile field of each kind can answer."""


def _profile_kind(instrument: Instrument, file: str, path: Path, leaf: ProfileTest) -> Found:
    kind = "choice" if leaf.profile == SIZE_FIELD else instrument.profile_field[leaf.profile].type
    given = {name for name, value in leaf.model_dump(by_alias=True, exclude={"profile"}).items() if value is not None}
    if not given <= FITTING_TESTS[kind]:
        what = _("The profile field '{name}' cannot be tested with '{test}'.")
        do = _("Use one of: {tests}.").format(tests=", ".join(sorted(FITTING_TESTS[kind])))
        yield file, path, what.format(name=leaf.profile, test=", ".join(sorted(given))), do


def overlays(instrument: Instrument) -> Found:
    for g, group in enumerate(instrument.overlays.groups):
        path: Path = ("groups", g)
        if group.by == SIZE_FIELD:
            codes = {band.id for band in instrument.settings.size_bands if band.scored_as is None}
        elif group.by in instrument.profile_field:
            codes = {option.code for option in instrument.profile_field[group.by].options}
        else:
            what = _("There is no profile field '{name}'.").format(name=group.by)
            yield "overlays.yaml", (*path, "by"), what, suggestion(group.by, instrument.profile_field)
            continue
        for question, cells in group.multipliers.items():
            here = (*path, "multipliers", question)
            if question not in instrument.questions:
                yield unknown_question("overlays.yaml", here, question, instrument.questions)
            for code in cells.keys() - codes:
                what = _("The profile field '{name}' has no choice '{code}'.").format(name=group.by, code=code)
                yield "overlays.yaml", here, what, suggestion(code, codes)
        for e, exception in enumerate(group.exceptions):
            for question in exception.questions:
                if question not in instrument.questions:
                    here = (*path, "exceptions", e, "questions")
                    yield unknown_question("overlays.yaml", here, question, instrument.questions)
    yield from _shifts(instrument)
    yield from _fine(instrument)


_MOST_WEIGHED = 9_000_000
"""Weight times points of a dimension: a score is stored in units of 1e-12 (`units.UNIT`), in 63 bits."""


def _fine(instrument: Instrument) -> Found:
    """Weights are stored as whole numbers, which are the greater the finer the multipliers are."""
    base = max(sum(question.weight for question in one.questions) for one in instrument.dimensions.values())
    overlays, points = instrument.overlays, max(instrument.settings.level_points)
    if base * overlays.limit * overlays.scale * points > _MOST_WEIGHED:
        finest = max(range(len(overlays.groups)), key=lambda g: overlays.groups[g].denominator)
        what = _("The multipliers of all groups together are too fine to be exact.")
        do = _("Use fewer decimals here: such as 0.5, 0.75, 1.25, 1.5.")
        yield "overlays.yaml", ("groups", finest, "multipliers"), what, do


def _shifts(instrument: Instrument) -> Found:
    for n, shift in enumerate(instrument.overlays.dimension_shifts):
        path: Path = ("dimension_shifts", n, "changes")
        totals: Counter[str] = Counter()
        for name, change in shift.changes.items():
            dimension = instrument.dimensions.get(name)
            if dimension is None:
                what = _("There is no dimension '{name}'.").format(name=name)
                yield "overlays.yaml", (*path, name), what, suggestion(name, instrument.dimensions)
                continue
            totals[instrument.questionnaire_of[dimension.questions[0].id]] += change
            if dimension.weight + change <= 0:
                what = _("This brings the weight of '{name}' to 0 or below.").format(name=name)
                yield "overlays.yaml", (*path, name), what, _("Use a smaller change.")
        for name, total in totals.items():
            if total:
                what = _("The changes for '{name}' add up to {total}, not 0.").format(name=name, total=total)
                yield "overlays.yaml", path, what, _("The questionnaire must stay at 100.")
