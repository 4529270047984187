"""What goes wrong while reports are drawn: each of these draws real reports until it does."""

import os
import resource
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from msme_check import resources
from msme_check.batch.drawing import ReportWork, drawing
from msme_check.batch.settings import ReportFormat

Draw = Callable[[ReportWork], None]


def _html() -> Draw:
    return drawing(resources.questionnaires(), "en", ReportFormat.HTML)


def held() -> Draw:
    """Draws the first three firms, and the others when somebody has let it go on, so that whoever wants to can come in
    between."""
    html, go_on = _html(), Path(os.environ["SIGN"])

    def draw(work: ReportWork) -> None:
        while work.assessment.firm_id > "R00003" and not go_on.exists():
            time.sleep(0.05)
        html(work)

    return draw


def _hanging(sign: Path | None) -> Draw:
    html = _html()

    def draw(work: ReportWork) -> None:
        if work.assessment.firm_id == "R00003" and not (sign and sign.exists()):
            if sign:
                sign.touch()
            while True:
                time.sleep(60)
        html(work)

    return draw


def hanging() -> Draw:
    """Hangs whenever it comes to the third firm."""
    return _hanging(None)


def hanging_once() -> Draw:
    """Hangs when it comes to the third firm for the first time."""
    return _hanging(Path(os.environ["SIGN"]))


def little_room() -> Draw:
    """Each process may write two reports, and then no more than a few bytes: the system itself refuses."""
    html, drawn = _html(), iter(range(10**6))

    def draw(work: ReportWork) -> None:
        if next(drawn) == 2:
            resource.setrlimit(resource.RLIMIT_FSIZE, (1000, resource.RLIM_INFINITY))
        html(work)

    return draw


TASKS = {one.__name__: partial(one) for one in (held, hanging, hanging_once, little_room)}
