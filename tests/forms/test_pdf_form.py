"""The fillable PDF: every answer there is has its button, box or line, and what is filled in is saved and seen."""

import io
import subprocess
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from forms.filling import FILLERS, Marks, marks_of, save
from msme_check import pdf_fields
from msme_check.answers import EVIDENCE
from msme_check.errors import OutputError
from msme_check.forms import pdf_form
from msme_check.forms.fields import DONT_KNOW, NOT_APPLICABLE, Field, Kind, sections
from msme_check.model.instrument import Instrument
from msme_check.pdf_fields import IDENTITY, PdfField
from validators import poppler, tools
from validators.verapdf import PDF_UA, VeraPdf

DPI = 100


def codes(field: Field) -> set[str]:
    """All answers of a field that are chosen, not written."""
    others = {DONT_KNOW} if field.dont_know else set()
    others |= {NOT_APPLICABLE} if field.grounds else set()
    return {choice.code for choice in field.choices} | others


def offered(instrument: Instrument, *, core: bool = False, only: tuple[str, ...] | None = None) -> dict[str, set[str]]:
    """The fields that a form should have: group -> its codes, box -> on, line -> nothing."""
    found: dict[str, set[str]] = {IDENTITY: set()}
    for field in (one for section in sections(instrument, core=core, only=only) for one in section.fields):
        if field.kind is Kind.ONE:
            found[field.id] = codes(field)
        else:
            found |= {f"{field.id}/{code}": {"on"} for code in codes(field)}
            if field.kind is not Kind.SEVERAL:
                found[field.id] = set()
        if field.show:
            found[f"{EVIDENCE}/{field.id}"] = {"on"}
    return found


def states(form: bytes) -> dict[str, set[str]]:
    """The fields that a form has, with the states of their buttons."""
    found = PdfReader(io.BytesIO(form), strict=True).get_fields() or {}
    return {name: {str(state)[1:] for state in one.get("/_States_", ())} - {"Off"} for name, one in found.items()}


@pytest.mark.parametrize(
    ("core", "only"), [(False, None), (True, None), (False, ("green", "digital"))], ids=["all", "core", "two parts"]
)
def test_every_answer_has_its_field_and_no_other_has(
    core: bool, only: tuple[str, ...] | None, instrument: Instrument
) -> None:
    assert states(pdf_form.render(instrument, core=core, only=only)) == offered(instrument, core=core, only=only)


def test_what_is_said_of_a_field_is_its_question(pdf: bytes, instrument: Instrument) -> None:
    found = PdfReader(io.BytesIO(pdf)).get_fields() or {}
    cashbook = found["fin_records_cashbook"]
    assert cashbook["/TU"] == instrument.questions["fin_records_cashbook"].text
    kids = [kid.get_object() for kid in cashbook["/Kids"]]
    assert len(kids) == 6
    assert all(kid.get("/T") is None and kid.get("/TU") is None and kid["/AS"] == "/Off" for kid in kids)
    assert found["fin_banking_turnover"]["/TU"].endswith("(percent of sales)")
    assert found["ops_workplace_safety/first_aid"]["/TU"].endswith("today?: First-aid box with material inside")


def test_nothing_in_it_runs_or_asks_to_be_drawn(pdf: bytes) -> None:
    """A script would be refused by half of the readers; and `NeedAppearances` has others ask to save at once."""
    assert not any(word in pdf for word in (b"/JavaScript", b"/JS", b"/AA", b"/OpenAction", b"/NeedAppearances"))
    form = PdfReader(io.BytesIO(pdf)).root_object["/AcroForm"].get_object()
    assert isinstance(form, DictionaryObject) and set(form) == {"/Fields", "/DR", "/DA"}


@pytest.mark.parametrize("core", [False, True])
def test_it_is_accessible_and_no_archive_copy(
    core: bool, pdf: bytes, core_pdf: bytes, tmp_path: Path, verapdf: VeraPdf
) -> None:
    form = core_pdf if core else pdf
    found = verapdf.check(save(tmp_path / "form.pdf", form), PDF_UA)
    assert found.conforms, found
    assert b"pdfaid" not in form


