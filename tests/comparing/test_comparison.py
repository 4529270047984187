"""What a comparison of one firm says: whose doing a difference is, how sure it is, what became of the plan."""

from decimal import Decimal

import numpy as np
import pytest

from comparing.conftest import Days, reported, response, saved
from msme_check.comparing.actions import Became
from msme_check.comparing.comparison import Comparison, ScoreCompared, compare
from msme_check.comparing.noise import Verdict, noise
from msme_check.comparing.parts import Cause
from msme_check.comparing.saved import Saved
from msme_check.explaining.firm import firm_of
from msme_check.model.instrument import Instrument
from msme_check.model.response import Response
from report.conftest import same_level


def score(found: Comparison, name: str) -> ScoreCompared:
    return next(one for one in found.scores if one.id == name)


def points(one: ScoreCompared, cause: Cause) -> Decimal:
    return next(part.points for part in one.parts if part.causes == (cause,))


def level(instrument: Instrument, number: int, **cells: str) -> Response:
    """A firm with all answers at one level."""
    profile = {
        "country": "KH", "sector": "agri", "subsector": "rice_mill", "employees": "8", "registered": "local",
        "exports": "none", "imports": "false", "sells_to": "households companies",
    }  # fmt: skip
    return response({"firm_id": "F1", **profile, **same_level(instrument, number), **cells}, instrument)


def test_answers_alone(day: Days, instrument: Instrument) -> None:
    found = compare(saved(day()), saved(day(fin_records_cashbook="3")), instrument)
    finance = score(found, "finance")
    assert points(finance, Cause.ANSWERS) == finance.difference
    assert points(finance, Cause.PROFILE) == points(finance, Cause.INSTRUMENT) == 0
    (changed,) = found.answers
    assert (changed.id, changed.questionnaire, changed.rise) == ("fin_records_cashbook", "finance", 3)
    assert changed.before.startswith("Nothing is written down")
    assert found.facts == ()
    assert not found.nothing


def test_the_profile_alone_is_no_improvement(day: Days, instrument: Instrument) -> None:
    found = compare(saved(day()), saved(day(sector="services", subsector="", employees="60")), instrument)
    assert found.answers == ()
    for one in found.scores:
        assert one.verdict is Verdict.SAME
        assert one.difference
        assert points(one, Cause.PROFILE) == one.difference
    assert [(one.id, one.after) for one in found.facts] == [
        ("sector", "Services"), ("subsector", "not stated"), ("employees", "60"), ("size", "Medium (50-249 people)"),
    ]  # fmt: skip


def test_other_questions_alone(day: Days, instrument: Instrument, later: Instrument) -> None:
    before, after = reported(day(), instrument), saved(day())
    found = compare(before, after, later)
    finance = score(found, "finance")
    assert points(finance, Cause.INSTRUMENT) == finance.difference != 0
    assert finance.steps[0] is not None and finance.steps[0].as_tuple().exponent == -4
    assert finance.verdict is Verdict.SAME
    assert score(found, "digital").difference == 0
    assert (found.instrument.version_before, found.instrument.version_after) == ("1.0.0", "1.1.0")
    assert found.instrument.changed
    shares = [(one.id, int(one.before), int(one.after)) for one in found.instrument.shares]
    assert [(before, after) for _id, before, after in shares] == [(22, 27), (15, 10)]
    assert not (found.instrument.weights or found.instrument.new or found.instrument.gone)


def test_questions_weights_and_levels_of_another_instrument(day: Days, instrument: Instrument) -> None:
    """The PDF has a question that is gone, one less, another weight and another level."""
    one = reported(day(), instrument)
    assert one.reported is not None
    first, *parts_ = one.reported.questionnaires
    head, *tail = first.dimensions
    a, b, c, *rest = head.answers
    answers = (
        a.model_copy(update={"id": "fin_boat"}),
        b.model_copy(update={"weight": b.weight + 1}),
        c.model_copy(update={"level": 1}),
        *rest,
    )
    questionnaires = (
        first.model_copy(update={"dimensions": (head.model_copy(update={"answers": answers}), *tail)}),
        *parts_,
    )
    old = one.reported.model_copy(update={"instrument_hash": "0", "questionnaires": questionnaires})
    found = compare(Saved("old.pdf", one.response, "1.0.0", old, ("'fin_boat'",)), saved(day()), instrument).instrument
    assert (found.new, found.gone, found.left_out) == ((a.id,), ("fin_boat",), ("'fin_boat'",))
    assert [(x.id, x.before, x.after) for x in found.weights] == [(b.id, b.weight + 1, b.weight)]
    assert [(x.id, x.before, x.after) for x in found.levels] == [(c.id, Decimal(1), Decimal(c.level or 0))]


def test_a_score_that_is_new_or_gone(day: Days, instrument: Instrument) -> None:
    one = reported(day(), instrument)
    assert one.reported is not None
    first, *parts_ = one.reported.questionnaires
    old = one.reported.model_copy(update={"questionnaires": (first.model_copy(update={"id": "loans"}), *parts_)})
    found = compare(Saved("old.pdf", one.response, "1.0.0", old), saved(day()), instrument)
    gone, new = score(found, "loans"), score(found, "finance")
    assert (gone.title, gone.steps[1:], gone.parts, gone.verdict) == ("loans", (None,) * 3, (), Verdict.UNKNOWN)
    assert new.steps[0] is None and new.steps[-1] is not None and new.difference is None


