"""The instrument: a whole versioned set of profile, questionnaires, rules and settings."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from msme_check.model.conditions import Condition, Level
from msme_check.model.lender import LenderRules
from msme_check.model.migrations import Migration
from msme_check.model.programmes import Programme, SupportRule
from msme_check.model.quality import QualityRules
from msme_check.model.questions import Dimension, Question, Questionnaire
from msme_check.model.rules import ConsistencyPair, Direction, Gate, Horizon, Overlays, Recommendation
from msme_check.model.sensitivity import SensitivityRule
from msme_check.model.sizes import SizeDefinition
from msme_check.model.sources import Source
from msme_check.model.text import Id, Labelled, Strict, Text

Share = Annotated[Decimal, Field(ge=0, le=1, decimal_places=4)]


class ScoreBand(Labelled):
    """A score at or above `from` (0-100) has this band, until the next begins."""

    start: int = Field(alias="from", ge=0, lt=100)
    meaning: Text


class SizeBand(Labelled):
    """The product's own size band by number of people; `outside` sizes are scored like the one named."""

    start: int = Field(alias="from", ge=1)
    scored_as: Id | None = None


class OverallRule(Strict):
    """How the overall score is made: shares in percent, and how many complete questionnaires it needs."""

    shares: dict[Id, int]
    needs_complete: int = Field(ge=1)


class ConfidenceRule(Strict):
    """Confidence 0-100: (1 - don't know) x (base + evidence x share with evidence) - penalty per odd pair."""

    base: Share
    evidence: Share
    pair_penalty: int = Field(ge=0)
    labels: tuple["ConfidenceLabel", ...] = Field(min_length=1)


class ConfidenceLabel(Labelled):
    """A confidence at or above `from` is called this."""

    start: int = Field(alias="from", ge=0, le=100)


Pieces = Annotated[int, Field(ge=1, le=100)]


class Concentration(Strict):
    """How near redrawn weights stay to the given ones: Dirichlet parameters for one unit of the given weight.

    For a weight of 1 of a question, and for one percent of the share of a dimension and of a questionnaire.
    """

    questions: Pieces
    dimensions: Pieces
    questionnaires: Pieces


class StabilityRule(Strict):
    """How it is found out whether a band is firm; `seed` and the ids of the instrument give all redraws.

    A band is firm where at least `firm_from` of the redraws of weights keep it, and of the redraws of answers too.
    `answers_off`: the chance of each answer to be one step off.
    """

    draws: int = Field(ge=1, le=2_000)
    seed: int
    concentration: Concentration
    answers_off: Share
    firm_from: Share


class Goal(Strict):
    """What counts as serving an owner's goal: a lifted question in one of the dimensions, or the direction."""

    questionnaires: tuple[Id, ...] = ()
    dimensions: tuple[Id, ...] = ()
    directions: tuple[Id, ...] = ()


class Ranking(Strict):
    """How recommendations are valued: gain / (days x cost factor) x goal and quick factors."""

    cost_factors: dict[str, Decimal]
    goal_factor: Decimal
    quick_factor: Decimal
    goals: dict[Id, Goal]


class FirstPlanLimit(Strict):
    """What a firm of this size can take on in the first days of the plan."""

    size: Id
    days: int = Field(ge=1)
    actions: int | None = Field(None, ge=1)


class BudgetRule(Strict):
    """Which facts of the profile say what the firm can give: a number of days, and a choice among the costs.

    `months`: how long each horizon lasts; one that is not named has no end. `dear_from`: what costs more than the firm
    can pay stands no earlier.
    """

    days_a_month: Id
    most_cost: Id
    months: dict[Horizon, Annotated[int, Field(ge=1)]]
    dear_from: Horizon


class PlanRule(Strict):
    """How many actions each horizon takes, and what a firm can carry: what it said, or what is usual for its size.

    `last_days`: the day, counted from the first of the plan, by which the actions of a horizon are due in a calendar.
    """

    first_plan_days: int
    last_days: dict[Horizon, int]
    places: dict[Horizon, int]
    every_questionnaire_below: int
    first_plan_limits: tuple[FirstPlanLimit, ...]
    budget: BudgetRule


class Words(Strict):
    """Words shared by all questions and reports, so that each is translated once."""

    level_meanings: tuple[Text, ...] = Field(min_length=5, max_length=5)
    ladder_stem: Text
    not_applicable: Text
    dont_know: Text
    missing: Text
    none_of_these: Text
    yes: Text
    partly: Text
    no: Text
    costs: tuple[Labelled, ...]
    horizons: tuple[Labelled, ...]


class Option(Strict):
    """One choice of a profile field, or of a scale that fields share.

    `of` limits it to one choice of the field named by `options_by`. `also`: other words for it that are read in files,
    in any language, and never shown.
    """

    code: str
    text: Text
    also: tuple[str, ...] = ()
    example: Text | None = None
    of: str | None = None
    prefill: dict[Id, Level] = Field(default_factory=dict)


Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
Word = Annotated[str, Field(min_length=1, max_length=40)]


