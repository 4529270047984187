"""The tree of a rule's condition, as an author writes it. Compiled by `msme_check.conditions`."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from msme_check.model.text import Id, Strict

Level = Annotated[int, Field(ge=0, le=4)]
QUESTION_TESTS = ("is", "is_not", "below", "at_most", "at_least", "above", "missing", "ticked")
PROFILE_TESTS = ("is", "is_not", "in", "has", "only", "at_most", "at_least")
SCORE_TESTS = ("below", "at_least")


def _exactly_one(given: dict[str, Any], names: tuple[str, ...], what: str) -> None:
    found = [name for name in names if given.get(name) is not None]
    if len(found) != 1:
        raise ValueError(f"{what} needs exactly one of {', '.join(names)}; found {', '.join(found) or 'none'}")


class QuestionTest(Strict):
    """One question against a level (0-4), `na`, missing, or a ticked item of a checklist."""

    question: Id
    is_: Level | Literal["na"] | None = Field(None, alias="is")
    is_not: Level | None = None
    below: Level | None = None
    at_most: Level | None = None
    at_least: Level | None = None
    above: Level | None = None
    missing: Literal[True] | None = None
    ticked: Id | None = None

    @model_validator(mode="after")
    def _one_test(self) -> Self:
        _exactly_one(self.model_dump(by_alias=True), QUESTION_TESTS, f"the test of question {self.question}")
        return self


class ProfileTest(Strict):
    """One fact about the firm. `has`: any of these was chosen; `only`: nothing else was chosen."""

    profile: Id
    is_: str | None = Field(None, alias="is")
    is_not: str | None = None
    in_: tuple[str, ...] | None = Field(None, alias="in")
    has: tuple[str, ...] | None = None
    only: tuple[str, ...] | None = None
    at_most: int | None = None
    at_least: int | None = None

    @model_validator(mode="after")
    def _one_test(self) -> Self:
        _exactly_one(self.model_dump(by_alias=True), PROFILE_TESTS, f"the test of profile field {self.profile}")
        return self


class ScoreTest(Strict):
    """The final score (0-100, gates applied) of one questionnaire."""

    score: Id
    below: int | None = None
    at_least: int | None = None

    @model_validator(mode="after")
    def _one_test(self) -> Self:
        _exactly_one(self.model_dump(), SCORE_TESTS, f"the test of score {self.score}")
        return self


class All(Strict):
    """True when every part is true."""

    all: tuple["Condition", ...] = Field(min_length=1)


class AnyOf(Strict):
    """True when at least one part is true."""

    any: tuple["Condition", ...] = Field(min_length=1)


class Not(Strict):
    """True when the part is false; unknown stays unknown."""

    not_: "Condition" = Field(alias="not")


KINDS = {
    "all": All,
    "any": AnyOf,
    "not": Not,
    "question": QuestionTest,
    "profile": ProfileTest,
    "score": ScoreTest,
}


def _kind(value: Any) -> str | None:
    if isinstance(value, dict):
        return next((kind for kind in KINDS if kind in value), None)
    return next((kind for kind, model in KINDS.items() if isinstance(value, model)), None)


Condition = Annotated[
    Annotated[All, Tag("all")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[Not, Tag("not")]
    | Annotated[QuestionTest, Tag("question")]
    | Annotated[ProfileTest, Tag("profile")]
    | Annotated[ScoreTest, Tag("score")],
    Discriminator(
        _kind,
        custom_error_type="condition",
        custom_error_message="a condition is one of all, any, not, question, profile, score",
    ),
]
Leaf = QuestionTest | ProfileTest | ScoreTest

for _model in (All, AnyOf, Not):
    _model.model_rebuild()


def leaves(condition: Condition) -> Iterator[Leaf]:
    """All tests of a condition, from left to right, as the author wrote them."""
    match condition:
        case All():
            parts = condition.all
        case AnyOf():
            parts = condition.any
        case Not():
            parts = (condition.not_,)
        case _:
            yield condition
            return
    for part in parts:
        yield from leaves(part)


def questions_of(condition: Condition) -> frozenset[str]:
    """The questions that a condition reads."""
    return frozenset(leaf.question for leaf in leaves(condition) if isinstance(leaf, QuestionTest))
