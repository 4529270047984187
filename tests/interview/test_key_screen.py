"""The interview answered with keys, and what a person sees of it."""

import io
import re
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Protocol

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from interview.key_playing import keys_for, play
from interview.windows import DOWN, ENTER, HOME, LAST, LEFT, PAGE_DOWN, PAGE_UP, RIGHT, UP, Press, TypedWindow
from msme_check.errors import OutputError
from msme_check.interview import flow, offers, terminal
from msme_check.interview.flow import Interview, Outcome
from msme_check.interview.offers import Kind
from msme_check.model.instrument import Instrument
from msme_check.model.response import Response

CASHBOOK, RECEIPTS = "fin_records_cashbook", "fin_records_receipts"


def at(response: Response, instrument: Instrument, question: str) -> Response:
    """The response with all answered before a question."""
    before = list(instrument.questions)[: list(instrument.questions).index(question)]
    return response.model_copy(update={"answers": dict.fromkeys(before, "dk")})


class TestAWholeInterview:
    """The same answers, given by keys and by typed lines, make the same response."""

    def test_by_arrows_as_by_lines(self, instrument: Instrument, blank: Response) -> None:
        lines, keys = script(instrument, blank, lambda place, count: place % count, by="arrows")
        assert played(instrument, blank, keys) == typed(instrument, blank, lines)

    def test_typed_ahead(self, instrument: Instrument, blank: Response) -> None:
        lines, keys = script(instrument, blank, lambda place, count: (place + 1) % count, by="digits")
        assert len(lines) > 80
        assert played(instrument, blank, keys, ahead=True) == typed(instrument, blank, lines)

    @settings(max_examples=10)
    @given(st.randoms(use_true_random=False), st.sampled_from(["arrows", "digits"]))
    def test_any_answers(self, instrument: Instrument, blank: Response, random: Random, by: str) -> None:
        lines, keys = script(instrument, blank, lambda _place, count: random.randrange(count), by=by)
        assert played(instrument, blank, keys, ahead=True) == typed(instrument, blank, lines)


def script(instrument: Instrument, blank: Response, choose: "Chooser", *, by: str) -> tuple[list[str], list[bytes]]:
    """Answers to all steps up to the end, as typed lines and as keys. `choose`: one of a number of places."""
    interview = flow.start(instrument, blank)
    lines: list[str] = []
    keys: list[bytes] = []
    while interview.step is not None:
        offered = offers.offered(interview, interview.step)
        line = _line(interview, offered, len(lines), choose)
        lines.append(line)
        keys += keys_for(offered, line, by)
        turn = flow.reply(interview, line)
        assert turn.outcome is Outcome.MOVED, (interview.at, line, turn.message)
        interview = turn.interview
    return lines, keys


class Chooser(Protocol):
    def __call__(self, place: int, count: int, /) -> int: ...


def _line(interview: Interview, offered: offers.Offered, place: int, choose: Chooser) -> str:
    """What is typed at a step."""
    match offered.kind:
        case Kind.ONE if interview.at.startswith("/"):
            return "n" if offered.choices[0].typed == "y" else "1"
        case Kind.ONE:
            line = offered.choices[choose(place, len(offered.choices))].typed
        case Kind.SEVERAL:
            some = [one.typed for one in offered.choices if one.typed != offered.alone]
            line = " ".join(some[: 1 + choose(place, len(some))])
        case Kind.FIGURE:
            return "2015" if interview.at == "years" else str(1 + choose(place, 9))
        case _:
            return "ស្រី Sok Mill"
    return f"{line}+" if offered.showable and choose(place, 3) == 1 else line


def played(instrument: Instrument, blank: Response, keys: Sequence[Press], *, ahead: bool = False) -> Response:
    session = play(instrument, blank, TypedWindow(keys, ahead=ahead))
    assert session.response is not None, session.window.lines
    return session.response


