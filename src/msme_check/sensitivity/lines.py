"""Findings as plain lines for a person; no tables, so that every script keeps its shape in every width."""

from collections.abc import Iterable, Iterator
from fractions import Fraction

from msme_check.explaining.figures import number, percent
from msme_check.i18n import _, ngettext
from msme_check.model.instrument import Instrument
from msme_check.report.lines import Line
from msme_check.scoring import OVERALL
from msme_check.sensitivity.findings import Change, Choice, Pair, Question, Sensitivity
from msme_check.sensitivity.variants import Group

MOST = 10
"""How many of the questions that matter most are named."""


def lines(found: Sensitivity, instrument: Instrument) -> Iterator[Line]:
    """What was found: the firms, the choices from the one that moves most, and then each kind."""
    words = _Words(instrument)
    settings = instrument.settings
    yield Line(_("{title}, version {version}").format(title=settings.title, version=settings.version), strong=True)
    yield from _firms(found)
    yield from _heading(_("Bands by the instrument as it is"))
    for one in found.bands:
        counts = ", ".join(f"{words.bands[band]} {count}" for band, count in one.firms)
        yield Line(_("{score}: {counts}").format(score=words.score(one.score), counts=counts), "- ")
    yield from _overview(found)
    for group in ("averages", "weights", "gates", "limits"):
        yield from _group(found, group, words)
    yield from _important(found, words)
    yield from _hardly(found, instrument)
    yield from _pairs(found, instrument)
    yield Line()
    yield Line(settings.weights_note)


class _Words:
    """Titles of scores and bands."""

    def __init__(self, instrument: Instrument) -> None:
        self.titles = {OVERALL: _("Overall")} | {part.id: part.short_title for part in instrument.questionnaires}
        self.bands = {band.id: band.title for band in instrument.settings.bands}

    def score(self, name: str) -> str:
        return self.titles[name]

    def changes(self, changes: Iterable[Change]) -> str:
        """How many firms have another band of each score that has any."""
        said = "; ".join(self._change(one) for one in changes if one.moved or one.one_side)
        return said or _("no firm")

    def _change(self, change: Change) -> str:
        if change.up and change.down:
            text = _("{score} {n} ({share}), {up} up and {down} down")
        elif change.up:
            text = _("{score} {n} ({share}) up")
        elif change.down:
            text = _("{score} {n} ({share}) down")
        else:
            text = _("{score} none")
        share, named = percent(change.share), {"score": self.score(change.score), "up": change.up, "down": change.down}
        said = text.format(n=change.moved, share=share, **named)
        if not change.one_side:
            return said
        more = ngettext(
            "{said} ({n} more has a band in one case only)",
            "{said} ({n} more have a band in one case only)",
            change.one_side,
        )
        return more.format(said=said, n=change.one_side)


def _heading(text: str) -> Iterator[Line]:
    yield Line()
    yield Line(text, strong=True)


def _firms(found: Sensitivity) -> Iterator[Line]:
    firms = found.firms
    if firms.drawn:
        text = _(
            "{n} firms drawn at random, always the same ones (seed {seed}), each with an answer to every question."
        )
        yield Line(text.format(n=firms.studied, seed=firms.seed))
        yield Line(
            _(
                "Random firms show how the instrument computes, not what firms are like. "
                "For that, give it answers of real firms: --responses FILE."
            )
        )
        return
    text = ngettext("{n} firm from {files}.", "{n} firms from {files}.", firms.studied)
    yield Line(text.format(n=firms.studied, files=", ".join(firms.files)))
    if firms.quick:
        text = ngettext(
            "{n} quick estimate is left out, because it has no band.",
            "{n} quick estimates are left out, because they have no band.",
            firms.quick,
        )
        yield Line(text.format(n=firms.quick))


def _overview(found: Sensitivity) -> Iterator[Line]:
    """The choices that are about everything, by how many firms have another overall band."""
    yield from _heading(_("Firms with another overall band, if this were chosen otherwise"))
    whole = [one for one in found.choices if not one.about]
    for one in sorted(whole, key=lambda one: -one.of(OVERALL).share):
        yield Line(one.title, f"{percent(one.of(OVERALL).share):>6}  ")
    text = _(
        "Where the figure is high, bands rest on this choice: have good reasons for it. "
        "Where it is low, little would change."
    )
    yield Line()
    yield Line(text)
    known = found.bands[0].known
    text = ngettext(
        "Below, each number is how many firms change their band; {n} firm has an overall band.",
        "Below, each number is how many firms change their band; {n} firms have an overall band.",
        known,
    )
    yield Line(text.format(n=known))


