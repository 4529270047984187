"""A question of which each possible answer has a column of its own, with 0 or 1 in it -> one text, as if joined."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from msme_check.cells import NONE
from msme_check.intake.tables import place

_ON = ("1", "1.0", "true", "yes", "x", "\u2713", "\u2714", "\u2611")
_OFF = ("", "0", "0.0", "false", "no", "\u2610")
_NO_BOX = "?"
"""Stands for a box that is neither empty nor ticked; no answer has it as its code."""


@dataclass(frozen=True)
class Boxes:
    """`places`: code -> the place of its column in the header. `none`: that nothing is ticked is an answer, too."""

    places: Mapping[str, int]
    none: bool


def joined(boxes: Boxes, whole: int | None) -> pl.Expr:
    """The codes of the boxes that are ticked, with spaces between them.

    `whole`: the place of the column with all answers in a cell, if there is one. It tells rows in which nothing was
    asked, and serves rows in which no box is ticked.
    """
    texts = {
        code: pl.col(place(number)).fill_null("").str.strip_chars().str.to_lowercase()
        for code, number in boxes.places.items()
    }
    ticks = (_tick(text, code) for code, text in texts.items())
    found = pl.concat_str(ticks, separator=" ").str.replace_all(" +", " ").str.strip_chars(" ")
    if whole is not None:
        together = pl.col(place(whole)).fill_null("")
        return pl.when((found != "") & (together.str.strip_chars() != "")).then(found).otherwise(together)
    if boxes.none and NONE not in boxes.places:
        filled = pl.any_horizontal(text != "" for text in texts.values())
        return pl.when(filled & (found == "")).then(pl.lit(NONE)).otherwise(found)
    return found


def _tick(text: pl.Expr, code: str) -> pl.Expr:
    other = pl.when(text.is_in(_OFF)).then(pl.lit("")).otherwise(pl.lit(_NO_BOX))
    return pl.when(text.is_in(_ON)).then(pl.lit(code)).otherwise(other)
