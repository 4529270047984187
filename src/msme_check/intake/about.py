"""What a file says about the interviews themselves: who asked, when it began and ended."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone

import polars as pl

from msme_check import cells
from msme_check.answers import ROW
from msme_check.intake.formulas import unguarded
from msme_check.intake.tables import place

INTERVIEWER = "interviewer"

_ISO = r"^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?$"
_HALVES = {
    **dict.fromkeys(("am", "a.m.", "sa", "ก่อนเที่ยง", "ກ່ອນທ່ຽງ", "နံနက်"), 0),
    **dict.fromkeys(("pm", "p.m.", "ch", "หลังเที่ยง", "ຫຼັງທ່ຽງ", "ညနေ"), 12),
}
"""The halves of a day in English, Khmer (both as in English), Vietnamese, Thai, Lao, Burmese: hours to add. Source: the
dayPeriods of Unicode CLDR."""
_HALF = "|".join(map(re.escape, sorted(_HALVES, key=len, reverse=True)))
_DATE = r"(?P<first>\d{1,4})[/.-](?P<second>\d{1,2})[/.-](?P<third>\d{1,4})"
_TIME = (
    r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second_of>\d\d))?(?:[.,]\d+)?"
    rf"\s*(?P<half>{_HALF})?"
    r"\s*(?:GMT|UTC|Z)?(?:(?P<zone>[+-]\d{1,2})(?::?(?P<part>\d\d))?)?"
)
_BETWEEN = r"[T,\u104a\s]+"
"""Between a date and a time; Burmese has a comma of its own."""
_ORDERS = (_DATE + _BETWEEN + _TIME, _TIME + _BETWEEN + _DATE)
"""In Vietnamese the time comes first."""
_WRITTEN = tuple(re.compile(order, re.IGNORECASE) for order in _ORDERS)
_SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?")
_FIRST_DAY = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet knows no zones
_BUDDHIST_ERA = 543


def about(frame: pl.DataFrame, places: Mapping[str, int]) -> pl.DataFrame | None:
    """The interviews of some rows. `places`: `interviewer`, `started`, `ended` -> place; None where it is empty."""
    if not places:
        return None
    found = {name: frame[place(number)].fill_null("").str.strip_chars() for name, number in places.items()}
    columns = [_names(text) if name == INTERVIEWER else _times(text) for name, text in found.items()]
    return pl.DataFrame([frame[ROW], *(text.alias(name) for name, text in zip(found, columns, strict=True))])


def _names(texts: pl.Series) -> pl.Series:
    different = texts.unique()
    return texts.replace(different, pl.Series([unguarded(cells.plain(text)) for text in different], dtype=pl.String))


def _times(texts: pl.Series) -> pl.Series:
    """Times as ISO text; nearly all files have them so already."""
    other = (texts != "") & ~texts.str.contains(_ISO)
    return texts.scatter(other.arg_true(), [iso(text) for text in texts.filter(other)]) if other.any() else texts


def iso(text: str) -> str:
    """A time as ISO text; what is no time stays as it is.

    Where it cannot be told which is the day and which the month, the day comes first, as the region writes it. The
    time between two of them on one day is right either way.
    """
    try:
        if _SERIAL.fullmatch(text):
            days = float(text.replace(",", "."))
            return (_FIRST_DAY + timedelta(seconds=round(days * 86400))).isoformat()
        written = next((found for order in _WRITTEN if (found := order.fullmatch(text.strip()))), None)
        return text if written is None else _moment(written).isoformat()
    except ValueError:
        return text


def is_time(text: str) -> bool:
    """Whether a text is a time that can be read."""
    return bool(re.search(_ISO, text)) or (":" in text and iso(text) != text)


def _moment(written: re.Match[str]) -> datetime:
    year, month, day = _date(*(int(written[name]) for name in ("first", "second", "third")))
    hour = int(written["hour"])
    if written["half"]:
        hour = hour % 12 + _HALVES[written["half"].lower()]
    zone = None
    if written["zone"]:
        hours, minutes = int(written["zone"]), int(written["part"] or 0)
        zone = timezone(timedelta(hours=hours, minutes=-minutes if hours < 0 else minutes))
    return datetime(year, month, day, hour, int(written["minute"]), int(written["second_of"] or 0), tzinfo=zone)


def _date(first: int, second: int, third: int) -> tuple[int, int, int]:
    """Year, month and day."""
    if first > 31:
        year, month, day = first, second, third
    else:
        year, month, day = third, second, first
        if month > 12:
            month, day = day, month
    year += 2000 if year < 100 else 0
    return (year - _BUDDHIST_ERA if year > 2400 else year), month, day
