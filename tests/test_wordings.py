"""Texts of answers as people write them, and the codes they stand for."""

import pytest

from msme_check.wordings import Wordings, folded, without_number

SAME = {
    "case": ("Rented", "rENTED"),
    "spaces": ("Our own", "  our\u00a0 own\t"),
    "punctuation": ("Yes, through others", "Yes through others."),
    "dashes and quotes": ("The owner's \u2018home\u2019", "the owner\u2019s home"),
    "stored in two ways": ("Kh\u00f4ng", "Kho\u0302ng"),
    "wide letters": ("QR 2", "\uff31\uff32\u3000\uff12"),
    "breaks between words": (
        "\u1785\u17c6\u178e\u17bc\u179b\u200b\u1791\u17bb\u1793",
        "\u1785\u17c6\u178e\u17bc\u179b\u1791\u17bb\u1793",
    ),
    "two ways to write am": ("\u0e17\u0e33", "\u0e17\u0e4d\u0e32"),
    "the region's full stops": ("\u1794\u17b6\u1791", "\u1794\u17b6\u1791\u17d4"),
}


@pytest.mark.parametrize("case", SAME)
def test_texts_that_are_the_same(case: str) -> None:
    first, second = SAME[case]
    assert folded(first) == folded(second) != ""


def test_texts_that_differ() -> None:
    assert (
        len(
            {
                folded(text)
                for text in ("Yes", "No", "Yes no", "2", "2 to 4", "ka", "kha", "\u0e01\u0e32", "\u0e01\u0e34")
            }
        )
        == 9
    )


@pytest.mark.parametrize(
    "text",
    ["3. Rented", "3) Rented", "c) Rented", "3 - Rented", " 3: Rented", "Q3. Rented", "2.3) Rented", "\u17e3. Rented"],
)
def test_a_number_before_an_answer_goes(text: str) -> None:
    assert without_number(text) == "Rented"


@pytest.mark.parametrize("text", ["3.5", "3 to 5 days", "Rented", "A car", "2015-2020", "Qa. x"])
def test_what_is_no_number_before_an_answer_stays(text: str) -> None:
    assert without_number(text) == text


ONE = Wordings(
    lambda: [("Our own", "own"), ("Rented", "rent"), ("Other", "family"), ("other", "none"), ("...", "dots")]
)


def test_a_text_stands_for_its_code_and_nothing_is_guessed() -> None:
    assert ONE.codes("rented!") == ("rent",)
    assert ONE.codes("2. RENTED") == ("rent",)
    assert ONE.codes("Rente") == ONE.codes("Rented Our own") == ONE.codes("") == ONE.codes("...") == ()


def test_a_text_of_two_answers_stands_for_both() -> None:
    assert ONE.codes("OTHER") == ("family", "none")


MANY = Wordings(
    lambda: [
        ("Phone", "phone"),
        ("Computer, or tablet", "computer"),
        ("Card stand; or a box that speaks", "stand"),
        ("Phone and printer", "both"),
        ("and printer", "printer"),
        ("None of these", "none"),
    ],
    several=True,
)
JOINED = {
    "Google": ("Phone, Computer, or tablet", "computer phone"),
    "Google, the other way round": ("Computer, or tablet, Phone", "computer phone"),
    "Microsoft": ("Phone;Computer, or tablet;", "computer phone"),
    "Microsoft, with its own sign in an answer": ("Card stand; or a box that speaks;Phone;", "phone stand"),
    "Kobo": ("Phone Computer, or tablet Card stand; or a box that speaks", "computer phone stand"),
    "by hand": ("phone | COMPUTER OR TABLET", "computer phone"),
    "numbered": ("1. Phone; 2. Computer, or tablet", "computer phone"),
    "one": ("Phone;", "phone"),
    "twice": ("Phone, phone", "phone"),
    "one with a number": ("1. Computer, or tablet", "computer"),
    "signs decide": ("Phone and printer;", "both"),
    "none": ("none of these", "none"),
}


@pytest.mark.parametrize("case", JOINED)
def test_several_answers_in_a_cell(case: str) -> None:
    text, codes = JOINED[case]
    assert MANY.codes(text) == (codes,)


def test_several_answers_that_can_be_read_in_two_ways() -> None:
    for text in ("Phone and printer", "Phone, and printer", "none of these Phone and printer"):
        assert len(MANY.codes(text)) == 2, text


@pytest.mark.parametrize("text", ["Phone, fax", "fax", "Phone;;fax;", "Phone Computer", "x " * 5000, ""])
def test_one_part_that_is_no_answer_spoils_the_whole(text: str) -> None:
    assert MANY.codes(text) == ()