def typed(instrument: Instrument, blank: Response, lines: list[str]) -> Response:
    return terminal.run(
        instrument,
        blank,
        lambda _response: None,
        path=Path("lotus.json"),
        source=io.StringIO("".join(f"{line}\n" for line in lines)),
        console=Console(file=io.StringIO(), width=80),
    )


class TestMoving:
    def test_back_shows_the_old_answer_marked(self, instrument: Instrument, profiled: Response) -> None:
        window = TypedWindow([b"4", b"+", ENTER, LEFT])
        play(instrument, profiled, window)
        marked = [line for line in window.lines if line.startswith(">")]
        assert marked == [line for line in marked if line.startswith("> 4  ")] != []
        assert "Marked with +: you could show this: The notebook" in window.text

    def test_enter_after_back_keeps_the_answer_and_its_mark(self, instrument: Instrument, profiled: Response) -> None:
        session = play(instrument, profiled, TypedWindow([b"4", b"+", ENTER, LEFT, ENTER]))
        assert session.saved[-1].answers == {CASHBOOK: 3}
        assert session.saved[-1].evidence == (CASHBOOK,)

    def test_for_a_consultant_plus_says_that_the_proof_was_seen(
        self, instrument: Instrument, profiled: Response
    ) -> None:
        texts: list[str] = []
        look = lambda window: texts.append(window.text)  # noqa: E731
        window = TypedWindow([ENTER, b"4", look, b"+", look, ENTER, LEFT, look])
        session = play(instrument, profiled, window, consultant=True)
        assert "+ you have seen it" in texts[0] and "Marked with +" not in texts[0]
        assert ["Marked with +: you have seen the proof." in text for text in texts] == [False, True, True]
        assert session.saved[-1].seen == (CASHBOOK,)

    def test_a_consultant_is_asked_what_was_seen(self, instrument: Instrument, profiled: Response) -> None:
        window = TypedWindow([ENTER, b"4", ENTER, b"2", ENTER, LEFT, LEFT])
        session = play(instrument, profiled, window, consultant=True)
        assert session.saved[-1].answers == {CASHBOOK: 3}
        assert session.saved[-1].seen == ()

    def test_enter_alone_answers_nothing(self, instrument: Instrument, profiled: Response) -> None:
        window = TypedWindow([ENTER, ENTER, ENTER])
        session = play(instrument, profiled, window)
        assert "Nothing is chosen yet." in window.text
        assert session.saved[-1].answers == {}

    @pytest.mark.parametrize("key", [b"d", b"s", b"n"])
    def test_letters(self, key: bytes, instrument: Instrument, profiled: Response) -> None:
        start = at(profiled, instrument, "fin_records_receivables")
        session = play(instrument, start, TypedWindow([key]))
        expected = {b"d": "dk", b"s": None, b"n": "na"}[key]
        assert session.saved[-1].answers.get("fin_records_receivables") == expected

    def test_q_stops_and_says_how_to_go_on(self, instrument: Instrument, profiled: Response) -> None:
        session = play(instrument, profiled, TypedWindow([b"2", ENTER, b"q", b"3"]))
        assert "msme-check assess --response lotus.json" in str(session.stopped)
        assert session.saved[-1].answers == {CASHBOOK: 1}

    def test_the_end_of_the_input_stops(self, instrument: Instrument, profiled: Response) -> None:
        assert play(instrument, profiled, TypedWindow([b"\x04", b"3"])).stopped is not None

    def test_help_and_back(self, instrument: Instrument, profiled: Response) -> None:
        texts: list[str] = []

        def look(window: TypedWindow) -> None:
            texts.append(window.text)

        play(instrument, profiled, TypedWindow([b"3", b"?", look, ENTER, look, b"?", look, b"?", look], rows=60))
        why = instrument.questions[CASHBOOK].why
        assert [why in text for text in texts] == [True, False, True, False]
        assert "mark a line; so does its number" in texts[0]
        assert all("> 3 " in text for text in texts[1::2])  # what was chosen is still so

    def test_a_long_help_scrolls(self, instrument: Instrument, profiled: Response) -> None:
        window = TypedWindow([b"?", *[DOWN] * 100], columns=40, rows=12)
        play(instrument, profiled, window)
        assert "save and quit; you can go on another day" in window.text
        up = TypedWindow([b"?", PAGE_DOWN, PAGE_DOWN, PAGE_UP, PAGE_UP, UP], columns=40, rows=12)
        play(instrument, profiled, up)
        assert "What to show" in up.text

    def test_the_map_is_chosen_from_with_arrows(self, instrument: Instrument, profiled: Response) -> None:
        window = TypedWindow([b"m", DOWN, DOWN, ENTER])
        play(instrument, profiled, window)
        assert window.lines[0].startswith(instrument.questionnaires[0].title)
        assert instrument.questions[CASHBOOK].text in window.text

    def test_messages_stay_until_the_next_key(self, instrument: Instrument, profiled: Response) -> None:
        texts: list[str] = []
        look = lambda window: texts.append(window.text)  # noqa: E731
        play(instrument, profiled, TypedWindow([b"d", look, DOWN, look]))
        assert ["Noted: you do not know." in text for text in texts] == [True, False]


