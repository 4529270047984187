"""What if: the owner tries other answers in the terminal and sees the scores before and after. Nothing is saved."""

from collections.abc import Iterable
from dataclasses import replace

from msme_check import cells
from msme_check.explaining.differences import changed_lines, compare
from msme_check.explaining.firm import Firm, firm_of
from msme_check.explaining.scores import Scores
from msme_check.i18n import _
from msme_check.interview import flow, guidance, words
from msme_check.interview.flow import Interview, Outcome
from msme_check.interview.plain import Screen
from msme_check.interview.steps import QuestionStep
from msme_check.interview.words import Line, Tone
from msme_check.interview.wrapping import wrap
from msme_check.report.lines import Line as Told

FIRST = 5
"""How many questions are proposed."""

MOST = 12
"""More questions than this are no help to choose from."""

ANEW, HELP = "0", "?"


def run(firm: Firm, screen: Screen) -> None:
    """Lets the owner choose a question and answer it otherwise, again and again; an empty line leaves.

    Answers that were tried stay for the next trial, until all are forgotten at once. Ctrl-C and the end of the input
    leave as an empty line does.
    """
    try:
        _Trying(firm, screen).run()
    except KeyboardInterrupt:
        screen.show([Line("")])
    screen.show(words.message_lines(_("Nothing was saved."), screen.width))


class _Trying:
    """The answers of a firm, and those that are tried on top of them."""

    def __init__(self, firm: Firm, screen: Screen) -> None:
        self.firm, self.screen = firm, screen
        self.interview = self.begun = flow.start(firm.instrument, firm.response)
        self.places = {step.id: place for place, step in enumerate(self.begun.questions, 1)}

    def run(self) -> None:
        self._show(
            Told(_("What if?"), strong=True),
            Told(_("Try another answer to a question, and see what would change. Nothing is saved.")),
            Told(),
            Told(_("These answers cost the most points today:")),
        )
        self._list(self._costly())
        while step := self._chosen():
            self._try(step)

    def _costly(self) -> list[QuestionStep]:
        """The questions that cost the most points of the overall score; where there is none, of what is scored."""
        scores = Scores(self.firm)
        pulls = scores.overall().pulls or [
            one for part in self.firm.instrument.questionnaires for one in scores.questionnaire(part).pulls
        ]
        names = [one.id for one in pulls if one.id in self.places][:FIRST]
        return [self._step(name) for name in names]

    def _step(self, name: str) -> QuestionStep:
        return next(step for step in self.interview.questions if step.id == name)

    # Choosing ----------------------------------------------------------------------------------------------

    def _chosen(self) -> QuestionStep | None:
        """The question that is meant by what is typed; None to leave."""
        self._show(Told())
        self._show(Told(_("Which question? Type its number, or a word of it. Enter leaves.")))
        if self.interview.response != self.begun.response:
            self._show(Told(_("Type 0 to forget what you tried.")))
        while True:
            typed = self.screen.ask("> ")
            text = "" if typed is None else cells.plain(typed)
            if not text:
                return None
            if text == ANEW:
                self.interview = self.begun
                self.screen.show(words.message_lines(_("Your answers are as they were."), self.screen.width))
            elif text == HELP:
                self._list(self.interview.questions)
            elif found := self._meant(text):
                return found

    def _meant(self, text: str) -> QuestionStep | None:
        """The one question that fits; where several do they are listed, and where none does that is said."""
        number = cells.whole(text)
        fold = text.casefold()
        found = [
            step
            for step in self.interview.questions
            if (self.places.get(step.id) == number if number is not None else _fits(step, fold))
        ]
        if len(found) == 1:
            return found[0]
        if len(found) > MOST:
            message = _("Many questions have this in them. Please type more of it, or a number.")
            self.screen.show(words.message_lines(message, self.screen.width))
        elif found:
            self._list(found)
        else:
            message = _("There is no such question. Type a number from 1 to {last}, a word, or ? for all.")
            self.screen.show(words.message_lines(message.format(last=len(self.places)), self.screen.width))
        return None

    def _list(self, steps: Iterable[QuestionStep]) -> None:
        for step in steps:
            before = f"{self.places.get(step.id, '')}  ".rjust(5)
            self._show(Told(step.question.text, before))

    # Trying ------------------------------------------------------------------------------------------------

    def _try(self, step: QuestionStep) -> None:
        """Asks the question and shows what the answer changes."""
        tried = self._answered(step)
        if tried is None:
            return
        self.interview = tried
        after = firm_of(tried.response, self.firm.instrument)
        self._show(Told(), *changed_lines(self.firm, compare(self.firm, after), exactly=False))

    def _answered(self, step: QuestionStep) -> Interview | None:
        """The interview with another answer; None where it stays as it is."""
        asking = replace(self.interview, at=step.id)
        self.screen.show(words.trial_lines(asking, step, self.screen.width))
        while True:
            typed = self.screen.ask(words.prompt(step))
            text = "" if typed is None else cells.plain(typed)
            if not text:
                return None
            turn = flow.reply(asking, text)
            self.screen.show(words.message_lines(turn.message, self.screen.width))
            if turn.outcome is Outcome.HELP:
                self.screen.show(guidance.about_lines(step, self.screen.width))
            elif turn.outcome is not Outcome.REFUSED:
                changed = turn.interview.response != self.interview.response
                return turn.interview if changed else None

    def _show(self, *lines: Told) -> None:
        """Lines as reports have them, in the width of the screen."""
        for line in lines:
            texts = wrap(line.text, self.screen.width, line.before, " " * len(line.before))
            self.screen.show([Line(text.rstrip(), Tone.TITLE if line.strong else Tone.PLAIN) for text in texts])


def _fits(step: QuestionStep, fold: str) -> bool:
    return fold == step.id or fold in step.question.text.casefold()
