"""The workbook to fill in: what its sheets have, and that it comes back with the same answers, whoever saved it."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.formula.translate import Translator
from openpyxl.utils import get_column_letter
from typer.testing import CliRunner

from forms.office import saved_again
from forms.workbook_filling import NAMES, Form
from msme_check import answers
from msme_check.cli import app
from msme_check.descriptors import alone
from msme_check.errors import AnswersError, Exit, UsageError
from msme_check.forms import fields, xlsx
from msme_check.intake import workbooks
from msme_check.intake.firms import FirmsFile, read_firms
from msme_check.model.instrument import Instrument
from msme_check.model.questions import Checklist, Ladder, Number

Rows = list[dict[str, str]]
ROWS = 5000


@pytest.fixture(scope="module", autouse=True)
def readers_end() -> Any:
    """The process that reads workbooks ends with the tests of this module."""
    yield
    workbooks.READER.close()


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory, instrument: Instrument) -> Path:
    path = tmp_path_factory.mktemp("form") / "firms.xlsx"
    assert xlsx.write(instrument, path, core=False, only=None) == (path,)
    return path


@pytest.fixture
def form(blank: Path, instrument: Instrument) -> Form:
    return Form(blank, instrument)


def opened(path: Path, instrument: Instrument) -> FirmsFile:
    return read_firms(path, instrument, None, lambda done, size: None)


def call(*words: str | Path) -> Any:
    return CliRunner().invoke(app, [str(word) for word in words])


def csv_file(path: Path, rows: Rows) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


Same = Callable[[Path, Rows], None]


@pytest.fixture
def same(tmp_path: Path) -> Same:
    """That `batch` makes the same of a file as of a CSV file of codes, to the byte, and has no word to say about it."""

    def compared(path: Path, rows: Rows) -> None:
        codes = csv_file(tmp_path / "codes.csv", rows)
        outs = tmp_path / f"{path.name}.out", tmp_path / f"{path.name}.codes"
        for source, out in zip((path, codes), outs, strict=True):
            done = call("batch", source, "-o", out, "--reports", "none")
            assert done.exit_code == Exit.DONE, done.output
            assert "Not read" not in done.output and "left out" not in done.output, done.output
        for table in ("results.csv", "recommendations.csv", "rejected.csv"):
            assert (outs[0] / table).read_bytes() == (outs[1] / table).read_bytes(), table
        assert len((outs[0] / "results.csv").read_text("utf-8").splitlines()) == len(rows) + 1

    return compared


# What the sheets have ------------------------------------------------------------------------------------------


def test_every_column_of_a_file_of_firms_is_there_boxes_each_with_its_own(form: Form, instrument: Instrument) -> None:
    names = list(dict.fromkeys(name.split("/")[0] for name in form.columns))
    assert names == answers.columns(instrument)
    boxes = {name for name in form.columns if name.startswith("fin_formality_licences/")}
    items = [item.code for item in instrument.questions["fin_formality_licences"].items]  # type: ignore[union-attr]
    assert boxes == {f"fin_formality_licences/{code}" for code in (*items, "none", "dk")}
    assert set(form.lines) == set(form.columns)


def test_each_list_has_the_full_texts_and_what_stands_beside_them_only_where_it_may(
    form: Form, instrument: Instrument
) -> None:
    short = 0
    words = instrument.settings.words
    for question in instrument.questions.values():
        if isinstance(question, Checklist):
            continue
        cell = f"{get_column_letter(form.columns[question.id])}{NAMES + ROWS}"  # the last firm's
        offered = form.offered(form.firms, cell)
        assert offered == form.offered(form.one, f"C{form.lines[question.id]}")
        assert words.dont_know in offered
        assert (words.not_applicable in offered) == bool(question.not_applicable), question.id
        assert all(len(text) <= 255 for text in offered)
        if isinstance(question, Ladder):
            full = [f"{level}. {alone(question, level)}" for level in range(5)]
            own = [f"{level}. {line.text}" for level, line in enumerate(question.levels)]
            kept = [one if len(one) <= 255 else other for one, other in zip(full, own, strict=True)]
            assert offered[:5] == kept, question.id
            short += kept != full
    assert short == 5  # a line with all that it builds on is too long for a list
    beyond = f"{get_column_letter(form.columns['country'])}{NAMES + ROWS + 1}"
    assert form.rule(form.firms, beyond) is None


def test_numbers_have_their_limits_and_units(form: Form, instrument: Instrument) -> None:
    for question in instrument.questions.values():
        if isinstance(question, Number):
            cell = f"{get_column_letter(form.columns[question.id])}{NAMES + 1}"
            rule = form.rule(form.firms, cell)
            assert rule is not None and rule.type == "custom"
            assert f"{cell}>={question.minimum:g},{cell}<={question.maximum:g}" in rule.formula1
            assert question.unit in rule.prompt
    rule = form.rule(form.firms, f"{get_column_letter(form.columns['years'])}{NAMES + 1}")
    assert rule is not None and (rule.type, rule.formula1, rule.formula2) == ("whole", "1850", "2100")


def test_a_list_that_depends_on_another_cell_takes_the_part_that_belongs_to_it(form: Form) -> None:
    sector = get_column_letter(form.columns["sector"])
    rule = form.rule(form.firms, f"{get_column_letter(form.columns['subsector'])}{NAMES + 7}")
    assert rule is not None and f"${sector}{NAMES + 1}" in rule.formula1 and "OFFSET(" in rule.formula1
    assert len(rule.formula1) <= 255
    parents = [row[0].value for row in form.book["lists"].iter_rows() if row[0].value]
    assert parents  # the sheet is not empty
    known = form.offered(form.firms, f"{sector}{NAMES + 1}")
    columns = [[cell.value for cell in column if cell.value] for column in form.book["lists"].columns]
    of = next(column for column in columns if len(column) == 30 and set(column) == set(known))
    assert of == sorted(of, key=known.index)  # in one piece for each sector


def test_every_title_has_a_note_with_all_that_is_known_of_its_question(form: Form, instrument: Instrument) -> None:
    texts = {cell.column: cell.comment.text for cell in form.firms[2] if cell.comment}
    for question in instrument.questions.values():
        first = next(place for name, place in form.columns.items() if name.split("/")[0] == question.id)
        said = texts[first]
        assert question.text in said
        assert all(part in said for part in (question.show, question.note) if part)
        assert all(ground.text in said for ground in question.not_applicable)
        if isinstance(question, Ladder):
            assert all(alone(question, level) in said for level in range(5))
    assert "Must be filled in" in texts[form.columns["employees"]]
    assert "Only for: Viet Nam." in texts[form.columns["employees_insured"]]


def test_the_header_stays_in_sight_and_what_must_be_filled_in_is_marked(form: Form) -> None:
    assert form.firms.freeze_panes == f"C{NAMES + 1}"
    marked = {name for name, place in form.columns.items() if "must be filled in" in form.firms.cell(3, place).value}
    assert marked == {"firm_id", "country", "sector", "employees"}
    fills = {name: form.firms.cell(3, place).fill.fgColor.rgb for name, place in form.columns.items()}
    assert len({fills[name] for name in marked}) == 1
    assert fills["firm_id"] not in {fill for name, fill in fills.items() if name not in marked}


def test_the_sheet_for_one_firm_is_a4_upright_with_a_page_for_each_dimension(
    form: Form, instrument: Instrument
) -> None:
    setup = form.one.page_setup
    assert (setup.paperSize, setup.orientation, setup.fitToHeight) == (9, "portrait", 0)  # its width is 1 unless said
    assert len(form.one.row_breaks.brk) == len(instrument.dimensions)
    first = [form.one.cell(one.id + 1, 1).value for one in form.one.row_breaks.brk]
    assert first[0] == "Finance access: Money records"
    printed = {str(cell.value).strip() for cell in form.one["A"] if cell.value}
    for question in instrument.questions.values():
        assert question.text in printed
        if isinstance(question, Ladder):
            assert {f"{level}. {alone(question, level)}" for level in range(5)} <= printed


def test_the_sheets(form: Form) -> None:
    assert form.book.sheetnames == ["How to fill this in", "Firms", "One firm", "lists"]
    assert form.book["lists"].sheet_state == "hidden"
    said = " ".join(str(cell.value) for cell in form.book["How to fill this in"]["A"])
    assert "msme-check batch" in said and "nothing is sent anywhere" in said


def test_the_same_form_has_the_same_bytes_and_answers_are_not_written_over(
    blank: Path, tmp_path: Path, instrument: Instrument, form: Form, example_rows: Rows
) -> None:
    assert xlsx.content(instrument) == blank.read_bytes()
    form.fill(example_rows[:1])
    path = form.save(tmp_path / "filled.xlsx")
    with pytest.raises(UsageError, match="may hold answers"):
        xlsx.write(instrument, path, core=False, only=None)


# How it comes back ---------------------------------------------------------------------------------------------


def test_a_blank_form_has_no_firm_and_nothing_else_is_said_of_it(blank: Path, instrument: Instrument) -> None:
    firms = opened(blank, instrument)
    assert firms.notes == ()
    with pytest.raises(AnswersError, match="no row with a firm"):
        list(firms.chunks(10, lambda done, size: None))


def test_firms_by_the_texts_of_the_lists_are_those_of_a_file_of_codes(
    form: Form, tmp_path: Path, example_rows: Rows, same: Same
) -> None:
    form.fill(example_rows)
    same(form.save(tmp_path / "filled.xlsx"), example_rows)


def test_codes_may_be_typed_and_what_is_neither_text_nor_code_turns_red(
    form: Form, tmp_path: Path, example_rows: Rows, same: Same, instrument: Instrument
) -> None:
    columns = form.columns
    for place, row in enumerate(example_rows, NAMES + 1):
        said = {name: text for name, text in row.items() if text and name in columns}
        for name, value in {**form.cells(row), **said}.items():
            form.firms.cell(place, columns[name]).value = int(value) if str(value).isdecimal() else value
    same(form.save(tmp_path / "typed.xlsx"), example_rows)
    red = form.red
    assert {one.id for one in instrument.questions.values() if one.type in {"ladder", "yesno"}} <= set(red)


def test_one_firm_alone_is_read_from_its_own_sheet(
    form: Form, tmp_path: Path, example_rows: Rows, same: Same, instrument: Instrument
) -> None:
    form.fill_one(example_rows[7])
    path = form.save(tmp_path / "filled.xlsx")
    same(path, example_rows[7:8])
    [note] = opened(path, instrument).notes
    assert "Sheet 'One firm' was read" in note and "3 is C" in note


def test_the_sheet_for_one_firm_is_named_where_the_one_for_many_is_read(
    form: Form, tmp_path: Path, example_rows: Rows, instrument: Instrument
) -> None:
    form.fill(example_rows[:2])
    form.fill_one(example_rows[2])
    firms = opened(form.save(tmp_path / "filled.xlsx"), instrument)
    assert [note for note in firms.notes if note.endswith("Not read: One firm.")]
    assert sum(len(chunk) for chunk in firms.chunks(10, lambda done, size: None)) == 2


def test_a_cell_that_cannot_be_used_is_named_with_its_column(form: Form, tmp_path: Path, example_rows: Rows) -> None:
    form.fill(example_rows[:1])
    columns = form.columns
    form.firms.cell(NAMES + 1, columns["fin_records_cashbook"]).value = "Something else"
    form.firms.cell(NAMES + 1, columns["dig_access_devices/none"]).value = "x"
    form.firms.cell(NAMES + 1, columns["dig_access_devices/smartphone"]).value = "x"
    out = tmp_path / "out"
    done = call("batch", form.save(tmp_path / "filled.xlsx"), "-o", out, "--reports", "none")
    assert done.exit_code == Exit.ROWS_REJECTED
    with (out / "rejected.csv").open(encoding="utf-8-sig", newline="") as file:
        found = {line["column"]: line["row"] for line in csv.DictReader(file)}
    assert found == {"fin_records_cashbook": str(NAMES + 1), "dig_access_devices": str(NAMES + 1)}


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_saved_again_by_libreoffice_it_says_the_same(
    kind: str, form: Form, tmp_path: Path, example_rows: Rows, same: Same
) -> None:
    form.fill(example_rows)
    path = form.save(tmp_path / "filled.xlsx")
    again = saved_again(path, tmp_path / "again", kind)
    assert again.read_bytes() != path.read_bytes()
    same(again, example_rows)


def test_one_firm_saved_again_by_libreoffice(form: Form, tmp_path: Path, example_rows: Rows, same: Same) -> None:
    form.fill_one(example_rows[3])
    same(saved_again(form.save(tmp_path / "filled.xlsx"), tmp_path / "again", "ods"), example_rows[3:4])


def test_libreoffice_keeps_lists_limits_and_notes(
    blank: Path, form: Form, tmp_path: Path, instrument: Instrument
) -> None:
    """For 1,000 firms, where it saves as .xlsx; for all of them in its own format."""
    again = Form(saved_again(blank, tmp_path, "xlsx"), instrument)
    for name in ("fin_records_cashbook", "sector", "fin_credit_burden", "dig_access_devices/smartphone"):
        cell = f"{get_column_letter(form.columns[name])}{NAMES + 1000}"
        before, after = form.rule(form.firms, cell), again.rule(again.firms, cell)
        assert before is not None and after is not None and before.type == after.type, name
        assert form.offered(form.firms, cell) == again.offered(again.firms, cell) != [], name
    notes = [[cell.comment.text for cell in one.firms[2] if cell.comment] for one in (form, again)]
    assert notes[0] == notes[1]


def test_libreoffice_works_the_rules_of_cells_out(form: Form, tmp_path: Path) -> None:
    """Each rule is put into a cell beside the firms, as a formula over what was typed."""
    typed: list[tuple[str, str, str | int | None, str, object]] = [
        ("subsector", "sector", "Manufacturing", "=ROWS({})", 9),
        ("subsector", "sector", "Manufacturing", "=INDEX({},1)", "Garment workshop"),
        ("subsector", "sector", None, "=ROWS({})", 30),
        ("subsector", "sector", "agri", "=ROWS({})", 30),
        ("fin_banking_turnover", "fin_banking_turnover", 100, "={}", True),
        ("fin_banking_turnover", "fin_banking_turnover", 101, "={}", False),
        ("fin_banking_turnover", "fin_banking_turnover", "dk", "={}", True),
        ("fin_banking_turnover", "fin_banking_turnover", "na", "={}", False),
        ("fin_credit_burden", "fin_credit_burden", "Does not apply", "={}", True),
    ]
    red: list[tuple[str, str | int, bool]] = [
        ("fin_records_cashbook", "0. Nothing is written down; it is in my head", False),
        ("fin_records_cashbook", 4, False),
        ("fin_records_cashbook", 5, True),
        ("fin_records_cashbook", "dk", False),
        ("fin_records_cashbook", "na", True),
        ("fin_records_cashbook", "Nothing", True),
        ("country", "KH", False),
        ("country", "Viet Nam", False),
        ("country", "Vietnam", True),
    ]
    columns, expected = form.columns, []
    last = len(columns) + 2
    for row, (name, above, value, shape, result) in enumerate(typed, NAMES + 1):
        rule = form.rule(form.firms, f"{get_column_letter(columns[name])}{row}")
        assert rule is not None
        form.firms.cell(row, columns[above]).value = value
        form.firms.cell(row, last).value = shape.format(moved(str(rule.formula1), row))
        expected.append(result)
    formulas = form.red
    for row, (name, text, result) in enumerate(red, NAMES + 1 + len(typed)):
        form.firms.cell(row, columns[name]).value = text
        form.firms.cell(row, last).value = f"={moved(formulas[name], row)}"
        expected.append(result)
    saved = load_workbook(saved_again(form.save(tmp_path / "f.xlsx"), tmp_path / "again", "xlsx"), data_only=True)
    found = [saved["Firms"].cell(row, last).value for row in range(NAMES + 1, NAMES + 1 + len(expected))]
    assert found == expected


def moved(formula: str, row: int) -> str:
    """A formula for the first firm as it is for the firm of another row."""
    first = f"=({formula.removeprefix('=')})"
    return str(Translator(first, f"A{NAMES + 1}").translate_formula(f"A{row}")).removeprefix("=")


# A part of the instrument --------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_part_of_the_questions(kind: str, tmp_path: Path, instrument: Instrument) -> None:
    path = tmp_path / f"part.{kind}"
    done = call("forms", kind, "-o", path, "--only", "digital, finance", "--core")
    assert done.exit_code == Exit.DONE, done.output
    if kind == "csv":
        names = path.read_text("utf-8-sig").strip().split(",")
    else:
        names = list(dict.fromkeys(name.split("/")[0] for name in Form(path, instrument).columns))
    core = [
        question.id
        for part in instrument.questionnaires
        if part.id in {"finance", "digital"}
        for question in part.questions
        if question.core
    ]
    assert [name for name in names if name in instrument.questions] == core
    assert {one.id for one in fields.sections(instrument)[0].fields} <= set(names)


def test_a_questionnaire_that_is_not_there(tmp_path: Path) -> None:
    done = call("forms", "xlsx", "-o", tmp_path / "a.xlsx", "--only", "finanse")
    assert done.exit_code == Exit.USAGE and "Choose from: finance, operations" in done.stderr
    assert not (tmp_path / "a.xlsx").exists()
