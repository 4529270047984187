"""How sure a band is: against a slow second computation, and what must hold for every firm."""

import random
from decimal import Decimal
from fractions import Fraction
from hashlib import shake_128
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msme_check import answers, stability
from msme_check.assess import Assessed, assess
from msme_check.assessments import assess_response
from msme_check.conditions import STATES, state
from msme_check.frames import NONE
from msme_check.model.assessment import Assessment, Stability, State
from msme_check.model.instrument import Concentration, Instrument
from msme_check.model.questions import Checklist, Ladder, Number, Question, YesNo
from msme_check.model.response import InstrumentRef, Response
from msme_check.report.view import build
from msme_check.stability import ANSWERS, FACTOR, NEAR, WEIGHTS, redraws
from msme_check.weights import scale
from random_firms import random_row
from reference import DONT_KNOW, OVERALL, Answer, Firm, Score

FEW = settings(max_examples=25)
SCORES = ("finance", "operations", "digital", "green", OVERALL)
Row = dict[str, str]
seeds = st.integers(0, 10**9)


def _with(instrument: Instrument, **changes: Any) -> Instrument:
    """The instrument with another rule of stability."""
    rule = instrument.settings.stability.model_copy(update=changes)
    changed = instrument.settings.model_copy(update={"stability": rule})
    return instrument.model_copy(update={"settings": changed, "hash": repr(rule)})


def _row(seed: int, instrument: Instrument) -> Row:
    return random_row(random.Random(seed), instrument)  # noqa: S311 - no secret


def _assess(rows: list[Row], instrument: Instrument, *, quick: bool = False) -> Assessed:
    raw = pl.DataFrame([{c: row.get(c, "") for c in answers.columns(instrument)} for row in rows])
    return assess(raw, instrument, quick=quick)


def _figures(assessed: Assessed) -> list[tuple[int, ...]]:
    """A tuple of all figures for each firm."""
    keys = [f"{name}.{suffix}" for name in SCORES for suffix in (WEIGHTS, ANSWERS, NEAR)]
    return list(zip(*(assessed.stability[key].tolist() for key in keys), strict=True))


def _cell(question: Question, level: int) -> str:
    """An answer at exactly this level; empty where the question cannot have it."""
    match question:
        case Ladder():
            return str(level)
        case YesNo():
            return {0: "no", 2: "partly", 4: "yes"}.get(level, "")
        case Number():
            return next((f"{band.start:g}" for band in question.bands if band.level == level), "")
        case Checklist():
            codes = sorted((item.code for item in question.items), key=lambda code: code != "no_underage")
            return " ".join(codes[: question.count_levels.index(level)]) or "none"


def _even(instrument: Instrument, level: int, **cells: str) -> Row:
    """A firm of three people with every answer at one level."""
    profile = {"country": "KH", "sector": "retail", "employees": "3", "exports": "none", "sells_to": "households"}
    return profile | {name: _cell(one, level) for name, one in instrument.questions.items()} | cells


# Against a second computation ---------------------------------------------------------------------------------------


def _numbers(key: str, count: int) -> list[int]:
    """Whole numbers of 32 bits, from the key alone."""
    found = shake_128(key.encode()).digest(4 * count)
    return [int.from_bytes(found[4 * place : 4 * place + 4], "little") for place in range(count)]


def _factors(key: str, pieces: dict[str, int], draws: int) -> list[dict[str, Fraction]]:
    """A stick broken at random into as many pieces as there are in all; how much more than its share each name gets."""
    whole, found = sum(pieces.values()), []
    numbers = _numbers(key, draws * (whole - 1))
    for draw in range(draws):
        breaks = [0, *sorted(numbers[draw * (whole - 1) : (draw + 1) * (whole - 1)]), 2**32]
        place, shares = 0, {}
        for name, count in pieces.items():
            share = Fraction(breaks[place + count] - breaks[place], 2**32)
            factor = share * whole / count
            shares[name] = Fraction(max(1, int(factor * FACTOR + Fraction(1, 2))), FACTOR)
            place += count
        found.append(shares)
    return found


