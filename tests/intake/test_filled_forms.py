"""Forms that were filled in: each field is the cell it should be, and what is wrong is said of file and field."""

import io
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NullObject, TextStringObject

from forms.filling import Marks, marks_of, with_pypdf
from msme_check import pdf_fields
from msme_check.errors import FileError
from msme_check.forms import pdf_form
from msme_check.intake.chunks import Chunk
from msme_check.intake.single_firms import single_firm
from msme_check.model.instrument import Instrument
from msme_check.pdf_fields import IDENTITY, PdfField, TooManyFieldsError

Change = Callable[[PdfWriter], object]


@pytest.fixture(scope="module")
def form(instrument: Instrument) -> bytes:
    return pdf_form.render(instrument, only=("finance",))


def changed(content: bytes, change: Change) -> bytes:
    """A PDF after another program has had it."""
    writer = PdfWriter(clone_from=io.BytesIO(content))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def field(writer: PdfWriter, name: str) -> DictionaryObject:
    """A field of the form."""
    tops = writer.root_object["/AcroForm"]["/Fields"]  # type: ignore[index]
    found = next(one.get_object() for one in tops if one.get_object()["/T"] == name)
    assert isinstance(found, DictionaryObject)
    return found


def read(path: Path, content: bytes, instrument: Instrument) -> Chunk:
    path.write_bytes(content)
    chunk = single_firm(path, instrument, lambda _done, _size: None).firm(())
    assert chunk is not None
    return chunk


def row(chunk: Chunk) -> dict[str, str]:
    """The cells that are not empty."""
    (only,) = chunk.raw.drop("row").iter_rows(named=True)
    return {name: text for name, text in only.items() if text}


ANSWERS = Marks(
    chosen={"country": "KH", "sector": "agri", "fin_records_cashbook": "2", "fin_credit_report": "partly",
            "fin_plan_purpose": "na", "fin_records_receipts": "dk"},
    ticked={"sells_to/households", "sells_to/companies", "fin_formality_licences/owner_list",
            "fin_formality_licences/identity_card", "fin_security_assets/none", "fin_credit_burden/na",
            "evidence/fin_records_cashbook"},
    written={"firm_id": "17", "firm_name": "ហាង Dara", "employees": "3", "fin_banking_turnover": "12,5"},
)  # fmt: skip


def test_each_field_is_a_cell(form: bytes, tmp_path: Path, instrument: Instrument) -> None:
    chunk = read(tmp_path / "a.pdf", with_pypdf(form, ANSWERS), instrument)
    assert row(chunk) == {
        "firm_id": "17",
        "firm_name": "ហាង Dara",
        "country": "KH",
        "sector": "agri",
        "employees": "3",
        "sells_to": "companies households",
        "fin_records_cashbook": "2",
        "fin_records_receipts": "dk",
        "fin_banking_turnover": "12,5",
        "fin_formality_licences": "identity_card owner_list",
        "fin_security_assets": "none",
        "fin_credit_report": "partly",
        "fin_credit_burden": "na",
        "fin_plan_purpose": "na",
        "evidence": "fin_records_cashbook",
    }
    assert (chunk.cells, chunk.refused, chunk.quick) == ((), (), False)


def test_without_an_id_it_is_the_name_of_the_file(form: bytes, tmp_path: Path, instrument: Instrument) -> None:
    marks = Marks(chosen={"fin_records_cashbook": "2"})
    assert row(read(tmp_path / "Dara's mill.pdf", with_pypdf(form, marks), instrument))["firm_id"] == "Dara's mill"


def test_the_core_form_is_a_quick_check(tmp_path: Path, instrument: Instrument) -> None:
    form = pdf_form.render(instrument, core=True)
    assert read(tmp_path / "a.pdf", with_pypdf(form, ANSWERS), instrument).quick


def both_buttons(writer: PdfWriter) -> None:
    for kid in field(writer, "fin_records_cashbook")["/Kids"]:  # type: ignore[attr-defined]
        one = kid.get_object()
        if "/4" in one["/AP"]["/N"]:
            one[NameObject("/AS")] = NameObject("/4")