class TestWhatIsSeen:
    @pytest.mark.parametrize(("columns", "rows"), [(80, 24), (40, 20), (30, 10)])
    def test_the_marked_line_is_always_in_sight(
        self, columns: int, rows: int, instrument: Instrument, blank: Response
    ) -> None:
        """At every step of a whole interview, going down and up all lines; in each the first row of its text."""
        wrong: list[str] = []

        def look(window: TypedWindow) -> None:
            if sum(line == ">" or line.startswith("> ") for line in window.lines) != 1:
                wrong.append("\n".join(window.lines))

        lines, _keys_of = script(instrument, blank, lambda place, count: place % count, by="digits")
        keys: list[Press] = [] if rows == 24 else [ENTER]  # for the welcome, which has no room above the first step
        interview = flow.start(instrument, blank)
        for line in lines:
            assert interview.step is not None
            offered = offers.offered(interview, interview.step)
            if offered.choices:
                keys += [key for _choice in offered.choices for key in (DOWN, look)]
                keys += [key for _choice in offered.choices for key in (UP, look)]
            else:
                keys.append(look)
            keys += keys_for(offered, line, "digits")
            interview = flow.reply(interview, line).interview
        session = play(instrument, blank, TypedWindow(keys, columns, rows))
        assert session.response is not None
        assert wrong == []

    @pytest.mark.parametrize("columns", [40, 80, 200])
    def test_nothing_is_wider_than_the_window(self, columns: int, instrument: Instrument, blank: Response) -> None:
        _lines, keys = script(instrument, blank, lambda place, count: place % count, by="digits")
        window = TypedWindow(keys, columns)
        assert play(instrument, blank, window).response is not None
        rows = re.findall(r"\x1b\[\d+;1H(.*?)\x1b\[K", "".join(window.written))
        bare = [re.sub(r"\x1b\[[0-9;]*m", "", row) for row in rows]
        assert len(bare) > 1000
        assert [row for row in bare if cell_len(row) >= min(columns, 101)] == []

    def test_lines_hang(self, instrument: Instrument, profiled: Response) -> None:
        window = TypedWindow([b"1"], columns=40, rows=60)
        play(instrument, profiled, window)
        ladder = window.lines[window.lines.index(next(line for line in window.lines if line.startswith("> 1  "))) :]
        ladder = ladder[: ladder.index(next(line for line in ladder if line.startswith("If you could show")))]
        assert all(line.startswith(("> 1  ", "  2  ", "  3  ", "  4  ", "  5  ", "     ")) for line in ladder)

    def test_the_whole_of_a_tall_question_can_be_read(self, instrument: Instrument, profiled: Response) -> None:
        seen: set[str] = set()

        def look(window: TypedWindow) -> None:
            seen.update(window.text.split())

        question = instrument.questions[CASHBOOK]
        assert question.type == "ladder"
        play(instrument, profiled, TypedWindow([ENTER, look, *[key for _ in range(5) for key in (DOWN, look)]], 40, 14))
        for text in (question.text, *(level.text for level in question.levels)):
            assert set(text.split()) <= seen

    def test_page_keys_look_around_and_any_other_key_comes_back(
        self, instrument: Instrument, profiled: Response
    ) -> None:
        pictures: list[list[str]] = []
        look = lambda window: pictures.append(window.lines)  # noqa: E731
        keys: list[Press] = [ENTER, b"5", look, *[PAGE_UP] * 9, look, PAGE_DOWN, look, RIGHT, look]
        play(instrument, profiled, TypedWindow(keys, 40, 14))
        marked, above, between, back = (" ".join(" ".join(picture).split()) for picture in pictures)
        assert "> 5" in marked and "↑ more above (Page Up)" in marked
        assert "> 5" not in above and instrument.questionnaires[0].about.split()[0] in above
        assert "↓ more below (Page Down)" in above
        assert "↑ more above (Page Up)" in between and "↓ more below (Page Down)" in between
        assert back == marked

    @pytest.mark.parametrize(
        ("rows", "keys", "first"),
        [(24, [b"3"], True), (20, [ENTER, b"3"], False), (20, [b" ", b"3"], False), (20, [b"3"], False)],
    )
    def test_the_welcome_has_a_page_of_its_own_where_there_is_no_room(
        self, rows: int, keys: list[Press], first: bool, instrument: Instrument, blank: Response
    ) -> None:
        """Any key that means nothing there goes to the first step."""
        texts: list[str] = []
        look = lambda window: texts.append(window.text)  # noqa: E731
        play(instrument, blank, TypedWindow([look, *keys, look], 80 if rows == 24 else 40, rows))
        title = instrument.settings.title
        assert title in texts[0]
        assert ("Name of the business?" in texts[0]) == first
        assert "Name of the business?" in texts[1] and "> 3" in texts[1]
        assert (title in texts[1]) == first

    def test_whoever_types_ahead_sees_no_welcome(self, instrument: Instrument, blank: Response) -> None:
        session = play(instrument, blank, TypedWindow([ENTER, b"1", ENTER], 40, 20, ahead=True))
        assert session.saved[-1].profile == {"country": "KH"}
        assert session.saved[-1].firm_name == ""

    def test_resizing_paints_all_anew(self, instrument: Instrument, profiled: Response) -> None:
        keys: list[Press] = [b"2", lambda window: window.resize(40, 20), lambda window: window.resize(90, 30)]
        small, large = TypedWindow(keys[:2]), TypedWindow(keys)
        for window in (small, large):
            play(instrument, profiled, window)
            assert not any("#" in line for line in window.lines)
            assert any(line.startswith("> 2  ") for line in window.lines)

    def test_only_what_changed_is_painted_and_in_one_go(self, instrument: Instrument, profiled: Response) -> None:
        window = TypedWindow([DOWN, DOWN, RIGHT])
        play(instrument, at(profiled, instrument, RECEIPTS), window)
        painted = [len(re.findall(r"\x1b\[\d+;1H", one)) for one in window.written]
        assert len(painted) == 3  # the page, and twice the mark: a key that does nothing paints nothing
        assert painted[0] == 24
        assert 0 < painted[1] < painted[2] < 8
        assert "\x1b[2J" not in "".join(window.written)
        assert all(one.startswith("\x1b[?2026h") and one.endswith("\x1b[?2026l") for one in window.written)

    def test_the_cursor_stands_where_is_typed(self, instrument: Instrument, blank: Response) -> None:
        places: list[tuple[int, int, str]] = []

        def look(window: TypedWindow) -> None:
            cursor = window.screen.cursor
            places.append((cursor.x, cell_len("> Sok"), window.lines[cursor.y]))

        play(instrument, blank, TypedWindow([b"Sok", look, LEFT, look, HOME, look, LAST, look]))
        assert [x for x, _end, _line in places] == [5, 4, 2, 5]
        assert {line for _x, _end, line in places} == {"> Sok"}

    def test_a_long_name_is_seen_whole(self, instrument: Instrument, blank: Response) -> None:
        window = TypedWindow([("Sok Rice Mill " * 8).encode()], 40, 24)
        play(instrument, blank, window)
        assert window.text.count("Sok Rice Mill") + window.text.count("Sok Rice  Mill") >= 6
        assert not any(line.endswith("#") for line in window.lines)

    def test_units_stand_behind_figures(self, instrument: Instrument, profiled: Response) -> None:
        window = TypedWindow([b"12"])
        play(instrument, at(profiled, instrument, "fin_credit_burden"), window)
        assert "> 12  percent of sales" in window.lines

    def test_ticks(self, instrument: Instrument, profiled: Response) -> None:
        window = TypedWindow([b"3", b"1"])
        play(instrument, at(profiled, instrument, "fin_formality_licences"), window)
        ticked = [line[:9] for line in window.lines if "[x]" in line]
        assert ticked == ["> [x] 1  ", "  [x] 3  "]

    def test_colours_are_those_of_the_terminal(self, instrument: Instrument, profiled: Response) -> None:
        window = TypedWindow([b"2"])
        play(instrument, profiled, window)
        assert not re.search(r"\x1b\[[0-9;]*m", "".join(window.written))  # here they go to a file, without any

    def test_markup_and_escapes_in_a_name_are_shown_as_they_are(self, instrument: Instrument, blank: Response) -> None:
        window = TypedWindow([b"[/] [red]Ltd[/red] :smile:"])
        play(instrument, blank, window)
        assert "> [/] [red]Ltd[/red] :smile:" in window.lines

    def test_the_farewell_is_on_the_usual_screen(self, instrument: Instrument, profiled: Response) -> None:
        lines = ["1"] * 200
        complete = profiled.model_copy(update={"answers": {one: "dk" for one in instrument.questions}})
        session = play(instrument, complete, TypedWindow([line.encode() for line in lines[:1]] + [ENTER]))
        assert session.response is not None
        assert "That was the last question. Thank you." in session.after


