"""An assessment: everything that was computed from one response. Reports read this and compute nothing.

Scores are `Decimal` points from 0 to 100, exact to nine places; shares are `Decimal` from 0 to 1.
"""

from decimal import Decimal
from enum import StrEnum

from msme_check.model.response import InstrumentRef, Response
from msme_check.model.rules import Horizon
from msme_check.model.text import Strict


class State(StrEnum):
    """What became of a question. Five different things, never mixed."""

    ANSWERED = "answered"
    DONT_KNOW = "dont_know"
    NOT_APPLICABLE = "not_applicable"
    MISSING = "missing"
    NOT_ASKED = "not_asked"
    """Its weight is 0 for this firm's profile."""


class AnswerScore(Strict):
    """One question: its answer as a level, the weight it had, and whether it could be shown."""

    id: str
    state: State
    level: int | None
    weight: Decimal
    ticked: tuple[str, ...] = ()
    figure: str = ""
    evidence: bool = False


class DimensionScore(Strict):
    """`score` is None where too little was answered; `weight` is the percent share before that."""

    id: str
    score: Decimal | None
    weight: int
    answers: tuple[AnswerScore, ...]


class GateInForce(Strict):
    """A gate that is in force. `binds`: it changed the score; `unknown`: it rests on an answer "I do not know"."""

    id: str
    causes: tuple[int, ...]
    binds: bool
    unknown: bool


class Stability(Strict):
    """How sure a band is: the shares (0-1) of the redraws that keep it, of those of weights and of those of answers.

    `firm`: both are at least what the instrument asks for. `near`: the other band that came up most; None if none did.
    """

    weights: Decimal
    answers: Decimal
    firm: bool
    near: str | None

    @property
    def kept(self) -> Decimal:
        """The lower of the two shares."""
        return min(self.weights, self.answers)


class QuestionnaireScore(Strict):
    """`band` only where coverage suffices; `low` and `high`: all missing answers at level 0, at level 4.

    `stability`: of the band; None without a band, and in a quick check, whose bands are not shown.
    """

    id: str
    taken: bool
    raw: Decimal | None
    score: Decimal | None
    band: str | None
    stability: Stability | None
    coverage: Decimal
    low: Decimal | None
    high: Decimal | None
    dont_know_share: Decimal
    not_applicable_share: Decimal
    gates: tuple[GateInForce, ...]
    dimensions: tuple[DimensionScore, ...]


class OverallScore(Strict):
    """None where fewer questionnaires are complete than the instrument asks for."""

    raw: Decimal | None
    score: Decimal | None
    band: str | None
    stability: Stability | None
    low: Decimal | None
    high: Decimal | None
    complete: tuple[str, ...]
    gates: tuple[GateInForce, ...]


class Lift(Strict):
    """What an action changes: a question from one level to another."""

    question: str
    start: int
    target: int


class FiredRecommendation(Strict):
    """A recommendation that fires, in its place of the ranking.

    `planned` is its horizon in the plan, None where the plan has no room for it; `moved`: put off to a later horizon
    than its own, because it is `dear` (costs more than the firm can pay now) or because the time before is full.
    `because` names the questions and gates that made it fire. `gain` is in points of the overall score (`gain_of`:
    "overall"), or of the named questionnaire where there is no overall score.
    """

    id: str
    rank: int
    planned: Horizon | None
    moved: bool
    dear: bool = False
    gain: Decimal
    gain_of: str
    value: Decimal
    lifts: tuple[Lift, ...]
    lifts_gates: tuple[str, ...]
    because: tuple[str, ...]


class Projection(Strict):
    """The scores once all planned actions up to a horizon are done, gates applied; no promise."""

    horizon: Horizon
    scores: dict[str, Decimal | None]
    bands: dict[str, str | None]
    overall: Decimal | None
    overall_band: str | None


class NextBand(Strict):
    """A few planned actions that, done together, lift the band of one score (`of`) from `start` to `end`."""

    of: str
    start: str
    end: str
    actions: tuple[str, ...]


class OfficialSize(Strict):
    """What the law of the firm's country calls it, and what that rests on. `size`: None where it is not known.

    `row`: of the law's table; None where none takes the firm. `known`, `missing`, `unsure`: fields of the profile that
    were compared; that the law asks for and were not stated; that lie in a limit that is not verified. `notes`: the
    places of those that hold; `office`: one of them says to ask the office.
    """

    country: str
    row: str | None
    size: str | None
    known: tuple[str, ...]
    missing: tuple[str, ...]
    unsure: tuple[str, ...]
    notes: tuple[int, ...]
    office: bool

    @property
    def check(self) -> bool:
        """Whether the office has to be asked before anybody relies on it."""
        return bool(self.size is None or self.missing or self.unsure or self.office)


class DocumentState(StrEnum):
    """How a document that lenders ask for stands, by the answers."""

    READY = "ready"
    PARTLY = "partly"
    MISSING = "missing"
    NOT_NEEDED = "not_needed"
    NOT_ANSWERED = "not_answered"


class Mark(StrEnum):
    """How far the answer behind a document can be relied on."""

    SEEN = "seen"
    """Somebody else than the firm has seen the proof."""
    COULD_BE_SHOWN = "could_be_shown"
    """The firm says that it could show proof."""
    SELF_DECLARED = "self_declared"


class DocumentStanding(Strict):
    """How one document of the page for the lender stands.

    `because`: the questions whose answers say so. `mark`: None where nothing is there that it could be of.
    """

    id: str
    state: DocumentState
    because: tuple[str, ...] = ()
    mark: Mark | None = None


class Assessment(Strict):
    """Everything computed from one response, by one version of one instrument, and the response itself.

    `official_size`: None where the instrument holds no law of the country.
    """

    response: Response
    instrument: InstrumentRef
    instrument_hash: str
    firm_id: str
    firm_name: str
    date: str
    quick: bool
    profile: dict[str, str | int | tuple[str, ...] | None]
    size: str
    size_outside: bool
    official_size: OfficialSize | None = None
    questionnaires: tuple[QuestionnaireScore, ...]
    overall: OverallScore
    confidence: Decimal
    confidence_label: str
    consistency_pairs: tuple[str, ...]
    recommendations: tuple[FiredRecommendation, ...]
    projections: tuple[Projection, ...]
    next_band: NextBand | None = None
    documents: tuple[DocumentStanding, ...] = ()
