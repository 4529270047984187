"""Response files: one firm's answers as JSON, written so that no reader ever sees half a file.

A file is private (mode 0600). Messages name the file and the question, never what was answered.
"""

import json
import secrets
from collections.abc import Iterable
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NoReturn

from pydantic import ValidationError

from msme_check import cells, locks, whole_files
from msme_check.errors import FileError, OutputError
from msme_check.i18n import _
from msme_check.locks import lock
from msme_check.model.instrument import Instrument
from msme_check.model.questions import Question
from msme_check.model.response import FORMAT, FORMAT_VERSION, InstrumentRef, Response, Value, cell_text

__all__ = ["Reader", "blank", "content", "load", "lock", "save", "shown"]

LARGEST = 1_000_000
"""Bytes; a full response has about 6,000."""

TABLES = frozenset({".csv", ".tsv", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".parquet"})
"""The endings of files that hold many firms."""


def blank(instrument: Instrument, *, today: date) -> Response:
    """A response without answers, under an id of its own that says nothing about the firm."""
    settings = instrument.settings
    return Response(
        instrument=InstrumentRef(id=settings.id, version=settings.version),
        firm_id=f"firm-{today:%Y%m%d}-{secrets.token_hex(2)}",
        date=today.isoformat(),
    )


def content(response: Response) -> bytes:
    """What a response file holds."""
    text = json.dumps(response.model_dump(mode="json"), ensure_ascii=False, indent=2) + "\n"
    return text.encode("utf-8", "backslashreplace")


def save(path: Path, response: Response) -> None:
    """Writes the whole file or leaves the old one as it was. Raises OutputError where it cannot be written."""
    whole_files.write(path, content(response))


def keep(path: Path, copy: Path) -> None:
    """Writes the same file under another name. Raises OutputError where it cannot be written."""
    try:
        whole_files.write(copy, path.read_bytes())
    except OSError as error:
        raise OutputError(locks.cannot_write(copy, error)) from None


def load(path: Path, instrument: Instrument) -> Response:
    """The response in a file. Raises AnswersError where it cannot be used with this instrument."""
    reader = Reader(path, instrument)
    data = reader.json(reader.content())
    reader.check_origin(data)
    reader.check_version(data)
    return reader.checked(reader.shaped(data))


