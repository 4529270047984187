"""One firm at two points in time: what changed, what made it, whether it is sure, and what became of the plan."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from msme_check.comparing import earlier
from msme_check.comparing.actions import ActionBecame, became
from msme_check.comparing.earlier import EarlierAction, EarlierScore, Scored
from msme_check.comparing.noise import Doubt, Noise, Verdict, noise
from msme_check.comparing.parts import Part, parts
from msme_check.comparing.questions import InstrumentChange, instrument_change
from msme_check.comparing.saved import Saved
from msme_check.explaining.firm import SIZE_FIELD, Firm, firm_of
from msme_check.i18n import _
from msme_check.model.instrument import Instrument
from msme_check.scoring import OVERALL

ROUNDED = Decimal("0.0001")
"""What the scores in a report's PDF are rounded to."""

Steps = tuple[Decimal | None, Decimal | None, Decimal | None, Decimal | None]


@dataclass(frozen=True)
class ScoreCompared:
    """A score then and now. `steps`: as reported then, under the questions of today, with the profile of today, today.

    `bands`: the ids of the bands then and today; None where there is none.
    """

    id: str
    title: str
    steps: Steps
    bands: tuple[str | None, str | None]
    coverage: tuple[Decimal | None, Decimal | None]
    verdict: Verdict
    doubt: Doubt | None

    @property
    def difference(self) -> Decimal | None:
        """The whole difference in points; None where there is no score then or today."""
        first, last = self.steps[0], self.steps[-1]
        return None if first is None or last is None else last - first

    @property
    def parts(self) -> tuple[Part, ...]:
        """What made the difference; the parts add up to it exactly."""
        return parts(self.steps)


@dataclass(frozen=True)
class FactChanged:
    """A fact about the firm, in words, then and today."""

    id: str
    text: str
    before: str
    after: str


@dataclass(frozen=True)
class AnswerChanged(FactChanged):
    """An answer, in words, then and today; levels are None where there is none that counts."""

    questionnaire: str
    level_before: int | None
    level_after: int | None

    @property
    def rise(self) -> int:
        """By how many levels it rose; 0 where there is no level then or today."""
        if self.level_before is None or self.level_after is None:
            return 0
        return self.level_after - self.level_before


@dataclass(frozen=True)
class GateChanged:
    """A gate that came into force, or is no longer in force."""

    id: str
    title: str
    in_force: bool


@dataclass(frozen=True)
class Comparison:
    """All that changed between two files of one firm. Without scores where one of them is a quick estimate.

    `reported`: whether the first file carries the scores of its day; without them, its answers are scored by the
    questions of today, and what changed in the questions is not known.
    """

    before: Saved
    after: Saved
    instrument: InstrumentChange
    reported: bool
    quick: bool
    scores: tuple[ScoreCompared, ...]
    facts: tuple[FactChanged, ...]
    answers: tuple[AnswerChanged, ...]
    gates: tuple[GateChanged, ...]
    actions: tuple[ActionBecame, ...]
    kind: Literal["firm"] = "firm"

    @property
    def nothing(self) -> bool:
        """Whether nothing at all changed, but perhaps what became of the plan."""
        moved = any(one.difference or one.bands[0] != one.bands[1] for one in self.scores)
        return not (moved or self.instrument.changed or self.facts or self.answers or self.gates)


def compare(before: Saved, after: Saved, instrument: Instrument) -> Comparison:
    """Compares two files of a firm by the questions of today."""
    return _Comparing(before, after, instrument).comparison()


