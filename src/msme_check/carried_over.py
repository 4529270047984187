"""The response inside a report's PDF for the instrument of today, which may be another version than that of the PDF."""

from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from pydantic import ValidationError

from msme_check import cells
from msme_check.i18n import _
from msme_check.model.assessment import State
from msme_check.model.instrument import Instrument
from msme_check.model.response import InstrumentRef, Response, Value, cell_text
from msme_check.response_files import Reader, shown


@dataclass(frozen=True)
class CarriedOver:
    """A response of an earlier day for the instrument of today. `left_out`: names that have no place in it any more.

    `version`: of the instrument that it was made with.
    Names are in quotes, and those that no file of ours could have are not repeated.
    """

    response: Response
    left_out: tuple[str, ...]
    version: str


def carry_over(content: bytes, pdf: Path, instrument: Instrument) -> CarriedOver:
    """The response that was found inside a PDF, also one of another version of the instrument.

    A question is the same where its id is. What the instrument no longer asks, or no longer allows as an answer, is
    left out. Raises AnswersError where it is no response, or one of another instrument.
    """
    reader = _PdfReader(pdf, instrument)
    data = reader.json(content)
    reader.check_origin(data)
    response, left_out = reader.fitting(reader.shaped(data))
    return CarriedOver(reader.checked(response), left_out, cells.plain(data["instrument"]["version"])[:32])


class _PdfReader(Reader):
    """Reads what was inside a PDF: nobody can correct a word of it there."""

    def not_a_response(self, reason: str) -> NoReturn:
        what = _("The answers inside this PDF cannot be used: {reason}.").format(reason=reason)
        self.fail(what, _("Name the report as msme-check wrote it, or make it anew from the response file."))

    def wrong_form(self, place: str) -> NoReturn:
        self.not_a_response(_("the value of {place} has a form that cannot be used").format(place=shown(place)))

    def wrong_shape(self, error: ValidationError) -> NoReturn:
        first = error.errors(include_url=False, include_input=False)[0]
        self.wrong_form(".".join(str(part) for part in first["loc"][:2]))

    def fitting(self, response: Response) -> tuple[Response, tuple[str, ...]]:
        """The response without what the instrument has no place for, and the names of that."""
        questions, settings = self.instrument.questions, self.instrument.settings
        parts = [part.id for part in self.instrument.questionnaires]
        profile = {name: value for name, value in response.profile.items() if self.fits_profile(name, value)}
        answers = {name: value for name, value in response.answers.items() if self.fits(name, value)}
        left_out = [name for name in response.profile if name not in profile]
        left_out += [name for name in response.answers if name not in answers]
        only = tuple(name for name in response.only or () if name in parts)
        kept = response.model_copy(
            update={
                "instrument": InstrumentRef(id=settings.id, version=settings.version),
                "profile": profile,
                "answers": answers,
                "evidence": tuple(name for name in response.evidence if name in questions),
                "only": only if response.only is not None else None,
            }
        )
        return kept, tuple(shown(name) for name in left_out)

    def fits_profile(self, name: str, value: Value) -> bool:
        """Whether the instrument has this fact about a firm, and can read its value."""
        field = self.instrument.profile_field.get(name)
        return field is not None and cells.fact(field, cell_text(value)).fault is None

    def fits(self, name: str, value: Value) -> bool:
        """Whether the instrument has this question, and can read the answer."""
        question = self.instrument.questions.get(name)
        if question is None:
            return False
        found = cells.answer(question, cell_text(value))
        return found.fault is None and found.state is not State.MISSING
