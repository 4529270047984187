"""What the report on a group says: every number beside its n, no country by a score, nothing small in public."""

import random
import re
from decimal import Decimal
from typing import Any

import pytest

from cohort.conftest import total, view_of, walk
from msme_check.cohort.disclosure import Count
from msme_check.cohort.material import Figure
from msme_check.cohort.totals import Totals
from msme_check.cohort.view import CohortView
from msme_check.cohort.view_scores import HIDDEN, MapCell, Segment
from msme_check.model.instrument import Instrument

Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def view(example_totals: Totals, instrument: Instrument) -> CohortView:
    return view_of(example_totals, instrument)


@pytest.fixture(scope="module")
def public(example_totals: Totals, instrument: Instrument) -> CohortView:
    return view_of(example_totals, instrument, public=True)


def parts(view: Any, kind: type) -> list[Any]:
    found: list[Any] = []
    walk(view, lambda one: found.append(one) if type(one) is kind else None)
    return found


def test_kinds_stand_in_the_order_of_the_instrument(view: CohortView, instrument: Instrument) -> None:
    country = view.who[0]
    assert [line.title for line in country.lines] == [o.text for o in instrument.profile_field["country"].options]
    assert [line.count.value for line in country.lines] == [5, 7, 10, 9, 9]
    assert [one.title for one in view.who[1:3]] == ["Sector", "Size"]
    assert view.who[3].title == instrument.profile_field["women_owned"].text
    assert [line.title for line in view.who[3].lines] == ["Yes", "No", "I prefer not to say", "Not stated"]


def test_no_score_is_told_by_country(view: CohortView) -> None:
    columns = [line.title for heat in view.maps for line in heat.columns]
    assert columns.count("All firms") == 2
    assert not {"Cambodia", "Lao PDR", "Myanmar", "Thailand", "Viet Nam"} & set(columns)


def test_spreads_add_up_to_all_firms(view: CohortView) -> None:
    assert [one.title for one in view.spreads] == ["Overall", "Finance", "Operations", "Digital", "Green"]
    for one in view.spreads:
        counts = [line.count.value or 0 for _shade, line in one.bands]
        assert sum(counts) == 40 and sum(counts[:-1]) == one.firms.value
        assert sum(column.count for column in one.columns) == one.firms.value
        assert sum(segment.width for segment in one.segments) == pytest.approx(100, abs=0.05)
        assert max(column.height for column in one.columns) == 1
        assert one.columns_said.startswith("0 to below 10 points: ")
    assert view.spreads[0].segments_said.startswith("Starting: 6; Emerging: 10; Developing: 13")


def test_maps_leave_out_kinds_without_a_firm(view: CohortView) -> None:
    sizes = [line.title for line in view.maps[1].columns]
    assert len(sizes) == 5 and "250 people and more" not in sizes
    cells = parts(view, MapCell)
    assert len(cells) == 24 * (6 + 5)
    assert all((cell.median.value is None) == (cell.firms.value == 0) for cell in cells)


def test_most_firms_come_first_and_the_rest_in_order(view: CohortView, instrument: Instrument) -> None:
    counts = [one.firms.value or 0 for one in view.actions]
    assert counts == sorted(counts, reverse=True) and counts[-1] > 0
    order = {one.title: one.order for one in instrument.recommendations}
    equal = [order[one.title] for one in view.actions if one.firms.value == counts[1]]
    assert equal == sorted(equal)
    first = view.actions[0]
    assert first.days.value == counts[0] * first.effort and re.fullmatch(r"\d+\.\d", first.gain.text)


def test_in_short(view: CohortView, public: CohortView) -> None:
    assert view.short[0] == "The median of the overall scores is 53 (n = 38)."
    assert view.short[-1].endswith("31 of 40 firms.") and len(view.short) == 5
    assert public.short[0] == "The median of the overall scores is 53 (n = 5+)."


def test_directions_that_nobody_serves_are_named(instrument: Instrument, example_rows: Rows) -> None:
    one = view_of(total(example_rows[5:6], instrument), instrument)
    none = [line.code for line in one.directions if line.line.count.value == 0]
    assert none and one.unserved == f"No firm has a planned action that follows from {', '.join(none)}."
    assert view_of(total(example_rows[5:6] * 9, instrument), instrument, public=True).unserved == ""


def test_one_firm(instrument: Instrument, example_rows: Rows) -> None:
    view = view_of(total(example_rows[:1], instrument), instrument)
    assert (view.heading, view.firms, view.message) == ("1 firm", 1, "")
    assert {one.median.text for one in view.spreads} == {"16", "4", "18", "21", "29"}
    assert [len(heat.columns) for heat in view.maps] == [2, 2]


