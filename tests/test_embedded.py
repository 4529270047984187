"""Reports read back: what is inside comes out as it was, and whatever is wrong with a PDF is one message."""

import io
import logging
import random
import zlib
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, NameObject, StreamObject, TextStringObject

from msme_check import embedded
from msme_check.embedded import ASSESSMENT, LARGEST_FILE, RESPONSE
from msme_check.errors import AnswersError, Exit

NOT_WHOLE = "This PDF is damaged or not whole. Copy or download it again, or make the report from the response file."
TOO_LARGE = (
    "This PDF, or a file inside it, is larger than any report of msme-check. "
    "Name the report as msme-check wrote it, or make it anew from the response file."
)
NO_ANSWERS = (
    "This PDF has no answers inside: it was made without them, or another program has saved it since. "
    "Name the report as msme-check wrote it, or make it anew from the response file. If it is a form, it was printed "
    "to a PDF or flattened, which leaves a picture of the answers: save the form itself, or type the answers in."
)
TWICE = (
    "This PDF has more than one file 'response.json' inside, and which one counts is not known. "
    "Name the report as msme-check wrote it, or make it anew from the response file."
)


def written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def with_files(*files: tuple[str, bytes], password: str | None = None) -> bytes:
    """A PDF of one empty page with files inside."""
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    for name, content in files:
        writer.add_attachment(name, content)
    if password is not None:
        writer.encrypt(password, algorithm="RC4-128")
    return written(writer)


def unpacking_to(size: int, *, times: int = 1) -> bytes:
    """A small PDF whose response unpacks to many bytes; packed `times` times over."""
    content = b" " * size
    for _time in range(times):
        content = zlib.compress(content, 9)
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    file = writer.add_attachment(RESPONSE, b"")
    stream = StreamObject()
    stream._data = content
    stream[NameObject("/Filter")] = ArrayObject([NameObject("/FlateDecode")] * times)
    file.pdf_object["/EF"][NameObject("/F")] = writer._add_object(stream)  # type: ignore[index]
    return written(writer)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "report.pdf"


def complaint(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    with pytest.raises(AnswersError) as caught:
        embedded.read(path)
    assert caught.value.exit_code is Exit.ANSWERS
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    return message.removeprefix(f"{path}: ")


def test_both_files_come_out_as_they_were(path: Path) -> None:
    path.write_bytes(with_files((ASSESSMENT, b'{"a": 1}'), (RESPONSE, "ហាង".encode())))
    found = embedded.read(path)
    assert (found.response, found.assessment) == ("ហាង".encode(), b'{"a": 1}')


def test_other_files_inside_are_left_alone(path: Path) -> None:
    path.write_bytes(with_files(("notes.txt", b"x"), (RESPONSE, b"{}"), ("huge.bin", b"x" * (LARGEST_FILE + 1))))
    assert embedded.read(path) == embedded.Contents(b"{}", None)


def test_the_name_a_person_sees_counts(path: Path) -> None:
    """Other programs give files in a PDF new keys and keep the names."""
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    file = writer.add_attachment("0001", b"{}")
    file.alternative_name = TextStringObject(RESPONSE)
    path.write_bytes(written(writer))
    assert embedded.read(path).response == b"{}"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (with_files(), NO_ANSWERS),
        (with_files((ASSESSMENT, b"{}")), NO_ANSWERS),
        (with_files((RESPONSE, b"")), NO_ANSWERS),
        (with_files((RESPONSE, b"{}"), (RESPONSE, b"{ }")), TWICE),
        (with_files((RESPONSE, b"x" * (LARGEST_FILE + 1))), TOO_LARGE),
        (unpacking_to(LARGEST_FILE + 1), TOO_LARGE),
        (unpacking_to(200_000_000), TOO_LARGE),
        (unpacking_to(200_000_000, times=2), TOO_LARGE),
        (b"%PDF-1.7\n", NOT_WHOLE),
        (b"%PDF-1.7\n" + b"<" * 100_000, NOT_WHOLE),
        (b"%PDF-1.7\n" + b"[" * 100_000 + b"\nstartxref\n9\n%%EOF", NOT_WHOLE),
    ],
    ids=[
        "no file", "assessment only", "empty", "two", "large", "unpacks large", "bomb", "bomb in a bomb",
        "only a beginning", "open marks", "deep",
    ],
)  # fmt: skip
def test_what_cannot_be_used_says_what_to_do(content: bytes, message: str, path: Path) -> None:
    assert complaint(path, content) == message


