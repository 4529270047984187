"""Scores, differences and verdicts in words."""

from decimal import Decimal

from msme_check.comparing.comparison import ScoreCompared
from msme_check.comparing.noise import Verdict
from msme_check.comparing.parts import Part, parts, rounded
from msme_check.i18n import _
from msme_check.model.instrument import Instrument
from msme_check.report.figures import percent

PLACES = 1
"""Decimals that scores are shown with: parts must be seen to add up."""


def limits(instrument: Instrument) -> tuple[int, ...]:
    """Where bands begin."""
    return tuple(band.start for band in instrument.settings.bands)


def signed(points: Decimal) -> str:
    """A difference with its sign; 0 without."""
    return f"{points:+f}" if points else "0"


def score(points: Decimal | None, band: str | None, instrument: Instrument) -> str:
    """A score with its band, in the words of today; the id of a band that there is no more."""
    if points is None:
        return _("no score")
    titles = {one.id: one.title for one in instrument.settings.bands}
    (number,) = rounded([points], PLACES, limits(instrument))
    if band is None:
        return _("{score} (no band)").format(score=number)
    return _("{score} {band}").format(score=number, band=titles.get(band, band))


def shown_parts(one: ScoreCompared, instrument: Instrument) -> tuple[Part, ...]:
    """The parts of the scores as they are shown; they add up to the difference as it is shown."""
    return parts(rounded(one.steps, PLACES, limits(instrument)))


def difference(one: ScoreCompared, instrument: Instrument) -> str:
    """The whole difference as it is seen between the scores that are shown; empty where there is none to see."""
    found = shown_parts(one, instrument)
    return signed(sum((part.points for part in found), Decimal(0))) if found else ""


def verdict(one: ScoreCompared) -> str:
    """What the difference that the answers made may be called."""
    match one.verdict:
        case Verdict.BETTER:
            return _("better for sure")
        case Verdict.WORSE:
            return _("worse for sure")
        case Verdict.NOT_SURE:
            return _("not sure: no more than noise")
        case Verdict.SAME:
            return _("the answers change nothing")
        case _:
            return _("cannot be compared")


def doubt(one: ScoreCompared) -> str:
    """How sure the difference is that the answers made; empty where there is none."""
    if one.doubt is None:
        return ""
    text = _("{title}: the sign stays in {weights} of the redraws of weights and in {answers} of those of answers.")
    said = text.format(title=one.title, weights=percent(one.doubt.weights), answers=percent(one.doubt.answers))
    if one.doubt.apart:
        return said
    more = _("But what is not answered could make up for it: the ranges of the two years meet.")
    return f"{said} {more}"