class Reader:
    """Reads one file; every complaint names it and says what to do."""

    def __init__(self, path: Path, instrument: Instrument) -> None:
        self.file = cells.plain(str(path))
        self.path = path
        self.instrument = instrument

    def fail(self, what: str, do: str) -> NoReturn:
        raise FileError(self.file, what, do)

    def content(self) -> bytes:
        """The bytes of the file, if it is a file and not too large."""
        try:
            if self.path.exists() and not self.path.is_file():
                self.fail(_("This is no file."), _("Name a response file, such as response.json."))
            with self.path.open("rb") as file:
                content = file.read(LARGEST + 1)
        except FileNotFoundError:
            self.fail(_("This file is not there."), _("Check its name and folder."))
        except OSError:
            self.fail(_("This file cannot be read."), _("Check that you may open it, and that the disk is connected."))
        if len(content) > LARGEST:
            self.not_a_response(_("it is too large"))
        return content

    def not_a_response(self, reason: str) -> NoReturn:
        if self.path.suffix.lower() in TABLES:
            what = _("This looks like a table of firms; here it has to be the file of one firm.")
            self.fail(what, _("Run 'msme-check batch' on the table, and name the PDF that it writes for the firm."))
        what = _("This is not a response file of msme-check: {reason}.").format(reason=reason)
        self.fail(what, _("Name a file that 'msme-check assess' has saved."))

    def json(self, content: bytes) -> dict[str, Any]:
        """The object in the file."""
        try:
            data = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_object, parse_constant=_refuse_constant)
        except (ValueError, RecursionError):
            self.not_a_response(_("it is not whole JSON text") if content.strip() else _("it is empty"))
        if not isinstance(data, dict) or data.get("format") != FORMAT:
            self.not_a_response(_("it does not say so in its key 'format'"))
        return data

    def check_origin(self, data: dict[str, Any]) -> None:
        """Whether the file was made by this format and for this instrument."""
        version = data.get("format_version")
        if isinstance(version, int) and version > FORMAT_VERSION:
            self.fail(_("This file was made by a newer msme-check."), _("Update msme-check, then try again."))
        made_for, here = data.get("instrument"), self.instrument.settings
        if not isinstance(made_for, dict) or not all(isinstance(made_for.get(key), str) for key in ("id", "version")):
            self.not_a_response(_("it does not say for which instrument it was made"))
        theirs = cells.plain(made_for["id"])[:32]
        if theirs != here.id:
            what = _("This response was made with the instrument '{theirs}'; this program has '{ours}'.")
            do = _("Open it with the instrument it was made with, or begin a new response under another file name.")
            self.fail(what.format(theirs=theirs, ours=here.id), do)

    def check_version(self, data: dict[str, Any]) -> None:
        """Whether the file was made for this version of the instrument."""
        theirs, here = cells.plain(data["instrument"]["version"])[:32], self.instrument.settings
        if theirs != here.version:
            what = _("This response was made with version {theirs} of the instrument; this program has {ours}.")
            do = _(
                "Questions may have changed, so the answers are not mixed. Open it with version {theirs}, "
                "or begin a new response under another file name."
            )
            self.fail(what.format(theirs=theirs, ours=here.version), do.format(theirs=theirs))

    def shaped(self, data: dict[str, Any]) -> Response:
        """The response as the file has it, each value of a kind that a response can hold."""
        for key in ("profile", "answers"):
            for name, value in _items(data.get(key)):
                if isinstance(value, bool):  # the model would take it for a number
                    self.wrong_form(name)
        try:
            return Response.model_validate(data)
        except ValidationError as error:
            self.wrong_shape(error)

    def checked(self, response: Response) -> Response:
        """The response, with every value in the form that the interview gives it."""
        fields, questions = self.instrument.profile_field, self.instrument.questions
        names = [part.id for part in self.instrument.questionnaires]
        self.check_known(response.profile, fields, _("fact about the firm"))
        self.check_known([*response.answers, *response.evidence, *response.seen], questions, _("question"))
        self.check_known(response.only or (), names, _("questionnaire"))
        return response.model_copy(
            update={
                "firm_id": cells.plain(response.firm_id),
                "firm_name": cells.plain(response.firm_name),
                "date": cells.plain(response.date),
                "profile": self.profile(response),
                "answers": {name: self.answer(questions[name], value) for name, value in response.answers.items()},
            }
        )

    def wrong_shape(self, error: ValidationError) -> NoReturn:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"][:2])
        if first["type"] == "extra_forbidden":
            what = _("There is no key {place} in a response file.")
            self.fail(
                what.format(place=shown(place)), _("Remove it, or update msme-check if a newer one has made the file.")
            )
        self.wrong_form(place)

    def wrong_form(self, place: str) -> NoReturn:
        what = _("The value of {place} has a form that cannot be used.").format(place=shown(place))
        self.fail(what, _("Remove it from the file, and answer it again with 'msme-check assess'."))

    def check_known(self, names: Iterable[str], known: Iterable[str], kind: str) -> None:
        """That all names are known ones."""
        known = list(known)
        for name in names:
            if name not in known:
                near = get_close_matches(name, known, 1) if len(name) <= 64 else []
                hint = _("Did you mean '{near}'?").format(near=near[0]) if near else ""
                what = _("There is no {kind} {name}.").format(kind=kind, name=shown(name))
                self.fail(f"{what} {hint}".rstrip(), _("Correct or remove it in the file, then try again."))

    def profile(self, response: Response) -> dict[str, Value]:
        profile: dict[str, Value] = {}
        for name, value in response.profile.items():
            if (fact := self.fact(name, value)) is not None:
                profile[name] = fact
        return profile

    def fact(self, name: str, value: Value) -> Value | None:
        found = cells.fact(self.instrument.profile_field[name], cell_text(value))
        if found.fault is not None:
            self.wrong_form(name)
        return found.value

    def answer(self, question: Question, value: Value) -> Value:
        found = cells.answer(question, cell_text(value))
        stored = cells.stored(question, found)
        if found.fault is not None or stored is None:
            self.wrong_form(question.id)
        return stored


def shown(name: object) -> str:
    """A name of a file in quotes; a name that is none of ours could hold anything, so it is not repeated."""
    text = str(name)
    fits = len(text) <= 65 and all(
        character.isascii() and (character.isalnum() or character in "_.") for character in text
    )
    return f"'{text}'" if fits else _("(a name that no file of ours has)")


def _items(part: Any) -> list[tuple[str, Any]]:
    return list(part.items()) if isinstance(part, dict) else []


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys are all different: the same key twice would hide one of two answers."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("repeated key")
    return found


def _refuse_constant(constant: str) -> NoReturn:
    raise ValueError(constant)
