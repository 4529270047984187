"""Plays an interview with keys, without a terminal."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console

from interview.windows import DOWN, ENTER, HOME, TypedWindow
from msme_check.errors import Interrupted
from msme_check.interview import terminal
from msme_check.interview.offers import Kind, Offered
from msme_check.model.instrument import Instrument
from msme_check.model.response import Response

_LETTERS = frozenset("sdny")
"""Commands, and the answers to the offer of what was skipped; no Enter follows them."""


@dataclass
class Session:
    """What came of an interview with keys."""

    window: TypedWindow
    saved: list[Response] = field(default_factory=list)
    response: Response | None = None
    stopped: Interrupted | None = None
    after: str = ""


def play(
    instrument: Instrument,
    response: Response,
    window: TypedWindow,
    *,
    only: Sequence[str] | None = None,
    quick: bool | None = None,
    consultant: bool = False,
) -> Session:
    session, after = Session(window), io.StringIO()
    try:
        session.response = terminal.run(
            instrument,
            response,
            session.saved.append,
            path=Path("lotus.json"),
            source=io.StringIO(),
            console=Console(file=after, width=80),
            only=only,
            quick=quick,
            consultant=consultant,
            window=window,
        )
    except Interrupted as error:
        session.stopped = error
    session.after = after.getvalue()
    assert not window.open
    return session


def keys_for(offered: Offered, line: str, by: str) -> list[bytes]:
    """The keys for what is typed at a step. `by`: with `arrows` to a choice, or its `digits`."""
    bare, plus = line.removesuffix("+"), [b"+"] if line.endswith("+") and offered.showable else []
    places = [one.typed for one in offered.choices]
    match offered.kind:
        case Kind() if bare in _LETTERS and offered.kind is not Kind.TEXT:
            return [bare.encode()]
        case Kind.ONE if by == "digits":
            return [bare.encode(), *plus, ENTER]
        case Kind.ONE:
            return [HOME, *[DOWN] * places.index(bare), *plus, ENTER]
        case Kind.SEVERAL if by == "digits" and len(places) < 10:
            return [*(one.encode() for one in bare.split()), *plus, ENTER]
        case Kind.SEVERAL:
            moves = [key for one in bare.split() for key in (HOME, *[DOWN] * places.index(one), b" ")]
            return [*moves, *plus, ENTER]
        case _:
            return [bare.encode(), *plus, ENTER]