def test_two_answers_are_none_and_all_are_named(form: bytes, tmp_path: Path, instrument: Instrument) -> None:
    marks = Marks(
        chosen={"fin_records_cashbook": "2", "fin_banking_account": "3"},
        ticked={"fin_formality_licences/dk", "fin_formality_licences/owner_list", "fin_credit_burden/dk"},
        written={"fin_credit_burden": "20"},
    )
    chunk = read(tmp_path / "a.pdf", changed(with_pypdf(form, marks), both_buttons), instrument)
    assert sorted(one.column for one in chunk.cells) == [
        "fin_credit_burden",
        "fin_formality_licences",
        "fin_records_cashbook",
    ]
    assert {one.what for one in chunk.cells} == {"Two answers are marked that cannot both be true."}
    assert set(row(chunk)) == {"firm_id", "fin_banking_account"}


def renamed(old: str, new: str) -> Change:
    return lambda writer: field(writer, old).update({NameObject("/T"): TextStringObject(new)})


def test_a_field_that_we_do_not_know_is_named(form: bytes, tmp_path: Path, instrument: Instrument) -> None:
    content = changed(with_pypdf(form, ANSWERS), renamed("fin_records_cashbook", "fin_records_cashbooks"))
    content = changed(content, renamed("fin_credit_report", "\x1b[31m" * 40))
    chunk = read(tmp_path / "a.pdf", content, instrument)
    assert [(one.column, one.what) for one in chunk.cells] == [
        ("fin_records_cashbooks", "There is no question with this name."),
        ("(a name that no file of ours has)", "There is no question with this name."),
    ]


def said_to_be(**changes: Any) -> Change:
    def change(writer: PdfWriter) -> None:
        this = field(writer, IDENTITY)
        data = json.loads(str(this["/V"]))
        data["instrument"] |= changes
        this[NameObject("/V")] = TextStringObject(json.dumps(data))

    return change


def forgotten(writer: PdfWriter) -> None:
    field(writer, IDENTITY)[NameObject("/V")] = TextStringObject('{"a": [')


def flat(writer: PdfWriter) -> None:
    writer.remove_annotations(subtypes="/Widget")
    del writer.root_object["/AcroForm"]


def nothing_left(writer: PdfWriter) -> None:
    writer.root_object["/AcroForm"][NameObject("/Fields")] = ArrayObject([NullObject()])  # type: ignore[index]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (said_to_be(id="other"), "This form is of the instrument 'other'; this program has 'mekong_msme'."),
        (said_to_be(version="9.0.0"), "This form is of version 9.0.0 of the questions; this program has 1.0.0."),
        (said_to_be(version="abc"), "This form is of version abc of the questions; this program has 1.0.0."),
        (forgotten, "it does not say that it is a form of msme-check"),
        (renamed(IDENTITY, "other"), "it does not say that it is a form of msme-check"),
        (flat, "If it is a form, it was printed to a PDF or flattened, which leaves a picture of the answers"),
        (nothing_left, "If it is a form, it was printed to a PDF or flattened"),
    ],
)
def test_what_is_no_form_of_today_says_what_to_do(
    change: Change, said: str, form: bytes, tmp_path: Path, instrument: Instrument
) -> None:
    with pytest.raises(FileError) as caught:
        read(tmp_path / "a.pdf", changed(with_pypdf(form, ANSWERS), change), instrument)
    assert said in str(caught.value)
    assert str(caught.value).startswith(f"{tmp_path / 'a.pdf'}: ")


def test_a_blank_form_is_named(form: bytes, tmp_path: Path, instrument: Instrument) -> None:
    with pytest.raises(FileError, match="No question is answered in this form"):
        read(tmp_path / "a.pdf", form, instrument)
    with pytest.raises(FileError, match="No question is answered in this form"):
        read(tmp_path / "a.pdf", with_pypdf(form, Marks(chosen={"country": "KH"})), instrument)


