"""The lines of results, recommendations and refused cells, as the batch writes them."""

from bench.duck.expressions import Columns, joined, named, text
from bench.duck.rules import Actions
from msme_check.answers import FIRM_ID, FIRM_NAME
from msme_check.conditions import profile
from msme_check.counting import SHARE
from msme_check.model.instrument import Instrument
from msme_check.scoring import OVERALL, Scoring
from msme_check.units import COMPARED, UNIT, reached_at
from msme_check.verdict import CONFIDENCE, HIGH, LOW

_STEPS = 10_000
"""Four decimals."""


def figure(stored: str, unit: int) -> str:
    """A stored whole number, of which `unit` are 1, with four decimals, half up."""
    step = unit // _STEPS
    return f"((({stored} + {step // 2}) // {step})::DECIMAL(14, 0) * 0.0001::DECIMAL(4, 4))::DECIMAL(18, 4)"


def score_figure(stored: str) -> str:
    """A score or a gain."""
    return figure(f"(({stored} + {COMPARED // 2}) // {COMPARED})", UNIT // COMPARED)


def results(actions: Actions) -> Columns:
    """The columns of a line of results, over a query of scores."""
    instrument, scoring = actions.instrument, actions.scores.scoring
    columns = {FIRM_ID: named(FIRM_ID), FIRM_NAME: named(FIRM_NAME)}
    for field in instrument.profile:
        codes = {option.code: named(profile(field.id, option.code)) for option in field.options}
        columns[field.id] = joined(codes) if field.type == "choices" else named(profile(field.id))
    columns["size"] = named(profile("size"))
    columns["overall_score"] = _score(OVERALL)
    columns["overall_band"] = _band(instrument, OVERALL, "true")
    columns["overall_gates"] = (
        f"CASE WHEN {named('overall.raw')} IS NOT NULL THEN {_gates(actions, scoring, OVERALL)} END"
    )
    for part in instrument.questionnaires:
        name = part.id
        columns[f"{name}_score"] = _score(name)
        columns[f"{name}_raw"] = score_figure(named(f"{name}.raw"))
        columns[f"{name}_band"] = _band(instrument, name, named(f"{name}.complete"))
        columns[f"{name}_coverage"] = figure(named(f"{name}.coverage"), SHARE)
        columns[f"{name}_gates"] = _gates(actions, scoring, name)
        for share in ("dk_share", "na_share"):
            columns[f"{name}_{share}"] = figure(named(f"{name}.{share}"), SHARE)
        for end in (LOW, HIGH):
            columns[f"{name}_{end}"] = _score(f"{end}:{name}")
    columns |= {name: _score(name) for name in instrument.dimensions}
    columns["confidence"] = figure(named("confidence"), CONFIDENCE)
    columns["consistency_pairs"] = joined({one.id: named(one.id) for one in instrument.settings.consistency_pairs})
    return columns


def _score(name: str) -> str:
    return score_figure(named(f"{name}.score"))


def _band(instrument: Instrument, name: str, shown: str) -> str:
    score = named(f"{name}.score")
    cases = (
        f"WHEN {score} >= {reached_at(one.start)} THEN {text(one.title)}" for one in reversed(instrument.settings.bands)
    )
    return f"CASE WHEN {shown} THEN CASE {' '.join(cases)} END END"


def _gates(actions: Actions, scoring: Scoring, score: str) -> str:
    gates = (gate for gate in scoring.gates.values() if score in gate.holds_at)
    return joined({gate.id: actions.scores.in_force(gate.id, {}) for gate in gates})
