"""What is inside a PDF, read back: the files of a report (its response, its assessment), or the fields of a form.

A PDF comes from anywhere: by mail, from a phone, changed by another program. So its size is limited, also what it
unpacks to, and whatever goes wrong is one message that says what to do.
"""

import io
import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NoReturn

from msme_check import cells, pdf_fields
from msme_check.errors import FileError
from msme_check.i18n import _
from msme_check.pdf_fields import PdfField

if TYPE_CHECKING:
    from pypdf import PdfReader

RESPONSE = "response.json"
ASSESSMENT = "assessment.json"

LARGEST_PDF = 50_000_000
"""Bytes; a report has about 100,000, and a logo may be in it."""

LARGEST_FILE = 1_000_000
"""Bytes of a file inside, unpacked; a full response has about 6,000, its assessment 70,000."""

_LARGEST_PART = 10_000_000
"""Bytes that any part of a PDF may unpack to; the list of all parts of a long report has about 500,000."""

_MAGIC = b"%PDF-"


@dataclass(frozen=True)
class EmbeddedFile:
    """A file inside a PDF. `relationship`: the PDF was made from it (Source), or it holds what the PDF shows (Data)."""

    name: str
    content: bytes
    description: str
    relationship: Literal["Source", "Data"]


@dataclass(frozen=True)
class Contents:
    """What a report carries. `assessment` is None where another program has removed it."""

    response: bytes
    assessment: bytes | None


@dataclass(frozen=True)
class Inside:
    """What was found in a PDF: the files of a report, each None where it has none, and the fields of a form."""

    response: bytes | None
    assessment: bytes | None
    fields: tuple[PdfField, ...]


def is_pdf(path: Path) -> bool:
    """Whether a file is a PDF by its first bytes, or says so by its name. False where it cannot be read."""
    try:
        with path.open("rb") as file:
            start = file.read(len(_MAGIC))
    except OSError:
        return False
    return start == _MAGIC or path.suffix.lower() == ".pdf"


def read(path: Path) -> Contents:
    """What a report carries. Raises AnswersError where it is no PDF of ours, or one that cannot be read."""
    reader = _Reader(path)
    found = reader.inside()
    if found.response is None:
        reader.no_report()
    return Contents(found.response, found.assessment)


def inside(path: Path) -> Inside:
    """What a report carries, or what a form was filled in with.

    Raises AnswersError where it is neither, or a PDF that cannot be read.
    """
    return _Reader(path).inside()


class _Reader:
    """Reads one PDF; every complaint names it and says what to do."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def fail(self, what: str, do: str) -> NoReturn:
        raise FileError(cells.plain(str(self.path)), what, do)

    def inside(self) -> Inside:
        content = self.content()
        try:
            with _guarded():
                found, filled = _found(content)
        except _PasswordError:
            self.protected()
        except (_TooLargeError, pdf_fields.TooManyFieldsError):
            self.too_large()
        # A broken PDF can make its reader fail in any way, and none of them is a mistake of ours.
        except Exception:
            if b"/Encrypt" in content:  # in a way that its reader does not know
                self.protected()
            self.fail(
                _("This PDF is damaged or not whole."),
                _("Copy or download it again, or make the report from the response file."),
            )
        response = self.only(found, RESPONSE) or None
        if response is None and not filled:
            self.without_answers()
        return Inside(response, self.only(found, ASSESSMENT), filled)

    def content(self) -> bytes:
        """The bytes of the file, if it is a PDF and not too large."""
        try:
            with self.path.open("rb") as file:
                content = file.read(LARGEST_PDF + 1)
        except OSError:
            self.fail(_("This file cannot be read."), _("Check that you may open it, and that the disk is connected."))
        if not content.startswith(_MAGIC):
            self.fail(_("This is no PDF."), _("Name a report of msme-check, or a file that 'msme-check assess' saved."))
        if len(content) > LARGEST_PDF:
            self.too_large()
        return content

    def protected(self) -> NoReturn:
        self.fail(
            _("This PDF is protected with a password."),
            _("Save a copy without one, or make the report from the response file."),
        )

    def too_large(self) -> NoReturn:
        self.fail(
            _("This PDF, or a file inside it, is larger than any report of msme-check."),
            _("Name the report as msme-check wrote it, or make it anew from the response file."),
        )

    def only(self, found: list[tuple[str, bytes]], name: str) -> bytes | None:
        """The one file of a name; None where there is none."""
        contents = [content for other, content in found if other == name]
        if len(contents) > 1:
            self.fail(
                _("This PDF has more than one file '{name}' inside, and which one counts is not known.").format(
                    name=name
                ),
                _("Name the report as msme-check wrote it, or make it anew from the response file."),
            )
        return contents[0] if contents else None

    def without_answers(self) -> NoReturn:
        self.fail(
            _("This PDF has no answers inside: it was made without them, or another program has saved it since."),
            _(
                "Name the report as msme-check wrote it, or make it anew from the response file. If it is a form, it "
                "was printed to a PDF or flattened, which leaves a picture of the answers: save the form itself, or "
                "type the answers in."
            ),
        )

    def no_report(self) -> NoReturn:
        self.fail(
            _("This PDF is a form with fields to fill in, and no report."),
            _("Make a report of it first: msme-check report FORM.pdf -o report.pdf"),
        )


class _PasswordError(Exception):
    pass


class _TooLargeError(Exception):
    pass


@contextmanager
def _guarded() -> Iterator[None]:
    """Limits what is unpacked, and keeps pypdf from telling the person what it thinks of a file."""
    from pypdf import apply_configuration

    log = logging.getLogger("pypdf")
    level = log.level
    log.setLevel(logging.CRITICAL + 1)
    try:
        with (
            warnings.catch_warnings(action="ignore"),
            apply_configuration(
                zlib_maximum_output_length=_LARGEST_PART,
                lzw_maximum_output_length=_LARGEST_PART,
                run_length_maximum_output_length=_LARGEST_PART,
                brotli_maximum_output_length=_LARGEST_PART,
                stream_decoding_work_maximum_length=3 * _LARGEST_PART,
            ),
        ):
            yield
    finally:
        log.setLevel(level)


def _found(content: bytes) -> tuple[list[tuple[str, bytes]], tuple[PdfField, ...]]:
    """Our files inside a PDF, by name; and the fields of a form."""
    from pypdf import PdfReader

    # Not strict, it mends what it can: that took up to 14 s on damaged reports and found hardly more.
    reader = PdfReader(io.BytesIO(content), strict=True)
    if reader.is_encrypted:
        raise _PasswordError
    return list(_files(reader)), pdf_fields.fields(reader.root_object)


def _files(reader: "PdfReader") -> Iterator[tuple[str, bytes]]:
    from pypdf.errors import LimitReachedError

    for one in reader.attachment_list:
        name = str(one.alternative_name or one.name)
        if name not in (RESPONSE, ASSESSMENT):
            continue
        try:
            unpacked = one.content
        except LimitReachedError:
            raise _TooLargeError from None
        if len(unpacked) > LARGEST_FILE:
            raise _TooLargeError
        yield name, unpacked
