"""A question: where it counts, and which rules read its answer."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from msme_check.explaining.firm import Firm, Truth
from msme_check.explaining.rules import Action, action
from msme_check.explaining.scores import Counted, LeftOut, Scores
from msme_check.explaining.trees import Node, leaf_node
from msme_check.model.conditions import Condition, QuestionTest, leaves
from msme_check.model.questions import Question
from msme_check.scoring import OVERALL

RuleKind = Literal["gate", "pair", "recommendation"]


@dataclass(frozen=True)
class Place:
    """A dimension or a questionnaire that a question belongs to."""

    id: str
    title: str


@dataclass(frozen=True)
class Reader:
    """A rule that reads the question. `holds`: a gate in force, a pair that is odd, a recommendation that fires.

    `tests`: what it asks of this question.
    """

    of: RuleKind
    id: str
    title: str
    holds: bool
    tests: tuple[Node, ...]


@dataclass(frozen=True)
class Lifter:
    """A recommendation that lifts the question to a level."""

    action: Action
    target: int


@dataclass(frozen=True)
class Ground:
    """A ground for "not applicable". `truth`: whether the profile rules it in or out; None: it is the firm's word."""

    text: str
    truth: Truth | None


@dataclass(frozen=True)
class QuestionExplained:
    """A question. `counted_in`: the score that `adds` and `lost` of `counted` are points of, or empty."""

    id: str
    title: str
    why: str
    answer: str
    level: int | None
    evidence: bool
    core: bool
    dimension: Place
    questionnaire: Place
    counted_in: str
    counted: Counted | None
    left_out: LeftOut | None
    readers: tuple[Reader, ...]
    lifters: tuple[Lifter, ...]
    grounds: tuple[Ground, ...]
    kind: Literal["question"] = "question"


def question(firm: Firm, one: Question) -> QuestionExplained:
    """A question of the instrument, with the firm's answer."""
    instrument = firm.instrument
    dimension = instrument.dimensions[instrument.dimension_of[one.id]]
    part = next(part for part in instrument.questionnaires if part.id == instrument.questionnaire_of[one.id])
    found = Scores(firm).question(one)
    given = firm.given(one.id)
    return QuestionExplained(
        id=one.id,
        title=one.text,
        why=one.why,
        answer=firm.answer(one.id),
        level=given.level,
        evidence=given.evidence,
        core=one.core,
        dimension=Place(dimension.id, dimension.title),
        questionnaire=Place(part.id, part.title),
        counted_in=_counted_in(found, part.id),
        counted=found if isinstance(found, Counted) else None,
        left_out=found if isinstance(found, LeftOut) else None,
        readers=tuple(_readers(firm, one.id)),
        lifters=tuple(
            Lifter(action(firm, rule.id), rule.lifts[one.id])
            for rule in instrument.recommendations
            if one.id in rule.lifts
        ),
        grounds=tuple(
            Ground(ground.text, None if ground.when is None else firm.truth(ground.when))
            for ground in one.not_applicable
        ),
    )


def _counted_in(found: Counted | LeftOut, questionnaire: str) -> str:
    if isinstance(found, LeftOut):
        return ""
    return OVERALL if found.shares.overall is not None else questionnaire


def _readers(firm: Firm, name: str) -> Iterator[Reader]:
    settings = firm.instrument.settings
    for gate in settings.gates:
        holds = any(firm.row[f"{gate.id}.{place}"] for place in range(len(gate.causes)))
        tests = _tests(firm, name, [cause.when for cause in gate.causes])
        yield from [Reader("gate", gate.id, gate.title, holds, tests)] if tests else []
    for pair in settings.consistency_pairs:
        tests = _tests(firm, name, [pair.when])
        yield from [Reader("pair", pair.id, pair.text, bool(firm.row[pair.id]), tests)] if tests else []
    for rule in firm.instrument.recommendations:
        tests = _tests(firm, name, [rule.when] if rule.only_for is None else [rule.when, rule.only_for])
        fires = bool(firm.row[f"{rule.id}.fires"])
        yield from [Reader("recommendation", rule.id, rule.title, fires, tests)] if tests else []


def _tests(firm: Firm, name: str, conditions: list[Condition]) -> tuple[Node, ...]:
    """The tests of some conditions that are about the question."""
    here = [leaf for when in conditions for leaf in leaves(when)]
    return tuple(leaf_node(firm, leaf) for leaf in here if isinstance(leaf, QuestionTest) and leaf.question == name)