class TestFaults:
    def test_the_window_is_closed_after_an_exception(self, instrument: Instrument, profiled: Response) -> None:
        window = TypedWindow([b"3", ENTER])

        def save(_response: Response) -> None:
            raise OutputError("full")

        with pytest.raises(OutputError):
            terminal.run(
                instrument,
                profiled,
                save,
                path=Path("a"),
                source=io.StringIO(),
                console=Console(file=io.StringIO()),
                window=window,
            )
        assert not window.open

    def test_ctrl_c_saves(self, instrument: Instrument, profiled: Response) -> None:
        def interrupt(_window: TypedWindow) -> None:
            raise KeyboardInterrupt

        session = play(instrument, profiled, TypedWindow([b"3", ENTER, b"2", interrupt]))
        assert session.stopped is not None
        assert session.saved[-1].answers == {CASHBOOK: 2}  # the mark alone is no answer

    @settings(max_examples=30)
    @given(
        st.lists(
            st.sampled_from([UP, DOWN, LEFT, RIGHT, HOME, LAST, PAGE_UP, PAGE_DOWN, ENTER, b" ", b"\x7f", b"\x1b"])
            | st.sampled_from([one.encode() for one in "0123456789bsndm?+xក"]),
            max_size=60,
        ),
        st.sampled_from([(80, 24), (40, 20), (12, 5), (1, 1)]),
    )
    def test_no_keys_and_no_size_break_it(
        self, instrument: Instrument, blank: Response, keys: list[bytes], size: tuple[int, int]
    ) -> None:
        session = play(instrument, blank, TypedWindow(keys, *size))
        assert session.stopped is not None or session.response is not None
