"""Whatever is typed, in whatever order, the interview stays whole and never ends where something is still offered."""

from hypothesis import given, settings
from hypothesis import strategies as st

from interview.playing import helped, shown
from msme_check.interview import flow
from msme_check.interview.flow import Outcome
from msme_check.interview.steps import REVIEW, SKIPPED, ReviewStep
from msme_check.model.instrument import Instrument
from msme_check.model.response import Response

LINES = st.sampled_from([*"12345bsndmmm?", "", "", "4+", "1 3", "90", "0", "10", "17", "23", "nonsense"])


@given(lines=st.lists(LINES, min_size=20, max_size=60), consultant=st.booleans(), quick=st.booleans())
@settings(max_examples=40)
def test_any_lines(lines: list[str], consultant: bool, quick: bool, instrument: Instrument, profiled: Response) -> None:
    interview = flow.start(instrument, profiled, quick=quick, consultant=consultant)
    for line in lines:
        step = interview.step
        if step is None:
            break
        assert shown(interview)
        assert helped(interview)
        turn = flow.reply(interview, line)
        response = turn.interview.response
        if turn.outcome is not Outcome.MOVED:
            assert turn.interview == interview
            assert turn.message or turn.outcome is Outcome.HELP
        if turn.interview.step is None:
            assert isinstance(step, ReviewStep), step
        assert {*response.seen} <= {*response.evidence} <= response.answers.keys() <= instrument.questions.keys()
        assert consultant or not response.seen
        interview = turn.interview


@given(lines=st.lists(LINES, min_size=1, max_size=30))
@settings(max_examples=20)
def test_the_map_always_leads_back(lines: list[str], instrument: Instrument, profiled: Response) -> None:
    """After anything that was done in it, `b` again and again closes the map, at a step of the interview."""
    answers = {name: "dk" for name in list(instrument.questions)[::2]}
    interview = flow.start(instrument, profiled.model_copy(update={"answers": answers}))
    interview = flow.reply(interview, "m").interview
    for line in lines:
        if interview.left is None:
            break
        interview = flow.reply(interview, line).interview
    for _back in range(6):
        if interview.left is None:
            break
        # An odd pair leads to one of its questions first, and from there to the map.
        interview = flow.reply(interview, "b").interview
    assert interview.left is None
    assert interview.step is not None
    assert interview.at in {*(step.id for step in interview.steps), REVIEW, SKIPPED}
