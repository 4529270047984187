"""The page for the lender: what it names exists, each document can be told from the answers and has its place."""

from collections import Counter
from collections.abc import Iterator

from msme_check.checking.places import Found, suggestion, unknown_question
from msme_check.i18n import _
from msme_check.model.conditions import All, Condition, Not, QuestionTest, leaves, questions_of
from msme_check.model.instrument import Instrument
from msme_check.model.lender import LenderDocument, LenderFigure
from msme_check.model.questions import Number, Question
from msme_check.yaml_files import Path

FILE = "lender.yaml"
FIVE_CS = "five_cs"
"""The source whose `part` says, at a question, which of the five Cs it is about."""


def lender_conditions(instrument: Instrument) -> Iterator[tuple[str, Path, Condition]]:
    """Every condition of the page, with its place."""
    yield FILE, ("seen_when",), instrument.lender.seen_when
    for n, one in enumerate(instrument.lender.documents):
        for key in ("asked", "ready", "partly"):
            condition = getattr(one, key)
            if condition is not None:
                yield FILE, ("documents", n, key), condition


def documents(instrument: Instrument) -> Found:
    parts = [part.id for part in instrument.lender.parts]
    known = {one.id for one in (*instrument.settings.sources, *instrument.lender.sources)}
    for n, one in enumerate(instrument.lender.documents):
        path: Path = ("documents", n)
        if one.part not in parts:
            what = _("There is no part '{name}' of the page.").format(name=one.part)
            yield FILE, (*path, "part"), what, suggestion(one.part, parts)
        for name in one.sources:
            if name not in known:
                what = _("There is no source '{name}'.").format(name=name)
                yield FILE, (*path, "sources"), what, suggestion(name, known)
        yield from _brought(instrument, path, one)
        yield from _told(instrument, path, one)


def _brought(instrument: Instrument, path: Path, one: LenderDocument) -> Found:
    """The recommendation exists, and changes an answer by which the document is there."""
    if one.brought_by is None:
        return
    found = instrument.recommendation.get(one.brought_by)
    if found is None:
        what = _("There is no recommendation '{name}'.").format(name=one.brought_by)
        yield FILE, (*path, "brought_by"), what, suggestion(one.brought_by, instrument.recommendation)
    elif not questions_of(one.ready) & {*found.lifts, *found.ticks}:
        what = _("The recommendation '{name}' lifts no question that makes this document ready.")
        yield FILE, (*path, "brought_by"), what.format(name=found.id), _("Name one that does.")


def _told(instrument: Instrument, path: Path, one: LenderDocument) -> Found:
    """The answers can say how it stands, whatever they are, and they are about the part of the page it is in."""
    for key, condition in (("ready", one.ready), ("partly", one.partly)):
        if condition is not None and not questions_of(condition):
            what = _("This reads no question, so no answer makes the document ready.")
            yield FILE, (*path, key), what, _("Test a question in it.")
    settled = set(_not_applicable(one.asked)) if one.asked is not None else set()
    read = [instrument.questions[name] for name in sorted(_read(one)) if name in instrument.questions]
    for question in read:
        if question.not_applicable and question.id not in settled:
            what = _("'{name}' may be answered 'na', and then nothing says how this document stands.")
            do = _("Add to 'asked': not: {{question: {name}, is: na}}").format(name=question.id)
            yield FILE, path, what.format(name=question.id), do
    about = {part for question in read if question.id in _levels(one) for part in _five_cs(question)}
    if about and one.part not in about:
        what = _("The questions of this document are about: {parts}.").format(parts=", ".join(sorted(about)))
        yield FILE, (*path, "part"), what, _("Put the document under one of these.")


def _conditions(one: LenderDocument) -> tuple[Condition, ...]:
    return (one.ready,) if one.partly is None else (one.ready, one.partly)


def _read(one: LenderDocument) -> frozenset[str]:
    """The questions that say how a document stands."""
    return frozenset().union(*(questions_of(condition) for condition in _conditions(one)))


def _levels(one: LenderDocument) -> frozenset[str]:
    """Those of which the level is asked. A single box of a checklist may be about something else than its question."""
    tests = (test for condition in _conditions(one) for test in leaves(condition))
    return frozenset(test.question for test in tests if isinstance(test, QuestionTest) and test.ticked is None)


def _five_cs(question: Question) -> Iterator[str]:
    """The Cs that a question says it was derived from."""
    for one in question.derived_from:
        if one.source == FIVE_CS and one.part:
            yield from (part.strip() for part in one.part.split(","))


def _not_applicable(condition: Condition) -> Iterator[str]:
    """The questions for which the condition fails where they do not apply."""
    match condition:
        case All():
            for part in condition.all:
                yield from _not_applicable(part)
        case Not(not_=QuestionTest(is_="na", question=name)):
            yield name


def order(instrument: Instrument) -> Found:
    ids = [one.id for one in instrument.lender.documents]
    for name, count in Counter(instrument.lender.bring).items():
        if name not in ids:
            what = _("There is no document '{name}'.").format(name=name)
            yield FILE, ("bring",), what, suggestion(name, ids)
        elif count > 1:
            what = _("The document '{name}' stands twice in 'bring'.").format(name=name)
            yield FILE, ("bring",), what, _("Name each document once.")
    for name in ids:
        if name not in instrument.lender.bring:
            what = _("'bring' does not say in which place the document '{name}' comes.").format(name=name)
            yield FILE, ("bring",), what, _("Add it there.")
    used = {one.part for one in instrument.lender.documents}
    for n, part in enumerate(instrument.lender.parts):
        if part.id not in used:
            what = _("No document belongs to the part '{name}'.").format(name=part.id)
            yield FILE, ("parts", n), what, _("Add one, or remove the part.")


def figures(instrument: Instrument) -> Found:
    for key in ("facts", "figures"):
        for n, one in enumerate(getattr(instrument.lender, key)):
            yield from _figure(instrument, (key, n), one)


def _figure(instrument: Instrument, path: Path, one: LenderFigure) -> Found:
    if one.profile is not None and one.profile not in instrument.profile_field:
        what = _("There is no profile field '{name}'.").format(name=one.profile)
        yield FILE, path, what, suggestion(one.profile, instrument.profile_field)
    if one.question is None:
        return
    if one.question not in instrument.questions:
        yield unknown_question(FILE, path, one.question, instrument.questions)
    elif not isinstance(instrument.questions[one.question], Number):
        what = _("'{name}' is not answered with a figure.").format(name=one.question)
        yield FILE, path, what, _("Name a question of the type number.")


def last_days(instrument: Instrument) -> Found:
    """The days by which a calendar says that the actions of a horizon are due."""
    plan = instrument.settings.plan
    names = [one.id for one in instrument.settings.words.horizons]
    days = list(plan.last_days.values())
    if list(plan.last_days) != names or days != sorted(set(days)):
        what = _("The last days must name each horizon once, in their order, and rise.")
        yield "instrument.yaml", ("plan", "last_days"), what, _("Correct them.")
    elif days[0] != plan.first_plan_days:
        what = _("The first horizon ends on another day than the first plan, which has {n} days.")
        yield "instrument.yaml", ("plan", "last_days"), what.format(n=plan.first_plan_days), _("Use the same day.")
