"""What is found of one firm alone: straight-lining, odd pairs, much that is not known or does not apply."""

from math import ceil
from pathlib import Path

import pytest

from msme_check.intake.origins import Origins
from msme_check.model.instrument import Instrument
from msme_check.model.questions import Checklist, Ladder
from quality.conftest import Check, findings, firm, ladders, of


def test_plain_firms_have_no_findings(instrument: Instrument, check: Check) -> None:
    assert check([firm(instrument, number) for number in range(8)]) == []
    assert check([]) == []


def at_level(instrument: Instrument, level: int, names: list[str], number: int = 1) -> dict[str, str]:
    """A firm with some of its ladders at one level."""
    return firm(instrument, number, **dict.fromkeys(names, str(level)))


def test_a_firm_at_one_level_everywhere_is_straight_lining(instrument: Instrument, check: Check) -> None:
    names = ladders(instrument)
    (line,) = of(check([at_level(instrument, 2, names)]), "straight_lining")
    assert (line["file"], line["row"], line["firm_id"], line["interviewer"]) == ("firms.csv", 2, "F1", "")
    assert (line["value"], line["limit"]) == ("1.0000", "0.8500")
    n = len(names)
    assert line["what"] == f"Ladder questions at level 2: {n} of {n} answered. In a row at one level: {n}."
    assert "three of these questions" in str(line["what_to_do"])


def test_level_0_counts_and_what_was_not_answered_does_not(instrument: Instrument, check: Check) -> None:
    names = ladders(instrument)
    few = instrument.settings.quality.straight_lining.questions_from
    empty = dict.fromkeys(instrument.questions, "")
    enough = {**firm(instrument, 1), **empty, **dict.fromkeys(names[:few], "0")}
    unknown = {**firm(instrument, 2), **empty, **dict.fromkeys(names[:few], "0"), names[3]: "dk"}
    lines = of(check([enough, unknown]), "straight_lining")
    assert [line["firm_id"] for line in lines] == ["F1"]
    assert f"level 0: {few} of {few} answered" in str(lines[0]["what"])


def mixed(instrument: Instrument, same: int) -> dict[str, str]:
    """A firm with so many ladders at level 3, and the others at level 1, spread among them."""
    names = ladders(instrument)
    others = len(names) - same
    apart = {names[(n * len(names)) // others] for n in range(others)} if others else set()
    return firm(instrument, 1, **{name: "1" if name in apart else "3" for name in names})


def test_the_share_is_compared_exactly(instrument: Instrument, check: Check) -> None:
    names, share = ladders(instrument), instrument.settings.quality.straight_lining.share_from
    least = ceil(share * len(names))
    below, reached = (of(check([mixed(instrument, n)]), "straight_lining") for n in (least - 1, least))
    assert below == []
    assert f"at level 3: {least} of {len(names)}" in str(reached[0]["what"])


@pytest.mark.parametrize("gap", ["", "dk", None])
def test_a_long_row_is_found_below_the_share(gap: str | None, instrument: Instrument, check: Check) -> None:
    """What was not answered does not end a row, another level does."""
    names, rule = ladders(instrument), instrument.settings.quality.straight_lining
    row = firm(instrument, 1, **{name: str(n % 2 * 4) for n, name in enumerate(names)})
    row |= dict.fromkeys(names[10 : 10 + rule.run_from + 1], "2")
    row[names[15]] = "1" if gap is None else gap
    lines = of(check([row]), "straight_lining")
    if gap is None:
        assert lines == []
    else:
        assert (lines[0]["value"], lines[0]["limit"]) == (str(rule.run_from), str(rule.run_from))
        assert f"In a row at one level: {rule.run_from}." in str(lines[0]["what"])


def test_every_odd_pair_of_a_firm_is_in_one_line(instrument: Instrument, check: Check) -> None:
    odd = firm(instrument, 1, fin_records_statements="4", fin_records_cashbook="0", fin_formality_tax="4",
               fin_formality_registration="0")  # fmt: skip
    texts = {pair.id: pair.text for pair in instrument.settings.consistency_pairs}
    (line,) = of(check([odd, firm(instrument, 0)]), "odd_pairs")
    assert line["limit"] == "1" and int(str(line["value"])) >= 2
    assert f"P1: {texts['P1']}. P2: {texts['P2']}." in str(line["what"])


def test_each_questionnaire_with_much_unknown_has_a_line(instrument: Instrument, check: Check) -> None:
    finance, green = instrument.questionnaires[0], instrument.questionnaires[3]
    names = [one.id for part in (finance, green) for one in part.questions]
    row = firm(instrument, 1, **dict.fromkeys(names[: len(names) - 3], "dk"))
    lines = of(check([row]), "dont_know")
    assert [str(line["what"]).split(":")[0] for line in lines] == [finance.short_title, green.short_title]
    assert lines[0]["value"] == "1.0000" and lines[0]["limit"] == "0.2500"
    assert '100 % is "I do not know"' in str(lines[0]["what"])
    assert check([row], files=("other.csv",))[0]["file"] == "other.csv"


def test_what_is_not_known_everywhere_is_shown_though_nothing_was_answered(
    instrument: Instrument, check: Check
) -> None:
    row = firm(instrument, 1, **dict.fromkeys(instrument.questions, "dk"))
    assert len(of(check([row]), "dont_know")) == 4


def test_much_that_does_not_apply_is_the_share_of_the_results(instrument: Instrument, check: Check) -> None:
    part = instrument.questionnaires[2]
    grounds = [one for one in part.questions if one.not_applicable]
    row = firm(instrument, 1, **{one.id: "na" for one in grounds}, employees="1")
    lines = of(check([row]), "not_applicable")
    share = sum(one.weight for one in grounds) / sum(one.weight for one in part.questions)
    assert (lines == []) == (share <= 0.35)
    nothing = {**row, **{one.id: "" for one in part.questions}}
    assert of(check([nothing]), "not_applicable") == []


def test_a_questionnaire_that_nobody_began_has_no_share(instrument: Instrument, check: Check) -> None:
    empty = {one.id: "" for one in instrument.questionnaires[1].questions}
    assert check([firm(instrument, 1, **empty)]) == []


def test_the_limits_come_from_the_instrument(instrument: Instrument, tmp_path: Path) -> None:
    rules = instrument.settings.quality
    other = rules.model_copy(update={"dont_know": rules.dont_know.model_copy(update={"share_above": 0.01})})
    settings = instrument.settings.model_copy(update={"quality": other})
    changed = instrument.model_copy(update={"settings": settings})
    name = next(name for name, one in instrument.questions.items() if isinstance(one, Ladder | Checklist))
    found = findings(changed, tmp_path, [[firm(instrument, 1, **{name: "dk"})]], Origins(("a",)))
    assert found.table()["check"].to_list() == ["dont_know"]
