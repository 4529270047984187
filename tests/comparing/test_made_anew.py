"""What changed since an old report: each difference in words, and nothing where nothing changed."""

import json as reader
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from msme_check.carried_over import CarriedOver
from msme_check.comparing import made_anew
from msme_check.model.assessment import Assessment
from msme_check.model.instrument import Instrument
from msme_check.report import json
from report.conftest import Firm

Change = Callable[[dict[str, Any]], None]
Told = Callable[..., list[str]]


@pytest.fixture(scope="module")
def assessment(firm: Firm) -> Assessment:
    """A firm with a gate on one questionnaire, a plan, and no answer missing."""
    return firm("R00022")


@pytest.fixture
def told(assessment: Assessment, instrument: Instrument) -> Told:
    """What is said where the old assessment was another one."""

    def lines(*edits: Change, after: Assessment = assessment, left_out: tuple[str, ...] = ()) -> list[str]:
        old = reader.loads(json.render(after))
        for edit in edits:
            edit(old)
        return made_anew.lines(
            made_anew.compare(reader.dumps(old).encode(), after), carried(after, left_out), instrument
        )

    return lines


def carried(assessment: Assessment, left_out: tuple[str, ...] = ()) -> CarriedOver:
    """The answers of an assessment, of which some had no place."""
    return CarriedOver(assessment.response, left_out, "1.0.0")


def test_nothing_changed(told: Told) -> None:
    assert told() == [
        "Questions: version 1.0.0, unchanged.",
        "Nothing changed: scores, bands, coverage, gates and planned actions are the same.",
    ]


def test_rounding_in_the_file_is_no_change(told: Told, assessment: Assessment) -> None:
    """The file has four decimals, the assessment nine."""
    finance = assessment.questionnaires[0]
    exact = finance.model_copy(update={"score": Decimal("30.123449999")})
    longer = assessment.model_copy(update={"questionnaires": (exact, *assessment.questionnaires[1:])})
    assert told(after=longer)[1].startswith("Nothing changed")


def test_another_version(told: Told) -> None:
    def older(old: dict[str, Any]) -> None:
        old["instrument"]["version"], old["instrument_hash"] = "0.9.0", "0"

    assert told(older)[0] == "Questions: version 0.9.0 -> 1.0.0."


def test_other_content_of_the_same_version(told: Told) -> None:
    assert told(lambda old: old.update(instrument_hash="0"))[0] == (
        "Questions: still version 1.0.0, but their content was changed."
    )


def test_a_score_and_its_band(told: Told, assessment: Assessment, instrument: Instrument) -> None:
    def better(old: dict[str, Any]) -> None:
        old["questionnaires"][0].update(score=71.2, band="ready")

    lines = told(better)[1:]
    titles = [part.title for part in instrument.questionnaires]
    assert [line.partition(":")[0] for line in lines] == ["Overall", *titles]
    finance = assessment.questionnaires[0]
    assert finance.score is not None
    assert lines[1] == f"{titles[0]}: 71 Ready -> {finance.score:.0f} {_title(instrument, finance.band)}"
    assert all(line.endswith(", unchanged") for line in (lines[0], *lines[2:]))


def _title(instrument: Instrument, band: str | None) -> str:
    return next(one.title for one in instrument.settings.bands if one.id == band)


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("30.2", "30.3", "30.2 Emerging -> 30.3 Emerging"),
        ("30.1231", "30.1234", "30.1231 Emerging -> 30.1234 Emerging"),
    ],
)
def test_a_difference_is_seen_however_small(was: str, now: str, said: str, told: Told, assessment: Assessment) -> None:
    finance = assessment.questionnaires[0].model_copy(update={"score": Decimal(now), "band": "emerging"})
    after = assessment.model_copy(update={"questionnaires": (finance, *assessment.questionnaires[1:])})
    line = told(lambda old: old["questionnaires"][0].update(score=float(was)), after=after)[2]
    assert line.endswith(said)


def test_a_band_that_came_and_a_score_that_went(told: Told) -> None:
    def other(old: dict[str, Any]) -> None:
        old["questionnaires"][0].update(score=30.0, band=None)
        old["overall"].update(score=None, band=None)

    lines = told(other)
    assert lines[1].startswith("Overall: no score -> ")
    assert ": 30 (no band) -> " in lines[2]


