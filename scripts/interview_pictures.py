"""Pictures of the interview as it is answered with keys, in windows of two sizes."""

import tempfile
from collections.abc import Sequence
from dataclasses import replace

from rich.console import Console
from rich.text import Text

from msme_check.interview import answering, flow
from msme_check.interview.answering import Answering
from msme_check.interview.flow import Interview
from msme_check.interview.keys import Character, Key, Pressed
from msme_check.interview.lines import LOOKS
from msme_check.interview.offers import offered
from msme_check.interview.pages import step_page
from msme_check.interview.painting import picture
from msme_check.model.instrument import Instrument
from msme_check.model.response import Response

PICTURED: tuple[tuple[str, str, int, int, tuple[Pressed, ...]], ...] = (
    ("interview-80", "fin_records_receipts", 80, 24, (Character("4"), Character("+"))),
    ("interview-40", "fin_formality_licences", 40, 20, (Character("1"), Character("2"), Key.DOWN)),
)
"""The name of each picture, the question, columns and rows, and the keys that were pressed."""


def svg(instrument: Instrument, response: Response) -> dict[str, str]:
    """Each picture as SVG, by its name. `response` gives the profile."""
    begun = flow.start(instrument, response.model_copy(update={"answers": {}, "evidence": (), "seen": ()}))
    return {
        name: _svg(replace(begun, at=question), columns, rows, keys, name)
        for name, question, columns, rows, keys in PICTURED
    }


def _svg(interview: Interview, columns: int, rows: int, keys: Sequence[Pressed], name: str) -> str:
    if interview.step is None:
        raise ValueError(interview.at)
    state = answering.begin(offered(interview, interview.step))
    for key in keys:
        found = answering.press(state, key)
        state = found if isinstance(found, Answering) else state
    page = step_page(interview, interview.step, state, columns - 1, message="", file=None)
    with tempfile.TemporaryFile("w") as nowhere:
        console = Console(record=True, width=columns, file=nowhere, highlight=False, emoji=False)
        for line in picture(page, rows).rows:
            console.print(Text(line.text, style=LOOKS[line.tone]))
        return console.export_svg(title="msme-check assess", unique_id=name)
