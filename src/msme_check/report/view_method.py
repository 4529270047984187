"""How the scores are made and what they cannot say, and which answers do not fit together."""

from collections.abc import Iterator
from dataclasses import dataclass

from msme_check.i18n import _
from msme_check.model.instrument import Settings
from msme_check.model.response import InstrumentRef
from msme_check.report import view_size
from msme_check.report.figures import percent
from msme_check.report.material import Material

HASH_LENGTH = 12
"""Characters of the instrument's hash that are printed."""


@dataclass(frozen=True)
class Method:
    """`official`: how the official size was found; empty where there is no law. `pairs`: answers that cannot both be
    true. `identity`: with what exactly the report was made."""

    paragraphs: tuple[str, ...]
    official: str
    pairs: tuple[str, ...]
    identity: str


def method(material: Material) -> Method:
    """The method and its limits, for this assessment."""
    assessment = material.assessment
    pairs = {pair.id: pair.text for pair in material.instrument.settings.consistency_pairs}
    return Method(
        paragraphs=tuple(_quick(material) if assessment.quick else _paragraphs(material)),
        official=view_size.method(material),
        pairs=tuple(f"{pairs[name]}." for name in assessment.consistency_pairs),
        identity=identity(material.instrument.settings, assessment.instrument, assessment.instrument_hash),
    )


def identity(settings: Settings, used: InstrumentRef, content: str) -> str:
    """With which questions something was made. `content`: the instrument's hash."""
    return _("Questions: {title}, {id} version {version}, content {hash}.").format(
        title=settings.title, id=used.id, version=used.version, hash=content[:HASH_LENGTH]
    )


def _paragraphs(material: Material) -> Iterator[str]:
    settings = material.instrument.settings
    meanings = settings.words.level_meanings
    yield _(
        "Each answer is a level from 0 ({lowest}) to {top} ({highest}). Levels count by the weight that the question "
        "has for a firm of this sector, size and market; they make the score of a dimension, the dimensions that of "
        "a questionnaire, from 0 to 100. A gate can hold a score below the next band; it never adds."
    ).format(lowest=_inner(meanings[0]), top=len(meanings) - 1, highest=_inner(meanings[-1]))
    shares = ", ".join(
        _("{title} {share}%").format(title=material.titles[name], share=share)
        for name, share in settings.overall.shares.items()
    )
    text = _(
        "The overall score adds up the questionnaires that are complete ({shares}). It comes second: no strong field "
        "hides a weak one. Numbers are rounded for display; bands are decided on the exact ones."
    )
    yield text.format(shares=shares)
    yield _(
        "“I do not know” counts as the lowest level. A question that does not apply is left out. A question without an "
        "answer is left out too, and lowers the coverage: below {share} of the weight there is no band, only the range "
        "from all missing answers at their lowest to all at their highest."
    ).format(share=percent(settings.band_coverage))
    rule = settings.stability
    yield _(
        "How sure a band is: each was redrawn {n} times with other weights around those of the experts, and {n} times "
        "with {off} of the answers one step off. A band that stays in {share} of both is firm; the others are "
        "borderline. The lower of the two figures is shown."
    ).format(n=rule.draws, off=percent(rule.answers_off), share=percent(rule.firm_from))
    yield from _limits(material)


def _quick(material: Material) -> Iterator[str]:
    yield _(
        "This is a quick estimate from the core questions alone. It shows where to begin; it gives no scores and no "
        "bands. The full questionnaires give these."
    )
    yield from _limits(material)


def _limits(material: Material) -> Iterator[str]:
    yield _(
        "This is a self-assessment. Nobody has audited the answers, and it is no credit rating: a lender decides by "
        "its own rules."
    )
    yield material.instrument.settings.weights_note


def _inner(text: str) -> str:
    """A text inside a sentence."""
    return text[:1].lower() + text[1:]
