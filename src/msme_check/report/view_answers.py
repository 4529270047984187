"""All answers in words, so that a reader can check what a report rests on."""

from dataclasses import dataclass

from msme_check.i18n import _, ngettext
from msme_check.model.assessment import AnswerScore, QuestionnaireScore, State
from msme_check.report.figures import percent
from msme_check.report.material import Material


@dataclass(frozen=True)
class AnswerLine:
    """A question and its answer. `given` is false for the four kinds of no answer; `shown` says that proof exists."""

    question: str
    answer: str
    given: bool
    shown: str


@dataclass(frozen=True)
class AnswerGroup:
    """The answers of one dimension."""

    title: str
    answers: tuple[AnswerLine, ...]


@dataclass(frozen=True)
class AnswerPart:
    """The answers of one questionnaire. `note`: how many there are of each kind, or that it was not taken."""

    title: str
    note: str
    groups: tuple[AnswerGroup, ...]


def answers(material: Material) -> tuple[AnswerPart, ...]:
    """Every question of the questionnaires that were taken, in the order in which they are asked."""
    return tuple(_part(material, part) for part in material.assessment.questionnaires)


def _part(material: Material, part: QuestionnaireScore) -> AnswerPart:
    title = material.titles[part.id]
    if not part.taken:
        count = sum(len(dimension.answers) for dimension in part.dimensions)
        note = ngettext(
            "Not taken: its {n} question has no answer.", "Not taken: its {n} questions have no answer.", count
        )
        return AnswerPart(title, note.format(n=count), ())
    groups = (
        AnswerGroup(
            material.instrument.dimensions[dimension.id].title,
            tuple(_line(material, one) for one in dimension.answers),
        )
        for dimension in part.dimensions
    )
    return AnswerPart(title, _counts(material, part), tuple(groups))


def _counts(material: Material, part: QuestionnaireScore) -> str:
    """How many questions were answered and how many were not, and what share of the weight that is."""
    answers = [one for dimension in part.dimensions for one in dimension.answers]
    words = material.instrument.settings.words
    kinds = {
        State.ANSWERED: _("Answered"),
        State.DONT_KNOW: words.dont_know,
        State.MISSING: words.missing,
        State.NOT_APPLICABLE: words.not_applicable,
        State.NOT_ASKED: _("Not asked"),
    }
    counts = [(kind, sum(one.state is state for one in answers)) for state, kind in kinds.items()]
    shown = sum(one.evidence for one in answers)
    counts.append((_("Could be shown"), shown))
    counts.append((_("Seen by the consultant"), sum(_seen(material, one) for one in answers)))
    parts = [_("{kind}: {n}").format(kind=kind, n=count) for kind, count in counts if count]
    share = percent(part.coverage, [material.instrument.settings.band_coverage])
    return "; ".join([*parts, _("Coverage: {share}").format(share=share)])


def _line(material: Material, one: AnswerScore) -> AnswerLine:
    return AnswerLine(
        question=material.instrument.questions[one.id].text,
        answer=material.answer(one.id),
        given=one.state is State.ANSWERED,
        shown=_shown(material, one),
    )


def _shown(material: Material, one: AnswerScore) -> str:
    """Whether there is proof of an answer: by the firm's own word, or by the consultant's eyes."""
    if _seen(material, one):
        return _("seen by the consultant")
    return _("could be shown") if one.evidence else ""


def _seen(material: Material, one: AnswerScore) -> bool:
    return one.evidence and one.id in material.assessment.response.seen