class Settings(Strict):
    """The instrument's own file: identity, bands, shares, gates, pairs, ranking, sources."""

    id: Id
    version: Annotated[str, Field(pattern=r"^\d+\.\d+\.\d+$")]
    title: Text
    about: Text
    weights_note: Text
    policy_note: Text
    policy_title: str
    level_points: tuple[int, ...] = Field(min_length=5, max_length=5)
    band_coverage: Share
    dimension_kept_from: tuple[int, int]
    not_applicable_warning: Share
    bands: tuple[ScoreBand, ...] = Field(min_length=2)
    size_bands: tuple[SizeBand, ...] = Field(min_length=2)
    official_sizes: tuple[Labelled, ...] = Field(min_length=2)
    overall: OverallRule
    confidence: ConfidenceRule
    stability: StabilityRule
    sensitivity: SensitivityRule
    ranking: Ranking
    plan: PlanRule
    gates: tuple[Gate, ...]
    consistency_pairs: tuple[ConsistencyPair, ...]
    quality: QualityRules
    total_words: dict[Language, tuple[Word, ...]] = Field(default_factory=dict)
    """By language what a row of a file begins with that sums up the firms above it."""
    support: SupportRule
    provider_kinds: tuple[Labelled, ...]
    sources: tuple[Source, ...]
    scales: dict[Id, tuple[Option, ...]]
    words: Words


class ProfileField(Strict):
    """A fact about the firm that is asked before the questionnaires.

    A field with a `scale` gets its options from the instrument's scale of that name when it is loaded.
    """

    id: Id
    type: Literal["choice", "choices", "number", "year"]
    text: Text
    help: Text | None = None
    unit: Text | None = None
    scale: Id | None = None
    options: tuple[Option, ...] = ()
    options_by: Id | None = None
    required: bool = False
    ask_when: Condition | None = None
    minimum: int | None = None
    maximum: int | None = None
    used_for: Text


class Instrument(Strict):
    """Everything that was loaded from one folder of `questionnaires/`, checked and frozen."""

    settings: Settings
    profile: tuple[ProfileField, ...]
    questionnaires: tuple[Questionnaire, ...]
    overlays: Overlays
    directions: tuple[Direction, ...]
    recommendations: tuple[Recommendation, ...]
    size_definitions: tuple[SizeDefinition, ...] = ()
    lender: LenderRules
    migrations: tuple[Migration, ...] = ()
    programmes: dict[str, tuple[Programme, ...]] = Field(default_factory=dict)
    """The support directory, by the names of its files."""
    own_programmes: tuple[Programme, ...] = ()
    """Entries that a consultant adds. They belong to no version of the instrument, so its hash says nothing of them."""
    hash: str
    original: "Instrument | None" = None
    """The instrument in its source language, where the texts of this one are in another."""

    def __hash__(self) -> int:
        return hash(self.hash)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Instrument) and self.hash == other.hash

    @cached_property
    def questions(self) -> dict[str, Question]:
        return {question.id: question for part in self.questionnaires for question in part.questions}

    @cached_property
    def dimensions(self) -> dict[str, Dimension]:
        return {dimension.id: dimension for part in self.questionnaires for dimension in part.dimensions}

    @cached_property
    def dimension_of(self) -> dict[str, str]:
        return {question.id: key for key, dimension in self.dimensions.items() for question in dimension.questions}

    @cached_property
    def questionnaire_of(self) -> dict[str, str]:
        return {question.id: part.id for part in self.questionnaires for question in part.questions}

    @cached_property
    def recommendation(self) -> dict[str, Recommendation]:
        return {recommendation.id: recommendation for recommendation in self.recommendations}

    @cached_property
    def direction(self) -> dict[str, Direction]:
        return {direction.id: direction for direction in self.directions}

    @cached_property
    def size_definition(self) -> dict[str, SizeDefinition]:
        """The size test of each country, by the country's code."""
        return {one.country: one for one in self.size_definitions}

    @cached_property
    def directory(self) -> tuple[Programme, ...]:
        """All programmes: a consultant's own first, each of which takes the place of one with its id."""
        own = {one.id for one in self.own_programmes}
        shipped = (one for part in self.programmes.values() for one in part if one.id not in own)
        return (*self.own_programmes, *shipped)

    @cached_property
    def profile_field(self) -> dict[str, ProfileField]:
        return {field.id: field for field in self.profile}

    @cached_property
    def _money(self) -> frozenset[str]:
        """The facts that are amounts of money to the size tests."""
        return frozenset(one.field for law in self.size_definitions for one in law.criteria if one.currency is not None)

    def asked_of(self, profile: Mapping[str, object], field: ProfileField) -> ProfileField:
        """The field as this firm is asked it: with the name of its country's currency as the unit of money."""
        law = self.size_definition.get(str(profile.get("country")))
        return field.model_copy(update={"unit": law.currency_name}) if law and field.id in self._money else field

    def goals_of(self, one: Recommendation) -> list[str]:
        """The owner's goals that an action serves."""
        dimensions = {self.dimension_of[question] for question in one.lifts}
        questionnaires = {self.questionnaire_of[question] for question in one.lifts}
        return [
            name
            for name, goal in self.settings.ranking.goals.items()
            if dimensions & set(goal.dimensions)
            or questionnaires & set(goal.questionnaires)
            or one.direction in goal.directions
        ]
