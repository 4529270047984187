"""The policy trace as plain lines for a person."""

from collections.abc import Iterator

from msme_check.cohort.disclosure import FEWEST
from msme_check.i18n import _, ngettext
from msme_check.model.instrument import Instrument
from msme_check.report.lines import Line
from msme_check.tracing.trace import DirectionTraced, Serving, Trace, Traced

INDENT = "    "


def lines(found: Trace, instrument: Instrument) -> Iterator[Line]:
    """What the policy asks for, and what serves it."""
    settings = instrument.settings
    yield Line(_("The policy directions and what serves them"), strong=True)
    yield Line(settings.policy_title)
    yield Line(settings.policy_note)
    yield from (Line(text) for text in _group(found))
    for one in found.directions:
        yield Line()
        yield from _direction(one, found)


def _group(found: Trace) -> Iterator[str]:
    if found.firms is not None:
        yield ngettext("{n} firm was counted.", "{n} firms were counted.", found.firms).format(n=found.firms)
        if found.public:
            text = _(
                'For publication: "< {n}" means 0 to {most}, and "-" not shown, because small numbers could be told.'
            )
            yield text.format(n=FEWEST, most=FEWEST - 1)
    elif found.public:
        text = _("Fewer than {n} firms were scored. In public nothing is shown of so few.")
        yield text.format(n=FEWEST)


def _direction(one: DirectionTraced, found: Trace) -> Iterator[Line]:
    yield Line(one.title, f"{one.code}  ", strong=True)
    yield Line(one.place, INDENT)
    yield Line(_("“{quote}”").format(quote=one.quote), INDENT)
    yield Line(one.summary, INDENT)
    if one.serving is not None:
        yield from (Line(text, INDENT) for text in _served(one.serving))
    n = len(one.recommendations)
    yield Line(ngettext("{n} action follows from it:", "{n} actions follow from it:", n).format(n=n), INDENT)
    for action in one.recommendations:
        yield from _action(action, one, found)
    if one.also:
        names = ", ".join(other.id for other in one.also)
        yield Line(_("Actions of other directions that lift an answer under it: {names}").format(names=names), INDENT)


def _served(serving: Serving) -> Iterator[str]:
    yield _("Firms whose plan has an action that follows from it: {n}").format(n=serving.planned.text)
    if serving.fires is not None:
        yield _("Firms for which such an action fires, planned or not: {n}").format(n=serving.fires.text)
    if serving.besides is not None:
        yield _("Other firms whose plan lifts an answer under it: {n}").format(n=serving.besides.text)


def _action(action: Traced, one: DirectionTraced, found: Trace) -> Iterator[Line]:
    yield Line(_("{title} ({id})").format(title=action.title, id=action.id), f"{INDENT}- ")
    inner = f"{INDENT}  "
    if found.firms is not None and action.planned is not None and action.fires is not None:
        text = _("planned for {planned}, fires for {fires}")
        yield Line(text.format(planned=action.planned, fires=action.fires), inner)
    where = "" if action.place == one.place else f"{action.place}: "
    yield Line(where + _("“{quote}”").format(quote=action.quote), inner)
    yield Line(action.reading, inner)
