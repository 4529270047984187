"""Fills in the PDF form with the answers of a row, by three programs that know nothing of each other.

pypdf and qpdf write the objects of the file. PDFium, the reader inside Chromium, is used as a person does it: a click
into each box, letters typed into each line, and saved.
"""

import ctypes
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
from pypdf import PdfWriter

from msme_check.answers import EVIDENCE
from msme_check.forms.fields import Kind, sections
from msme_check.model.instrument import Instrument


@dataclass
class Marks:
    """What is put into a form. `chosen`: group -> code; `ticked`: names of boxes; `written`: line -> text."""

    chosen: dict[str, str] = field(default_factory=dict)
    ticked: set[str] = field(default_factory=set)
    written: dict[str, str] = field(default_factory=dict)


Fill = Callable[[bytes, Marks], bytes]


def marks_of(row: Mapping[str, str], instrument: Instrument) -> Marks:
    """The answers of a row of a file, as they are marked in a form; what no form offers is left out."""
    marks = Marks(ticked={f"{EVIDENCE}/{name}" for name in row.get(EVIDENCE, "").split()})
    for one in (asked for section in sections(instrument) for asked in section.fields):
        cell = row.get(one.id, "")
        if not cell or (cell == "na" and not one.grounds):
            continue
        if one.kind is Kind.ONE:
            marks.chosen[one.id] = cell
        elif one.kind is Kind.SEVERAL or cell in ("dk", "na"):
            marks.ticked |= {f"{one.id}/{code}" for code in cell.split()}
        else:
            marks.written[one.id] = cell
    return marks


def with_pypdf(form: bytes, marks: Marks) -> bytes:
    """All objects written anew, with looks for what was typed."""
    writer = PdfWriter(clone_from=io.BytesIO(form))
    return _written(writer, marks)


def with_pypdf_added(form: bytes, marks: Marks) -> bytes:
    """As most readers save: the old file as it was, and what has changed behind it."""
    writer = PdfWriter(io.BytesIO(form), incremental=True)
    return _written(writer, marks)


def _written(writer: PdfWriter, marks: Marks) -> bytes:
    states = {name: f"/{code}" for name, code in marks.chosen.items()} | dict.fromkeys(marks.ticked, "/on")
    writer.update_page_form_field_values(None, {**states, **marks.written}, auto_regenerate=False)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def with_qpdf(form: bytes, marks: Marks) -> bytes:
    """Values alone, and the looks by qpdf."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(form)) as pdf:
        for one in pdf.Root.AcroForm.Fields:
            name = str(one.T)
            if name in marks.chosen:
                state = pikepdf.Name(f"/{marks.chosen[name]}")
                one.V = state
                for kid in one.Kids:
                    kid.AS = state if state in kid.AP.N else pikepdf.Name.Off
            elif name in marks.ticked:
                one.V = one.AS = pikepdf.Name.on
            elif name in marks.written:
                one.V = pikepdf.String(marks.written[name])
        pdf.Root.AcroForm.NeedAppearances = True
        pdf.generate_appearance_streams()
        pdf.save(out)
    return out.getvalue()


def with_pdfium(form: bytes, marks: Marks) -> bytes:
    """By clicks and keys."""
    with _Screen(form) as screen:
        for page in screen.pages():
            for name, state, x, y in page.boxes():
                if marks.chosen.get(name) == state or (name in marks.ticked and state == "on"):
                    page.click(x, y)
                elif name in marks.written:
                    page.click(x, y)
                    page.type(marks.written[name])
        return screen.saved()


FILLERS: dict[str, Fill] = {
    "pypdf": with_pypdf, "pypdf added": with_pypdf_added, "qpdf": with_qpdf, "pdfium": with_pdfium,
}  # fmt: skip


class _Screen:
    """A form that is open in PDFium."""

    def __init__(self, form: bytes) -> None:
        self.pdf = pypdfium2.PdfDocument(form)
        self.pdf.init_forms()

    def __enter__(self) -> "_Screen":
        return self

    def __exit__(self, *_error: object) -> None:
        self.pdf.close()

    def pages(self) -> Iterator["_Page"]:
        for number in range(len(self.pdf)):
            page = self.pdf[number]
            yield _Page(self.pdf.formenv, page)
            pdfium.FORM_ForceToKillFocus(self.pdf.formenv)
            page.close()

    def saved(self) -> bytes:
        out = io.BytesIO()
        self.pdf.save(out)
        return out.getvalue()


class _Page:
    """A page of it."""

    def __init__(self, form: object, page: object) -> None:
        self.form, self.page = form, page

    def boxes(self) -> Iterator[tuple[str, str, float, float]]:
        """Name, state when on, and middle of each field."""
        for place in range(pdfium.FPDFPage_GetAnnotCount(self.page)):
            one = pdfium.FPDFPage_GetAnnot(self.page, place)
            name = self._text(pdfium.FPDFAnnot_GetFormFieldName, one)
            state = self._text(pdfium.FPDFAnnot_GetFormFieldExportValue, one)
            box = pdfium.FS_RECTF()
            pdfium.FPDFAnnot_GetRect(one, box)
            pdfium.FPDFPage_CloseAnnot(one)
            yield name, state, (box.left + box.right) / 2, (box.top + box.bottom) / 2

    def _text(self, ask: Callable[..., int], one: object) -> str:
        length = ask(self.form, one, None, 0)
        letters = ctypes.create_string_buffer(max(length, 2))
        ask(self.form, one, ctypes.cast(letters, ctypes.POINTER(ctypes.c_ushort)), length)
        return letters.raw[:length].decode("utf-16-le").rstrip("\0")

    def click(self, x: float, y: float) -> None:
        pdfium.FORM_OnMouseMove(self.form, self.page, 0, x, y)
        pdfium.FORM_OnLButtonDown(self.form, self.page, 0, x, y)
        pdfium.FORM_OnLButtonUp(self.form, self.page, 0, x, y)

    def type(self, text: str) -> None:
        for letter in text:
            pdfium.FORM_OnChar(self.form, self.page, ord(letter), 0)


def save(path: Path, content: bytes) -> Path:
    """A form as a file."""
    path.write_bytes(content)
    return path
