"""Goes through firms chunk by chunk, scores each chunk by every choice, and gives what was found."""

from collections.abc import Callable, Mapping
from fractions import Fraction

from msme_check.answers import choices, read
from msme_check.assess import score, weigh
from msme_check.conditions import Facts
from msme_check.frames import Array, Frame
from msme_check.model.conditions import questions_of
from msme_check.model.instrument import Instrument
from msme_check.scoring import OVERALL, Scoring
from msme_check.sensitivity import geometric
from msme_check.sensitivity.changes import Changes, Spread
from msme_check.sensitivity.drawn import draw
from msme_check.sensitivity.findings import Choice, Firms, Question, Sensitivity, Weight
from msme_check.sensitivity.importance import Importance
from msme_check.sensitivity.likeness import Likeness
from msme_check.sensitivity.variants import AS_IT_IS, NO_GATES, Variant, variants
from msme_check.weights import add_weights

CHUNK = 5_000
"""Firms that are scored at a time; it shows in no finding."""

Told = Callable[[int, int], None]
"""Is told how many firms are done, of about how many; of 0 where that is not known."""


class Study:
    """What the bands of an instrument hang on. `add` chunks of firms, then ask for `findings`."""

    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument
        self.scoring = Scoring(instrument, choices(instrument))
        self.variants = variants(instrument)
        self._scorings = {one.id: Scoring(one.instrument, self.scoring.choices) for one in self.variants}
        self.scores = (OVERALL, *(part.id for part in instrument.questionnaires))
        self._changes = {one.id: Changes(self.scores) for one in self.variants}
        self._spread = Spread(self.scores, [band.id for band in instrument.settings.bands])
        self._importance = Importance(self.scoring)
        self._likeness = Likeness(instrument)
        self.firms = 0

    def add(self, frame: Frame) -> None:
        """Some firms, as `answers.read` gives them or with more columns; the frame stays as it is."""
        frame = frame.copy()
        weigh(frame, self.scoring)
        score(frame, self.scoring)
        known = {AS_IT_IS: self._bands(frame)}
        self._spread.add(known[AS_IT_IS])
        self._importance.add(frame)
        self._likeness.add(frame)
        for one in self.variants:
            found = self.bands_by(one, frame)
            self._changes[one.id].add(known[one.against], found)
            if one.id == NO_GATES:
                known[NO_GATES] = found
        self.firms += len(frame)

    def bands_by(self, variant: Variant, frame: Frame) -> Mapping[str, Array]:
        """The bands by another choice."""
        if variant.steps:
            return geometric.bands(frame, self.scoring, variant.steps)
        other, scoring = frame.copy(), self._scorings[variant.id]
        if variant.reweighs:
            add_weights(Facts(other, scoring.choices), variant.instrument)
            weigh(other, scoring)
        score(other, scoring)
        return self._bands(other)

    def _bands(self, frame: Frame) -> Mapping[str, Array]:
        return {name: frame[f"{name}.band"] for name in self.scores}

    def findings(self, firms: Firms) -> Sensitivity:
        """What was found. `firms`: where they are from."""
        questions = [self._question(name) for name in self.instrument.questions]
        questions.sort(key=lambda one: (-one.moves, -(one.in_questionnaire.goes_with or 0)))
        return Sensitivity(
            firms=firms,
            bands=self._spread.all(),
            choices=tuple(
                Choice(one.id, one.group, one.title, one.about, one.against, self._changes[one.id].all())
                for one in self.variants
                if one.group != "questions"
            ),
            questions=tuple(questions),
            pairs=() if firms.drawn else self._likeness.pairs(),
        )

    def _question(self, name: str) -> Question:
        instrument = self.instrument
        question, part = instrument.questions[name], instrument.questionnaire_of[name]
        own, overall = (self._weight(name, score) for score in (part, OVERALL))
        levels = self._likeness.answered(name)
        answered = int(levels.sum())
        limit = Fraction(instrument.settings.sensitivity.hardly_below)
        return Question(
            id=name,
            text=question.text,
            questionnaire=part,
            dimension=instrument.dimension_of[name],
            answered=answered,
            commonest=Fraction(int(levels.max()), answered) if answered else Fraction(0),
            gates=tuple(
                gate.id
                for gate in instrument.settings.gates
                if any(name in questions_of(cause.when) for cause in gate.causes)
            ),
            in_questionnaire=own,
            overall=overall,
            hardly=own.left_out is not None and own.firms > 0 and own.left_out.share < limit,
        )

    def _weight(self, name: str, score: str) -> Weight:
        levels = self._importance.of(name, score)
        changes = self._changes.get(f"without.{name}")
        left_out = None if changes is None else changes.of(score)
        return Weight(score, levels.count, levels.share, levels.goes_with, left_out)


def study_drawn(instrument: Instrument, count: int | None, told: Told) -> Sensitivity:
    """What is found on firms that are drawn: as many as the instrument says, or `count`."""
    rule = instrument.settings.sensitivity
    count = count or rule.firms
    study, raw = Study(instrument), draw(instrument, rule.seed, count)
    for start in range(0, count, CHUNK):
        study.add(read(raw.slice(start, CHUNK), instrument).frame)
        told(study.firms, count)
    return study.findings(Firms(drawn=True, seed=rule.seed, files=(), read=count, studied=count))
