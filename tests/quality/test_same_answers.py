"""Firms with the same answers as an earlier one, wherever it stands."""

from pathlib import Path

import pytest

from msme_check.intake.origins import Origins
from msme_check.model.instrument import Instrument
from msme_check.model.questions import Checklist, Number
from msme_check.quality import same_answers
from quality.conftest import Check, Row, findings, firm, of

_SECOND_FILE = 1 << 40


@pytest.mark.parametrize("chunk", [1, 2, 100])
@pytest.mark.parametrize("at_once", [1, 1000])
def test_equal_answers_are_found_across_chunks(
    chunk: int, at_once: int, instrument: Instrument, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(same_answers, "AT_ONCE", at_once)
    rows = [firm(instrument, 1), firm(instrument, 2), firm(instrument, 1, firm_id="X", firm_name="Other")]
    rows += [firm(instrument, 3), firm(instrument, 1, firm_id="Y", country="VN", employees="30")]
    lines = of(check(rows, chunk), "same_answers")
    assert [(line["row"], line["firm_id"]) for line in lines] == [(4, "X"), (6, "Y")]
    for line in lines:
        assert line["what"] == "All 85 answers are the same as in row 2 of firms.csv."
        assert (line["value"], line["limit"]) == ("85", "15")


def test_the_first_one_may_stand_in_another_file(instrument: Instrument, check: Check) -> None:
    rows = [{**firm(instrument, 1, firm_id="X"), "row": "7"}, {**firm(instrument, 1), "row": str(_SECOND_FILE + 3)}]
    (line,) = of(check(rows, files=("a.csv", "b.xlsx")), "same_answers")
    assert (line["file"], line["row"]) == ("b.xlsx", 3)
    assert line["what"] == "All 85 answers are the same as in row 7 of a.csv."


def test_a_file_that_is_one_firm_has_no_row(instrument: Instrument, check: Check) -> None:
    rows = [{**firm(instrument, 1, firm_id=str(n)), "row": str(n * _SECOND_FILE)} for n in range(2)]
    (line,) = of(check(rows, files=("a.json", "b.json")), "same_answers")
    assert (line["file"], line["row"]) == ("b.json", None)
    assert line["what"] == "All 85 answers are the same as in a.json."


def differing(instrument: Instrument) -> dict[str, Row]:
    """Firms that are not the same as firm 1, each for another reason."""
    ladder, checklist = (
        "fin_records_cashbook",
        next(name for name, one in instrument.questions.items() if isinstance(one, Checklist)),
    )
    items = [item.code for item in instrument.questions[checklist].items]  # type: ignore[union-attr]
    base = firm(instrument, 1, **{ladder: "1", checklist: items[0]})
    return {
        "base": base,
        "level": {**base, ladder: "2"},
        "not known": {**base, ladder: "dk"},
        "missing": {**base, ladder: ""},
        "other box, same level": {**base, checklist: items[1]},
        "last box": {**base, checklist: items[-1]},
    }


def test_firms_that_differ_in_one_answer_are_not_the_same(instrument: Instrument, check: Check) -> None:
    rows = [{**row, "firm_id": name} for name, row in differing(instrument).items()]
    assert of(check(rows), "same_answers") == []
    twice = [{**row, "firm_id": f"{name} again"} for name, row in differing(instrument).items()]
    lines = of(check([*rows, *twice]), "same_answers")
    assert [line["firm_id"] for line in lines] == [row["firm_id"] for row in twice]
    assert all(str(line["what"]).endswith(f" row {n} of firms.csv.") for n, line in enumerate(lines, 2))


def test_a_figure_is_the_same_in_the_same_band(instrument: Instrument, check: Check) -> None:
    name, one = next((name, one) for name, one in instrument.questions.items() if isinstance(one, Number))
    low, high = one.bands[1].start, one.bands[2].start
    assert low + 1 < high
    figures = [f"{figure:g}" for figure in (low, low + 1, high)]
    rows = [firm(instrument, 1, firm_id=str(n), **{name: figure}) for n, figure in enumerate(figures)]
    assert [line["firm_id"] for line in of(check(rows), "same_answers")] == ["1"]


def test_firms_with_few_answers_may_be_the_same_by_chance(instrument: Instrument, check: Check) -> None:
    few = instrument.settings.quality.same_answers.questions_from
    names = list(instrument.questions)
    for count, found in ((few - 1, 0), (few, 1)):
        empty = dict.fromkeys(names[count:], "")
        rows = [firm(instrument, 1, firm_id=str(n), **empty) for n in range(2)]
        assert len(of(check(rows), "same_answers")) == found


def test_a_chunk_without_scored_firms_is_nothing(instrument: Instrument, tmp_path: Path) -> None:
    found = findings(instrument, tmp_path, [[firm(instrument, 1)], [], [firm(instrument, 1)]], Origins(("a",)))
    assert found.table()["row"].to_list() == [3]
