"""What changed in the questions, as far as it concerns one firm, in words."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from msme_check.comparing.comparison import Comparison
from msme_check.comparing.page import Block
from msme_check.comparing.questions import Changed
from msme_check.i18n import _
from msme_check.model.instrument import Instrument
from msme_check.model.response import cell_text


def questions(found: Comparison, instrument: Instrument) -> Iterator[Block]:
    """The version, then what is new, gone, weighed or counted in another way."""
    change = found.instrument
    if change.version_before != change.version_after:
        text = _("Version {old} -> {new}.").format(old=change.version_before, new=change.version_after)
        yield Block(paragraphs=(text,))
    elif change.changed:
        text = _("Still version {version}, but the content was changed.").format(version=change.version_after)
        yield Block(paragraphs=(text,))
    texts = {name: one.text for name, one in instrument.questions.items()}
    yield _listed(_("New questions"), [_named(name, texts) for name in change.new])
    yield _listed(_("Questions that are no longer asked"), [_named(name, texts) for name in change.gone])
    yield _listed(_("Answers that stand under another id today"), change.moved)
    yield _listed(_("Answers that have no place among the questions of today"), change.left_out)
    yield _listed(_("The same answer counts another level"), _numbers(change.levels, texts, str))
    yield _listed(_("Another weight"), _numbers(change.weights, texts, _number))
    titles = {name: one.title for name, one in instrument.dimensions.items()}
    yield _listed(_("Another share of the questionnaire"), _numbers(change.shares, titles, _percent))


def _listed(title: str, items: Sequence[str]) -> Block:
    heading = _("{title} ({n})").format(title=title, n=len(items))
    return Block(heading if items else "", items=tuple(items))


def _named(name: str, texts: dict[str, str]) -> str:
    return _("{text} ({id})").format(text=texts[name], id=name) if name in texts else name


def _numbers(found: Sequence[Changed], texts: dict[str, str], shown: Callable[[Decimal], str]) -> list[str]:
    text = _("{what}: {before} -> {after}")
    return [text.format(what=_named(one.id, texts), before=shown(one.before), after=shown(one.after)) for one in found]


def _number(value: Decimal) -> str:
    return cell_text(float(value))


def _percent(value: Decimal) -> str:
    return _("{n}%").format(n=_number(value))