def test_a_protected_pdf(path: Path) -> None:
    message = (
        "This PDF is protected with a password. Save a copy without one, or make the report from the response file."
    )
    assert complaint(path, with_files((RESPONSE, b"{}"), password="secret")) == message  # noqa: S106
    assert complaint(path, with_files((RESPONSE, b"{}"), password="")) == message


def test_a_protection_that_is_not_understood(path: Path) -> None:
    content = with_files((RESPONSE, b"{}"), password="secret").replace(b"/V 2", b"/V 9")  # noqa: S106
    assert "protected with a password" in complaint(path, content)


def test_a_file_that_is_no_pdf(path: Path) -> None:
    message = "This is no PDF. Name a report of msme-check, or a file that 'msme-check assess' saved."
    assert complaint(path, b"") == message
    assert complaint(path, b'{"format": "msme-check response"}') == message


def test_a_pdf_larger_than_any_report(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "LARGEST_PDF", 500)
    assert complaint(path, with_files((RESPONSE, b"{}"))) == TOO_LARGE


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(AnswersError, match="This file cannot be read"):
        embedded.read(tmp_path / "none.pdf")


def test_a_damaged_report_never_fails_in_another_way(
    path: Path, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    """Cut anywhere, or with bytes changed anywhere: it is read as it was, or refused with one of the messages."""
    whole = with_files((RESPONSE, b'{"format": "msme-check response"}' * 9), (ASSESSMENT, b"[1]"))
    numbers = random.Random(1)  # noqa: S311 - no secret
    seen = set()
    for _time in range(150):
        content = bytearray(whole)
        for _change in range(numbers.randrange(1, 12)):
            content[numbers.randrange(5, len(content))] = numbers.randrange(256)
        cut = numbers.randrange(5, len(content)) if numbers.random() < 0.3 else None
        path.write_bytes(content[:cut])
        try:
            embedded.read(path)
            seen.add("read")
        except AnswersError as error:
            seen.add(str(error).removeprefix(f"{path}: "))
    assert {"read", NOT_WHOLE} <= seen <= {"read", NOT_WHOLE, NO_ANSWERS, TWICE, TOO_LARGE}
    assert caplog.records == []
    assert capsys.readouterr() == ("", "")


def test_pypdf_speaks_again_afterwards(path: Path) -> None:
    log = logging.getLogger("pypdf")
    level = log.level
    complaint(path, b"%PDF-1.7\n")
    assert log.level == level


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.pdf", b"%PDF-1.7", True),
        ("report", b"%PDF-1.4", True),
        ("a.json", b"%PDF-1.4", True),
        ("a.PDF", b"{}", True),
        ("a.json", b'{"firm_name": "%PDF-"}', False),
        ("a.json", b"", False),
    ],
)
def test_a_pdf_is_known_by_its_first_bytes(name: str, content: bytes, expected: bool, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    assert embedded.is_pdf(tmp_path / name) is expected


def test_what_is_not_there_is_no_pdf(tmp_path: Path) -> None:
    assert not embedded.is_pdf(tmp_path / "none.pdf")
    assert not embedded.is_pdf(tmp_path)


def test_the_tests_own_pdfs_are_what_they_say() -> None:
    """Else the refusals above would prove nothing."""
    small = unpacking_to(200_000_000)
    assert len(small) < 300_000
    (file,) = PdfReader(io.BytesIO(unpacking_to(10))).attachment_list
    assert file.content == b" " * 10