def test_no_firm(instrument: Instrument) -> None:
    totals = total([], instrument)
    totals.rows.read = totals.rows.rejected = 3
    view = view_of(totals, instrument)
    assert view.message.startswith("No firm could be scored") and view.spreads == () and view.actions == ()
    assert view.quality is not None and view.quality.rows[1][1].value == 3


@pytest.mark.parametrize("firms", [0, 1, 4])
def test_fewer_than_five_in_public(firms: int, instrument: Instrument, example_rows: Rows) -> None:
    view = view_of(total(example_rows[:firms], instrument), instrument, public=True)
    assert view.heading == "Fewer than 5 firms" and view.message.startswith("Fewer than 5 firms were scored.")
    assert view.firms == 0 and view.quality is None and parts(view, Count) == parts(view, Figure) == []


@pytest.mark.parametrize("firms", [5, 8, 9, 14, 23, 40])
def test_nothing_small_is_shown_in_public(firms: int, instrument: Instrument, random_rows: Rows) -> None:
    rows = random.Random(firms).sample(random_rows, firms)  # noqa: S311 - no secret
    view = view_of(total(rows, instrument), instrument, public=True)
    counts = [count for count in parts(view, Count) if count.value is not None]
    assert counts and min(count.value for count in counts) >= 5
    assert {count.text for count in parts(view, Count) if count.value is None} <= {
        "",
        "-",
        "5+",
        "< 5",
        f"> {firms - 5}",
    }
    assert view.listed is None and not any(one.columns for one in view.spreads)
    assert all(cell.firms.text == "5+" or cell.median.value is None for cell in parts(view, MapCell))
    for action in view.actions:
        assert action.days.value is None or action.firms.value
        assert action.gain.value is None or action.gain_firms.text == "5+"


def test_hidden_numbers_cannot_be_measured_in_the_bar(public: CohortView) -> None:
    for one in public.spreads:
        assert sum(segment.width for segment in one.segments) == pytest.approx(100, abs=0.05)
        drawn = [segment for segment in one.segments if segment.shade != HIDDEN]
        assert all(segment.width >= 100 * 5 / 40 for segment in drawn)
        assert len(one.segments) - len(drawn) == any(line.count.value is None for _shade, line in one.bands)
    assert any(segment.shade == HIDDEN for segment in parts(public, Segment))


def test_gates_in_public_never_tell_more_than_those_in_force(public: CohortView) -> None:
    for gate in public.gates:
        if gate.binds.value is not None and gate.force.value is not None:
            assert gate.force.value - gate.binds.value >= 5


def test_actions_in_public_are_not_sorted_by_what_is_hidden(public: CohortView, instrument: Instrument) -> None:
    order = {one.title: one.order for one in instrument.recommendations}
    few = [order[one.title] for one in public.actions if one.firms.text == "< 5"]
    assert len(few) > 1 and few == sorted(few) and len(public.actions) == len(instrument.recommendations)


def test_rows_in_public(instrument: Instrument, example_rows: Rows) -> None:
    totals = total(example_rows, instrument)
    totals.rows.read, totals.rows.rejected, totals.rows.cells = 42, 2, 7
    for public, expected in ((False, ["42", "2", "40", "7"]), (True, ["-", "< 5", "40", "7"])):
        quality = view_of(totals, instrument, public=public).quality
        assert quality is not None and [count.text for _title, count in quality.rows] == expected
    totals.rows.read, totals.rows.rejected = 45, 5
    quality = view_of(totals, instrument, public=True).quality
    assert quality is not None and [count.text for _title, count in quality.rows][:2] == ["45", "5"]


def test_a_median_is_never_shown_over_a_limit_that_it_does_not_reach(view: CohortView, instrument: Instrument) -> None:
    limits = [band.start for band in instrument.settings.bands]
    figures = [figure for figure in parts(view.maps, Figure) if figure.value is not None]
    for figure in figures:
        shown = Decimal(figure.text)
        assert sum(shown >= start for start in limits) == sum(figure.value >= start for start in limits)
        assert abs(shown - figure.value) < 1
    assert len(figures) > 200


def test_a_firm_that_answered_nothing(instrument: Instrument, example_rows: Rows) -> None:
    silent = {name: example_rows[0][name] for name in ("firm_id", "country", "sector", "employees")}
    view = view_of(total([silent], instrument), instrument)
    assert view.short == () and view.actions == ()
    assert {one.median.text for one in view.spreads} == {"-"}
    assert [line.count.value for _shade, line in view.spreads[0].bands] == [0, 0, 0, 0, 0, 1]
