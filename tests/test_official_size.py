"""The official size: the law's cases and edges, unknown figures, many firms at once, and a slow second computation."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msme_check import official_size
from msme_check.assess import assess
from msme_check.assessments import assessment
from msme_check.batch.tables import results
from msme_check.errors import AnswersError
from msme_check.explaining.firm import firm_of
from msme_check.explaining.naming import explain
from msme_check.loading import load
from msme_check.model.instrument import Instrument
from msme_check.model.response import InstrumentRef, Response
from msme_check.model.sizes import SizeDefinition, Together
from msme_check.report.view import build
from msme_check.resources import questionnaires

DATA = Path(__file__).parent / "data"
SHIPPED = load(questionnaires())
SIZES = [one.id for one in SHIPPED.settings.official_sizes]
ORDINARY = {"employees": "3", "sector": "services", "subsector": "repair"}

Cells = dict[str, str]


def sizes(rows: list[Cells], instrument: Instrument = SHIPPED) -> list[str]:
    """The official size of firms, as the table of results has it."""
    names = sorted({name for row in rows for name in row})
    raw = pl.DataFrame({name: [row.get(name, "") for row in rows] for name in names})
    found: list[str] = results(assess(raw, instrument), instrument).frame()["official_size"].to_list()
    return found


CASES = [  # framework, section B.3; the product's sectors by the mapping of B.1
    ("TH higher revenue", "small",
     {"country": "TH", "sector": "manufacturing", "employees": "4", "turnover": "3000000"}),
    ("TH higher employees", "medium",
     {"country": "TH", "sector": "services", "employees": "35", "turnover": "20000000"}),
    ("VN both fit", "micro", {"country": "VN", "sector": "retail", "employees": "9", "employees_insured": "8",
                              "turnover": "9000000000", "assets": "2000000000"}),
    ("VN capital fits", "micro", {"country": "VN", "sector": "retail", "employees": "9", "employees_insured": "8",
                                  "turnover": "12000000000", "assets": "2000000000"}),
    ("VN neither fits", "small", {"country": "VN", "sector": "retail", "employees": "9", "employees_insured": "8",
                                  "turnover": "12000000000", "assets": "5000000000"}),
    ("VN employees above", "small", {"country": "VN", "sector": "manufacturing", "employees": "14",
                                     "employees_insured": "12", "turnover": "2000000000"}),
    ("KH rice mill", "micro", {"country": "KH", "sector": "agri", "subsector": "rice_mill", "employees": "3",
                               "turnover": "180000000"}),  # USD 45,000
    ("KH farm", "small", {"country": "KH", "sector": "agri", "subsector": "farming", "employees": "12",
                          "turnover": "480000000"}),  # USD 120,000
    ("LA labour is enough", "micro", {"country": "LA", "sector": "manufacturing", "employees": "4",
                                      "assets": "300000000"}),
    ("MM labour-intensive", "small", {"country": "MM", "sector": "manufacturing", "subsector": "garment_workshop",
                                      "labour_intensive": "yes", "employees": "120"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("expected", "cells"), [(size, cells) for _name, size, cells in CASES], ids=[c[0] for c in CASES]
)
def test_the_cases_of_the_framework(expected: str, cells: Cells) -> None:
    assert sizes([cells]) == [expected]


@dataclass(frozen=True)
class Edge:
    """A limit of one cell, and a firm of which this figure alone is known."""

    name: str
    law: SizeDefinition
    size: int
    limit: int
    field: str
    firm: Cells

    def at(self, figure: int) -> Cells:
        return {**self.firm, self.field: str(figure)}


def edges() -> Iterator[Edge]:
    for law in SHIPPED.size_definitions:
        for row in law.rows:
            choices = {field: codes[0] for field, codes in row.firms[0].items()}
            firm = {"country": law.country, "sector": "manufacturing", **choices}
            for size, criteria in row.cells.items():
                for name, cell in criteria.items():
                    criterion = law.criterion[name]
                    rate = law.conversion.rate if law.conversion and criterion.currency == "USD" else 1
                    given_as = cell.up_to if cell.up_to is not None else cell.below
                    assert given_as is not None
                    limit = given_as * criterion.unit * rate - (0 if cell.up_to is not None else 1)
                    assert limit == int(limit)
                    label = f"{law.country} {row.id} {size} {name}"
                    yield Edge(label, law, SIZES.index(size), int(limit), criterion.field, firm)


EDGES = list(edges())


def test_every_cell_of_the_framework_is_there() -> None:
    cells = {
        law.country: sum(len(c) for row in law.rows for c in row.cells.values()) for law in SHIPPED.size_definitions
    }
    assert cells == {"KH": 27, "LA": 27, "MM": 24, "TH": 12, "VN": 18}


@pytest.mark.parametrize("edge", EDGES, ids=[edge.name for edge in EDGES])
def test_at_just_under_and_just_over_each_limit(edge: Edge) -> None:
    """One figure alone decides: at its limit the size of the cell, one under it too, one over it the next one."""
    figures = [edge.limit - 1, edge.limit, edge.limit + 1]
    found = sizes([edge.at(figure) for figure in figures])
    assert found == [SIZES[edge.size], SIZES[edge.size], SIZES[edge.size + 1]]


def test_the_example_firms_have_the_sizes_expected(example_rows: list[Cells]) -> None:
    with (DATA / "example_expected.csv").open(encoding="utf-8", newline="") as file:
        expected = {row["firm_id"]: row["official_size"] for row in csv.DictReader(file)}
    found = dict(zip([row["firm_id"] for row in example_rows], sizes(example_rows), strict=True))
    assert len(found) == 40
    assert found == expected


def test_what_was_not_stated_is_not_guessed() -> None:
    base = {"country": "VN", "sector": "retail", "employees": "9"}
    rows = [
        base,  # the law asks for people in social insurance
        {**base, "employees_insured": "60"},
        {**base, "turnover": "12000000000"},
        {**base, "turnover": "12000000000", "assets": "3000000000"},
        {"country": "VN", "employees": "9", "employees_insured": "2"},  # no sector, so no row
    ]
    assert sizes(rows) == ["unknown", "medium", "small", "micro", "unknown"]


def table(rows: list[Cells]) -> pl.DataFrame:
    names = sorted({name for row in rows for name in row})
    raw = pl.DataFrame({name: [row.get(name, "") for row in rows] for name in names})
    columns = ("official_size", "official_size_basis", "official_size_check")
    return results(assess(raw, SHIPPED), SHIPPED).frame().select(columns)


def test_why_to_ask_the_office_stands_beside() -> None:
    found = table(
        [
            {"country": "TH", "sector": "retail", "employees": "8", "turnover": "3000000"},
            {"country": "TH", "sector": "retail", "employees": "8"},
            {"country": "LA", "sector": "agri", "employees": "4", "turnover": "1", "assets": "1"},
            {"country": "VN", "sector": "services", "subsector": "construction", "employees": "9",
             "employees_insured": "5", "turnover": "1", "assets": "1", "registered": "company"},
            {"country": "VN", "sector": "services", "subsector": "repair", "employees": "9",
             "employees_insured": "5", "turnover": "1", "assets": "1", "registered": "local"},
            {"country": "VN", "sector": "services", "subsector": "repair", "employees": "9"},
            {"country": "MM", "sector": "manufacturing", "employees": "400", "assets": "2000000000"},
        ]
    )  # fmt: skip
    assert found.rows() == [
        ("small", "employees turnover", None),
        ("small", "employees", "missing"),
        ("micro", "employees turnover assets", "not_verified"),
        ("micro", "employees_insured turnover assets", "note"),
        ("micro", "employees_insured turnover assets", "note"),
        ("unknown", None, "missing"),
        ("large", "employees assets", "missing"),  # whether most of the work is done by hand
    ]


def test_a_choice_that_was_not_stated_and_would_decide_is_missing() -> None:
    farm = {"country": "KH", "sector": "agri", "employees": "3", "turnover": "1200000000", "assets": "1"}
    without, farming, mill = table([farm, {**farm, "subsector": "farming"}, {**farm, "subsector": "rice_mill"}]).rows()
    assert (farming[0], mill[0]) == ("medium", "small")
    assert without[2] == "missing not_verified"
    assert (farming[2], mill[2]) == ("not_verified", "not_verified")  # micro is derived in Cambodia


def test_one_firm_has_what_the_table_has() -> None:
    cells = {"firm_id": "A", "country": "KH", "sector": "agri", "subsector": "rice_mill", "employees": "3",
             "turnover": "180000000"}  # fmt: skip
    reference = InstrumentRef(id=SHIPPED.settings.id, version=SHIPPED.settings.version)
    response = Response(instrument=reference, firm_id="A", profile=cells)
    found = assessment(assess(pl.DataFrame([cells]), SHIPPED), 0, response).official_size
    assert found is not None
    assert (found.country, found.row, found.size) == ("KH", "industry", "micro")
    assert found.known == ("employees", "turnover")
    assert found.missing == ("assets",)
    assert found.unsure == ("employees", "turnover")
    assert found.check


# A second computation, slow and in plain words of the framework -------------------------------------------


def slow(firm: dict[str, str | int | None]) -> str:
    law = SHIPPED.size_definition[str(firm["country"])]
    row = next(
        (one for one in law.rows if any(all(firm[f] in codes for f, codes in firms.items()) for firms in one.firms)),
        None,
    )
    if row is None:
        return "unknown"
    by: dict[str, int | None] = {}
    for criterion in law.criteria:
        figure = firm[criterion.field]
        steps = [
            (size, row.cells[size][criterion.id]) for size in SIZES[:-1] if criterion.id in row.cells.get(size, {})
        ]
        if figure is None or not steps:
            by[criterion.id] = None
            continue
        assert isinstance(figure, int)
        rate = law.conversion.rate if law.conversion and criterion.currency == law.conversion.currency else 1
        value = Decimal(figure) / rate / criterion.unit
        fits = [
            size
            for size, cell in steps
            if (value <= cell.up_to if cell.up_to is not None else value < (cell.below or 0))
        ]
        by[criterion.id] = SIZES.index(fits[0]) if fits else len(SIZES) - 1

    def together(rule: Together) -> int | None:
        parts = [together(one) if isinstance(one, Together) else by[one] for one in rule.parts]
        known = [one for one in parts if one is not None]
        if not known:
            return None
        return max(known) if rule.highest else min(known)

    size = together(law.size_is)
    return "unknown" if size is None else SIZES[size]


def figures(field: str) -> st.SearchStrategy[int | None]:
    """Nothing, any number, or one on an edge or beside it."""
    limits = sorted({edge.limit for edge in EDGES if edge.field == field})
    near = st.sampled_from(limits).flatmap(lambda limit: st.integers(limit - 1, limit + 1))
    low = 1 if field == "employees" else 0
    most = 100_000 if field.startswith("employees") else 10**15
    return st.none() | st.integers(low, most) | near.filter(lambda figure: low <= figure <= most)


@st.composite
def firms(draw: st.DrawFn) -> dict[str, str | int | None]:
    subsector = draw(st.sampled_from(SHIPPED.profile_field["subsector"].options))
    return {
        "country": draw(st.sampled_from(sorted(SHIPPED.size_definition))),
        "sector": subsector.of,
        "subsector": draw(st.sampled_from([subsector.code, None])),
        "labour_intensive": draw(st.sampled_from(["yes", "no", None])),
        **{field: draw(figures(field)) for field in ("employees", "employees_insured", "turnover", "assets")},
    }


@given(st.lists(firms(), min_size=1, max_size=40))
@settings(max_examples=60)
def test_many_firms_at_once_are_as_each_by_itself_and_slowly(several: list[dict[str, str | int | None]]) -> None:
    rows = [{name: "" if value is None else str(value) for name, value in firm.items()} for firm in several]
    assert sizes(rows) == [slow(firm) for firm in several]


def test_a_chunk_without_rows_has_the_columns_too() -> None:
    frame = assess(pl.DataFrame(schema={"firm_id": pl.String}), SHIPPED).values
    assert len(frame[official_size.SIZE]) == 0
    assert frame[official_size.ROW].dtype == np.int16


def test_without_a_law_of_the_country_there_is_no_official_size() -> None:
    fields = {name: getattr(SHIPPED, name) for name in Instrument.model_fields}  # a copy would keep what is cached
    bare = Instrument.model_construct(**{**fields, "size_definitions": SHIPPED.size_definitions[:1], "hash": "one law"})
    cells = {"firm_id": "A", "country": "TH", "sector": "retail", "employees": "3", "turnover": "1"}
    reference = InstrumentRef(id=bare.settings.id, version=bare.settings.version)
    response = Response(instrument=reference, firm_id="A", profile=cells)
    assert sizes([cells], bare) == ["unknown"]
    firm = firm_of(response, bare)
    assert firm.assessment.official_size is None
    view = build(firm.assessment, bare)
    assert (view.official, view.method.official) == (None, "")
    with pytest.raises(AnswersError, match="There is no official size"):
        explain(firm, "official_size")
