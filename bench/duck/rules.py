"""Which recommendations fire, what each gains when all is scored again after it, and in which order they stand."""

from dataclasses import dataclass
from fractions import Fraction

from bench.duck.expressions import Facts, divided, either, named, step, sure, texts, total
from bench.duck.scores import Scores
from msme_check.conditions import profile, ticked
from msme_check.counting import COUNTED
from msme_check.model.conditions import QuestionTest, leaves, questions_of
from msme_check.model.instrument import Instrument
from msme_check.model.rules import Recommendation
from msme_check.rules import Rules
from msme_check.scoring import OVERALL, Cause
from msme_check.units import COMPARED, UNIT

_MOST = 10**15
"""A value is never seen to be more than this; nor less than this below 0."""
_BITS = 7
"""Of the digits of a turn: more than 127 recommendations would need more of them."""
_DIGIT = (1 << _BITS) - 1


@dataclass(frozen=True)
class Actions:
    """The recommendations over a query of scores."""

    rules: Rules
    scores: Scores

    @property
    def instrument(self) -> Instrument:
        """What is recommended by."""
        return self.rules.instrument

    def judged(self, scored: str, top: int) -> str:
        """The firms with `best`: a list of (place, gain, value, because) of their first recommendations."""
        actions = self.instrument.recommendations
        fires = step(scored, {f"{one.id}.fires": self._fires(one) for one in actions})
        lifted = step(fires, {key: sql for one in actions for key, sql in self._lifted(one).items()})
        parts = step(lifted, {key: sql for one in actions for key, sql in self._parts(one).items()})
        overall = step(parts, {f"{one.id}:overall.raw": self._where(one, self._overall(one)) for one in actions})
        gains = step(overall, {f"{one.id}.gain": self._where(one, self._gain(one)) for one in actions})
        values = step(gains, {f"{one.id}.value": self._where(one, self._value(one)) for one in actions})
        keys = step(
            values, {f"{one.id}.key": self._where(one, self._key(place, one)) for place, one in enumerate(actions)}
        )
        return self._ranked(keys, top)

    def _where(self, one: Recommendation, sql: str) -> str:
        return f"CASE WHEN {named(f'{one.id}.fires')} THEN {sql} END"

    def _fires(self, one: Recommendation) -> str:
        facts = self.scores.facts
        wanted = facts.holds(one.when)
        if one.only_for is not None:
            wanted = f"({wanted} AND {facts.holds(one.only_for)})"
        forced = (named(self.scores.flag(cause)) for cause in self.rules.forcing(one))
        hiding = (gate.id for gate in self.scores.scoring.gates.values() if one.id in gate.hides)
        hidden = either(self.scores.in_force(gate, {}) for gate in hiding)
        return f"({either([sure(wanted), *forced])} AND NOT {hidden})"

    def because(self, one: Recommendation) -> str:
        """The reasons as bits, in the order of `Rules.reasons`."""
        tests = [*leaves(one.when), *(leaves(one.only_for) if one.only_for is not None else ())]
        bits = []
        for place, reason in enumerate(self.rules.reasons(one)):
            true = [
                self.scores.facts.holds(test)
                for test in tests
                if isinstance(test, QuestionTest) and test.question == reason
            ]
            true += [named(self.scores.flag(cause)) for cause in self.rules.forcing(one) if cause[0] == reason]
            bits.append(f"CASE WHEN {either(true)} THEN {1 << place} ELSE 0 END")
        return total(bits)

    # Scored again ---------------------------------------------------------------------------------------------

    def _flags(self, one: Recommendation) -> dict[Cause, str]:
        """The columns of the causes that an action can change."""
        return {cause: named(self.scores.flag(cause, f"{one.id}:")) for cause in self.rules.touched(one)}

    def _lifted(self, one: Recommendation) -> dict[str, str]:
        """The dimensions and the causes of gates after an action."""
        points, scores = self.instrument.settings.level_points, self.scores
        columns = {}
        for dimension in self._dimensions(one):
            more = (
                f"{named(f'{name}.{COUNTED}')} * (CASE WHEN {named(name)} < {target}"
                f" THEN {points[target]} - {named(f'{name}.points')} ELSE 0 END)"
                for name, target in one.lifts.items()
                if self.instrument.dimension_of[name] == dimension
            )
            weighed = total([named(f"{dimension}.weighed"), *more])
            after = divided(f"{weighed} * {UNIT}", named(f"{dimension}.counted"))
            columns[f"{one.id}:{dimension}.score"] = self._where(one, after)
        rises = {name: f"{named(name)} < {target}" for name, target in one.lifts.items()}
        levels = {
            name: f"(CASE WHEN {rises[name]} THEN {target} ELSE {named(name)} END)"
            for name, target in one.lifts.items()
        }
        ticks = {
            (name, code): f"(CASE WHEN {rises[name]} THEN true ELSE {named(ticked(name, code))} END)"
            for name, codes in one.ticks.items()
            for code in codes
        }
        facts = Facts(scores.scoring.choices, levels, ticks)
        for cause in self.rules.touched(one):
            assert questions_of(scores.scoring.when(cause))  # noqa: S101 - a cause without a question cannot be touched
            columns[scores.flag(cause, f"{one.id}:")] = self._where(one, sure(facts.holds(scores.scoring.when(cause))))
        return columns

    def _dimensions(self, one: Recommendation) -> list[str]:
        return list(dict.fromkeys(self.instrument.dimension_of[name] for name in one.lifts))

    def _changed(self, one: Recommendation) -> list[str]:
        """The questionnaires whose scores an action can change."""
        parts = [self.instrument.questionnaire_of[name] for name in one.lifts]
        gates = (self.scores.scoring.gates[gate] for gate, _ in self.rules.touched(one))
        return list(dict.fromkeys([*parts, *(name for gate in gates for name in gate.holds_at if name != OVERALL)]))

    def _parts(self, one: Recommendation) -> dict[str, str]:
        """The scores of the questionnaires after an action."""
        part_of = {dimension.id: part.id for part in self.instrument.questionnaires for dimension in part.dimensions}
        columns = {}
        for part in self._changed(one):
            more = (
                f"{self._more(one, name)} * {named(f'{name}.share')}"
                for name in self._dimensions(one)
                if part_of[name] == part
            )
            raw = divided(total([named(f"{part}.weighed"), *more]), named(f"{part}.shares"))
            columns[f"{one.id}:{part}.score"] = self._where(one, self.scores.held(part, f"({raw})", self._flags(one)))
        return columns

    def _more(self, one: Recommendation, score: str) -> str:
        """What an action adds to a score."""
        return f"(coalesce({named(f'{one.id}:{score}.score')}, 0) - coalesce({named(f'{score}.score')}, 0))"

    def _overall(self, one: Recommendation) -> str:
        shares = self.instrument.settings.overall.shares
        more = (
            f"CASE WHEN {named(f'{part}.complete')} THEN {self._more(one, part)} * {shares[part]} ELSE 0 END"
            for part in self._changed(one)
            if part in shares
        )
        return divided(total([named(f"{OVERALL}.weighed"), *more]), named(f"{OVERALL}.shares"))

    def _gain(self, one: Recommendation) -> str:
        changed, raw = self._changed(one), named(f"{one.id}:overall.raw")

        def score(part: str) -> str:
            return named(f"{one.id}:{part}.score" if part in changed else f"{part}.score")

        facts = Facts(self.scores.scoring.choices, score=score)
        flags = {
            cause: f"{sure(facts.holds(self.scores.scoring.when(cause)))}" for cause in self.scores.scoring.score_causes
        }
        after = self.scores.held(OVERALL, raw, flags | self._flags(one))
        before, own = named(f"{OVERALL}.score"), named(f"{one.questionnaire}.score")
        lifted = f"coalesce({score(one.questionnaire)} - {own}, 0)"
        return f"CASE WHEN {before} IS NOT NULL THEN ({after}) - {before} ELSE {lifted} END"

    def _value(self, one: Recommendation) -> str:
        ranking = self.instrument.settings.ranking
        factor = 1 / (one.effort_days * Fraction(ranking.cost_factors[one.cost]))
        if one.horizon == "quick":
            factor *= Fraction(ranking.quick_factor)
        served = self.instrument.goals_of(one)
        plain = self._times(named(f"{one.id}.gain"), factor)
        if not served:
            return plain
        more = self._times(named(f"{one.id}.gain"), factor * Fraction(ranking.goal_factor))
        return f"CASE WHEN {named(profile('goal'))} IN {texts(served)} THEN {more} ELSE {plain} END"

    def _times(self, gain: str, factor: Fraction) -> str:
        scaled = factor / COMPARED
        return f"(2 * {gain} * {scaled.numerator} + {scaled.denominator}) // {2 * scaled.denominator}"

    # In order -------------------------------------------------------------------------------------------------

    def _key(self, place: int, one: Recommendation) -> str:
        """The greater the better: the first lifter, gate lifters, value, then the order of the instrument."""
        count, flags = len(self.instrument.recommendations), self._flags(one)
        lifts = either(f"({named(self.scores.flag(cause))} AND NOT {after})" for cause, after in flags.items())
        first = {gate.id for gate in self.scores.scoring.gates.values() if gate.lifter_first}
        leads = either(named(self.scores.flag(cause)) for cause in self.rules.forcing(one) if cause[0] in first)
        leading = f"({leads}::BIGINT * 2 + {lifts}::BIGINT)"
        value = f"greatest(least({named(f'{one.id}.value')}, {_MOST}), -{_MOST})"
        return f"({leading} * {4 * _MOST} + {value} + {_MOST}) * {count} + {count - 1 - place}"

    def _ranked(self, keys: str, top: int) -> str:
        """Each has its turn by its rank; one that ranks before what it needs has it straight after that."""
        actions = self.instrument.recommendations
        everything = ", ".join(named(f"{one.id}.key") for one in actions)
        found = step(keys, {"sorted": f"list_reverse_sort(list_filter([{everything}], lambda one: one IS NOT NULL))"})
        found = step(
            found,
            {
                f"{one.id}.rank": self._where(
                    one, f"list_position({named('sorted')}, {named(f'{one.id}.key')})::BIGINT"
                )
                for one in actions
            },
        )
        for waiting in self._levels():
            found = step(found, {f"{one.id}.turn": self._where(one, self._turn(one)) for one in waiting})
        turns = ", ".join(f"{named(f'{one.id}.turn')} << {_BITS} | {place}" for place, one in enumerate(actions))
        found = step(found, {"turns": f"list_sort(list_filter([{turns}], lambda one: one IS NOT NULL))[1:{top}]"})
        figures = {
            suffix: f"list_select([{', '.join(sql)}], places)"
            for suffix, sql in {
                "gain": [named(f"{one.id}.gain") for one in actions],
                "value": [named(f"{one.id}.value") for one in actions],
                "because": [self._where(one, self.because(one)) for one in actions],
            }.items()
        }
        found = step(found, {"places": f"list_transform(turns, lambda one: (one & {_DIGIT}) + 1)"})
        return step(found, {f"best.{suffix}": sql for suffix, sql in figures.items()})

    def _levels(self) -> list[list[Recommendation]]:
        """The recommendations, each behind all that it needs."""
        depth: dict[str, int] = {}

        def of(one: Recommendation) -> int:
            if one.id not in depth:
                depth[one.id] = max((1 + of(self.instrument.recommendation[need]) for need in one.needs), default=0)
            return depth[one.id]

        levels: dict[int, list[Recommendation]] = {}
        for one in self.instrument.recommendations:
            levels.setdefault(of(one), []).append(one)
        return [levels[number] for number in sorted(levels)]

    def _turn(self, one: Recommendation) -> str:
        """Digits of ranks: those of what it needs, as far as these rank behind it, and then its own."""
        rank = named(f"{one.id}.rank")
        shifts = [n * _BITS for n in reversed(range(len(self._levels())))]
        if not one.needs:
            return f"{rank} << {shifts[0]}"
        needs = [named(f"{need}.turn") for need in one.needs]
        latest = f"greatest({', '.join(f'coalesce({need}, 0)' for need in needs)})"
        digits = [f"(({latest} >> {shift}) & {_DIGIT})" for shift in shifts]
        cases = ""
        for number in range(len(shifts) - 1, 0, -1):  # how many digits rank behind it: these come first and fall
            kept = f"(({latest} >> {shifts[number - 1]}) << {shifts[number - 1]})"
            cases += f" WHEN {digits[number - 1]} > {rank} THEN {kept} + ({rank} << {shifts[number]})"
        return f"CASE{cases} ELSE {rank} << {shifts[0]} END"

    def lines(self) -> list[tuple[int, int, str, str | None, int, str, str, str]]:
        """For each recommendation (from 1) and each set of its reasons what stands in the table beside the figures."""
        found: list[tuple[int, int, str, str | None, int, str, str, str]] = []
        for place, one in enumerate(self.instrument.recommendations, 1):
            reasons = self.rules.reasons(one)
            for bits in range(1 << len(reasons)):
                words = " ".join(reason for n, reason in enumerate(reasons) if bits >> n & 1) or None
                found.append((place, bits, one.id, words, one.effort_days, one.cost, one.horizon, one.direction))
        return found
