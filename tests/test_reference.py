"""The reference implementation against the example firms, whose results were computed elsewhere, exactly.

The program itself is compared with the reference in other tests; this one shows that the reference can be trusted.
"""

import csv
import random
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest

from msme_check import loading, resources
from random_firms import random_row
from reference import MISSING, Reference, reference

DATA = Path(__file__).parent / "data"
HALF_STEP = Fraction("0.00005001")
"""The file is rounded to four decimals."""
QUESTIONNAIRES = {"fin": "finance", "ops": "operations", "dig": "digital", "grn": "green"}
INSTRUMENT = loading.load(resources.questionnaires())
STARTS = {band.start for band in INSTRUMENT.settings.bands[1:]}


def _rows(name: str) -> dict[str, dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return {row["firm_id"]: row for row in csv.DictReader(file)}


FIRMS, EXPECTED = _rows("example_firms.csv"), _rows("example_expected.csv")


def _ids(text: str) -> list[str]:
    """Ids of recommendations in a cell of the file."""
    return [one.removeprefix("rec_") for one in text.split()]


def _figures(text: str) -> dict[str, str]:
    return {one.split("=")[0].removeprefix("rec_"): one.split("=")[1] for one in text.split()}


def _title(band: str | None) -> str:
    return next((one.title for one in INSTRUMENT.settings.bands if one.id == band), "")


def _unlike(figure: Fraction | None, cell: str) -> bool:
    return cell != "" if figure is None else cell == "" or abs(figure - Fraction(cell)) > HALF_STEP


def _numbers(found: Reference) -> dict[str, Fraction | None]:
    """Column -> figure, for the columns that hold one figure."""
    numbers = {"coverage": found.coverage_overall, "overall_raw": found.overall_raw, "overall": found.overall}
    numbers |= {key: score for key, score in found.dimensions.items()}
    for short, key in QUESTIONNAIRES.items():
        numbers |= {f"{short}_raw": found.raw[key], f"{short}_score": found.score[key]}
        numbers |= {f"{short}_coverage": found.coverage[key], f"{short}_na_share": found.na_share[key]}
        numbers |= {f"{short}_dk_share": found.dk_share[key]}
    return numbers


def _words(found: Reference) -> dict[str, object]:
    """Column -> what it says, for the columns of codes and bands."""
    words: dict[str, object] = {
        "size": found.size,
        "complete": [short for short, key in QUESTIONNAIRES.items() if key in found.complete],
        "overall_band": _title(found.overall_band),
        "gates": found.gates,
        "lifts_gate": found.lifts_gate,
        "fired": found.fired,
        "hidden": found.hidden,
        "ranking": found.ranking,
        "pairs": found.pairs,
        "on_band_edge": [key for key, score in found.dimensions.items() if score in STARTS],
    }
    for short, key in QUESTIONNAIRES.items():
        words |= {f"{short}_band": _title(found.band[key]), f"{short}_band_shown": _title(found.band_shown[key])}
    return words


def _cell(column: str, text: str) -> object:
    """What a cell of codes or a band says, in the shape of `_words`."""
    if column == "size" or column.endswith(("_band", "_band_shown")):
        return text
    return set(_ids(text)) if column == "lifts_gate" else _ids(text)


@pytest.mark.parametrize("firm", EXPECTED)
def test_the_reference_agrees_with_the_example_firms(firm: str) -> None:
    found, expected = reference(INSTRUMENT, FIRMS[firm]), EXPECTED[firm]
    numbers, words = _numbers(found), _words(found)

    differing: dict[str, tuple[object, str]] = {}
    differing |= {key: (one, expected[key]) for key, one in numbers.items() if _unlike(one, expected[key])}
    differing |= {key: (one, expected[key]) for key, one in words.items() if one != _cell(key, expected[key])}
    for column, figures in (("gains", found.gains), ("values", found.values)):
        cells = _figures(expected[column])
        assert figures.keys() == cells.keys()
        differing |= {f"{column} {key}": (one, cells[key]) for key, one in figures.items() if _unlike(one, cells[key])}
    assert differing == {}

    assert expected.keys() - numbers.keys() - words.keys() == {
        "firm_id", "official_size", "gains", "values",
    }  # fmt: skip


def test_random_firms_are_reproducible_and_reach_every_gate_and_state() -> None:
    firms = [random_row(random.Random(seed), INSTRUMENT) for seed in range(150)]  # noqa: S311 - test data
    assert firms[7] == random_row(random.Random(7), INSTRUMENT)  # noqa: S311 - test data

    seen: Counter[str] = Counter()
    for found in [reference(INSTRUMENT, firm) for firm in firms]:
        seen.update([*found.gates, *set(found.states.values()), found.size or "", "overall" if found.overall else ""])
        seen.update("covered" if share >= Fraction(4, 5) else "thin" for share in found.coverage.values())
        for position, key in enumerate(found.ranking):
            needs = set(INSTRUMENT.recommendation[key].needs) & set(found.fired)
            assert needs <= set(found.ranking[:position])
    everything = {gate.id for gate in INSTRUMENT.settings.gates} | {"solo", "micro", "small", "medium"}
    assert everything | {"answered", "dont_know", "not_applicable", "missing", "not_asked", "overall"} <= seen.keys()
    assert min(seen["covered"], seen["thin"]) > len(firms)


def test_whatever_a_firm_adds_later_lies_between_low_and_high() -> None:
    rng = random.Random(1)  # noqa: S311 - test data
    for _ in range(25):
        row = random_row(rng, INSTRUMENT)
        found, other = reference(INSTRUMENT, row), random_row(rng, INSTRUMENT)
        gaps = [key for key, state in found.states.items() if state == MISSING]
        later = reference(INSTRUMENT, row | {key: "dk" if other[key] in ("", "na") else other[key] for key in gaps})

        for key, score in later.score.items():
            low, high = found.low[key], found.high[key]
            assert score is None or (low is not None and high is not None and low <= score <= high)
