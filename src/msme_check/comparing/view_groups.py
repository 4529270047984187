"""The comparison of two batches as a page."""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from msme_check.comparing import said
from msme_check.comparing.groups import BatchSide, GroupComparison, ScoreMoved
from msme_check.comparing.page import NOTHING, Block, Page, Section, Table, sections
from msme_check.i18n import _, ngettext
from msme_check.model.instrument import Instrument
from msme_check.model.response import InstrumentRef
from msme_check.report.figures import percent
from msme_check.report.view_front import cut, language
from msme_check.report.view_method import HASH_LENGTH, identity

TENTH = Decimal("0.1")


def build(found: GroupComparison, instrument: Instrument) -> Page:
    """The page of a comparison of two batches, in the language in use."""
    settings = instrument.settings
    heading = ngettext("{n} firm, then and today", "{n} firms, then and today", found.matched).format(n=found.matched)
    return Page(
        language=language(),
        title=settings.title,
        label=_("What changed"),
        heading=heading,
        running=cut(heading, running=True),
        date=found.after.date,
        facts=(
            (_("Then"), found.before.date or _("day not stated")),
            (_("Today"), found.after.date or _("day not stated")),
            (_("Questions"), f"{settings.id} {settings.version}"),
        ),
        notes=tuple(_notes(found)),
        short=tuple(_short(found)),
        sections=sections(
            Section(_("The firms of the two batches"), (_firms(found),)),
            Section(_("Who moved"), tuple(_moved(found))),
            Section(_("From band to band"), tuple(_matrix(found, one) for one in found.scores)),
            Section(_("How this was worked out"), (Block(paragraphs=tuple(_method(found, instrument))),)),
        ),
        identity=identity(settings, InstrumentRef(id=settings.id, version=settings.version), instrument.hash),
    )


def _notes(found: GroupComparison) -> Iterator[str]:
    if found.before.date and found.after.date and found.before.date > found.after.date:
        yield _("The first batch was scored later than the second. Name the older one first.")
    if not found.same_questions:
        yield _(
            "The two batches were not both scored by the questions of today, so a difference may come from the "
            "questions, and nobody is called moved for sure. Score the file of then again: msme-check batch FIRMS -o "
            "DIR. Then compare that folder."
        )


def _short(found: GroupComparison) -> Iterator[str]:
    for one in found.scores:
        text = _("{title}: {up} up, {down} down by band; for sure {up_sure} up, {down_sure} down (n = {n})")
        yield text.format(
            title=one.title, up=one.up, down=one.down, up_sure=one.up_sure, down_sure=one.down_sure, n=one.with_band
        )


def _firms(found: GroupComparison) -> Block:
    titles = (_("Batch"), _("Scored"), _("In both"), _("Only in this one"), _("Without an id"), _("Id more than once"))
    sides = ((_("Then: {by}"), found.before), (_("Today: {by}"), found.after))
    rows = tuple((name.format(by=_by(one)), f"{one.firms}", f"{found.matched}", *_unused(one)) for name, one in sides)
    text = ngettext(
        "{n} firm of both weighs in another way today, because its sector, size or market is another one.",
        "{n} firms of both weigh in another way today, because their sector, size or market is another one.",
        found.profile_changed,
    )
    paragraphs = (
        _("Firms are the same where their firm_id is. An id that stands in a batch more than once is not matched."),
        text.format(n=found.profile_changed),
    )
    return Block(paragraphs=paragraphs, table=Table(_("Firms"), titles, rows, frozenset(range(1, len(titles)))))


def _unused(one: BatchSide) -> tuple[str, ...]:
    """The firms that are not matched."""
    return tuple(f"{n}" for n in (one.unmatched, one.without_id, one.repeated))


def _by(one: BatchSide) -> str:
    """What a batch was scored by."""
    if not one.version:
        return _("questions not known")
    return _("version {version}, content {hash}").format(version=one.version, hash=one.hash[:HASH_LENGTH])


def _moved(found: GroupComparison) -> Iterator[Block]:
    medians = _("Median then"), _("Median today"), _("Median difference")
    yield _figures(
        _("Scores"),
        (_("Score"), "n", *medians, _("Noise"), _("Better for sure"), _("Worse for sure")),
        tuple(_medians(one) for one in found.scores),
    )
    yield _figures(
        _("Bands"),
        (_("Score"), "n", _("Up"), _("Up for sure"), _("Down"), _("Down for sure"), _("Same band")),
        tuple(_bands(one) for one in found.scores),
    )


def _figures(title: str, columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> Block:
    """A table of figures under its title; all but the first of its columns are numbers."""
    return Block(title, table=Table(title, columns, rows, frozenset(range(1, len(columns)))))


def _medians(one: ScoreMoved) -> tuple[str, ...]:
    medians = (_shown(one.median_before), _shown(one.median_after), _shown(one.median_difference, sign=True))
    noise = NOTHING if one.noise is None else f"{one.noise}"
    return one.title, f"{one.firms}", *medians, noise, f"{one.better}", f"{one.worse}"


def _bands(one: ScoreMoved) -> tuple[str, ...]:
    same = one.with_band - one.up - one.down
    return one.title, *(f"{n}" for n in (one.with_band, one.up, one.up_sure, one.down, one.down_sure, same))


def _shown(value: Decimal | None, *, sign: bool = False) -> str:
    if value is None:
        return NOTHING
    rounded = value.quantize(TENTH, ROUND_HALF_UP)
    return said.signed(rounded) if sign else f"{rounded}"


def _matrix(found: GroupComparison, one: ScoreMoved) -> Block:
    """How many firms went from each band of then (rows) to each band of today."""
    columns = (_("From"), *(_("to {band}").format(band=band) for band in found.bands))
    rows = tuple(
        (band, *(f"{n}" if n else NOTHING for n in row)) for band, row in zip(found.bands, one.moves, strict=True)
    )
    return _figures(_("{title} (n = {n})").format(title=one.title, n=one.with_band), columns, rows)


def _method(found: GroupComparison, instrument: Instrument) -> Iterator[str]:
    rule = instrument.settings.stability
    yield _(
        "A firm moved up or down for sure where its score moved the same way by more than noise, where the ranges of "
        "what is not answered do not meet (for the overall score: where all is answered in both years), and where the "
        "firm weighs as before."
    )
    yield _(
        "Noise is the difference that two sets of answers of one firm in the middle stay below in {share} of the "
        "redraws, each answer being one step off with a chance of {off}, with the weights that the questions have."
    ).format(share=percent(rule.firm_from), off=percent(rule.answers_off))
    yield _(
        "Not known from two tables of results: what other weights would make of a firm's difference, which answers "
        "changed, and what a changed profile or changed questions made of it. The files of a single firm tell: "
        "msme-check compare BEFORE AFTER."
    )
