"""Example firms with what is expected of them, written by authors: `questionnaires/cases/*.yaml`.

They are run by `instrument check` and by the tests. A case names only what it pins; figures are compared at
the number of decimals that the author wrote.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from pydantic import Field, TypeAdapter, ValidationError

from msme_check.assessments import assess_response
from msme_check.checking import suggestion
from msme_check.errors import Problem
from msme_check.i18n import _
from msme_check.loading import shape_problems
from msme_check.model.assessment import Assessment, State
from msme_check.model.instrument import Instrument
from msme_check.model.response import InstrumentRef, Response, Value
from msme_check.model.rules import Horizon
from msme_check.model.text import Strict
from msme_check.yaml_files import Document, parse

OVERALL = "overall"


class Expected(Strict):
    """What must hold of a case's assessment. Scores, dimensions and coverage are numbers or null (none)."""

    scores: dict[str, Decimal | None] = Field(default_factory=dict)
    raw: dict[str, Decimal | None] = Field(default_factory=dict)
    bands: dict[str, str | None] = Field(default_factory=dict)
    band_between: dict[str, tuple[str, str]] = Field(default_factory=dict)
    dimensions: dict[str, Decimal | None] = Field(default_factory=dict)
    coverage: dict[str, Decimal] = Field(default_factory=dict)
    projected: dict[Horizon, dict[str, Decimal]] = Field(default_factory=dict)
    gates: tuple[str, ...] | None = None
    consistency_pairs: tuple[str, ...] | None = None
    states: dict[str, State] = Field(default_factory=dict)
    weights: dict[str, Decimal] = Field(default_factory=dict)
    fires: tuple[str, ...] = ()
    does_not_fire: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    before: tuple[tuple[str, str], ...] = ()
    planned: dict[Horizon, tuple[str, ...]] = Field(default_factory=dict)


class Case(Strict):
    """One example firm. `name` is a sentence; `source` says where the expectation comes from."""

    name: str
    source: str
    quick: bool = False
    profile: dict[str, Value]
    answers: dict[str, Value]
    evidence: tuple[str, ...] = ()
    expect: Expected


@dataclass
class CaseRun:
    """The cases of a folder: how many were run, and what did not hold."""

    count: int = 0
    problems: list[Problem] = field(default_factory=list)


def run(folder: Path, instrument: Instrument) -> CaseRun:
    """Runs every case file of `folder` against an instrument."""
    found = CaseRun()
    for path in sorted(folder.glob("*.yaml")):
        name = f"{folder.name}/{path.name}"
        document = parse(path.read_bytes(), name)
        found.problems += document.problems
        if document.problems:
            continue
        try:
            case = TypeAdapter(Case).validate_python(document.data)
        except ValidationError as error:
            found.problems += shape_problems(name, document, error, Case)
            continue
        found.count += 1
        found.problems += _problems(case, instrument, name, document)
    return found


def response(case: Case, instrument: Instrument) -> Response:
    """The case's firm as a response."""
    settings = instrument.settings
    return Response(
        instrument=InstrumentRef(id=settings.id, version=settings.version),
        firm_id="case",
        quick=case.quick,
        profile=case.profile,
        answers=case.answers,
        evidence=case.evidence,
    )


def _problems(case: Case, instrument: Instrument, name: str, document: Document) -> list[Problem]:
    unknown = [
        *_unknown("profile", case.profile, instrument.profile_field),
        *_unknown("answers", case.answers, instrument.questions),
    ]
    if unknown:
        return [Problem(name, document.line(place), what, do) for place, what, do in unknown]
    assessment = assess_response(response(case, instrument), instrument)
    return [
        Problem(name, document.line(("expect", *place)), what, _("Correct the case, or the rule that changed it."))
        for place, what in _differences(case.expect, assessment)
    ]


