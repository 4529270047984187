"""Migrations: their steps follow each other, and what they name leads to something of today."""

from collections import Counter
from collections.abc import Mapping

from msme_check.checking.places import Found, suggestion
from msme_check.i18n import _
from msme_check.migrating import Route
from msme_check.model.instrument import Instrument
from msme_check.model.migrations import Migration, Piece, QuestionRenaming, Renaming, number
from msme_check.model.questions import LEVELS, Checklist, Ladder, Number, Question, YesNo
from msme_check.yaml_files import Path

FILE = "migrations.yaml"
PARTS = ("questions", "facts", "recommendations")
_ALWAYS = ("dk", "na")


def steps(instrument: Instrument) -> Found:
    """Each step leads to a later version, none begins before the one above has ended, and none beyond today."""
    end: tuple[int, ...] = ()
    for n, step in enumerate(instrument.migrations):
        if number(step.to) <= number(step.start):
            what = _("The step does not lead to a later version: from {start} to {to}.")
            yield FILE, (n, "to"), what.format(start=step.start, to=step.to), _("Correct one of them.")
        elif number(step.start) < end:
            what = _("The step from {start} begins before the step above it has ended.").format(start=step.start)
            yield FILE, (n, "from"), what, _("Put the steps in order, each from where the one before ends, or later.")
        if number(step.to) > number(instrument.settings.version):
            what = _("The step leads to version {to}, but the instrument has version {version}.")
            words = what.format(to=step.to, version=instrument.settings.version)
            yield FILE, (n, "to"), words, _("Correct it, or the version in instrument.yaml.")
        end = max(end, number(step.to))


def names(instrument: Instrument) -> Found:
    """Every name of then is used once in its step and is none of today; every new one is of today or goes on."""
    for part in PARTS:
        today = _today(instrument, part)
        for n, step in enumerate(instrument.migrations):
            renaming, later = _renaming(step, part), instrument.migrations[n + 1 :]
            for name, count in Counter(_of_then(renaming)).items():
                path = (n, part, _where(renaming, name))
                if count > 1:
                    what = _("'{name}' stands in this step more than once.").format(name=name)
                    yield FILE, path, what, _("A name is renamed, split or dropped, and only once.")
                if name in today and not any(name in _of_now(_renaming(one, part)) for one in (step, *later)):
                    what = _("'{name}' is still a name of today.").format(name=name)
                    yield FILE, path, what, _("Remove it here, or from the files of the instrument.")
            for name, count in Counter(_of_now(renaming)).items():
                path = (n, part, "renamed" if name in renaming.renamed.values() else "split")
                if count > 1:
                    what = _("More than one name leads to '{name}'.").format(name=name)
                    yield FILE, path, what, _("Answers to two questions cannot become one; drop one of them.")
                if name not in today and not any(name in _of_then(_renaming(one, part)) for one in later):
                    what = _("'{name}' is neither a name of today nor goes on in a later step.").format(name=name)
                    yield FILE, path, what, suggestion(name, today)


def pieces(instrument: Instrument) -> Found:
    """What a split writes can be read by the question it goes to, where this is one of today."""
    for n, step in enumerate(instrument.migrations):
        for name, parts in step.questions.split.items():
            for p, piece in enumerate(parts):
                path: Path = (n, "questions", "split", name, p)
                if piece.answers is not None and piece.ticks is not None:
                    yield FILE, path, _("A piece has answers or ticks, not both."), _("Remove one of them.")
                question = instrument.questions.get(piece.into)
                if question is not None:
                    yield from _written(path, piece, question)


def _written(path: Path, piece: Piece, question: Question) -> Found:
    for answer in (piece.answers or {}).values():
        if not _fits(question, answer):
            what = _("'{into}' has no answer '{answer}'.").format(into=piece.into, answer=answer)
            yield FILE, (*path, "answers"), what, _("Write it as in a file of answers.")
    boxes = [item.code for item in question.items] if isinstance(question, Checklist) else []
    if piece.ticks is not None and not boxes:
        what = _("'{into}' is no checklist, so no ticks go there.").format(into=piece.into)
        yield FILE, (*path, "ticks"), what, _("Use answers instead.")


def _fits(question: Question, answer: str) -> bool:
    if answer in _ALWAYS:
        return True
    match question:
        case Ladder():
            return answer in map(str, range(LEVELS))
        case YesNo():
            return answer in ("yes", "partly", "no")
        case Checklist():
            codes = {item.code for item in question.items}
            return answer == "none" or (answer != "" and {*answer.split()} <= codes)
        case Number():
            figure = answer.replace(".", "", 1)
            return figure.isdigit() and question.minimum <= float(answer) <= question.maximum


def choices(instrument: Instrument) -> Found:
    """Codes of choices of a question or fact: the old one is gone, the new one is there or goes on."""
    for n, step in enumerate(instrument.migrations):
        later = instrument.migrations[n + 1 :]
        for name, renaming in step.choices.items():
            path: Path = (n, "choices", name)
            today = _followed(instrument, name, later)
            known = [_codes(instrument, one) for one in today]
            if not any(known) and today:
                what = _("'{name}' is neither a question nor a fact with choices.").format(name=name)
                fields = [field.id for field in instrument.profile if field.options]
                yield FILE, path, what, suggestion(name, [*instrument.questions, *fields])
                continue
            codes = {code for one in known for code in one}
            on = {old for one in later for other in one.choices.values() for old in (*other.renamed, *other.dropped)}
            for code in (*renaming.renamed, *renaming.dropped):
                if code in codes and code not in renaming.renamed.values():
                    what = _("'{name}' still has the choice '{code}'.").format(name=name, code=code)
                    yield FILE, path, what, _("Remove it here, or from the files of the instrument.")
            for code in renaming.renamed.values():
                if today and code not in codes | on:
                    what = _("'{name}' has no choice '{code}'.").format(name=name, code=code)
                    yield FILE, path, what, suggestion(code, codes)


def _followed(instrument: Instrument, name: str, later: tuple[Migration, ...]) -> tuple[str, ...]:
    """The names of today of a question or a fact."""
    facts = {*instrument.profile_field, *(old for step in later for old in _of_then(step.facts))}
    return Route(later).names("facts" if name in facts else "questions", name)


def _codes(instrument: Instrument, name: str) -> list[str]:
    question, field = instrument.questions.get(name), instrument.profile_field.get(name)
    if isinstance(question, Checklist):
        return [item.code for item in question.items]
    return [option.code for option in field.options] if field is not None else []


def _today(instrument: Instrument, part: str) -> Mapping[str, object]:
    found: dict[str, Mapping[str, object]] = {
        "questions": instrument.questions,
        "facts": instrument.profile_field,
        "recommendations": instrument.recommendation,
    }
    return found[part]


def _renaming(step: Migration, part: str) -> Renaming:
    found: Renaming = getattr(step, part)
    return found


def _of_then(renaming: Renaming) -> list[str]:
    split = renaming.split if isinstance(renaming, QuestionRenaming) else {}
    return [*renaming.renamed, *renaming.dropped, *split]


def _of_now(renaming: Renaming) -> list[str]:
    split = renaming.split if isinstance(renaming, QuestionRenaming) else {}
    return [*renaming.renamed.values(), *(piece.into for parts in split.values() for piece in parts)]


def _where(renaming: Renaming, name: str) -> str:
    if name in renaming.renamed:
        return "renamed"
    return "dropped" if name in renaming.dropped else "split"
