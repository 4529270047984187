"""One step answered with keys: every key, on every kind of step."""

import pytest

from msme_check.interview import answering, offers
from msme_check.interview.answering import Answering
from msme_check.interview.choices import Choice
from msme_check.interview.keys import Character, Key, Pasted, Pressed
from msme_check.interview.offers import Kind, Offered

UP, DOWN, LEFT, RIGHT, ENTER = Key.UP, Key.DOWN, Key.LEFT, Key.RIGHT, Key.ENTER
FIVE = tuple(Choice(str(place), "abcde"[place - 1]) for place in range(1, 6))
TWELVE = tuple(Choice(str(place), f"line {place}") for place in range(1, 13))
NONE = Choice("0", "none of these")

LADDER = Offered(Kind.ONE, choices=FIVE, showable=True)
SECTOR = Offered(Kind.ONE, choices=TWELVE)
CHECKLIST = Offered(Kind.SEVERAL, choices=(*FIVE, NONE), alone="0", showable=True)
LONG_CHECKLIST = Offered(Kind.SEVERAL, choices=(*TWELVE, NONE), alone="0")
FIGURE = Offered(Kind.FIGURE, unit="percent", showable=True)
NAME = Offered(Kind.TEXT)
YES_NO = Offered(Kind.ONE, choices=(Choice("y", "now"), Choice("n", "leave")))
EVERY_KIND = [LADDER, SECTOR, CHECKLIST, LONG_CHECKLIST, FIGURE, NAME, YES_NO]


def answer(offered: Offered, *keys: Pressed | str) -> Answering | str:
    """What comes of some keys; a text stands for its characters."""
    state = answering.begin(offered)
    pressed: list[Pressed] = []
    for key in keys:
        pressed += [key] if isinstance(key, Key | Character | Pasted) else map(Character, key)
    for place, one in enumerate(pressed):
        found = answering.press(state, one)
        if isinstance(found, str):
            assert place == len(pressed) - 1, "answered before the last key"
            return found
        state = found
    return state


@pytest.mark.parametrize(
    ("offered", "keys", "typed"),
    [
        # one of several lines
        (LADDER, (DOWN, ENTER), "1"),
        (LADDER, (DOWN, DOWN, DOWN, UP, ENTER), "2"),
        (LADDER, (UP, ENTER), "5"),
        (LADDER, (DOWN, UP, UP, ENTER), "1"),
        (LADDER, (UP, DOWN, ENTER), "5"),
        (LADDER, (Key.HOME, ENTER), "1"),
        (LADDER, (Key.LAST, ENTER), "5"),
        (LADDER, ("4", ENTER), "4"),
        (LADDER, ("41", ENTER), "1"),
        (LADDER, ("4", DOWN, ENTER), "5"),
        (LADDER, ("៤", ENTER), "4"),  # a Khmer digit
        (LADDER, ("４", ENTER), "4"),  # noqa: RUF001 - a wide digit
        (LADDER, ("4", " ", ENTER), "4"),
        (LADDER, ("4", Key.BACKSPACE, RIGHT, ENTER), "4"),
        (LADDER, (ENTER,), ""),  # the flow says what is missing, or keeps what is there
        (LADDER, ("4+", ENTER), "4+"),
        (LADDER, ("4＋", ENTER), "4+"),  # noqa: RUF001 - a wide plus
        (LADDER, ("4++", ENTER), "4"),
        (LADDER, ("4+", UP, ENTER), "3+"),
        (SECTOR, ("4+", ENTER), "4"),  # nothing to show at a fact about the firm
        # of more than nine lines
        (SECTOR, ("12", ENTER), "12"),
        (SECTOR, ("1", ENTER), "1"),
        (SECTOR, ("13", ENTER), "3"),
        (SECTOR, ("1", DOWN, "2", ENTER), "2"),
        (SECTOR, ("1", Key.BACKSPACE, "2", ENTER), "2"),
        # yes or no
        (YES_NO, ("y",), "y"),
        (YES_NO, ("N",), "n"),
        (YES_NO, ("2", ENTER), "n"),
        (YES_NO, (DOWN, ENTER), "y"),
        # several lines
        (CHECKLIST, (" ", ENTER), "1"),
        (CHECKLIST, ("31", ENTER), "1 3"),
        (CHECKLIST, ("313", ENTER), "1"),
        (CHECKLIST, (DOWN, " ", DOWN, DOWN, " ", ENTER), "2 4"),
        (CHECKLIST, ("1", " ", "2", ENTER), "2"),
        (CHECKLIST, ("120", ENTER), "0"),
        (CHECKLIST, ("012", ENTER), "1 2"),
        (CHECKLIST, (Key.LAST, " ", ENTER), "0"),
        (CHECKLIST, ("12+", ENTER), "1 2+"),
        (LONG_CHECKLIST, ("12", " ", "3", " ", ENTER), "3 12"),
        (LONG_CHECKLIST, ("1", " ", "1", " ", "2", " ", ENTER), "2"),
        # figures
        (FIGURE, ("12.5", ENTER), "12.5"),
        (FIGURE, ("12", Key.BACKSPACE, "5", ENTER), "15"),
        (FIGURE, ("12", LEFT, LEFT, "3", ENTER), "312"),
        (FIGURE, ("៤០", ENTER), "៤០"),
        (FIGURE, ("12+", ENTER), "12+"),
        (FIGURE, ("1z2", ENTER), "12"),
        (FIGURE, (Pasted("1 200 \n"), ENTER), "1 200"),
        (FIGURE, (ENTER,), ""),
        (FIGURE, ("+", ENTER), ""),
        # text
        (NAME, ("Sok mill", ENTER), "Sok mill"),
        (NAME, ("b", ENTER), "b"),
        (NAME, ("q", ENTER), "q"),
        (NAME, (Pasted("Sok\nRice"), ENTER), "Sok Rice"),
        (NAME, ("1+", ENTER), "1+"),
        (NAME, (ENTER,), ""),
        (NAME, (LEFT,), "b"),
    ],
)
def test_keys_become_what_would_be_typed(offered: Offered, keys: tuple[Pressed | str, ...], typed: str) -> None:
    assert answer(offered, *keys) == typed


