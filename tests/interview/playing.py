"""Types lines into the flow of an interview, without a terminal."""

from dataclasses import replace

from msme_check.interview import flow, guidance, words
from msme_check.interview.flow import Interview, Outcome
from msme_check.model.response import Value


def at(interview: Interview, step: str) -> Interview:
    return replace(interview, at=step)


def typed(interview: Interview, *lines: str) -> flow.Turn:
    """The last turn after typing these lines; all but the last must be taken."""
    for line in lines[:-1]:
        turn = flow.reply(interview, line)
        assert turn.outcome is Outcome.MOVED, f"{line!r} at {interview.at}: {turn.message}"
        interview = turn.interview
    return flow.reply(interview, lines[-1])


def answer(turn: flow.Turn, question: str) -> Value | None:
    return turn.interview.response.answers.get(question)


def shown(interview: Interview, width: int = 4000) -> str:
    """All that is shown at a step; every line of it in one piece if not told otherwise."""
    return "\n".join(line.text for line in words.step_lines(interview, width))


def helped(interview: Interview) -> str:
    """The help at a step."""
    return "\n".join(line.text for line in guidance.help_lines(interview, 4000))
