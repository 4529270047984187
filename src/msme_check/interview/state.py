"""Where an interview stands: the response so far, the step that is shown, and what was skipped."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from msme_check import cells
from msme_check.errors import UsageError
from msme_check.i18n import _
from msme_check.interview.scope import Scope, scope
from msme_check.interview.steps import (
    MAP,
    PAIR,
    REVIEW,
    SEEN,
    SKIPPED,
    AskedStep,
    FieldStep,
    MapStep,
    NameStep,
    Offer,
    PairStep,
    Part,
    PartStep,
    QuestionStep,
    ReviewStep,
    SeenStep,
    SkippedStep,
    Step,
    options,
    parts,
    steps,
    value,
)
from msme_check.model.conditions import questions_of
from msme_check.model.instrument import Instrument
from msme_check.model.questions import Question
from msme_check.model.response import Response

NOT_APPLICABLE = "na"
DONT_KNOW = "dk"


@dataclass(frozen=True)
class Interview:
    """`at` is the id of the step that is shown, empty when the interview is over.

    `passed` holds the steps that were skipped; `offered`: they were offered once more already; `only`: the
    questionnaires that this session asks; `consultant`: who asks wants to see the proof of each answer.

    While the map is open, `left` is the step it was opened from (empty where that was answered since), and `part` the
    part that was looked into; otherwise `left` is None. `odd`: pairs still to ask about; `asked_pairs`: those that were
    asked about, which is done once.
    """

    instrument: Instrument
    response: Response
    scope: Scope
    only: tuple[str, ...] | None
    at: str = ""
    passed: frozenset[str] = frozenset()
    offered: bool = False
    consultant: bool = False
    left: str | None = None
    part: str = ""
    odd: tuple[str, ...] = ()
    asked_pairs: frozenset[str] = frozenset()

    @cached_property
    def steps(self) -> tuple[AskedStep, ...]:
        """All steps of this session that are asked of the firm."""
        return steps(self.instrument, self.response, self.scope, self.only)

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The map of this session."""
        return parts(self.instrument, self.steps, self.response, self.scope, self.only)

    @cached_property
    def step(self) -> Step | None:
        """The step that is shown; None when the interview is over."""
        if self.at.startswith("/"):
            kind, _slash, name = self.at[1:].partition("/")
            return self._offer(f"/{kind}", name)
        return next((step for step in self.steps if step.id == self.at), None)

    def _offer(self, kind: str, name: str) -> Offer | None:
        if kind == SKIPPED:
            return SkippedStep(len(self.skipped))
        if kind == REVIEW:
            return ReviewStep(self._more())
        if kind == PAIR:
            return self._pair(name)
        if kind == SEEN:
            return next((SeenStep(step) for step in self.questions if step.id == name), None)
        part = next((part for part in self.parts if part.id == name), None)
        return PartStep(part) if part is not None else MapStep(self.parts)

    @property
    def questions(self) -> tuple[QuestionStep, ...]:
        return tuple(step for step in self.steps if isinstance(step, QuestionStep))

    @property
    def skipped(self) -> tuple[str, ...]:
        """The questions that were skipped and are still open."""
        return tuple(step.id for step in self.questions if step.id in self.passed and not self.has(step))

    @property
    def left_out(self) -> tuple[Question, ...]:
        """The questions that weigh nothing for a firm like this one, and so are not asked."""
        return tuple(question for part in self.parts for question in part.left_out)

    def has(self, step: Step) -> bool:
        """Whether the response holds something for a step."""
        return value(step, self.response) is not None

    def _more(self) -> int:
        if not self.response.quick:
            return 0
        whole = replace(self, response=self.response.model_copy(update={"quick": False}))
        return len(whole.questions) - len(self.questions)

    def _pair(self, name: str) -> PairStep | None:
        """A pair whose answers are all there; None where this session cannot ask about it."""
        pair = next((one for one in self.instrument.settings.consistency_pairs if one.id == name), None)
        names = questions_of(pair.when) if pair is not None else frozenset()
        found = tuple(step for step in self.questions if step.id in names and self.has(step))
        return PairStep(pair, found) if pair is not None and len(found) == len(names) else None


