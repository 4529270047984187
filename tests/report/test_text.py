"""The report as plain lines: fits narrow terminals, and prints a name as it is."""

import io
import re

import pytest
from rich.cells import cell_len
from rich.console import Console

from msme_check.model.instrument import Instrument
from msme_check.report import text
from report.conftest import Firm, Viewed, texts


def shown(firm: Firm, instrument: Instrument, width: int, **changes: object) -> str:
    out = io.StringIO()
    text.show(firm("R00022", **changes), instrument, Console(file=out, width=width))
    return out.getvalue()


def test_the_scores_in_a_terminal(firm: Firm, instrument: Instrument) -> None:
    lines = shown(firm, instrument, 80).splitlines()
    assert "Overall: 59 of 100, Developing" in lines
    assert "[##############......]  67  Finance access: Ready, coverage 100%" in lines
    assert "[#######.............]  35  Operational excellence: Emerging, coverage 100%" in lines
    at = lines.index("[#############.......]  64  Green practices: Developing, coverage 100%")
    assert lines[at + 1] == " " * 28 + "Firm: the band stays in 100 of 100 redraws."
    assert lines[at + 2] == " " * 28 + "66, held at 64 because: A firm of this size needs to"
    assert " 1  Walk through the workplace once a month and look for danger (2 days; Under" in lines


def test_what_is_not_known_is_drawn_apart(viewed: Viewed) -> None:
    lines = text.render(viewed("R00031")).splitlines()
    assert "[######??????????....]      Finance access: No band, coverage 52%" in lines
    assert "[                    ]      Operational excellence: Not taken" in lines


@pytest.mark.parametrize("width", [40, 80])
@pytest.mark.parametrize("name", ["Cửa hàng", "ក្រុមហ៊ុនផលិតម្ហូបអាហារនៅខេត្តបាត់ដំបងកម្ពុជាដែលមានឈ្មោះវែងណាស់", "x" * 120])
def test_no_line_is_wider_than_the_window(firm: Firm, instrument: Instrument, width: int, name: str) -> None:
    lines = shown(firm, instrument, width, name=name).splitlines()
    assert max(map(cell_len, lines)) <= width
    assert name in "".join(lines)


def test_a_name_is_no_markup(firm: Firm, instrument: Instrument) -> None:
    name = "[bold]Golden[/] :smile: [/red] https://example.org 123"
    out = io.StringIO()
    text.show(firm("R00022", name=name), instrument, Console(file=out, width=80, force_terminal=True))
    assert f"\x1b[1m{name}\x1b[0m" in out.getvalue()


def test_reasons_side_by_side_end_without_a_stop(viewed: Viewed) -> None:
    told = " ".join(text.render(viewed("R00022", fin_banking_account="0")).split())
    because = [part.split("Lifts: ")[0] for part in told.split("Because: ")[1:]]
    assert any(part.startswith("The money of the business is kept together") and "; " in part for part in because)
    assert not [part for part in because if ".;" in part]


@pytest.mark.parametrize("quick", [False, True])
def test_the_file_holds_everything(viewed: Viewed, quick: bool) -> None:
    view = viewed("R00016", quick=quick)
    found = " ".join(text.render(view).split())
    assert [one for one in texts(view) if " ".join(one.split()) not in found] == []


def test_the_quick_check_shows_no_score(firm: Firm, instrument: Instrument) -> None:
    found = shown(firm, instrument, 80, quick=True)
    assert "Quick estimate" in found
    assert "[#" not in found
    assert "of 100" not in found
    assert "What the quick check found" in found


@pytest.mark.parametrize("width", [40, 80])
def test_the_summary_says_what_holds_back_and_what_to_do_first(firm: Firm, instrument: Instrument, width: int) -> None:
    found = " ".join(shown(firm, instrument, width).split())
    assert "What holds you back ! Finance access:" in found or "! Green practices: A firm of this size needs" in found
    assert "What lifts it: action" in found
    assert "- Operational excellence: lowest in" in found
    assert "Whom to ask: - ILO SCORE Training: " in found
    assert "First step:" in found
    assert "actions of the plan are in the report" in found
    assert found.count("[#") + found.count("[.") == 4 + len(instrument.dimensions)


def test_bars_are_coloured_and_say_the_same_without(firm: Firm, instrument: Instrument) -> None:
    out = io.StringIO()
    text.show(firm("R00022"), instrument, Console(file=out, width=80, force_terminal=True, color_system="standard"))
    coloured = out.getvalue()
    assert all(f"\x1b[{code}m" in coloured for code in ("34", "35", "36", "32"))  # the dimensions of each questionnaire
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == shown(firm, instrument, 80)