class _Comparing:
    """The firm of then, the firm of then with the profile of today, and the firm of today; all by one instrument."""

    def __init__(self, before: Saved, after: Saved, instrument: Instrument) -> None:
        self.before, self.after, self.instrument = before, after, instrument
        self.quick = before.response.quick or after.response.quick
        old, new = (one.response.model_copy(update={"quick": self.quick}) for one in (before, after))
        self.then, self.now = firm_of(old, instrument), firm_of(new, instrument)
        self.moved = firm_of(old.model_copy(update={"profile": new.profile}), instrument)
        self.renewed, self.today = (earlier.as_reported(one.assessment) for one in (self.then, self.now))
        self.reported = self._reported()
        self.noise: Noise | None = None if self.quick else noise(self.moved, self.now)

    def _reported(self) -> Scored:
        """What was shown then: what the PDF carries, or what the answers of then are today."""
        found = self.before.reported
        return self.renewed if found is None or found.quick != self.quick else found

    def _instrument(self) -> InstrumentChange:
        """What changed in the questions; for a response file only the version is known."""
        versions = self.before.version, self.instrument.settings.version
        if self.before.reported is None:
            found = InstrumentChange(*versions, changed=versions[0] != versions[1])
        else:
            found = instrument_change(self.before.reported, self.renewed)
        return replace(found, moved=self.before.moved, left_out=self.before.left_out)

    def _plan(self) -> Mapping[str, EarlierAction]:
        """The plan that the firm had in hand; for a response file, the one that its answers lead to today."""
        if self.before.reported is not None:
            return self.before.reported.planned
        if self.before.response.quick == self.quick:
            return self.renewed.planned
        return earlier.as_reported(firm_of(self.before.response, self.instrument).assessment).planned

    def comparison(self) -> Comparison:
        return Comparison(
            before=self.before,
            after=self.after,
            instrument=self._instrument(),
            reported=self.before.reported is not None,
            quick=self.quick,
            scores=() if self.noise is None else tuple(self._scores(self.noise)),
            facts=tuple(self._facts()),
            answers=tuple(self._answers()),
            gates=() if self.quick else tuple(self._gates()),
            actions=tuple(became(self._plan(), self.then, self.now)),
        )

    def _scores(self, doubts: Noise) -> Iterator[ScoreCompared]:
        """All scores of today, and those of then that there are no more."""
        titles = {OVERALL: _("Overall"), **{part.id: part.title for part in self.instrument.questionnaires}}
        for name in dict.fromkeys((*titles, *self.reported.scores)):
            then = self.reported.scores.get(name)
            verdict, doubt = doubts.verdict(name) if name in titles else (Verdict.UNKNOWN, None)
            steps = self._steps(name, then)
            yield ScoreCompared(
                id=name,
                title=titles.get(name, name),
                steps=steps,
                bands=(then.band if then else None, self.now.row[f"{name}.band"] if name in titles else None),
                coverage=(self.reported.coverage.get(name), self.today.coverage.get(name)),
                verdict=verdict,
                doubt=doubt,
            )

    def _steps(self, name: str, then: EarlierScore | None) -> Steps:
        old, moved, new = (_score(firm, name) for firm in (self.then, self.moved, self.now))
        first = None if then is None else then.score
        if first is not None and old is not None and first == self.renewed.scores[name].score:
            first = old  # the same, but for the decimals that the file does not have
        return first, old, moved, new

    def _facts(self) -> Iterator[FactChanged]:
        texts = {field.id: field.text for field in self.instrument.profile} | {SIZE_FIELD: _("Size of the firm")}
        for name, text in texts.items():
            before, after = self.then.fact(name), self.now.fact(name)
            if before != after:
                yield FactChanged(name, text, before, after)

    def _answers(self) -> Iterator[AnswerChanged]:
        """Answers that differ for a firm of today's profile, by questionnaire."""
        for name, question in self.instrument.questions.items():
            before, after = (firm.given(name) for firm in (self.moved, self.now))
            if any(getattr(before, key) != getattr(after, key) for key in ("state", "level", "ticked", "figure")):
                yield AnswerChanged(
                    id=name,
                    text=question.text,
                    before=self.moved.answer(name),
                    after=self.now.answer(name),
                    questionnaire=self.instrument.questionnaire_of[name],
                    level_before=before.level,
                    level_after=after.level,
                )

    def _gates(self) -> Iterator[GateChanged]:
        titles = {gate.id: gate.title for gate in self.instrument.settings.gates}
        then, now = self.reported.gates, self.today.gates
        yield from (GateChanged(one, titles.get(one, one), in_force=False) for one in then if one not in now)
        yield from (GateChanged(one, titles.get(one, one), in_force=True) for one in now if one not in then)


def _score(firm: Firm, name: str) -> Decimal | None:
    assessed = firm.assessment
    found = {OVERALL: assessed.overall.score, **{part.id: part.score for part in assessed.questionnaires}}
    return found.get(name)
