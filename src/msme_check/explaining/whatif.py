"""What other answers would change: they are read as cells of a file are, and all is scored again. Nothing is saved."""

from collections.abc import Sequence

import polars as pl

from msme_check import answers, cells
from msme_check.cells import Fault
from msme_check.errors import UsageError
from msme_check.explaining.naming import nearest
from msme_check.i18n import _
from msme_check.intake.refusals import fault_words, missing_field
from msme_check.labels import labels_of
from msme_check.model.instrument import Instrument
from msme_check.model.response import Response, Value
from msme_check.response_files import shown


def with_answers(response: Response, changed: Sequence[str], instrument: Instrument) -> Response:
    """The response with other answers, each as `name=value`; an empty value takes the answer away.

    Raises UsageError with everything that is wrong in `changed`, and nothing of the values.
    """
    reading = _Reading(response, instrument)
    for one in changed:
        reading.take(one)
    reading.check()
    return reading.response


class _Reading:
    """Takes one change after the other and collects what is wrong."""

    def __init__(self, response: Response, instrument: Instrument) -> None:
        self.response, self.instrument = response, instrument
        self.folded = {name.casefold(): name for name in (*instrument.profile_field, *instrument.questions)}
        self.problems: list[str] = []
        self.taken: list[str] = []

    def take(self, one: str) -> None:
        """Reads one `name=value` into the response."""
        typed, sign, text = one.partition("=")
        name = self.folded.get(typed.strip().casefold())
        if not sign:
            self.problem(shown(typed.strip()), _("There is no '=' in it."), _("Write it as question=value."))
        elif name is None:
            what = _("There is no such question or fact about the firm.")
            self.problem(shown(typed.strip()), what, nearest(typed, self.folded))
        elif name in self.taken:
            self.problem(name, _("It is set twice."), _("Set it once."))
        else:
            self.taken.append(name)
            self.set(name, text)

    def set(self, name: str, text: str) -> None:
        """Sets a question or a fact, if the text can be read."""
        question = self.instrument.questions.get(name)
        if question is None:
            self.set_fact(name, text)
            return
        if self.response.quick and not question.core:
            what = _("It is no core question, and these answers are a quick estimate.")
            self.problem(name, what, _("Change a core question."))
            return
        found = cells.answer(question, text, labels_of(self.instrument).of(name))
        self.fault(name, found.fault)
        if found.fault is None:
            self.put("answers", name, cells.stored(question, found))

    def set_fact(self, name: str, text: str) -> None:
        field = self.instrument.profile_field[name]
        found = cells.fact(field, text, labels_of(self.instrument).of(name) if field.options else None)
        self.fault(name, found.fault)
        if found.fault is None and found.value is None and field.required:
            self.problem(name, *missing_field(field))
        elif found.fault is None:
            self.put("profile", name, found.value)

    def put(self, part: str, name: str, value: Value | None) -> None:
        """Puts a value into the response; None takes it out."""
        before: dict[str, Value] = getattr(self.response, part)
        after = {key: one for key, one in before.items() if key != name}
        if value is not None:
            after[name] = value
        self.response = self.response.model_copy(update={part: after})

    def problem(self, name: str, what: str, do: str) -> None:
        self.problems.append(f"--set {name}: {what} {do}".rstrip())

    def fault(self, name: str, fault: Fault | None) -> None:
        if fault is not None:
            self.problem(name, *fault_words(self.instrument, name, fault))

    def check(self) -> None:
        """Whether the changes fit each other and the firm. Raises UsageError with all that was found."""
        raw = pl.DataFrame([self.response.cells()], infer_schema_length=None)
        faults = answers.read(raw, self.instrument, quick=self.response.quick).faults
        for column, fault in faults.select("column", "fault").rows():
            if column in self.taken:
                self.fault(column, Fault(fault))
        if self.problems:
            raise UsageError("\n".join(self.problems))