def test_the_same_bytes_come_out_each_time(core_pdf: bytes, instrument: Instrument) -> None:
    assert pdf_form.render(instrument, core=True) == core_pdf


def test_the_core_form_is_short(core_pdf: bytes) -> None:
    assert len(PdfReader(io.BytesIO(core_pdf)).pages) <= 7


@pytest.mark.parametrize("name", FILLERS)
def test_what_is_filled_in_is_read(
    name: str, pdf: bytes, example_rows: list[dict[str, str]], instrument: Instrument
) -> None:
    marks = marks_of(example_rows[3], instrument)
    filled = FILLERS[name](pdf, marks)
    reader = PdfReader(io.BytesIO(filled), strict=True)
    found = [one for one in pdf_fields.fields(reader.root_object) if one.name != IDENTITY]
    assert {one for one in found if one.marked or one.written} == {
        *(PdfField(group, marked=frozenset({code})) for group, code in marks.chosen.items()),
        *(PdfField(box, marked=frozenset({"on"})) for box in marks.ticked),
        *(PdfField(line, written=frozenset({text})) for line, text in marks.written.items()),
    }


@pytest.mark.parametrize("name", FILLERS)
def test_what_is_filled_in_is_seen_and_printed(name: str, core_pdf: bytes, tmp_path: Path) -> None:
    """As poppler draws it, with which Okular and Evince show and print forms."""
    marks = Marks(
        chosen={"fin_records_cashbook": "3", "country": "KH"},
        ticked={"sells_to/tourists"},
        written={"firm_name": "Dara Rice Mill"},
    )
    blank = pictures(save(tmp_path / "blank.pdf", core_pdf))
    filled = pictures(save(tmp_path / "filled.pdf", FILLERS[name](core_pdf, marks)))
    for field, state, page, box in boxes(core_pdf):
        before, after = (dark(sheets[page], box) for sheets in (blank, filled))
        wanted = marks.chosen.get(field) == state or field in marks.ticked or field in marks.written
        assert (after > before) == wanted, (field, state, before, after)
    assert "DaraRiceMill" in poppler.text(tmp_path / "filled.pdf")


def pictures(path: Path) -> list[Image.Image]:
    """The pages of a PDF, in grey."""
    command = [tools.program("pdftoppm"), "-r", str(DPI), "-gray", str(path), str(path.with_suffix(""))]
    subprocess.run(command, check=True)
    return [Image.open(one) for one in sorted(path.parent.glob(f"{path.stem}-*.pgm"))]


def boxes(form: bytes) -> list[tuple[str, str, int, tuple[float, ...]]]:
    """Each box of a form: field, state, page, and where it is in points."""
    found = []
    for number, page in enumerate(PdfReader(io.BytesIO(form)).pages):
        for annotation in page["/Annots"]:  # type: ignore[attr-defined]
            one = annotation.get_object()
            owner = one if "/T" in one else one["/Parent"]
            state = next((str(key)[1:] for key in one["/AP"]["/N"] if key != "/Off"), "")
            if owner["/T"] != IDENTITY:
                found.append((owner["/T"], state, number, tuple(float(edge) for edge in one["/Rect"])))
    return found


def dark(page: Image.Image, box: tuple[float, ...]) -> int:
    """How many dots inside a box are dark."""
    left, top, right, bottom = box
    height = page.height / DPI * 72
    edges = (left + 1, height - top + 1, right - 1, height - bottom - 1)
    inside = page.crop(tuple(round(edge * DPI / 72) for edge in edges))  # type: ignore[arg-type]
    return sum(1 for dot in inside.tobytes() if dot < 128)


def test_it_is_written_whole_or_not_at_all(tmp_path: Path, instrument: Instrument) -> None:
    (path,) = pdf_form.write(instrument, tmp_path / "form.pdf", core=True)
    assert path.read_bytes().startswith(b"%PDF-1.7")
    with pytest.raises(OutputError, match="folder is not there"):
        pdf_form.write(instrument, tmp_path / "none" / "form.pdf", core=True)