class _Redrawn(Firm):
    """A firm under the redraws of an instrument."""

    def with_weights(self, factor: dict[str, Fraction]) -> dict[str, Score]:
        now, instrument = self.scored(self.answers), self.instrument
        share = {key: Fraction(one.weight) for key, one in instrument.dimensions.items()}
        for shift in instrument.overlays.dimension_shifts:
            for key, change in shift.changes.items():
                share[key] += change if self.facts.get(shift.by) == shift.code else 0
        found: dict[str, Score] = {}
        for part in instrument.questionnaires:
            dimensions = [
                (_mean([(self._points(q.id), self.weights[q.id] * factor[q.id]) for q in one.questions]), one.id)
                for one in part.dimensions
                if now.dimensions[one.id] is not None
            ]
            found[part.id] = self._held(part.id, _mean([(score, share[d] * factor[d]) for score, d in dimensions]), {})
        overall = instrument.settings.overall.shares
        complete = now.complete if now.overall is not None else []
        raw = _mean([(found[key], overall[key] * factor[key]) for key in complete])
        return found | {OVERALL: self._held(OVERALL, raw, found)}

    def with_answers(self, step: dict[str, int]) -> dict[str, Score]:
        moved = dict(self.answers)
        for key, one in moved.items():
            if one.level is not None and one.state != DONT_KNOW and step[key]:
                can = [
                    level for level in _can_have(self.instrument.questions[key]) if (level - one.level) * step[key] > 0
                ]
                level = min(can, key=lambda found, now=one.level: abs(found - now), default=one.level)  # type: ignore[misc]
                moved[key] = Answer(one.state, level, one.ticked)
        scored = self.scored(moved)
        return scored.score | {OVERALL: scored.overall}

    def _points(self, question: str) -> Score:
        level = self.answers[question].level
        return None if level is None else Fraction(self.settings.level_points[level])

    def _held(self, name: str, score: Score, scores: dict[str, Score]) -> Score:
        for gate in self.settings.gates:
            if name in gate.holds_at and any(self.truth(one.when, self.answers, scores) for one in gate.causes):
                score = self.capped(score, gate.holds_at[name])
        return score


def _mean(parts: list[tuple[Score, Fraction]]) -> Score:
    known = [(score, weight) for score, weight in parts if score is not None]
    whole = sum(weight for _, weight in known)
    return sum((score * weight for score, weight in known), Fraction(0)) / whole if whole else None


def _can_have(question: Question) -> set[int]:
    match question:
        case Ladder():
            return {0, 1, 2, 3, 4}
        case YesNo():
            return {0, 2, 4}
        case Number():
            return {band.level for band in question.bands}
        case Checklist():
            return {*question.count_levels, *(level for one in question.count_levels_when for level in one.levels)}


def _drawn(instrument: Instrument) -> tuple[list[dict[str, Fraction]], list[dict[str, int]]]:
    """The factors of all weights and the steps of all answers, redraw by redraw."""
    rule = instrument.settings.stability
    factors: list[dict[str, Fraction]] = [{} for _ in range(rule.draws)]
    groups = {one.id: {q.id: q.weight * rule.concentration.questions for q in one.questions}
              for one in instrument.dimensions.values()}  # fmt: skip
    for part in instrument.questionnaires:
        groups[part.id] = {one.id: one.weight * rule.concentration.dimensions for one in part.dimensions}
    shares = instrument.settings.overall.shares
    groups[OVERALL] = {name: share * rule.concentration.questionnaires for name, share in shares.items()}
    for key, pieces in groups.items():
        for factor, more in zip(factors, _factors(f"{rule.seed} {key}", pieces, rule.draws), strict=True):
            factor.update(more)
    steps: list[dict[str, int]] = [{} for _ in range(rule.draws)]
    half = int(Fraction(rule.answers_off) * 2**32) // 2
    for key in instrument.questions:
        for step, number in zip(steps, _numbers(f"{rule.seed} {key}", rule.draws), strict=True):
            step[key] = 1 if number < half else -1 if number < 2 * half else 0
    return factors, steps


@pytest.mark.parametrize("seed", range(8))
def test_the_figures_are_those_of_a_slow_second_computation(seed: int, instrument: Instrument) -> None:
    instrument = _with(instrument, draws=24)
    row = _row(seed, instrument)
    assessed = _assess([row], instrument)
    firm, (factors, steps) = _Redrawn(instrument, row, False), _drawn(instrument)
    words = [band.id for band in instrument.settings.bands]
    kinds = [[firm.with_weights(one) for one in factors], [firm.with_answers(one) for one in steps]]
    for name in SCORES:
        band = assessed.values.row(0)[f"{name}.band"]
        bands = [[firm.band(one[name]) for one in kind] for kind in kinds]
        found = assessed.stability.row(0)
        if band is None:
            assert [found[f"{name}.{suffix}"] for suffix in (WEIGHTS, ANSWERS, NEAR)] == [None, None, None]
            continue
        assert [found[f"{name}.{suffix}"] for suffix in (WEIGHTS, ANSWERS)] == [one.count(band) for one in bands]
        others = [one for kind in bands for one in kind if one != band]
        near = max(words, key=lambda one: (others.count(one), -words.index(one))) if others else None
        assert found[f"{name}.{NEAR}"] == near