def _unknown(part: str, given: Mapping[str, Any], known: Mapping[str, Any]) -> Iterator[tuple[Any, str, str]]:
    for key in given.keys() - known.keys():
        yield (part, key), _("There is no question '{name}'.").format(name=key), suggestion(key, known)


Difference = tuple[tuple[str, ...], str]


def _differences(expect: Expected, found: Assessment) -> Iterator[Difference]:
    scores = {part.id: part.score for part in found.questionnaires} | {OVERALL: found.overall.score}
    raw = {part.id: part.raw for part in found.questionnaires} | {OVERALL: found.overall.raw}
    dimensions = {one.id: one.score for part in found.questionnaires for one in part.dimensions}
    coverage = {part.id: part.coverage for part in found.questionnaires}
    answers = {one.id: one for part in found.questionnaires for dim in part.dimensions for one in dim.answers}
    yield from _figures("scores", expect.scores, scores)
    yield from _figures("raw", expect.raw, raw)
    yield from _figures("dimensions", expect.dimensions, dimensions)
    yield from _figures("coverage", expect.coverage, coverage)
    yield from _figures("weights", expect.weights, {name: one.weight for name, one in answers.items()})
    for projection in found.projections:
        projected = projection.scores | {OVERALL: projection.overall}
        yield from _figures("projected", expect.projected.get(projection.horizon, {}), projected)
    for name, state in expect.states.items():
        yield from _same(("states", name), state, answers[name].state if name in answers else None)
    yield from _bands(expect, found)
    yield from _rules(expect, found)


def _figures(
    key: str, expected: Mapping[str, Decimal | None], found: Mapping[str, Decimal | None]
) -> Iterator[Difference]:
    for name, value in expected.items():
        score = found.get(name)
        if value is not None and score is not None:
            score = score.quantize(value, ROUND_HALF_UP)
        elif score is not None:
            score = score.normalize()
        yield from _same((key, name), value, score)


def _same(place: tuple[str, ...], expected: object, found: object) -> Iterator[Difference]:
    if expected != found:
        what = _("{what} is {found}, not {expected}.")
        yield place, what.format(what=place[-1], found=_none(found), expected=_none(expected))


def _none(value: object) -> object:
    return _("nothing") if value is None else value


def _bands(expect: Expected, found: Assessment) -> Iterator[Difference]:
    bands = {part.id: part.band for part in found.questionnaires} | {OVERALL: found.overall.band}
    for name, band in expect.bands.items():
        yield from _same(("bands", name), band, bands.get(name))
    for name, pair in expect.band_between.items():
        if bands.get(name) not in pair:
            yield from _same(("band_between", name), " or ".join(pair), bands.get(name))


def _rules(expect: Expected, found: Assessment) -> Iterator[Difference]:
    ranking = [one.id for one in found.recommendations]
    gates = {gate.id for part in found.questionnaires for gate in part.gates}
    gates |= {gate.id for gate in found.overall.gates}
    if expect.gates is not None:
        yield from _same(("gates",), sorted(expect.gates), sorted(gates))
    if expect.consistency_pairs is not None:
        yield from _same(("consistency_pairs",), list(expect.consistency_pairs), list(found.consistency_pairs))
    for name in expect.fires:
        if name not in ranking:
            yield ("fires",), _("The recommendation '{name}' does not fire.").format(name=name)
    for name in expect.does_not_fire:
        if name in ranking:
            yield ("does_not_fire",), _("The recommendation '{name}' fires.").format(name=name)
    if expect.first:
        yield from _same(("first",), list(expect.first), ranking[: len(expect.first)])
    for earlier, later in expect.before:
        if earlier not in ranking or later not in ranking or ranking.index(earlier) > ranking.index(later):
            what = _("'{earlier}' does not stand before '{later}'.")
            yield ("before",), what.format(earlier=earlier, later=later)
    for horizon, names in expect.planned.items():
        planned = [one.id for one in found.recommendations if one.planned == horizon]
        yield from _same(("planned", horizon), list(names), planned)
