"""Burmese that is no Unicode, and Burmese that is."""

import re

import pytest

from msme_check.zawgyi import SUSPECT, is_zawgyi

UNICODE = [
    "\u1019\u103c\u1014\u103a\u1019\u102c\u1014\u102d\u102f\u1004\u103a\u1004\u1036",  # Myanmar, the country
    "\u101b\u1014\u103a\u1000\u102f\u1014\u103a",  # Yangon
    "\u1019\u1014\u1039\u1010\u101c\u1031\u1038",  # Mandalay, with a stacked letter
    "\u1000\u103b\u1031\u1038\u101c\u1000\u103a",  # countryside
    "\u1021\u102d\u1019\u103a",  # house
    "\u1000\u103b\u103d\u1014\u103a\u1010\u1031\u102c\u103a",  # I
    "\u1010\u1031\u102c\u103a\u101e\u1031\u102c \u1005\u102c\u1021\u102f\u1015\u103a",  # a proper book
    "\u1040\u1041\u1042\u1043",  # digits
    "\u1041.",
]
ZAWGYI = [
    "\u103b\u1019\u1014\u1039\u1019\u102c",  # Myanmar
    "\u101b\u1014\u1039\u1000\u102f\u1014\u1039",  # Yangon
    "\u1031\u1000\u103a\u1038\u101c\u1000\u1039",  # countryside
    "\u101c\u102f\u1015\u1039\u1004\u1014\u1039\u1038\u101b\u103d\u1004\u1039",  # owner of a business
    "\u1031\u1010\u102c\u1039\u1031\u101e\u102c",  # proper
]


@pytest.mark.parametrize("text", UNICODE)
def test_unicode_is_not_taken_for_zawgyi(text: str) -> None:
    assert not is_zawgyi(text)


@pytest.mark.parametrize("text", ZAWGYI)
def test_zawgyi_is_recognised(text: str) -> None:
    assert is_zawgyi(text)


def test_a_column_is_searched_for_what_deserves_a_closer_look() -> None:
    assert all(re.search(SUSPECT, text) for text in ZAWGYI)
    assert not any(re.search(SUSPECT, text) for text in UNICODE)


@pytest.mark.parametrize(
    "text", ["", "Dara Rice Mill", "\u179f\u17bb\u1781", "\u0e1a\u0e49\u0e32\u0e19", "\u0eaa\u0eb0\u0e9a\u0eb2\u0e8d"]
)
def test_other_scripts_are_not_looked_at(text: str) -> None:
    assert not is_zawgyi(text)
