"""The plan of one firm in plain Python, independent of the vectorised planner (framework F.6.5, ruling R37)."""

from fractions import Fraction

from msme_check.model.instrument import Instrument
from reference import Reference

ORDER = ("quick", "medium", "long")


def reference_plan(exact: Reference, instrument: Instrument) -> dict[str, str]:
    """Recommendation -> horizon, for those that the plan takes."""
    return _Plan(exact, instrument).fill()


class _Plan:
    def __init__(self, exact: Reference, instrument: Instrument) -> None:
        self.exact, self.instrument = exact, instrument
        self.rule = instrument.settings.plan
        limits = [limit for limit in self.rule.first_plan_limits if limit.size == exact.size]
        self.days = {"quick": limits[0].days} if limits else {}
        self.actions = (limits[0].actions if limits else None) or 10**9
        said = exact.facts.get(self.rule.budget.days_a_month)
        if said is not None:
            self.days = {horizon: int(str(said)) * months for horizon, months in self.rule.budget.months.items()}
        costs = [cost.id for cost in instrument.settings.words.costs]
        most = exact.facts.get(self.rule.budget.most_cost)
        self.dear = costs[costs.index(str(most)) + 1 :] if most is not None else []
        self.planned: dict[str, str] = {}
        self.quick_taken = 0

    def fill(self) -> dict[str, str]:
        wanted = self._wanted()
        for must in (True, False):
            for name in self.exact.ranking:
                if (name in wanted) == must:
                    self._place(name, must)
        return self.planned

    def _needs(self, name: str) -> list[str]:
        return [need for need in self.instrument.recommendation[name].needs if need in self.exact.fired]

    def _wanted(self) -> set[str]:
        wanted = set()
        for gate in self.instrument.settings.gates:
            for n in self.exact.gate_causes.get(gate.id, ()):
                wanted.add(gate.causes[n].lifted_by)
        for part in self.instrument.questionnaires:
            score = self.exact.score[part.id]
            if score is not None and score < Fraction(self.rule.every_questionnaire_below):
                own = [n for n in self.exact.ranking if self.instrument.recommendation[n].questionnaire == part.id]
                wanted |= set(own[:1])
        goal = self.exact.facts.get("goal")
        serving = [name for name in self.exact.ranking if self._serves(name, goal)]
        wanted |= set(serving[:1])
        for name in reversed(self.exact.ranking):
            if name in wanted:
                wanted |= set(self._needs(name))
        return {name for name in wanted if name in self.exact.fired}

    def _serves(self, name: str, goal: object) -> bool:
        rule = self.instrument.settings.ranking.goals.get(str(goal))
        if rule is None:
            return False
        one = self.instrument.recommendation[name]
        return one.direction in rule.directions or any(
            self.instrument.questionnaire_of[question] in rule.questionnaires
            or self.instrument.dimension_of[question] in rule.dimensions
            for question in one.lifts
        )

    def _place(self, name: str, must: bool) -> None:
        one = self.instrument.recommendation[name]
        if any(need not in self.planned for need in self._needs(name)):
            return
        earliest = max([one.horizon, *(self.planned[need] for need in self._needs(name))], key=ORDER.index)
        quick = earliest == "quick"
        if quick and not must and self.quick_taken >= self.rule.places["quick"]:
            return
        target = earliest
        if one.cost in self.dear:
            target = max(earliest, self.rule.budget.dear_from, key=ORDER.index)
        if target == "quick" and not (self._fits(target, one.effort_days) and self._few()):
            target = "medium"
        if target == "medium" and ((must and self._full(target)) or not self._fits(target, one.effort_days)):
            target = "long"
        if self._full(target):
            return
        self.planned[name] = target
        self.quick_taken += quick

    def _in(self, horizon: str) -> list[str]:
        return [name for name, here in self.planned.items() if here == horizon]

    def _full(self, horizon: str) -> bool:
        return len(self._in(horizon)) >= self.rule.places[horizon]  # type: ignore[index]

    def _fits(self, horizon: str, effort: int) -> bool:
        days = sum(self.instrument.recommendation[name].effort_days for name in self._in(horizon))
        return days + effort <= self.days.get(horizon, 10**9)

    def _few(self) -> bool:
        return len(self._in("quick")) < min(self.actions, self.rule.places["quick"])
