"""File names from ids: safe on every system, never the same twice, the same in any order."""

import re
from collections.abc import Iterable

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from msme_check.batch.file_names import FileNames


def file_names(ids: Iterable[str]) -> dict[str, str]:
    """Id -> its file, without the ending."""
    ids = list(ids)
    names = FileNames.of(pl.Series(ids, dtype=pl.String), "pdf", most=1000)
    return {one: names.name(one).removesuffix(".pdf") for one in ids}


def test_a_plain_id_is_its_own_name() -> None:
    assert file_names(["R00001", "firm_7", "01-rice-mill"]) == {
        "R00001": "R00001", "firm_7": "firm_7", "01-rice-mill": "01-rice-mill",
    }  # fmt: skip


def test_other_ids_are_cut_down_and_get_a_part_of_their_digest() -> None:
    for name in ("../../etc/passwd", "a b", "CON", "nul", "com1", "ຮ້ານ", "-rf", "x" * 300, "a.b", "a/b", "", "x\ny"):
        (found,) = file_names([name]).values()
        assert re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,35}-[0-9a-f]{12}", found), (name, found)


def test_ids_that_differ_in_case_only_do_not_share_a_file() -> None:
    found = file_names(["a1", "A1", "b1"])
    assert len({name.casefold() for name in found.values()}) == 3 and found["b1"] == "b1"


def test_an_id_that_looks_like_a_changed_name_does_not_meet_it() -> None:
    (changed,) = file_names(["a b"]).values()
    found = file_names(["a b", changed])
    assert len(set(found.values())) == 2


@given(st.lists(st.text(max_size=60), unique=True, max_size=20), st.randoms())
def test_names_are_different_safe_and_independent_of_the_order(ids: list[str], rng: object) -> None:
    found = file_names(ids)
    assert len({name.casefold() for name in found.values()}) == len(ids)
    assert all(re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,60}", name) for name in found.values())
    assert file_names(reversed(ids)) == found


@given(st.lists(st.text(max_size=12), unique=True, min_size=3, max_size=20))
def test_many_files_are_spread_over_folders_by_their_ids_alone(ids: list[str]) -> None:
    names = FileNames.of(pl.Series(ids), "html", most=2)
    (where, one) = (names.name(ids[0]), ids[0])
    assert re.fullmatch(r"[0-9a-f]{2}/[A-Za-z0-9_][A-Za-z0-9_-]*\.html", where)
    assert where.split("/")[0] in names.folders()
    assert FileNames.of(pl.Series([*ids[1:], one]), "html", most=2).name(one) == where


def test_few_files_need_no_folders() -> None:
    assert FileNames.of(pl.Series(["a", "b"]), "html", most=2).folders() == []
    assert len(set(FileNames.of(pl.Series(["a", "b", "c"]), "html", most=2).folders())) == 256
