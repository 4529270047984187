"""Which rows have an id of their own. An empty cell is none, nor is what a spreadsheet program shows in place of one.

To take `#N/A` for an id would call all firms the same whose formulas have failed.
"""

from collections.abc import Iterator

import numpy as np
import polars as pl

from msme_check.cells import is_error
from msme_check.frames import Bools
from msme_check.i18n import _

_STARTS = ("#", "Err:")


def named(ids: pl.Series) -> Bools:
    """Whether each of the ids, as `answers.plain_texts` gives them, is one."""
    return ~(_empty(ids) | _shown_instead(ids))


def nameless(ids: pl.Series) -> Iterator[tuple[Bools, tuple[str, str]]]:
    """The rows whose ids are none, for each reason: what is wrong, and what to do."""
    do = _("Give every firm an id of its own, such as a number.")
    yield _empty(ids), (_("This row has no id of the firm."), do)
    what = _("Where the id of the firm should be, the spreadsheet program shows an error such as #N/A, or ####.")
    correct = _("Correct the formula, or make the column wider, and save the file again.")
    yield _shown_instead(ids), (what, f"{correct} {do}")


def _empty(ids: pl.Series) -> Bools:
    found: Bools = (ids == "").to_numpy()
    return found


def _shown_instead(ids: pl.Series) -> Bools:
    """Errors, and the signs that stand for a number in a column too narrow, which programs write to CSV as well."""
    found = np.zeros(len(ids), dtype=np.bool_)
    for start in _STARTS:
        for place in ids.str.starts_with(start).arg_true():
            text = ids[place]
            found[place] = is_error(text) or (len(text) > 1 and not text.strip("#"))
    return found
