"""How the documents that lenders ask for stand, by one firm's answers. The rules are data: `lender.yaml`."""

from collections.abc import Collection, Iterator, Sequence

from msme_check.conditions import Facts, fails, holds
from msme_check.model.assessment import DocumentStanding, DocumentState, Mark
from msme_check.model.conditions import Condition, QuestionTest, leaves
from msme_check.model.instrument import Instrument
from msme_check.model.lender import LenderDocument


def standings(facts: Facts, instrument: Instrument, seen: Collection[str]) -> Iterator[DocumentStanding]:
    """Each document, in the order of the page, for the one firm of a frame. `seen`: questions whose proof was seen.

    Where the profile does not settle whether it is asked for, it is: a paper too many does less harm than one too few.
    """
    for one in instrument.lender.documents:
        yield _standing(one, facts, seen)


def _standing(one: LenderDocument, facts: Facts, seen: Collection[str]) -> DocumentStanding:
    if one.asked is not None and fails(one.asked, facts)[0]:
        return DocumentStanding(id=one.id, state=DocumentState.NOT_NEEDED)
    there = ((DocumentState.READY, one.ready), (DocumentState.PARTLY, one.partly))
    for state, condition in there:
        if condition is not None and holds(condition, facts)[0]:
            because = tuple(_true(condition, facts))
            return DocumentStanding(id=one.id, state=state, because=because, mark=mark(because, facts, seen))
    known = all(condition is None or fails(condition, facts)[0] for _state, condition in there)
    because = tuple(dict.fromkeys(test.question for test in _tests(one.ready))) if known else ()
    return DocumentStanding(
        id=one.id, state=DocumentState.MISSING if known else DocumentState.NOT_ANSWERED, because=because
    )


def mark(questions: Sequence[str], facts: Facts, seen: Collection[str]) -> Mark:
    """How far answers to `questions` can be relied on: proof of each is needed. Nothing else decides this."""
    if not questions or not all(facts.frame[f"{name}.evidence"][0] for name in questions):
        return Mark.SELF_DECLARED
    return Mark.SEEN if all(name in seen for name in questions) else Mark.COULD_BE_SHOWN


def _true(condition: Condition, facts: Facts) -> Iterator[str]:
    """The questions whose tests are true, each once."""
    yield from dict.fromkeys(test.question for test in _tests(condition) if holds(test, facts)[0])


def _tests(condition: Condition) -> Iterator[QuestionTest]:
    yield from (test for test in leaves(condition) if isinstance(test, QuestionTest))
