"""The policy text is quoted letter for letter, from the place that is named, and every direction is served."""

import re
from pathlib import Path

import pytest

from msme_check.model.instrument import Instrument
from msme_check.model.rules import Direction, Recommendation

TEXT = Path(__file__).parent / "data" / "mekong_industrial_development_vision_2_0.md"
PILLARS = {"Connectivity": "(1)", "Digital Innovation": "(2)", "SDGs": "(3)"}


def folded(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


@pytest.fixture(scope="module")
def paragraphs() -> dict[str, str]:
    """Title of a direction in section 4 -> the text below it, white space folded."""
    section = TEXT.read_text(encoding="utf-8").split("**4. Policy Direction**")[1]
    parts = re.split(r"^#{2,4} .*?\*\*(.+?)\*\*\s*$", section, flags=re.MULTILINE)
    titles = [re.sub(r"^[\s*\u2460-\u2462]+|\*", "", title) for title in parts[1::2]]
    return {title: folded(text) for title, text in zip(titles, parts[2::2], strict=True)}


def test_the_nine_directions_are_those_of_the_text(instrument: Instrument, paragraphs: dict[str, str]) -> None:
    titles = [direction.title for direction in instrument.directions]
    assert titles == [title for title in paragraphs if title not in PILLARS]
    assert len(titles) == 9


def test_each_direction_is_quoted_exactly(instrument: Instrument, paragraphs: dict[str, str]) -> None:
    for direction in instrument.directions:
        assert folded(direction.quote) in paragraphs[direction.title], direction.id
        assert direction.place == _place(direction)


def _place(direction: Direction) -> str:
    return f"4 {PILLARS[direction.pillar]} {direction.pillar} / {direction.title}"


def test_each_recommendation_quotes_its_direction_exactly(instrument: Instrument, paragraphs: dict[str, str]) -> None:
    for one in instrument.recommendations:
        direction = instrument.direction[one.direction]
        assert folded(one.policy_basis.quote) in paragraphs[direction.title], one.id
        assert one.policy_basis.place == direction.place
        assert len(one.policy_basis.quote.split()) <= 40


def test_every_direction_is_the_first_one_of_some_recommendation(instrument: Instrument) -> None:
    served = {one.direction for one in instrument.recommendations}
    assert served == {direction.id for direction in instrument.directions}


def test_why_it_helps_is_said_for_each_in_its_own_words(instrument: Instrument) -> None:
    def words(one: Recommendation) -> str:
        return one.why_it_helps

    assert len({words(one) for one in instrument.recommendations}) == len(instrument.recommendations)
    for one in instrument.recommendations:
        assert words(one) != one.policy_basis.reading
        assert "vision" not in words(one).lower()


def test_the_instrument_is_whole(instrument: Instrument) -> None:
    counts = {part.id: len(part.questions) for part in instrument.questionnaires}
    assert counts == {"finance": 22, "operations": 22, "digital": 21, "green": 20}
    assert sum(question.core for question in instrument.questions.values()) == 21
    assert len(instrument.dimensions) == 24
    assert len(instrument.recommendations) == 67
    assert [gate.id for gate in instrument.settings.gates] == [f"G{n}" for n in range(1, 12)]
    assert len(instrument.settings.consistency_pairs) == 12
