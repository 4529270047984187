"""A firm that is interviewed: what it types at each step, as lines and as keys."""

import io
from pathlib import Path

from rich.console import Console

from interview.key_playing import keys_for, play
from interview.windows import TypedWindow
from msme_check.answers import EVIDENCE
from msme_check.interview import flow, offers, terminal
from msme_check.interview.flow import Outcome
from msme_check.interview.steps import FieldStep, NameStep, PairStep, QuestionStep, SeenStep, SkippedStep, Step
from msme_check.model.instrument import Instrument
from msme_check.model.questions import Checklist, Ladder, YesNo
from msme_check.model.response import InstrumentRef, Response
from ways.askable import Row, proof_was_seen
from ways.assessed import TODAY

YES_NO = ("yes", "partly", "no")
BY = ("arrows", "digits")


def blank(row: Row, instrument: Instrument, *, quick: bool = False) -> Response:
    """A firm of which nothing is known but its id. `quick`: it is asked the core questions only."""
    ref = InstrumentRef(id=instrument.settings.id, version=instrument.settings.version)
    return Response(instrument=ref, firm_id=row["firm_id"], date=TODAY.isoformat(), quick=quick)


def script(row: Row, instrument: Instrument, by: str, *, quick: bool = False) -> tuple[list[str], list[bytes]]:
    """What a firm types up to the end: as lines, and as keys (`by`: as `key_playing.keys_for` has it)."""
    consultant = proof_was_seen(row, instrument)
    interview = flow.start(instrument, blank(row, instrument, quick=quick), consultant=consultant)
    lines: list[str] = []
    keys: list[bytes] = []
    while (step := interview.step) is not None:
        lines.append(_line(step, row))
        keys += keys_for(offers.offered(interview, step), lines[-1], by)
        turn = flow.reply(interview, lines[-1])
        assert turn.outcome is Outcome.MOVED, (step.id, lines[-1], turn.message)
        interview = turn.interview
    return lines, keys


def by_keys(row: Row, instrument: Instrument, keys: list[bytes], *, quick: bool = False) -> Response:
    """The response of a firm that is asked on a screen with arrow keys."""
    window, consultant = TypedWindow(keys, ahead=True), proof_was_seen(row, instrument)
    session = play(instrument, blank(row, instrument, quick=quick), window, consultant=consultant)
    assert session.response is not None, window.lines
    return session.response


def by_lines(row: Row, instrument: Instrument, lines: list[str], *, quick: bool = False) -> Response:
    """The response of a firm that types numbers and Enter into a pipe."""
    return terminal.run(
        instrument,
        blank(row, instrument, quick=quick),
        lambda _response: None,
        path=Path("firm.json"),
        source=io.StringIO("".join(f"{line}\n" for line in lines)),
        console=Console(file=io.StringIO(), width=80),
        consultant=proof_was_seen(row, instrument),
    )


def _line(step: Step, row: Row) -> str:
    match step:
        case NameStep():
            return row[step.id]
        case FieldStep() | QuestionStep():
            line = _answer(step, row[step.id]) if row[step.id] else "s"
            return f"{line}+" if step.id in row[EVIDENCE].split() else line
        case SeenStep():
            return "2"  # what was seen is marked with the answer
        case PairStep():
            return "1"  # they are right
        case SkippedStep():
            return "n"
        case _:
            return "1"  # the end


def _answer(step: FieldStep | QuestionStep, text: str) -> str:
    """What is typed for the text of a cell."""
    match step:
        case QuestionStep() if text in ("dk", "na"):
            return text[0]
        case FieldStep(options=options) if options:
            return _places([option.code for option in options], text)
        case QuestionStep(question=Ladder()):
            return str(int(text) + 1)
        case QuestionStep(question=YesNo()):
            return _places(YES_NO, text)
        case QuestionStep(question=Checklist(items=items)):
            return "0" if text == "none" else _places([item.code for item in items], text)
        case _:
            return text


def _places(codes: list[str] | tuple[str, ...], text: str) -> str:
    return " ".join(str(codes.index(code) + 1) for code in text.split())