# For every firm -----------------------------------------------------------------------------------------------------


@settings(FEW, max_examples=8)
@given(some=st.lists(seeds, min_size=2, max_size=5, unique=True))
def test_a_firm_has_the_same_figures_alone_and_among_others(
    some: list[int], instrument: Instrument, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [_row(seed, instrument) for seed in some]
    alone = [_figures(_assess([row], instrument))[0] for row in rows]
    together = _assess(rows * 40, instrument)  # more than a block
    assert _figures(together) == alone * 40
    assert _figures(_assess(rows[::-1], instrument)) == alone[::-1]
    keep = np.arange(len(together)) % len(rows) == 1
    assert _figures(together.filter(keep)) == [alone[1]] * 40
    with monkeypatch.context() as other:
        other.setattr(stability, "BLOCK", 3)
        assert _figures(_assess(rows * 2, instrument)) == alone * 2


def test_no_firms_have_no_figures(instrument: Instrument) -> None:
    nobody = _assess([_row(1, instrument)], instrument).filter(np.array([False]))
    assert _figures(nobody) == []
    assert len(nobody.stability) == 0


@FEW
@given(seed=seeds)
def test_the_band_stays_where_nothing_is_redrawn_by_much(seed: int, instrument: Instrument) -> None:
    near = Concentration(questions=100, dimensions=100, questionnaires=100)
    instrument = _with(instrument, concentration=near, answers_off=Decimal(0), draws=50)
    assessed = _assess([_row(seed, instrument)], instrument)
    row, found = assessed.frame.row(0, named=True), assessed.stability.row(0)
    limits = [band.start for band in instrument.settings.bands]
    clear = all(
        row[f"{name}.raw"] is None or abs(row[f"{name}.raw"] / 10**12 - limit) > 4
        for name in SCORES
        for limit in limits
    )
    for name in SCORES:
        if row[f"{name}.band"] is not None:
            assert found[f"{name}.{ANSWERS}"] == 50
            if clear:
                assert (found[f"{name}.{WEIGHTS}"], found[f"{name}.{NEAR}"]) == (50, None)


@FEW
@given(seed=seeds)
def test_a_redraw_keeps_the_band_or_leads_to_another(seed: int, instrument: Instrument) -> None:
    assessed = _assess([_row(seed, instrument)], instrument)
    row, found, draws = assessed.values.row(0), assessed.stability.row(0), instrument.settings.stability.draws
    for name in SCORES:
        weights, moved, near = (found[f"{name}.{suffix}"] for suffix in (WEIGHTS, ANSWERS, NEAR))
        if row[f"{name}.band"] is None:
            assert (weights, moved, near) == (None, None, None)
        else:
            assert 0 <= weights <= draws
            assert 0 <= moved <= draws
            assert (near is None) == (weights == moved == draws)
            assert near != row[f"{name}.band"]


# Known firms --------------------------------------------------------------------------------------------------------


def _assessment(row: Row, instrument: Instrument, *, quick: bool = False) -> Assessment:
    about = InstrumentRef(id=instrument.settings.id, version=instrument.settings.version)
    fields = {one.id for one in instrument.profile}
    profile = {name: value for name, value in row.items() if name in fields and value}
    given_ = {name: value for name, value in row.items() if name in instrument.questions and value}
    return assess_response(
        Response.model_validate(
            {"instrument": about, "firm_id": "A", "date": "2026-01-31", "quick": quick,
             "profile": profile, "answers": given_}
        ),
        instrument,
    )  # fmt: skip


def _all(assessment: Assessment) -> dict[str, Stability | None]:
    return {part.id: part.stability for part in assessment.questionnaires} | {OVERALL: assessment.overall.stability}


@pytest.mark.parametrize("sector", ["agri", "manufacturing", "tourism", "retail", "services"])
@pytest.mark.parametrize(("level", "band"), [(0, "starting"), (3, "ready"), (4, "leading")])
def test_equal_answers_in_the_middle_of_a_band_are_firm(
    level: int, band: str, sector: str, instrument: Instrument
) -> None:
    assessment = _assessment(_even(instrument, level, sector=sector), instrument)
    for name, found in _all(assessment).items():
        own = assessment.overall.band if name == OVERALL else None
        own = own or next(part.band for part in assessment.questionnaires if part.id == name)
        assert (own, found and found.firm) == (band, True), name
        assert found is not None
        assert found.weights == 1  # equal answers are as good by any weights


@pytest.mark.parametrize("sector", ["agri", "manufacturing", "tourism", "retail", "services"])
def test_a_firm_exactly_on_a_limit_is_borderline(sector: str, instrument: Instrument) -> None:
    assessment = _assessment(_even(instrument, 1, sector=sector), instrument)
    assert {part.score for part in assessment.questionnaires} == {assessment.overall.score} == {Decimal(25)}
    for name, found in _all(assessment).items():
        assert found is not None
        assert (found.weights, found.firm, found.near) == (Decimal(1), False, "starting"), name
        assert Decimal("0.4") < found.answers < Decimal("0.7")
    assert build(assessment, instrument).overall.stability.startswith("Borderline, near Starting: ")


def test_gates_hold_in_the_redraws_as_in_the_score(instrument: Instrument) -> None:
    row = _even(instrument, 4, fin_banking_account="0")
    found = _all(_assessment(row, instrument))["finance"]
    assert found is not None
    drawn = redraws(instrument)
    freed = np.count_nonzero(drawn.levels["fin_banking_account"][:, 0] > 0)
    assert 0 < freed < drawn.draws / 5
    assert (found.weights, found.answers) == (Decimal(1), 1 - Decimal(int(freed)) / drawn.draws)
    assert found.near in {"ready", "leading"}


def test_a_gate_on_scores_reads_the_redrawn_ones(instrument: Instrument) -> None:
    """All at the top but digital, which is just below its limit: where it rises above, nothing holds the overall."""
    row = _even(instrument, 4) | {
        name: _cell(one, 2) for name, one in instrument.questions.items() if name.startswith("dig_")
    }
    row |= {"dig_data_backup": "0", "dig_money_books": "0", "dig_access_internet": "1"}
    firm = _assessment(row, instrument)
    scores = {part.id: part.score for part in firm.questionnaires}
    assert scores["digital"] is not None
    assert Decimal(40) < scores["digital"] < Decimal(45)
    overall = _all(firm)[OVERALL]
    assert overall is not None
    assert firm.overall.band == "ready"
    assert firm.overall.raw is not None
    assert firm.overall.raw > 85
    assert overall.near == "leading"


def test_a_questionnaire_without_a_share_moves_nothing(instrument: Instrument) -> None:
    rule = instrument.settings.overall.model_copy(
        update={"shares": {"finance": 0, "operations": 60, "digital": 40, "green": 0}}
    )
    changed = instrument.settings.model_copy(update={"overall": rule})
    other = instrument.model_copy(update={"settings": changed, "hash": "no share"})
    rows = [_even(instrument, 3) | {name: cell for name, cell in _even(instrument, level).items() if name[:4] == "fin_"}
            for level in (2, 3)]  # fmt: skip
    one, same = (_all(_assessment(row, other))[OVERALL] for row in rows)
    assert one == same
    assert one is not None
    assert one.weights == 1


def test_without_a_band_nothing_is_said(instrument: Instrument) -> None:
    row = {name: "" if name.startswith(("dig_", "grn_")) else cell for name, cell in _even(instrument, 3).items()}
    firm = _assessment(row, instrument)
    assert [name for name, one in _all(firm).items() if one is None] == ["digital", "green", OVERALL]
    view = build(firm, instrument)
    assert [bool(line.stability) for line in view.scores] == [True, True, False, False]
    assert view.overall.stability == ""


def test_a_quick_check_shows_no_bands_and_says_nothing_of_them(instrument: Instrument) -> None:
    firm = _assessment(_even(instrument, 3), instrument, quick=True)
    assert firm.overall.band is not None
    assert set(_all(firm).values()) == {None}


def test_words_and_number_always_agree(instrument: Instrument) -> None:
    firm = _assessment(_even(instrument, 3), instrument)

    def said(kept: str, *, sure: bool) -> str:
        one = Stability(weights=Decimal(1), answers=Decimal(kept), firm=sure, near="leading")
        return build(firm.model_copy(update={"overall": firm.overall.model_copy(update={"stability": one})}),
                     instrument).overall.stability  # fmt: skip

    assert said("0.9", sure=True) == "Firm: the band stays in 90 of 100 redraws."
    assert said("0.8975", sure=False) == "Borderline, near Leading: the band stays in 89 of 100 redraws."
    assert said("0.9975", sure=True) == "Firm: the band stays in 99 of 100 redraws."


# The redraws --------------------------------------------------------------------------------------------------------


def test_weights_are_redrawn_around_the_given_ones_as_far_as_the_instrument_says(instrument: Instrument) -> None:
    instrument = _with(instrument, draws=10_000)
    drawn = redraws(instrument).factors
    dimension = instrument.dimensions["fin_records"]
    for names, weights, each in (
        ([q.id for q in dimension.questions], [q.weight for q in dimension.questions], 8),
        ([d.id for d in instrument.questionnaires[0].dimensions],
         [d.weight for d in instrument.questionnaires[0].dimensions], 1),
        ([*instrument.settings.overall.shares], [*instrument.settings.overall.shares.values()], 1),
    ):  # fmt: skip
        shares = np.array([drawn[name] for name in names]) / FACTOR * np.array(weights)[:, None] / sum(weights)
        assert np.allclose(shares.sum(axis=0), 1, atol=0.001)
        given_ = np.array(weights) / sum(weights)
        assert np.allclose(shares.mean(axis=1), given_, atol=0.005)
        # The variance of a Dirichlet distribution with parameters `each` times the weights.
        assert np.allclose(shares.var(axis=1), given_ * (1 - given_) / (sum(weights) * each + 1), rtol=0.06)


def test_a_weight_of_two_is_mostly_between_one_and_three_and_a_share_of_20_between_13_and_28(
    instrument: Instrument,
) -> None:
    """What `instrument.yaml` says of its concentrations."""
    drawn = redraws(_with(instrument, draws=10_000)).factors
    weight = 2 * drawn["fin_records_receipts"] / FACTOR
    share = instrument.dimensions["fin_banking"].weight * drawn["fin_banking"] / FACTOR
    assert instrument.questions["fin_records_receipts"].weight == 2
    assert instrument.dimensions["fin_banking"].weight == 20
    assert np.mean((weight > 1) & (weight < 3)) > 0.95
    assert np.mean((share > 13) & (share < 28)) > 0.93


def test_one_answer_in_five_is_one_step_off(instrument: Instrument) -> None:
    levels = redraws(_with(instrument, draws=10_000)).levels
    for name, question in instrument.questions.items():
        can = sorted(_can_have(question))
        for place, level in enumerate(can):
            moved = levels[name][:, level]
            assert set(moved.tolist()) == set(can[max(0, place - 1) : place + 2])
            ends = place in (0, len(can) - 1)
            assert np.mean(moved != level) == pytest.approx(0.1 if ends else 0.2, abs=0.02)
        assert (levels[name][:, 5:] == [0, NONE]).all()  # "don't know" and no answer stay


def test_a_step_up_and_a_step_down_are_as_likely(instrument: Instrument) -> None:
    levels = redraws(_with(instrument, draws=10_000)).levels
    steps = np.array(
        [levels[name][:, 2].astype(int) for name, one in instrument.questions.items() if one.type == "ladder"]
    )
    assert np.mean(steps > 2) == pytest.approx(0.1, abs=0.002)
    assert np.mean(steps < 2) == pytest.approx(0.1, abs=0.002)


def test_dont_know_is_no_step(instrument: Instrument) -> None:
    row = dict.fromkeys(instrument.questions, "dk")
    assessed = _assess([_even(instrument, 0) | row], instrument)
    assert assessed.values[state("fin_records_cashbook")][0] == STATES[State.DONT_KNOW]
    assert {assessed.stability[f"{name}.{ANSWERS}"][0] for name in SCORES} == {instrument.settings.stability.draws}


def test_another_seed_gives_other_redraws_and_more_redraws_begin_with_the_same_steps(instrument: Instrument) -> None:
    one, other = redraws(_with(instrument, seed=1)), redraws(_with(instrument, seed=2))
    assert (one.factors["finance"] != other.factors["finance"]).any()
    assert (one.levels["fin_records_cashbook"] != other.levels["fin_records_cashbook"]).any()
    few = redraws(_with(instrument, draws=10)).levels["fin_records_cashbook"]
    assert (few == redraws(instrument).levels["fin_records_cashbook"][:10]).all()


def test_sums_over_questions_stay_below_what_a_float_holds_exactly(instrument: Instrument) -> None:
    """So their order does not matter, whatever the library that multiplies matrices makes of it."""
    top = max(instrument.settings.level_points)
    heaviest = int(instrument.overlays.limit * scale(instrument))
    for dimension in instrument.dimensions.values():
        weights = [q.weight for q in dimension.questions]
        largest = [heaviest * q.weight * FACTOR * sum(weights) // q.weight for q in dimension.questions]
        assert sum(largest) * top < 2**53
    for part in instrument.questionnaires:
        assert sum(sum(d.weight for d in part.dimensions) * FACTOR for _ in part.dimensions) < 2**53