def _group(found: Sensitivity, group: Group, words: _Words) -> Iterator[Line]:
    titles = {
        "averages": _("How scores are put together"),
        "weights": _("Weights"),
        "gates": _("Gates"),
        "limits": _("Limits of bands"),
    }
    said = {
        "averages": _(
            "Scores are arithmetic means, in which a strong side makes up for a weak one. "
            "In a geometric mean it makes up for less."
        ),
        "weights": _("What is not asked of a firm is not asked of it by other weights either."),
        "gates": _(
            "'Without it': this gate alone is taken away. 'Alone': it is the only one, seen against no gate at all. "
            "Where the first are fewer, other gates hold the same firms."
        ),
        "limits": _("A gate holds just below a limit. So what is held moves with the limit."),
    }
    some = [one for one in found.choices if one.group == group]
    if some:
        yield from _heading(titles[group])
        yield Line(said[group])
    for one in some:
        if group == "gates" and one.about:
            yield from _gate(one, words)
        else:
            yield Line(one.title, "- ")
            yield Line(words.changes(one.changes), "  ")
    idle = dict.fromkeys(one.about for one in some if one.about and group == "gates" and not _moves(some, one.about))
    if idle:
        text = _("No band of these firms hangs on {gates}: a safeguard for rare firms, or words without effect.")
        yield Line(text.format(gates=", ".join(idle)))


def _moves(choices: Iterable[Choice], about: str) -> bool:
    """Whether any of the choices about something moves a band."""
    return any(change.moved for one in choices if one.about == about for change in one.changes)


def _gate(one: Choice, words: _Words) -> Iterator[Line]:
    """A gate has two choices in a row, and one title."""
    if one.against:
        yield Line(_("Alone: {changes}").format(changes=words.changes(one.changes)), "  ")
    else:
        yield Line(one.title, "- ")
        yield Line(_("Without it: {changes}").format(changes=words.changes(one.changes)), "  ")


# Questions -----------------------------------------------------------------------------------------------------------


def _important(found: Sensitivity, words: _Words) -> Iterator[Line]:
    yield from _heading(_("Questions that matter most"))
    yield Line(
        _(
            "First those without which most firms would have another band in their questionnaire; gates still read "
            "them. What a question goes with is the part of the differences between scores (of their variance) that "
            "lies between the levels of the question; questions that go together share it."
        )
    )
    for place, one in enumerate(found.questions[:MOST], 1):
        yield from _question(one, f"{place}. ", words)


def _question(question: Question, before: str, words: _Words) -> Iterator[Line]:
    yield Line(_("{text} ({id})").format(text=question.text, id=question.id), before)
    indent = " " * len(before)
    own = question.in_questionnaire
    changes = [one.left_out for one in (own, question.overall) if one.left_out is not None]
    yield Line(_("Left out: {changes}").format(changes=words.changes(changes)), indent)
    text = _("It is {share} of the weight of {score}, and goes with {part} of its differences.")
    part = _("none") if own.goes_with is None else percent(own.goes_with)
    yield Line(text.format(share=percent(own.share), score=words.score(own.score), part=part), indent)
    if question.gates:
        yield Line(_("Gates that read it: {gates}.").format(gates=", ".join(question.gates)), indent)


def _hardly(found: Sensitivity, instrument: Instrument) -> Iterator[Line]:
    yield from _heading(_("Questions that hardly matter"))
    some = [one for one in reversed(found.questions) if one.hardly]
    limit = percent(Fraction(instrument.settings.sensitivity.hardly_below))
    if not some:
        yield Line(_("None: each of them changes the band of {share} of the firms or more.").format(share=limit))
        return
    text = _("Leaving out one of these changes the band of fewer than {share} of the firms in its questionnaire.")
    yield Line(text.format(share=limit))
    for one in some:
        text = _("{text} ({id}): {share}, with {weight} of the weight")
        weight = percent(one.in_questionnaire.share)
        yield Line(text.format(text=one.text, id=one.id, share=percent(one.moves), weight=weight), "- ")
        if one.gates:
            yield Line(_("Gates that read it: {gates}.").format(gates=", ".join(one.gates)), "  ")


def _pairs(found: Sensitivity, instrument: Instrument) -> Iterator[Line]:
    yield from _heading(_("Questions that are nearly the same"))
    rule = instrument.settings.sensitivity
    limit = number(Fraction(rule.alike_from))
    if found.firms.drawn:
        yield Line(_("Only answers of real firms can show this: --responses FILE."))
    elif not found.pairs:
        text = _("Nothing can be said: no two questions were answered by {n} firms or more, in more than one way.")
        yield Line(text.format(n=rule.alike_firms_from))
    elif not found.pairs[0].alike:
        yield Line(
            _("None: no two of them have a rank correlation of {limit} or more. The nearest:").format(limit=limit)
        )
    else:
        text = _("Two questions with a rank correlation of {limit} or more ask nearly the same of these firms.")
        yield Line(text.format(limit=limit))
    for pair in found.pairs:
        yield from _pair(pair, instrument)


def _pair(pair: Pair, instrument: Instrument) -> Iterator[Line]:
    text = _("{correlation}, {n} firms answered both:")
    yield Line(text.format(correlation=number(pair.correlation), n=pair.firms), "- ")
    for name in (pair.id, pair.other):
        yield Line(_("{text} ({id})").format(text=instrument.questions[name].text, id=name), "  ")
