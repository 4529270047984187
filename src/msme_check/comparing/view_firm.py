"""The comparison of one firm as a page."""

from collections.abc import Iterator

from msme_check import cells
from msme_check.comparing import said
from msme_check.comparing.actions import ActionBecame, Became, Lifted
from msme_check.comparing.comparison import AnswerChanged, Comparison, ScoreCompared
from msme_check.comparing.noise import Verdict
from msme_check.comparing.page import NOTHING, Block, Page, Section, Table, sections
from msme_check.comparing.parts import Cause, rounded
from msme_check.comparing.saved import Saved
from msme_check.comparing.view_questions import questions
from msme_check.i18n import N_, _
from msme_check.model.instrument import Instrument
from msme_check.model.response import InstrumentRef
from msme_check.report.figures import percent
from msme_check.report.view_front import cut, language
from msme_check.report.view_method import identity

_BECAME = {
    Became.DONE: N_("Done"),
    Became.BEGUN: N_("Begun"),
    Became.NOT: N_("Not begun"),
    Became.UNKNOWN: N_("Can no longer be judged"),
}


def build(found: Comparison, instrument: Instrument) -> Page:
    """The page of a comparison, in the language in use; `instrument` gives its texts in that language."""
    return _Building(found, instrument).page()


class _Building:
    def __init__(self, found: Comparison, instrument: Instrument) -> None:
        self.found, self.instrument = found, instrument
        self.titles = {part.id: part.title for part in instrument.questionnaires}

    def page(self) -> Page:
        before, after = self.found.before, self.found.after
        name = cells.plain(after.response.firm_name) or cells.plain(after.response.firm_id)
        settings = self.instrument.settings
        return Page(
            language=language(),
            title=settings.title,
            label=_("What changed"),
            heading=cut(name),
            running=cut(name, running=True),
            date=cells.plain(after.response.date),
            facts=(
                (_("Then"), self._day(before)),
                (_("Today"), self._day(after)),
                (_("Questions"), f"{settings.id} {settings.version}"),
            ),
            notes=tuple(self._notes()),
            short=tuple(self._short()),
            sections=sections(
                Section(_("Scores"), tuple(self._scores())),
                Section(_("What became of the last plan"), tuple(self._plan())),
                Section(_("Changed answers"), tuple(self._answers())),
                Section(_("Changed profile"), (self._facts(),)),
                Section(_("Changed questions"), tuple(questions(self.found, self.instrument))),
                Section(_("How this was worked out"), (Block(paragraphs=tuple(self._method())),)),
            ),
            identity=identity(settings, InstrumentRef(id=settings.id, version=settings.version), self.instrument.hash),
        )

    def _day(self, saved: Saved) -> str:
        return cells.plain(saved.response.date) or _("day not stated")

    def _notes(self) -> Iterator[str]:
        """What a person must know before reading on."""
        before, after = self.found.before.response, self.found.after.response
        if before.firm_id != after.firm_id:
            text = _(
                "The two files have different firm ids, {before} and {after}. Make sure that they are of one firm."
            )
            yield text.format(before=cells.plain(before.firm_id), after=cells.plain(after.firm_id))
        if before.date and after.date and before.date > after.date:
            yield _("The first file is of a later day than the second. Name the older one first.")
        if self.found.quick:
            yield _("One of the two is a quick estimate, so there are no scores to compare.")
        reported = self.found.after.reported
        if reported is not None and reported.instrument_hash != self.instrument.hash:
            yield _(
                "The second file is of other questions than those of today. Its answers are scored by those of today."
            )
        if self.found.after.left_out:
            text = _("Answers of the second file that have no place among the questions of today: {names}.")
            yield text.format(names=", ".join(self.found.after.left_out))
        if self.found.instrument.changed and not self.found.reported:
            yield _(
                "The first file is of other questions than those of today and carries no scores, so its answers are "
                "scored by the questions of today. What the change of the questions made of the scores is seen only "
                "from the PDF of the report."
            )

    def _short(self) -> Iterator[str]:
        if self.found.nothing:
            yield _("Nothing changed: the same answers, the same profile, the same questions, the same scores.")
        for one in self.found.scores:
            if one.verdict in (Verdict.BETTER, Verdict.WORSE, Verdict.NOT_SURE) or one.difference:
                yield _("{title}: {change}").format(title=one.title, change=self._change(one))
        if actions := self.found.actions:
            done = sum(one.became is Became.DONE for one in actions)
            text = _("Actions of the last plan that are done: {done} of {n}")
            yield text.format(done=done, n=len(actions))

    def _change(self, one: ScoreCompared) -> str:
        """A score then and today, and what that may be called."""
        before, after = (
            said.score(points, band, self.instrument)
            for points, band in zip((one.steps[0], one.steps[-1]), one.bands, strict=True)
        )
        text = _("{before} -> {after}, {verdict}") if before != after else _("{after}, {verdict}")
        return text.format(before=before, after=after, verdict=said.verdict(one))

    # Scores -----------------------------------------------------------------------------------------------

    def _scores(self) -> Iterator[Block]:
        if not self.found.scores:
            return
        titles = (_("Score"), _("Then"), _("Questions"), _("Profile"), _("Answers"), _("Today"), _("Difference"))
        rows = tuple(self._row(one) for one in self.found.scores)
        yield Block(
            paragraphs=(
                _(
                    "Points of 100. The three parts add up to the difference: what changed questions, a changed "
                    "profile and changed answers made. Only answers can be better or worse."
                ),
            ),
            table=Table(_("Scores"), (*titles, _("By the answers")), rows, frozenset(range(1, len(titles)))),
        )
        yield Block(_("How sure"), items=tuple(filter(None, (said.doubt(one) for one in self.found.scores))))
        yield Block(_("Coverage"), items=tuple(self._coverage()))
        yield Block(_("Gates"), items=tuple(self._gates()))

    def _row(self, one: ScoreCompared) -> tuple[str, ...]:
        limits = said.limits(self.instrument)
        first, last = (rounded([points], said.PLACES, limits)[0] for points in (one.steps[0], one.steps[-1]))
        cells_ = {cause: "" for cause in Cause}
        for part in said.shown_parts(one, self.instrument):
            cells_ |= {cause: _("in the next") for cause in part.causes[:-1]}
            cells_[part.causes[-1]] = said.signed(part.points)
        return (
            one.title,
            NOTHING if first is None else f"{first}",
            *(cells_[cause] or NOTHING for cause in Cause),
            NOTHING if last is None else f"{last}",
            said.difference(one, self.instrument) or NOTHING,
            said.verdict(one),
        )

    def _coverage(self) -> Iterator[str]:
        limit = [self.instrument.settings.band_coverage]
        for one in self.found.scores:
            before, after = one.coverage
            if before is not None and after is not None and before != after:
                text = _("{title}: {before} -> {after} of the weight answered")
                yield text.format(title=one.title, before=percent(before, limit), after=percent(after, limit))

    def _gates(self) -> Iterator[str]:
        for gate in self.found.gates:
            text = _("Now in force: {id}, {title}") if gate.in_force else _("No longer in force: {id}, {title}")
            yield text.format(id=gate.id, title=gate.title)

    # The plan ---------------------------------------------------------------------------------------------

    def _plan(self) -> Iterator[Block]:
        horizons = {one.id: one.title for one in self.instrument.settings.words.horizons}
        for became, title in _BECAME.items():
            of_this = [one for one in self.found.actions if one.became is became]
            items = tuple(self._action(one, horizons) for one in of_this)
            yield Block(_("{what}: {n}").format(what=_(title), n=len(items)) if items else "", items=items)

    def _action(self, one: ActionBecame, horizons: dict[str, str]) -> str:
        lifts = "; ".join(self._lift(lift) for lift in one.lifts)
        text = _("{title} ({horizon}). {lifts}.") if lifts else _("{title} ({horizon}).")
        return text.format(title=one.title, horizon=horizons.get(one.horizon, one.horizon), lifts=lifts)

    def _lift(self, lift: Lifted) -> str:
        question = self.instrument.questions.get(lift.question)
        if question is None:
            return _("{question}: no longer asked").format(question=lift.question)
        text = question.text.partition("?")[0]  # what is said after the question is about how to answer
        if lift.now is None:
            return _("{question}: not known today, aim {target}").format(question=text, target=lift.target)
        said_ = _("{question}: level {start} -> {now}, aim {target}")
        return said_.format(question=text, start=lift.start, now=lift.now, target=lift.target)

    # Answers and facts ------------------------------------------------------------------------------------

    def _answers(self) -> Iterator[Block]:
        answers = self.found.answers
        yield from self._answers_of(_("Higher than then"), [one for one in answers if one.rise > 0])
        yield from self._answers_of(_("Lower than then"), [one for one in answers if one.rise < 0])
        yield from self._answers_of(_("Other differences"), [one for one in answers if one.rise == 0])

    def _answers_of(self, title: str, answers: list[AnswerChanged]) -> Iterator[Block]:
        for name, field in self.titles.items():
            of_part = [one for one in answers if one.questionnaire == name]
            heading = _("{title}: {field} ({n})").format(title=title, field=field, n=len(of_part))
            yield Block(heading if of_part else "", items=tuple(_answer(one) for one in of_part))

    def _facts(self) -> Block:
        rows = tuple((one.text, one.before, one.after) for one in self.found.facts)
        if not rows:
            return Block()
        return Block(table=Table(_("Changed profile"), (_("Fact"), _("Then"), _("Today")), rows))

    def _method(self) -> Iterator[str]:
        rule = self.instrument.settings.stability
        yield _(
            "The score of then becomes the score of today in three steps: the old answers by the questions of today; "
            "then as a firm of today's profile; then with the answers of today. Each step is a score that can be made "
            "again with this program. What a step adds is the part of its cause."
        )
        yield _(
            "Whether the answers are better or worse is judged by the last step alone, where questions and profile are "
            "the same. It is called sure where the sign of the difference stays in at least {share} of {n} redraws of "
            "the weights, and in at least {share} of {n} redraws in which each answer of both years is one step off "
            "with a chance of {off}; and where the ranges of what is not answered do not meet. All else is noise."
        ).format(share=percent(rule.firm_from), n=rule.draws, off=percent(rule.answers_off))
        yield _(
            "A planned action is done where every question that it was to lift has the level it aimed at, and begun "
            "where one of them rose. \u201cI do not know\u201d, and what is not asked or not answered, is not judged."
        )


def _answer(one: AnswerChanged) -> str:
    return _("{question} {before} -> {after}").format(question=one.text, before=one.before, after=one.after)
