"""Levels -> dimensions -> questionnaires -> gates -> overall, as they are and with gaps at their lowest and highest."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from bench.duck.expressions import (
    COUNTS,
    DONT_KNOW,
    MISSING,
    OUTSIDE,
    Columns,
    Facts,
    divided,
    either,
    named,
    step,
    sure,
    total,
)
from msme_check.conditions import profile, state, ticked
from msme_check.counting import APPLICABLE, COUNTED, SHARE
from msme_check.model.conditions import questions_of
from msme_check.model.instrument import Instrument
from msme_check.model.questions import Checklist, Dimension, Questionnaire
from msme_check.scoring import OVERALL, Cause, Scoring
from msme_check.units import UNIT
from msme_check.verdict import CONFIDENCE, HIGH, LOW
from msme_check.weights import scale, weight


@dataclass(frozen=True)
class Scores:
    """The steps from settled answers to scores. The names of columns are those of the program."""

    scoring: Scoring

    @property
    def instrument(self) -> Instrument:
        """What is scored by."""
        return self.scoring.instrument

    @property
    def facts(self) -> Facts:
        """The answers as they are."""
        return Facts(self.scoring.choices)

    def scored(self, answers: str) -> str:
        """All scores of a query of settled answers, and what is said beside them."""
        counting = step(
            answers, {key: one for name in self.instrument.questions for key, one in self._counting(name).items()}
        )
        sums = step(counting, self._sums() | self._causes("", self.facts) | self._filled_causes())
        dimensions = step(
            sums, {key: one for each in self.scoring.every_dimension for key, one in self._dimension(each).items()}
        )
        dimensions = step(dimensions, self._covered())
        raw = step(
            dimensions, {key: one for part in self.instrument.questionnaires for key, one in self._raw(part).items()}
        )
        parts = step(raw, dict(self._parts()))
        overall = step(parts, self._overall_raw())
        causes = {
            self.flag(one): f"({sure(self.facts.holds(self.scoring.when(one)))} AND {named('overall.raw')} IS NOT NULL)"
            for one in self.scoring.score_causes
        }
        return step(step(overall, causes), {f"{OVERALL}.score": self.held(OVERALL, named("overall.raw"), {})})

    # Counting ---------------------------------------------------------------------------------------------

    def _counting(self, name: str) -> Columns:
        here, weighs, level = named(state(name)), named(weight(name)), named(name)
        return {
            f"{name}.{COUNTED}": f"CASE WHEN {here} IN {COUNTS} THEN {weighs} ELSE 0 END",
            f"{name}.{APPLICABLE}": f"CASE WHEN {here} IN {OUTSIDE} THEN 0 ELSE {weighs} END",
            f"{name}.points": f"CASE WHEN {level} IS NULL THEN 0 ELSE {self.points(level)} END",
        }

    def points(self, level: str) -> str:
        """The points of a level."""
        points = self.instrument.settings.level_points
        if all(one == points[1] * place for place, one in enumerate(points)):
            return f"{level} * {points[1]}::BIGINT"
        return f"CASE {level} {' '.join(f'WHEN {n} THEN {one}::BIGINT' for n, one in enumerate(points))} END"

    def _sums(self) -> Columns:
        columns: dict[str, str] = {}
        for one in self.scoring.every_dimension:
            names = [question.id for question in one.questions]
            columns[f"{one.id}.weight"] = total(named(f"{name}.{COUNTED}") for name in names)
            columns[f"{one.id}.applicable"] = total(named(f"{name}.{APPLICABLE}") for name in names)
            columns[f"{one.id}.weighed"] = total(
                f"{named(f'{name}.{COUNTED}')} * {named(f'{name}.points')}" for name in names
            )
            columns[f"{one.id}.share"] = self._share(one)
        for part in self.instrument.questionnaires:
            names = [question.id for question in part.questions]
            columns[f"{part.id}.unknown"] = total(
                f"CASE WHEN {named(state(name))} = {DONT_KNOW} THEN {named(weight(name))} ELSE 0 END" for name in names
            )
            columns[f"{part.id}.outside"] = total(
                f"CASE WHEN {named(state(one.id))} IN {OUTSIDE} THEN {one.weight} ELSE 0 END" for one in part.questions
            )
            columns[f"{part.id}.taken"] = either(f"{named(state(name))} IN {COUNTS}" for name in names)
        columns |= {pair.id: sure(self.facts.holds(pair.when)) for pair in self.instrument.settings.consistency_pairs}
        return columns

    def _share(self, dimension: Dimension) -> str:
        shifts = (
            f"CASE WHEN {named(profile(shift.by))} = '{shift.code}' THEN {shift.changes[dimension.id]} ELSE 0 END"
            for shift in self.instrument.overlays.dimension_shifts
            if dimension.id in shift.changes
        )
        return total([f"{dimension.weight}::BIGINT", *shifts])

    def _covered(self) -> Columns:
        columns = {}
        limit = Fraction(self.instrument.settings.band_coverage)
        for part in self.instrument.questionnaires:
            applicable = total(named(f"{one.id}.applicable") for one in part.dimensions)
            counted = total(named(f"{one.id}.weight") for one in part.dimensions)
            columns[f"{part.id}.applicable"] = applicable
            columns[f"{part.id}.enough"] = (
                f"({applicable} > 0 AND {counted} * {limit.denominator} >= {applicable} * {limit.numerator})"
            )
            columns[f"{part.id}.coverage"] = self._part_of(counted, applicable)
            columns[f"{part.id}.dk_share"] = self._part_of(named(f"{part.id}.unknown"), applicable)
            base = sum(one.weight for one in part.questions)
            columns[f"{part.id}.na_share"] = self._part_of(named(f"{part.id}.outside"), f"{base}")
        return columns

    def _part_of(self, part: str, whole: str) -> str:
        return f"coalesce({divided(f'{part}::BIGINT * {SHARE}', whole)}, 0)"

    # Gates ------------------------------------------------------------------------------------------------

    def flag(self, cause: Cause, scenario: str = "") -> str:
        """The column of a cause, where it is in force."""
        return f"{scenario}{cause[0]}.{cause[1]}"

    def _causes(self, scenario: str, facts: Facts) -> Columns:
        return {
            self.flag(one, scenario): sure(facts.holds(self.scoring.when(one))) for one in self.scoring.answer_causes
        }

    def _filled_causes(self) -> Columns:
        """The causes with every missing answer at its lowest and at its highest."""
        columns: dict[str, str] = {}
        top = len(self.instrument.settings.level_points) - 1
        read = {name for cause in self.scoring.answer_causes for name in questions_of(self.scoring.when(cause))}
        for end, level, tick in ((LOW, 0, "false"), (HIGH, top, "true")):
            levels, ticks = {}, {}
            for name in sorted(read):
                question, missing = self.instrument.questions[name], f"{named(state(name))} = {MISSING}"
                levels[name] = f"(CASE WHEN {missing} THEN {level} ELSE {named(name)} END)"
                if isinstance(question, Checklist):
                    for item in question.items:
                        box = named(ticked(name, item.code))
                        ticks[name, item.code] = f"(CASE WHEN {missing} THEN {tick} ELSE {box} END)"
            columns |= self._causes(f"{end}:", Facts(self.scoring.choices, levels, ticks))
        return columns

    def in_force(self, gate: str, flags: dict[Cause, str], scenario: str = "") -> str:
        """Whether any cause of a gate is true; `flags` stand in for the columns of some causes."""
        causes = ((gate, n) for n in range(len(self.scoring.gates[gate].causes)))
        return either(flags.get(one, named(self.flag(one, scenario))) for one in causes)

    def held(self, score: str, raw: str, flags: dict[Cause, str], scenario: str = "") -> str:
        """A score under the lowest cap of the gates in force."""
        gates = [gate for gate in self.scoring.gates.values() if score in gate.holds_at]
        caps = [
            f"CASE WHEN {self.in_force(gate.id, flags, scenario)} THEN {self.scoring.cap(gate.holds_at[score])} END"
            for gate in gates
        ]
        return f"CASE WHEN {raw} IS NOT NULL THEN least({', '.join([raw, *caps])}) END" if caps else raw

    # Scores -----------------------------------------------------------------------------------------------

    def _kept(self, dimension: Dimension, counted: str) -> str:
        part, whole = self.instrument.settings.dimension_kept_from
        base = sum(one.weight for one in dimension.questions) * scale(self.instrument)
        return f"(CASE WHEN {counted} * {whole} >= {base * part} THEN {counted} ELSE 0 END)"

    def _dimension(self, one: Dimension) -> Columns:
        name, points = one.id, self.instrument.settings.level_points
        weighed, counted, applicable = (named(f"{name}.{key}") for key in ("weighed", "weight", "applicable"))
        columns = {
            f"{name}.counted": self._kept(one, counted),
            f"{name}.score": divided(f"{weighed} * {UNIT}", self._kept(one, counted)),
        }
        for end, level in ((LOW, 0), (HIGH, -1)):
            filled = f"({weighed} + ({applicable} - {counted}) * {points[level]})"
            columns[f"{end}:{name}.score"] = divided(f"{filled} * {UNIT}", self._kept(one, applicable))
        return columns

    def _raw(self, part: Questionnaire) -> Columns:
        columns = {}
        for scenario in ("", f"{LOW}:", f"{HIGH}:"):
            scores = [(named(f"{scenario}{one.id}.score"), named(f"{one.id}.share")) for one in part.dimensions]
            columns[f"{scenario}{part.id}.weighed"] = total(
                f"coalesce({score}, 0) * {share}" for score, share in scores
            )
            columns[f"{scenario}{part.id}.shares"] = total(
                f"CASE WHEN {score} IS NULL THEN 0 ELSE {share} END" for score, share in scores
            )
        return columns

    def _parts(self) -> Iterator[tuple[str, str]]:
        for part in self.instrument.questionnaires:
            for scenario in ("", f"{LOW}:", f"{HIGH}:"):
                raw = divided(named(f"{scenario}{part.id}.weighed"), named(f"{scenario}{part.id}.shares"))
                yield f"{scenario}{part.id}.raw", raw
                yield f"{scenario}{part.id}.score", self.held(part.id, f"({raw})", {}, scenario)
            yield f"{part.id}.complete", f"({named(f'{part.id}.shares')} > 0 AND {named(f'{part.id}.enough')})"

    def _overall_raw(self) -> Columns:
        rule = self.instrument.settings.overall
        parts = {name: f"{named(f'{name}.complete')}::BIGINT" for name in rule.shares}
        weighed = total(
            f"coalesce({named(f'{name}.score')}, 0) * {parts[name]} * {share}" for name, share in rule.shares.items()
        )
        shares = total(f"{parts[name]} * {share}" for name, share in rule.shares.items())
        shares = f"(CASE WHEN {total(parts.values())} >= {rule.needs_complete} THEN {shares} ELSE 0 END)"
        return {
            f"{OVERALL}.weighed": weighed,
            f"{OVERALL}.shares": shares,
            f"{OVERALL}.raw": divided(weighed, shares),
            "confidence": self._confidence(),
        }

    def _confidence(self) -> str:
        """Of a file without a column of evidence."""
        rule = self.instrument.settings.confidence
        base = Fraction(rule.base)
        applicable, unknown = (
            total(
                f"CASE WHEN {named(f'{part.id}.taken')} THEN {named(f'{part.id}.{key}')} ELSE 0 END"
                for part in self.instrument.questionnaires
            )
            for key in ("applicable", "unknown")
        )
        whole = base.numerator * 100 * CONFIDENCE
        value = divided(f"({applicable} - {unknown})::HUGEINT * {whole}", f"({applicable} * {base.denominator})")
        odd = total(f"{named(pair.id)}::BIGINT" for pair in self.instrument.settings.consistency_pairs)
        return f"greatest(coalesce({value}, 0) - {odd} * {rule.pair_penalty * CONFIDENCE}, 0)::BIGINT"