def test_coverage(told: Told) -> None:
    lines = told(lambda old: old["questionnaires"][3].update(coverage=0.7999))
    assert lines[-1].endswith(", unchanged; coverage 79% -> 100%")


def test_gates_that_came_and_went(told: Told, assessment: Assessment, instrument: Instrument) -> None:
    def other(old: dict[str, Any]) -> None:
        gates = old["questionnaires"][3]["gates"]
        gates[:] = [{"id": "G1", "causes": [0], "binds": True, "unknown": False}]

    titles = {gate.id: gate.title for gate in instrument.settings.gates}
    assert told(other)[1:] == [
        f"Gate no longer in force: {titles['G1']}",
        f"Gate now in force: {titles['G10']}",
    ]


def test_planned_actions_that_came_and_went(told: Told, assessment: Assessment, instrument: Instrument) -> None:
    planned = [one.id for one in assessment.recommendations if one.planned]
    others = [one.id for one in instrument.recommendations if one.id not in planned]

    def other(old: dict[str, Any]) -> None:
        first = next(one for one in old["recommendations"] if one["planned"])
        first["planned"] = None
        old["recommendations"].append({"id": others[0], "planned": "long"})

    titles = {one.id: one.title for one in instrument.recommendations}
    assert told(other)[1:] == [
        f"No longer in the plan: {titles[others[0]]}",
        f"New in the plan: {titles[planned[0]]}",
    ]


def test_parts_of_another_version_are_named_as_they_were(told: Told) -> None:
    def older(old: dict[str, Any]) -> None:
        old["questionnaires"][0].update(id="loans", band="fair")
        old["questionnaires"][0]["gates"] = [{"id": "G99"}]
        old["recommendations"] = [{"id": "buy_a_boat", "planned": "quick"}]

    lines = told(older)
    assert any(line.startswith("loans: ") and line.endswith(" -> no longer part of the questions") for line in lines)
    assert any(line.startswith("Finance access: new, ") for line in lines)
    assert "Gate no longer in force: G99" in lines
    assert "No longer in the plan: buy_a_boat" in lines


def test_a_quick_estimate_has_no_scores_to_compare(firm: Firm, told: Told, instrument: Instrument) -> None:
    quick = firm("R00014", quick=True)
    assert told(after=quick)[1] == "The plan is the same as before."

    def other(old: dict[str, Any]) -> None:
        old["overall"]["score"] = 99.0
        old["recommendations"] = []

    lines = told(other, after=quick)[1:]
    assert lines
    assert all(line.startswith("New in the plan: ") for line in lines)


def test_answers_that_were_left_out_are_named(told: Told) -> None:
    assert told(left_out=("'fin_boat'",))[1] == (
        "1 answer has no place among the questions of today and was left out: 'fin_boat'."
    )
    many = told(left_out=tuple(f"'q{n}'" for n in range(12)))[1]
    assert many.startswith("12 answers have no place among the questions of today")
    assert many.endswith("'q9', 2 more.")


@pytest.mark.parametrize(
    "old",
    [
        None,
        b"",
        b"{}",
        b"[" * 100_000,
        b'{"instrument": {"id": "x\\u001b[2J", "version": "1"}}',
    ],
)
def test_without_earlier_scores_it_says_so(old: bytes | None, assessment: Assessment, instrument: Instrument) -> None:
    lines = made_anew.lines(made_anew.compare(old, assessment), carried(assessment), instrument)
    assert lines == ["The PDF holds no earlier scores that can be read, so nothing is compared."]


@pytest.mark.parametrize(
    "edit",
    [
        lambda old: old["questionnaires"][0].update(id="\u001b[2J"),
        lambda old: old["questionnaires"][0].update(score=1e300),
        lambda old: old["questionnaires"][0].update(coverage=-1),
        lambda old: old["instrument"].update(version="1\n2"),
        lambda old: old["overall"].update(band="<b>" * 99),
    ],
)
def test_nothing_strange_reaches_the_terminal(edit: Change, told: Told) -> None:
    assert told(edit) == ["The PDF holds no earlier scores that can be read, so nothing is compared."]