def test_small_differences_are_noise_and_large_ones_are_not(instrument: Instrument) -> None:
    base = level(instrument, 1)
    small = compare(saved(base), saved(level(instrument, 1, fin_records_cashbook="2")), instrument)
    assert score(small, "finance").verdict is Verdict.NOT_SURE
    for before, after, verdict in ((1, 2, Verdict.BETTER), (2, 1, Verdict.WORSE)):
        found = compare(saved(level(instrument, before)), saved(level(instrument, after)), instrument)
        assert {one.verdict for one in found.scores} == {verdict}
        assert all(one.doubt and one.doubt.sure and one.doubt.apart for one in found.scores)


def test_what_is_not_answered_may_make_up_for_it(instrument: Instrument) -> None:
    """The same rise as in the test above, with questions left out that could take it back."""
    gaps = dict.fromkeys([question.id for question in instrument.questionnaires[0].questions][-3:], "")
    found = compare(saved(level(instrument, 1)), saved(level(instrument, 2, **gaps)), instrument)
    finance = score(found, "finance")
    assert finance.doubt is not None
    assert min(finance.doubt.weights, finance.doubt.answers) > Decimal("0.9")
    if not finance.doubt.apart:
        assert finance.verdict is Verdict.NOT_SURE


def test_the_shares_of_redraws_are_what_they_say(instrument: Instrument) -> None:
    """By the redraws of both firms: of weights the same one, of answers another one."""
    ladder = next(one for one in instrument.dimensions["dig_operations"].questions if one.type == "ladder")
    before = firm_of(level(instrument, 2), instrument)
    after = firm_of(level(instrument, 2, **{ladder.id: "3"}), instrument)
    found = noise(before, after)
    _verdict, doubt = found.verdict("digital")
    assert doubt is not None
    assert doubt.weights == 1  # more of one thing and less of nothing is more under all weights
    assert doubt.answers == Decimal(int(np.count_nonzero(found.answers["digital"] > 0))) / 400
    assert 0.5 < doubt.answers < 0.9
    assert found.verdict("finance") == (Verdict.SAME, None)


def test_what_became_of_the_plan(day: Days, instrument: Instrument) -> None:
    before = reported(day(), instrument)
    plan = before.reported.planned if before.reported else {}
    ladders = [
        one for one in plan.values() if all(instrument.questions[lift.question].type == "ladder" for lift in one.lifts)
    ]
    begun = next(one for one in ladders if any(lift.start + 1 < lift.target for lift in one.lifts))
    done, unknown, *_rest = (one for one in ladders if one is not begun)
    cells = {lift.question: str(lift.start + 1) for lift in begun.lifts}
    cells |= {lift.question: str(lift.target) for lift in done.lifts}
    cells |= {lift.question: "dk" for lift in unknown.lifts}
    found = compare(before, saved(day(**cells)), instrument)
    became = {one.id: one for one in found.actions}
    assert list(became) and set(became) == set(plan)
    assert became[done.id].became is Became.DONE
    assert became[begun.id].became is Became.BEGUN
    assert became[unknown.id].became is Became.UNKNOWN
    assert [lift.now for lift in became[unknown.id].lifts] == [None] * len(unknown.lifts)
    others = [one.became for one in found.actions if one.id not in (done.id, begun.id, unknown.id)]
    assert set(others) <= {Became.NOT, Became.BEGUN, Became.UNKNOWN}


def test_the_plan_follows_the_horizons(day: Days, instrument: Instrument) -> None:
    found = compare(saved(day()), saved(day()), instrument)
    horizons = [one.id for one in instrument.settings.words.horizons]
    places = [horizons.index(one.horizon) for one in found.actions]
    assert places == sorted(places) and len(places) > 3
    assert {one.became for one in found.actions} <= {Became.NOT, Became.UNKNOWN}


def test_an_action_and_a_question_of_another_instrument(day: Days, instrument: Instrument) -> None:
    one = reported(day(), instrument)
    assert one.reported is not None
    first = one.reported.recommendations[0]
    lift = first.lifts[0].model_copy(update={"question": "fin_boat"})
    boat = first.model_copy(update={"id": "buy_a_boat", "planned": "some_day", "lifts": (lift,)})
    old = one.reported.model_copy(update={"recommendations": (boat,)})
    (action,) = compare(Saved("old.pdf", one.response, "1.0.0", old), saved(day()), instrument).actions
    assert (action.title, action.became, action.lifts[0].now) == ("buy_a_boat", Became.UNKNOWN, None)


@pytest.mark.parametrize("quick", [(True, False), (False, True), (True, True)])
def test_a_quick_estimate_has_no_scores(quick: tuple[bool, bool], day: Days, instrument: Instrument) -> None:
    before, after = (day(quick=one) for one in quick)
    found = compare(saved(before), saved(after), instrument)
    assert found.quick and found.scores == () and found.gates == ()
    assert found.nothing
    wanted = compare(saved(before), saved(before), instrument).actions
    assert [one.id for one in found.actions] == [one.id for one in wanted]


def test_a_gate_that_went_and_one_that_came(day: Days, instrument: Instrument) -> None:
    went = compare(saved(day()), saved(day(fin_records_cashbook="3")), instrument)
    assert [(one.id, one.in_force) for one in went.gates] == [("G2", False)]
    came = compare(saved(day(fin_records_cashbook="3")), saved(day()), instrument)
    assert [(one.id, one.in_force) for one in came.gates] == [("G2", True)]
