"""What is hidden in public stays hidden, also for who knows exactly how it is hidden.

The attacker of these tests knows the rule, all totals, and everything that is shown. He goes through every table
that would have been shown in the same way, and looks what a hidden number could be in them.
"""

from collections import defaultdict
from collections.abc import Iterator

import pytest

from msme_check.cohort.disclosure import FEWEST, NOTHING, Count, Disclosure

FEW = "< 5"


def tables(firms: int, kinds: int) -> Iterator[tuple[int, ...]]:
    """All ways to put firms into kinds."""
    if kinds == 1:
        yield (firms,)
        return
    for count in range(firms + 1):
        yield from ((count, *rest) for rest in tables(firms - count, kinds - 1))


@pytest.mark.parametrize("kinds", [2, 3, 4])
@pytest.mark.parametrize("firms", [5, 8, 9, 12, 13, 14, 17, 21])
def test_a_hidden_number_of_a_table_cannot_be_computed(firms: int, kinds: int) -> None:
    seen = defaultdict(list)
    for table in tables(firms, kinds):
        seen[tuple(one.text for one in Disclosure(True, firms).parts(table))].append(table)
    for shown, possible in seen.items():
        for place, text in enumerate(shown):
            values = {table[place] for table in possible}
            if text == FEW:
                assert len(values) >= 3 and values <= set(range(FEWEST)), (shown, values)
            elif text.isdigit():
                assert values == {int(text)} and int(text) >= FEWEST
            else:
                assert len(values) >= 3, (shown, values)


@pytest.mark.parametrize("firms", range(FEWEST, 40))
def test_a_part_and_the_rest_of_it_cannot_be_computed(firms: int) -> None:
    disclosure = Disclosure(True, firms)
    seen = defaultdict(set)
    for count in range(firms + 1):
        shown = disclosure.part(count)
        assert shown.value in {None, count}
        if shown.value is not None:
            assert FEWEST <= count <= firms - FEWEST
        seen[shown.text].add(count)
    assert all(len(counts) == 1 or len(counts) >= FEWEST for counts in seen.values())


@pytest.mark.parametrize("firms", [5, 9, 13, 18, 23])
def test_a_part_of_a_part_cannot_be_computed(firms: int) -> None:
    disclosure = Disclosure(True, firms)
    seen = defaultdict(set)
    for whole in range(firms + 1):
        for count in range(whole + 1):
            seen[disclosure.part(whole).text, disclosure.within(count, whole).text].add((count, whole))
    for (whole_text, text), pairs in seen.items():
        assert len({count for count, _ in pairs}) >= 3 or int(text) >= FEWEST, (whole_text, text)
        assert len({whole - count for count, whole in pairs}) >= 3 or all(
            whole - count >= FEWEST for count, whole in pairs
        ), (whole_text, text)


def test_some_tables() -> None:
    shown = [
        [one.text for one in Disclosure(True, sum(table)).parts(table)]
        for table in ((20, 10, 12), (40, 0, 0), (20, 15, 4), (5, 20, 17, 2), (6, 0))
    ]
    assert shown == [
        ["20", "10", "12"],
        ["5+", FEW, FEW],
        ["5+", "15", FEW],
        ["5+", "5+", "17", FEW],
        [NOTHING.text, NOTHING.text],
    ]


def test_all_is_shown_where_it_is_not_public() -> None:
    disclosure = Disclosure(False, 3)
    assert disclosure.parts([1, 2, 0]) == (Count(1, "1"), Count(2, "2"), Count(0, "0"))
    assert (disclosure.part(1), disclosure.within(1, 2), disclosure.roughly(2)) == (
        Count(1, "1"),
        Count(1, "1"),
        Count(2, "2"),
    )
    assert disclosure.figure(1) and not disclosure.figure(0) and not disclosure.nothing


def test_a_public_figure_rests_on_five() -> None:
    disclosure = Disclosure(True, 9)
    assert disclosure.figure(5) and not disclosure.figure(4)
    assert (disclosure.roughly(5).text, disclosure.roughly(4).text) == ("5+", FEW)
    assert Disclosure(True, 4).nothing
