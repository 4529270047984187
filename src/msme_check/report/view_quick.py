"""What a quick check found, in words: it has no scores, so it says what stands in the way and what to reach next."""

from collections.abc import Iterator
from dataclasses import dataclass

from msme_check.i18n import ngettext
from msme_check.model.assessment import AnswerScore, QuestionnaireScore, State
from msme_check.report.material import Material
from msme_check.report.view_fields import Weak, weakest
from msme_check.report.view_front import messages


@dataclass(frozen=True)
class QuickPart:
    """One questionnaire: what stands in the way, the best of its answers, and the lowest. Each may be empty."""

    title: str
    hurdles: tuple[str, ...]
    best: str
    weak: Weak | None


@dataclass(frozen=True)
class QuickCheck:
    """What was found, and how to come to scores: `whole`, and the command for it."""

    parts: tuple[QuickPart, ...]
    whole: str
    command: str


def quick_check(material: Material) -> QuickCheck | None:
    """What the core questions found; None where all questions were asked."""
    if not material.assessment.quick:
        return None
    core = sum(one.core for one in material.instrument.questions.values())
    more = len(material.instrument.questions) - core
    text = ngettext(
        "For scores and bands, answer the other {n} question too; what is answered stays. Type, with your own file:",
        "For scores and bands, answer the other {n} questions too; what is answered stays. Type, with your own file:",
        more,
    )
    return QuickCheck(
        parts=tuple(_part(material, part) for part in material.taken),
        whole=text.format(n=more),
        command="msme-check assess --whole --response response.json",
    )


def _part(material: Material, part: QuestionnaireScore) -> QuickPart:
    given = [one for dimension in part.dimensions for one in dimension.answers if one.level is not None]
    best = max(given, key=lambda one: (one.level or 0, one.weight), default=None)
    return QuickPart(
        title=material.titles[part.id],
        hurdles=tuple(_hurdles(material, part)),
        best=material.said(best.id) if best is not None and _stands(best) else "",
        weak=next(weakest(material, part), None),
    )


def _stands(one: AnswerScore) -> bool:
    """Whether an answer says that something is there."""
    return one.state is State.ANSWERED and bool(one.level)


def _hurdles(material: Material, part: QuestionnaireScore) -> Iterator[str]:
    for gate in part.gates:
        yield from (f"{message}." for message in messages(material, gate))
