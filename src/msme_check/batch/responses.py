"""A row of a file of firms -> the firm's response, as if it had been asked: what its report is made from."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from msme_check import cells
from msme_check.answers import EVIDENCE, FIRM_ID, FIRM_NAME
from msme_check.conditions import STATES, profile, state
from msme_check.intake.single_firms import RESPONSE
from msme_check.labels import labels_of
from msme_check.model.assessment import State
from msme_check.model.instrument import Instrument
from msme_check.model.response import InstrumentRef, Response, Value


def response(
    instrument: Instrument, text: Mapping[str, str], typed: Mapping[str, Any], today: date, *, quick: bool = False
) -> Response:
    """The response in a row. `text`: its cells as written; `typed`: its row in the frame of `answers.read`.
    `quick`: the firm was asked the core questions only.

    What could not be used is left out. Assessed alone, the response gives what the row gives among others. One that
    was read from a file of its own stays as it is.
    """
    saved = text.get(RESPONSE)
    if saved:
        return Response.model_validate_json(saved)
    settings = instrument.settings
    shown = tuple(_evidence(instrument, text))
    return Response(
        instrument=InstrumentRef(id=settings.id, version=settings.version),
        firm_id=typed[FIRM_ID],
        firm_name=typed[FIRM_NAME],
        date=today.isoformat(),
        quick=quick,
        profile=dict(_facts(instrument, typed)),
        answers=dict(_answers(instrument, text, typed)),
        evidence=shown,
        seen=shown if _by_consultant(instrument, typed) else (),
    )


def _by_consultant(instrument: Instrument, typed: Mapping[str, Any]) -> bool:
    """Whether what is marked as proof in a row was seen by somebody else than the firm."""
    test = instrument.lender.seen_when
    return bool(typed[profile(test.profile)] == test.is_)


def _facts(instrument: Instrument, typed: Mapping[str, Any]) -> Iterator[tuple[str, Value]]:
    for field in instrument.profile:
        if field.type == "choices":
            codes = tuple(one.code for one in field.options if typed[profile(field.id, one.code)])
            if codes:
                yield field.id, codes
        elif (value := typed[profile(field.id)]) is not None:
            yield field.id, value


def _answers(instrument: Instrument, text: Mapping[str, str], typed: Mapping[str, Any]) -> Iterator[tuple[str, Value]]:
    labels = labels_of(instrument)
    for name, question in instrument.questions.items():
        if typed[state(name)] != STATES[State.MISSING]:
            found = cells.answer(question, text.get(name) or "", labels.of(name))
            if (value := cells.stored(question, found)) is not None:
                yield name, value


def _evidence(instrument: Instrument, text: Mapping[str, str]) -> Iterator[str]:
    named = (text.get(EVIDENCE) or "").split()
    yield from (name for name in instrument.questions if name in named)