def start(
    instrument: Instrument,
    response: Response,
    *,
    only: Sequence[str] | None = None,
    quick: bool | None = None,
    consultant: bool = False,
) -> Interview:
    """The interview of a new response, or of one that is gone on with.

    `only` and `quick` as None leave what the response says. Raises UsageError for an unknown questionnaire.
    """
    names = [part.id for part in instrument.questionnaires]
    strange = [name for name in only or () if name not in names]
    if strange:
        message = _("There is no questionnaire '{name}'. Choose from: {names}.")
        raise UsageError(message.format(name=cells.plain(strange[0]), names=", ".join(names)))
    was_quick = response.quick
    asked = tuple(name for name in names if name in only) if only else None
    update = {"quick": was_quick if quick is None else quick, "only": _all_asked(names, response, asked)}
    response, applies = settled(instrument, response.model_copy(update=update))
    begun = Interview(instrument, response, applies, asked or response.only, consultant=consultant)
    return onward(replace(begun, passed=_passed_before(begun, was_quick=was_quick)))


def _all_asked(names: list[str], response: Response, asked: tuple[str, ...] | None) -> tuple[str, ...] | None:
    """The questionnaires of all sessions together."""
    if asked is None or (response.only is None and response.answers):
        return response.only
    return tuple(name for name in names if name in {*asked, *(response.only or ())})


def _passed_before(interview: Interview, *, was_quick: bool) -> frozenset[str]:
    """The steps that an earlier session must have skipped: open, but before the last one that is answered.

    A dimension without any answer was not asked yet (somebody went on by the map), nor were the other questions after
    a quick check.
    """
    answered = [place for place, step in enumerate(interview.steps) if interview.has(step)]
    dimension = interview.instrument.dimension_of
    begun = {dimension[step.id] for step in interview.questions if interview.has(step)}
    passed = set()
    for step in interview.steps[: answered[-1]] if answered else ():
        match step:
            case FieldStep():
                was_asked = not step.field.required
            case QuestionStep():
                was_asked = dimension[step.id] in begun and (step.question.core or not was_quick)
            case NameStep():
                was_asked = True
        if was_asked and not interview.has(step):
            passed.add(step.id)
    return frozenset(passed)


def settled(instrument: Instrument, response: Response) -> tuple[Response, Scope]:
    """The response without what no longer fits its profile, and what applies to it."""
    fields = instrument.profile_field
    facts = {
        name: fact
        for name, fact in response.profile.items()
        if not fields[name].options_by or fact in {option.code for option in options(fields[name], response)}
    }
    response = response.model_copy(update={"profile": facts})
    applies = scope(instrument, response)
    if not facts.keys() <= applies.fields:
        kept = {name: fact for name, fact in facts.items() if name in applies.fields}
        return settled(instrument, response.model_copy(update={"profile": kept}))
    ruled_out = {name for name in applies.questions if not applies.grounds[name]}
    answers = {
        name: answer
        for name, answer in response.answers.items()
        if not (answer == NOT_APPLICABLE and name in ruled_out)
    }
    return response.model_copy(update={"answers": answers}), applies


def onward(interview: Interview) -> Interview:
    """The interview at what comes next.

    First a pair of odd answers; then the part of the map that is open; then the first step that is neither answered nor
    skipped; then the offer of what was skipped; then the review.
    """
    for name in interview.odd:
        here = replace(interview, at=f"{PAIR}/{name}")
        if here.step is not None:
            return here
    if interview.left is not None:
        return replace(interview, at=f"{MAP}/{interview.part}" if interview.part else MAP)
    open_steps = (step.id for step in interview.steps if step.id not in interview.passed and not interview.has(step))
    at = next(open_steps, None)
    if at is None:
        at = SKIPPED if interview.skipped and not interview.offered else REVIEW
    return replace(interview, at=at)
