"""The firms of a chunk, looked at by themselves: what each shows alone, and what is compared with all others later.

Nothing here depends on other chunks, so it can be found out anywhere, and in any order. It is a few bytes a firm: it
goes from one machine to another.
"""

from dataclasses import dataclass

import polars as pl

from msme_check.answers import ROW
from msme_check.assess import Assessed
from msme_check.frames import Ints, Small
from msme_check.model.instrument import Instrument
from msme_check.quality.given import Given
from msme_check.quality.lines import INTERVIEWER, PLACE, SCHEMA
from msme_check.quality.same_answers import digests
from msme_check.quality.shares import dont_know, not_applicable, odd_pairs
from msme_check.quality.straight_lining import straight_lining
from msme_check.quality.times import Visits, ends_before_start, too_short, visits

STARTED, ENDED = "started", "ended"
"""What may be known about an interview, as texts, beside the INTERVIEWER."""

_OF_ONE_FIRM = (straight_lining, odd_pairs, not_applicable, dont_know)
"""In the order of the checks, as `examine` goes on: all that is left to do for `lines.ORDER` is the order of firms."""


@dataclass(frozen=True)
class Examined:
    """Some firms in their order. `found`: the lines about single firms. `same`: their digests (`same_answers`).

    `places` and `firm_ids`: where they stand, and who they are. `interviewers`: who asked; null or empty where it is
    not known. `levels`: question -> the level of each firm; only where an interviewer is known. `taken`: when they
    were visited; None where there is none that can be compared. `unread_times`: visits whose times cannot be used.
    """

    found: pl.DataFrame
    same: pl.DataFrame
    places: Ints
    firm_ids: pl.Series
    interviewers: pl.Series
    levels: dict[str, Small]
    taken: Visits | None
    unread_times: int


def examine(assessed: Assessed, instrument: Instrument, about: pl.DataFrame | None) -> Examined:
    """Looks at firms that are scored. `instrument`: in the language of the person who reads the findings.

    `about`: row, and interviewer, started, ended where they are known.
    """
    about = _of(assessed, about)
    given = Given(assessed, instrument, about[INTERVIEWER])
    taken = visits(about[STARTED], about[ENDED])
    found = [one for check in _OF_ONE_FIRM for one in check(given)] if len(given) else []
    if taken.known.any():
        found += [*too_short(given, taken), *ends_before_start(given, taken)]
    asked = given.interviewers.null_count() < len(given)
    return Examined(
        found=pl.concat([pl.DataFrame(schema=SCHEMA), *found]).sort(PLACE, maintain_order=True),
        same=digests(given),
        places=given.places,
        firm_ids=given.firm_ids,
        interviewers=given.interviewers,
        levels=given.levels if asked else {},
        taken=taken if asked and taken.known.any() else None,
        unread_times=taken.unread,
    )


def _of(assessed: Assessed, about: pl.DataFrame | None) -> pl.DataFrame:
    """What is known about the interview of each firm, in order; null or empty where nothing is."""
    firms = pl.DataFrame({ROW: assessed.values[ROW]})
    if about is not None and not about[ROW].equals(firms[ROW]):
        about = firms.join(about, on=ROW, how="left", maintain_order="left")
    known = firms if about is None else about
    nothing = pl.Series([None], dtype=pl.String).new_from_index(0, len(firms))
    names = (INTERVIEWER, STARTED, ENDED)
    return pl.DataFrame({name: known[name] if name in known.columns else nothing for name in names})
