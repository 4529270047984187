"""The condition of a rule as a tree: what each test asks, what the firm said, and what the engine made of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from msme_check.conditions import ticked
from msme_check.explaining.firm import SIZE_FIELD, Firm, Truth
from msme_check.i18n import _
from msme_check.model.assessment import State
from msme_check.model.conditions import All, AnyOf, Condition, Leaf, Not, ProfileTest, QuestionTest, ScoreTest
from msme_check.model.questions import Checklist

Kind = Literal["all", "any", "not", "question", "profile", "score"]


@dataclass(frozen=True)
class Node:
    """A part of a condition. `truth`: of the whole of this part.

    A test has no `parts`. `id`: the question, fact or score that it reads; `text`: its words; `asks`: what must be so;
    `found`: what is so, in words; `level`: of a question's answer, where the test is about levels.
    """

    kind: Kind
    truth: Truth
    parts: tuple["Node", ...] = ()
    id: str = ""
    text: str = ""
    asks: str = ""
    found: str = ""
    level: int | None = None


def tree(firm: Firm, condition: Condition) -> Node:
    """A condition with the truth of each of its parts for one firm."""
    truth = firm.truth(condition)
    match condition:
        case All():
            return Node("all", truth, tuple(tree(firm, part) for part in condition.all))
        case AnyOf():
            return Node("any", truth, tuple(tree(firm, part) for part in condition.any))
        case Not():
            return Node("not", truth, (tree(firm, condition.not_),))
        case _:
            return leaf_node(firm, condition)


def leaf_nodes(node: Node) -> Iterator[Node]:
    """The tests of a tree, from left to right."""
    if not node.parts:
        yield node
    for part in node.parts:
        yield from leaf_nodes(part)


def leaf_node(firm: Firm, leaf: Leaf) -> Node:
    """One test with what the firm said to it."""
    truth = firm.truth(leaf)
    match leaf:
        case QuestionTest():
            question = firm.instrument.questions[leaf.question]
            return Node(
                "question",
                truth,
                id=leaf.question,
                text=question.text,
                asks=_question_asks(firm, leaf),
                found=_box(firm, leaf.question, leaf.ticked) if leaf.ticked else firm.answer(leaf.question),
                level=None if leaf.ticked else firm.given(leaf.question).level,
            )
        case ProfileTest():
            return Node(
                "profile",
                truth,
                id=leaf.profile,
                text=field_text(firm, leaf.profile),
                asks=_profile_asks(firm, leaf),
                found=firm.fact(leaf.profile),
            )
        case ScoreTest():
            title = firm.material.titles[leaf.score]
            return Node("score", truth, id=leaf.score, text=title, asks=_score_asks(leaf), found=_score(firm, leaf))


def field_text(firm: Firm, field: str) -> str:
    """What a fact about the firm is called."""
    return _("Size of the firm") if field == SIZE_FIELD else firm.instrument.profile_field[field].text


def _box(firm: Firm, question: str, code: str) -> str:
    """Whether a box of a checklist is ticked; the words of no answer where it has none."""
    if firm.given(question).state is not State.ANSWERED:
        return firm.answer(question)
    return _("ticked") if firm.row[ticked(question, code)] else _("not ticked")


def _question_asks(firm: Firm, leaf: QuestionTest) -> str:
    if leaf.ticked is not None:
        question = firm.instrument.questions[leaf.question]
        items = question.items if isinstance(question, Checklist) else ()
        return _("ticked: {item}").format(item=next(item.text for item in items if item.code == leaf.ticked))
    if leaf.missing:
        return _("not answered")
    if leaf.is_ == "na":
        return _("does not apply, or is not asked")
    if leaf.is_ is not None:
        return _("level {n}").format(n=leaf.is_)
    if leaf.is_not is not None:
        return _("any level but {n}").format(n=leaf.is_not)
    return _level_asks(leaf)


def _level_asks(leaf: QuestionTest) -> str:
    if leaf.at_most is not None:
        return _("level {n} or lower").format(n=leaf.at_most)
    if leaf.at_least is not None:
        return _("level {n} or higher").format(n=leaf.at_least)
    if leaf.below is not None:
        return _("a level below {n}").format(n=leaf.below)
    return _("a level above {n}").format(n=leaf.above)


def _profile_asks(firm: Firm, leaf: ProfileTest) -> str:
    def words(codes: tuple[str, ...]) -> str:
        return "; ".join(firm.code_words(leaf.profile, code) for code in codes)

    if leaf.at_most is not None:
        return _("at most {n}").format(n=leaf.at_most)
    if leaf.at_least is not None:
        return _("at least {n}").format(n=leaf.at_least)
    if leaf.is_not is not None:
        return _("anything but: {choice}").format(choice=words((leaf.is_not,)))
    if leaf.only is not None:
        return _("nothing but: {choices}").format(choices=words(leaf.only))
    several = leaf.in_ or leaf.has or ()
    return _("any of: {choices}").format(choices=words(several)) if len(several) > 1 else words(several or _one(leaf))


def _one(leaf: ProfileTest) -> tuple[str, ...]:
    return () if leaf.is_ is None else (leaf.is_,)


def _score_asks(leaf: ScoreTest) -> str:
    if leaf.below is not None:
        return _("a score below {n}").format(n=leaf.below)
    return _("a score of {n} or more").format(n=leaf.at_least)


def _score(firm: Firm, leaf: ScoreTest) -> str:
    part = next(one for one in firm.assessment.questionnaires if one.id == leaf.score)
    return _("no score") if part.score is None else firm.material.points(part.score)
