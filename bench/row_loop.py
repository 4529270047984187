"""The other peer: row by row, a pydantic model of a row, the rules in plain Python with floating-point numbers.

Scores are rounded to 1e-9 before they meet a limit. As the peer in SQL it reads codes and plain digits alone, makes no
plan and no quality checks, and takes a file without a column of evidence.

python -m bench.row_loop FIRMS OUT
"""

import csv
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bench.row_model import row_model
from bench.row_rules import MISSING, NOT_APPLICABLE, NOT_ASKED, Firm, Scores, Truth, compiled
from msme_check import loading, resources
from msme_check.answers import FIRM_ID, FIRM_NAME, choices
from msme_check.assess import rules
from msme_check.cells import YES_NO_LEVELS
from msme_check.model.conditions import QuestionTest, leaves
from msme_check.model.instrument import Instrument
from msme_check.model.questions import Checklist, Ladder, Number, Question, YesNo
from msme_check.model.rules import Recommendation
from msme_check.scoring import OVERALL

TOP = 10


class RowLoop:
    """Assesses one firm after the other."""

    def __init__(self, instrument: Instrument) -> None:
        self.instrument, self.settings = instrument, instrument.settings
        several = choices(instrument)
        self.scores = Scores(instrument, several)
        self.model = row_model(instrument)
        self.rules = rules(instrument)
        self.serves = {one.id: set(instrument.goals_of(one)) for one in instrument.recommendations}
        self.when = {one.id: compiled(one.when, several) for one in instrument.recommendations}
        self.only_for = {
            one.id: compiled(one.only_for, several) for one in instrument.recommendations if one.only_for is not None
        }
        self.grounds = {
            one.id: [None if ground.when is None else compiled(ground.when, several) for ground in one.not_applicable]
            for one in instrument.questions.values()
        }
        self.tables = {
            one.id: [(compiled(table.when, several), table.levels) for table in one.count_levels_when]
            for one in instrument.questions.values()
            if isinstance(one, Checklist)
        }
        self.pairs = [(pair.id, compiled(pair.when, several)) for pair in self.settings.consistency_pairs]
        self.reasons = {one.id: self._tests(one, several) for one in instrument.recommendations}
        self.place = {one.id: place for place, one in enumerate(instrument.recommendations)}
        self.lifters = {gate.id: [cause.lifted_by for cause in gate.causes] for gate in self.settings.gates}

    def _tests(self, one: Recommendation, several: Mapping[str, tuple[str, ...]]) -> list[tuple[str, list[Truth]]]:
        tests = [*leaves(one.when), *(leaves(one.only_for) if one.only_for is not None else ())]
        questions = dict.fromkeys(test.question for test in tests if isinstance(test, QuestionTest))
        return [
            (
                name,
                [compiled(test, several) for test in tests if isinstance(test, QuestionTest) and test.question == name],
            )
            for name in questions
        ]

    # Reading ----------------------------------------------------------------------------------------------

    def firm(self, cells: Mapping[str, str]) -> Firm:
        """The firm in a row. Raises ValidationError where a cell holds what it may not."""
        row = self.model.model_validate(cells).__dict__
        firm = Firm(row[FIRM_ID], row[FIRM_NAME])
        for field in self.instrument.profile:
            text = row[field.id]
            if text and field.type == "choices":
                firm.facts[field.id] = frozenset(text.split(" "))
            elif text:
                firm.facts[field.id] = text if field.type == "choice" else int(text)
        people = firm.facts.get("employees")
        if people is not None:
            band = [one for one in self.settings.size_bands if people >= one.start][-1]
            firm.facts["size"] = band.scored_as or band.id
        self.scores.weigh(firm)
        for name, question in self.instrument.questions.items():
            self._answer(firm, name, question, row[name])
        return firm

    def _answer(self, firm: Firm, name: str, question: Question, text: str) -> None:
        state, level = "", None
        if not firm.weights[name]:
            state = NOT_ASKED
        elif not text:
            state = MISSING
        elif text == "na":
            grounds = self.grounds[name]
            allowed = any(ground is None or ground(firm, firm.levels) is not False for ground in grounds)
            state = NOT_APPLICABLE if allowed else MISSING
            if not allowed:
                firm.refused.append(name)
        elif text == "dk":
            level = 0
            firm.unknown.append(name)
        else:
            level = self._level(firm, name, question, text)
            if level is None:
                state = MISSING
                firm.refused.append(name)
        firm.levels[name], firm.states[name] = level, state

    def _level(self, firm: Firm, name: str, question: Question, text: str) -> int | None:
        match question:
            case Ladder():
                return int(text)
            case YesNo():
                return YES_NO_LEVELS[text]
            case Number():
                figure = float(text)
                return [band.level for band in question.bands if figure >= band.start][-1]
            case Checklist():
                ticked = set(text.split(" ")) - {"none"}
                firm.ticked[name] = ticked
                found = [levels for when, levels in self.tables[name] if when(firm, firm.levels) is not False]
                table = (found or [question.count_levels])[-1]
                return table[min(len(ticked), len(table) - 1)]

    # Concluding -------------------------------------------------------------------------------------------

    def recommended(self, firm: Firm, now: dict[str, Any]) -> list[list[Any]]:
        """The lines of the first recommendations."""
        forced = {lifter for gate, causes in now["causes"].items() for n in causes if (lifter := self.lifters[gate][n])}
        hidden = {one for gate in self.settings.gates if gate.id in now["causes"] for one in gate.hides}
        fires = [
            one
            for one in self.instrument.recommendations
            if one.id not in hidden and self._called(one, firm, now, forced)
        ]
        gains = {one.id: self._gain(one, firm, now) for one in fires}
        firsts = {
            self.lifters[gate.id][n]
            for gate in self.settings.gates
            if gate.lifter_first
            for n in now["causes"].get(gate.id, ())
        }
        keys = {
            one.id: (one.id in firsts, gains[one.id][1], self._value(one, firm, gains[one.id][0]), -self.place[one.id])
            for one in fires
        }
        return [
            [firm.id, rank, *self._line(firm, one, gains[one.id][0], keys[one.id][2], now)]
            for rank, one in enumerate(self._ranked(fires, keys), 1)
        ]

    def _called(self, one: Recommendation, firm: Firm, now: dict[str, Any], forced: set[str]) -> bool:
        if one.id in forced:
            return True
        only = self.only_for.get(one.id)
        return self.when[one.id](firm, firm.levels) is True and (only is None or only(firm, firm.levels) is True)

    def _gain(self, one: Recommendation, firm: Firm, now: dict[str, Any]) -> tuple[float, bool]:
        """The gain, and whether a gate is lifted."""
        levels, ticked, dimensions = dict(firm.levels), {}, set()
        for name, target in one.lifts.items():
            level = levels[name]
            if level is not None and level < target:
                levels[name] = target
                dimensions.add(self.instrument.dimension_of[name])
                if name in one.ticks:
                    ticked[name] = firm.ticked.get(name, set()) | set(one.ticks[name])
        after = self.scores.score(firm, levels, before=now, changed=dimensions, ticked=ticked)
        key = OVERALL if now["score"][OVERALL] is not None else one.questionnaire
        before, later = now["score"][key], after["score"][key]
        gain = 0.0 if before is None or later is None else later - before
        lifted = any(
            set(causes) - set(after["causes"].get(gate, ()))
            for gate, causes in now["causes"].items()
            if gate in self.scores.answer_gates
        )
        return gain, lifted

    def _value(self, one: Recommendation, firm: Firm, gain: float) -> float:
        rule = self.settings.ranking
        value = gain / one.effort_days / float(rule.cost_factors[one.cost])
        if firm.facts.get("goal") in self.serves[one.id]:
            value *= float(rule.goal_factor)
        return round(value * float(rule.quick_factor) if one.horizon == "quick" else value, 9)

    def _ranked(self, fires: list[Recommendation], keys: dict[str, tuple[Any, ...]]) -> Iterable[Recommendation]:
        waiting = sorted(fires, key=lambda one: keys[one.id], reverse=True)
        open_ = {one.id for one in waiting}
        for _ in range(min(TOP, len(waiting))):
            best = next(one for one in waiting if not open_.intersection(one.needs))
            waiting.remove(best)
            open_.remove(best.id)
            yield best

    def _line(self, firm: Firm, one: Recommendation, gain: float, value: float, now: dict[str, Any]) -> list[Any]:
        reasons = [
            name for name, tests in self.reasons[one.id] if any(test(firm, firm.levels) is True for test in tests)
        ]
        reasons += [
            gate for gate, causes in now["causes"].items() if any(self.lifters[gate][n] == one.id for n in causes)
        ]
        return [
            one.id, "", f"{gain:.4f}", f"{value:.4f}", one.effort_days, one.cost, one.horizon,
            one.direction, " ".join(reasons),
        ]  # fmt: skip

    def result(self, firm: Firm, now: dict[str, Any]) -> list[Any]:
        """A line of results."""
        score, facts = now["score"], firm.facts
        line = [firm.id, firm.name]
        for field in self.instrument.profile:
            value = facts.get(field.id, "")
            line.append(
                " ".join(one.code for one in field.options if one.code in value) if field.type == "choices" else value
            )
        line += [facts.get("size", ""), _figure(score[OVERALL]), self._band(score[OVERALL]), self._gates(now, OVERALL)]
        low, high = (self.scores.filled(firm, level) for level in (0, len(self.settings.level_points) - 1))
        for part in self.instrument.questionnaires:
            name, counted = part.id, self.scores.counted(firm, part)
            complete = now["complete"][name]
            line += [_figure(score[name]), _figure(now["raw"][name]), self._band(score[name]) if complete else ""]
            line += [_figure(counted[0]), self._gates(now, name), _figure(counted[1]), _figure(counted[2])]
            line += [_figure(low[name]), _figure(high[name])]
        line += [_figure(now["dimensions"][name]) for name in self.instrument.dimensions]
        pairs = [name for name, when in self.pairs if when(firm, firm.levels) is True]
        return [*line, _figure(self.scores.confidence(firm, len(pairs))), " ".join(pairs)]

    def _band(self, score: float | None) -> str:
        return "" if score is None else [one.title for one in self.settings.bands if round(score, 9) >= one.start][-1]

    def _gates(self, now: dict[str, Any], score: str) -> str:
        return " ".join(gate.id for gate in self.settings.gates if gate.id in now["causes"] and score in gate.holds_at)

    def write(self, firms: Path, out: Path, header: list[str]) -> None:
        """Writes results.csv, recommendations.csv and rejected.csv."""
        out.mkdir()
        with (
            firms.open(encoding="utf-8", newline="") as source,
            (out / "results.csv").open("w", encoding="utf-8", newline="") as results,
            (out / "recommendations.csv").open("w", encoding="utf-8", newline="") as recommendations,
            (out / "rejected.csv").open("w", encoding="utf-8", newline="") as rejected,
        ):
            tables = [csv.writer(file, lineterminator="\n") for file in (results, recommendations, rejected)]
            tables[0].writerow(header)
            tables[1].writerow(COLUMNS)
            tables[2].writerow(["row", FIRM_ID, "column", "problem"])
            for number, cells in enumerate(csv.DictReader(source), 2):
                try:
                    firm = self.firm(cells)
                except ValidationError as error:
                    tables[2].writerow([number, cells[FIRM_ID], "", f"{error.error_count()} cells could not be used"])
                    continue
                now = self.scores.score(firm, firm.levels)
                tables[0].writerow(self.result(firm, now))
                tables[1].writerows(self.recommended(firm, now))
                tables[2].writerows([number, firm.id, name, "This cell could not be used."] for name in firm.refused)


COLUMNS = (
    "firm_id",
    "rank",
    "recommendation",
    "planned",
    "gain",
    "value",
    "effort_days",
    "cost",
    "horizon",
    "direction",
    "because",
)


def _figure(number: float | None) -> str:
    return "" if number is None else f"{number:.4f}"


def header(instrument: Instrument) -> list[str]:
    """The columns of a line of results."""
    columns = [FIRM_ID, FIRM_NAME, *(field.id for field in instrument.profile), "size"]
    columns += [f"{OVERALL}_{key}" for key in ("score", "band", "gates")]
    for part in instrument.questionnaires:
        keys = ("score", "raw", "band", "coverage", "gates", "dk_share", "na_share", "low", "high")
        columns += [f"{part.id}_{key}" for key in keys]
    return [*columns, *instrument.dimensions, "confidence", "consistency_pairs"]


if __name__ == "__main__":
    loaded = loading.load(resources.questionnaires())
    RowLoop(loaded).write(Path(sys.argv[1]), Path(sys.argv[2]), header(loaded))