@pytest.mark.parametrize("offered", [LADDER, SECTOR, CHECKLIST, LONG_CHECKLIST, FIGURE])
@pytest.mark.parametrize(
    ("key", "typed"),
    [
        *((Character(letter), letter) for letter in "bsndmq?"),
        (Character("B"), "b"),
        (Character("？"), "?"),  # noqa: RUF001 - a wide question mark
        (LEFT, "b"),
    ],
)
def test_letters_act_at_once_where_no_text_is_typed(offered: Offered, key: Pressed, typed: str) -> None:
    assert answer(offered, key) == typed
    assert answer(offered, "1", *([LEFT] if offered is FIGURE else []), key) == typed


@pytest.mark.parametrize("offered", EVERY_KIND)
@pytest.mark.parametrize("key", [*(one for one in Key if one not in (ENTER, LEFT, Key.UNREADABLE)), Character("z")])
def test_no_other_key_answers(offered: Offered, key: Pressed) -> None:
    state = answer(offered, key)
    assert isinstance(state, Answering)
    assert state.note == ""


@pytest.mark.parametrize(
    ("offered", "keys", "note"),
    [
        (LADDER, ("7",), "There is no line 7 here."),
        (LADDER, ("+",), "+ goes with an answer that you could show. Please choose the answer first."),
        (
            CHECKLIST,
            (ENTER,),
            "Nothing is ticked yet. Tick lines with the space bar or their numbers, then press Enter.",
        ),
        (CHECKLIST, ("11", ENTER), "Nothing is ticked yet."),
        (FIGURE, ("+",), "+ goes with an answer that you could show."),
        (NAME, (Key.UNREADABLE,), "This could not be read as text."),
    ],
)
def test_what_is_told(offered: Offered, keys: tuple[Pressed | str, ...], note: str) -> None:
    state = answer(offered, *keys)
    assert isinstance(state, Answering)
    assert state.note.startswith(note)
    after = answering.press(state, DOWN)
    assert isinstance(after, Answering)
    assert after.note == ""


class TestEarlierAnswers:
    """Going back shows the old answer chosen, and Enter gives it again."""

    @pytest.mark.parametrize(
        ("offered", "chosen", "typed"),
        [
            (LADDER, ("4",), "4"),
            (CHECKLIST, ("1", "3"), "1 3"),
            (CHECKLIST, ("0",), "0"),
            (FIGURE, ("2.5",), "2.5"),
            (NAME, ("Sok",), "Sok"),
        ],
    )
    @pytest.mark.parametrize("shown", [True, False])
    def test_enter_gives_it_again(self, offered: Offered, chosen: tuple[str, ...], typed: str, *, shown: bool) -> None:
        before = offers.Offered(
            offered.kind,
            choices=offered.choices,
            alone=offered.alone,
            chosen=chosen,
            keeps=True,
            showable=offered.showable,
            shown=shown and offered.showable,
        )
        assert answer(before, ENTER) == (f"{typed}+" if before.shown else typed)

    def test_a_letter_that_was_answered_is_kept(self) -> None:
        kept = offers.Offered(Kind.SEVERAL, choices=CHECKLIST.choices, keeps=True)
        assert answer(kept, ENTER) == ""

    def test_a_figure_is_replaced_by_the_first_digit(self) -> None:
        assert answer(Offered(Kind.FIGURE, chosen=("40",)), "3", ENTER) == "3"
        assert answer(Offered(Kind.FIGURE, chosen=("40",)), Key.BACKSPACE, "3", ENTER) == "43"
        assert answer(Offered(Kind.FIGURE, chosen=("40",)), LEFT) == "b"

    def test_a_name_is_corrected(self) -> None:
        assert answer(Offered(Kind.TEXT, chosen=("Sok",)), "!", ENTER) == "Sok!"
        assert answer(Offered(Kind.TEXT, chosen=("Sok",)), Key.HOME, LEFT) == "b"
        assert isinstance(answer(Offered(Kind.TEXT, chosen=("Sok",)), "!", Key.HOME, LEFT), Answering)


def test_lines_that_are_there_to_be_read_only_are_left_out() -> None:
    part = Offered(
        Kind.ONE, choices=(Choice("1", "a"), Choice("", "not asked"), Choice("2", "b"), Choice("", "nor this"))
    )
    assert answer(part, DOWN, DOWN, DOWN, ENTER) == "2"
    assert answer(part, UP, UP, ENTER) == "1"
    only = Offered(Kind.ONE, choices=(Choice("", "not asked"),))
    assert answer(only, DOWN, UP, ENTER) == ""


def test_a_text_has_an_end() -> None:
    state = answer(NAME, Pasted("x" * 2000), "y")
    assert isinstance(state, Answering)
    assert state.field.text == "x" * 2000