def test_a_damaged_form_never_fails_in_another_way(form: bytes, tmp_path: Path, instrument: Instrument) -> None:
    """Cut anywhere, or with bytes changed anywhere: it is read, or refused with a message that names the file."""
    whole = with_pypdf(form, ANSWERS)
    numbers = random.Random(2)  # noqa: S311 - no secret
    path = tmp_path / "a.pdf"
    seen = set()
    for _time in range(40):
        content = bytearray(whole)
        for _change in range(numbers.randrange(1, 12)):
            content[numbers.randrange(5, len(content))] = numbers.randrange(256)
        cut = numbers.randrange(5, len(content)) if numbers.random() < 0.3 else None
        try:
            seen.add("read" if read(path, bytes(content[:cut]), instrument) else "")
        except FileError as error:
            assert str(error).startswith(f"{path}: ")
            seen.add("refused")
    assert seen == {"read", "refused"}


def tree(node: DictionaryObject) -> DictionaryObject:
    return DictionaryObject({NameObject("/AcroForm"): DictionaryObject({NameObject("/Fields"): ArrayObject([node])})})


def named(name: str, **more: Any) -> DictionaryObject:
    node = DictionaryObject({NameObject("/T"): TextStringObject(name)})
    node.update({NameObject(f"/{key}"): value for key, value in more.items()})
    return node


def test_trees_without_end_end() -> None:
    loop = named("a")
    loop[NameObject("/Kids")] = ArrayObject([loop])
    wide = named("a", Kids=ArrayObject([named("b")] * (pdf_fields.MOST + 1)))
    deep = named("a")
    for _level in range(pdf_fields.DEEPEST + 2):
        deep = named("a", Kids=ArrayObject([deep]))
    for one in (loop, wide, deep):
        with pytest.raises(TooManyFieldsError):
            pdf_fields.fields(tree(one))


def test_texts_of_buttons_that_other_programs_give_places_in_a_list() -> None:
    options = ArrayObject([TextStringObject("yes"), TextStringObject("no")])
    button = DictionaryObject({NameObject("/AS"): NameObject("/1")})
    group = named("q", FT=NameObject("/Btn"), V=NameObject("/1"), Opt=options, Kids=ArrayObject([button]))
    assert pdf_fields.fields(tree(group)) == (PdfField("q", marked=frozenset({"no"})),)


def test_names_in_parts_and_repeated_ones() -> None:
    one = named("q", FT=NameObject("/Tx"), V=TextStringObject("5"))
    again = named("q", FT=NameObject("/Tx"), V=TextStringObject("6"))
    inner = named("b", FT=NameObject("/Tx"), V=TextStringObject("x" * (pdf_fields.LONGEST + 1)))
    root = tree(one)
    root["/AcroForm"]["/Fields"].extend([again, named("a", Kids=ArrayObject([inner]))])  # type: ignore[index]
    assert pdf_fields.fields(root) == (
        PdfField("q", written=frozenset({"5", "6"})),
        PdfField("a.b", written=frozenset({"x" * pdf_fields.LONGEST})),
    )


def test_all_of_an_example_firm_is_read(
    form: bytes, example_rows: list[dict[str, str]], tmp_path: Path, instrument: Instrument
) -> None:
    firm = example_rows[5]
    marks = marks_of(firm, instrument)
    known = {one.name for one in pdf_fields.fields(PdfReader(io.BytesIO(form)).root_object)}
    assert len(known) > 100
    found = row(read(tmp_path / "a.pdf", with_pypdf(form, marks), instrument))
    finance = {one.id for one in instrument.questionnaires[0].questions}
    wanted = {*finance, *(one.id for one in instrument.profile), "firm_id", "firm_name"}
    assert {name: set(text.split()) for name, text in found.items() if name in wanted} == {
        name: set(firm[name].split()) for name in wanted if firm.get(name)
    }
