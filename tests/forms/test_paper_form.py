"""The form for a pen: everything is on it, with the codes to type in, and prints on any printer."""

import io
import subprocess
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from forms.filling import save
from msme_check.descriptors import alone
from msme_check.forms import paper_form, pdf_form
from msme_check.forms.fields import Choice, Field, sections
from msme_check.model.instrument import Instrument
from msme_check.model.questions import Checklist, Item, Ladder
from validators import poppler, tools
from validators.verapdf import PDF_A, PDF_UA, VeraPdf


@pytest.fixture(scope="module")
def path(paper: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save(tmp_path_factory.mktemp("paper") / "paper.pdf", paper)


def words(field: Field, choice: Choice) -> str:
    """How an answer stands on paper."""
    if isinstance(field.question, Ladder):
        return (
            f"{choice.code} All of the above, and: {choice.text}"
            if choice.builds_on
            else f"{choice.code} {choice.text}"
        )
    example = f" ({choice.example})" if choice.example else ""
    return f"{choice.text}{example} {choice.code}"


def test_every_question_and_answer_is_there_with_its_id_and_code(path: Path, instrument: Instrument) -> None:
    printed = poppler.text(path)
    asked = [field for section in sections(instrument) for field in section.fields]
    wanted = [text for field in asked for text in (field.text, field.id, field.help, field.show, field.unit)]
    wanted += [words(field, choice) for field in asked for choice in field.choices]
    wanted += [ground for field in asked for ground, _when in field.grounds]
    wanted += [section.title for section in sections(instrument)]
    assert [text for text in wanted if not poppler.holds(printed, text)] == []
    assert printed.count("Idonotknowdk") == len(instrument.questions)


def test_a_line_that_builds_on_others_says_so_and_is_not_told_twice(path: Path, instrument: Instrument) -> None:
    """R39: in a ladder that is shown whole, the lines above are not repeated."""
    ladder = instrument.questions["fin_records_cashbook"]
    assert isinstance(ladder, Ladder) and ladder.levels[4].builds_on
    printed = poppler.text(path)
    assert not poppler.holds(printed, alone(ladder, 4))


def test_no_page_is_cut(path: Path) -> None:
    for number, page in enumerate(poppler.pages(path), 1):
        assert page.is_a4
        assert page.cut == [], number


def test_pages_break_between_dimensions(path: Path, instrument: Instrument) -> None:
    """All of a dimension is on one page: its title, and of each question all that is asked and answered."""
    pages = [page_text(path, number) for number in range(1, len(poppler.pages(path)) + 1)]
    for section in sections(instrument)[1:]:
        wanted = [section.title, *(field.id for field in section.fields), *(field.text for field in section.fields)]
        wanted += [words(field, choice) for field in section.fields for choice in field.choices]
        wanted += [field.show for field in section.fields]
        assert any(all("".join(text.split()) in page for text in wanted) for page in pages), section.id


def page_text(path: Path, number: int) -> str:
    """The text of one page in the order in which it was drawn, without white space."""
    command = [tools.program("pdftotext"), "-raw", "-f", str(number), "-l", str(number), str(path), "-"]
    return "".join(subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout.split())


def test_what_is_longer_than_a_page_loses_nothing(instrument: Instrument, tmp_path: Path) -> None:
    """An author may put all questions of a questionnaire into one dimension, and sixty boxes into one question."""
    part = instrument.questionnaires[0]
    checklist = next(one for one in part.questions if isinstance(one, Checklist))
    items = tuple(Item(code=f"box_{n}", text=f"Box number {n} of a long question " * 4) for n in range(60))
    asked = tuple(one.model_copy(update={"items": items}) if one.id == checklist.id else one for one in part.questions)
    dimension = part.dimensions[0].model_copy(update={"questions": asked})
    long = instrument.model_copy(
        update={"questionnaires": (part.model_copy(update={"dimensions": (dimension,)}),), "hash": "long"}
    )
    printed = poppler.text(save(tmp_path / "long.pdf", paper_form.render(long)))
    wanted = [words(field, choice) for field in sections(long)[1].fields for choice in field.choices]
    assert [text for text in wanted if not poppler.holds(printed, text)] == []
    filled = PdfReader(io.BytesIO(pdf_form.render(long))).get_fields() or {}
    assert filled.keys() >= {f"{checklist.id}/{item.code}" for item in items}


def test_each_page_has_lines_for_the_firm_and_its_number(path: Path) -> None:
    pages = poppler.pages(path)
    for number, page in enumerate(pages, 1):
        text = " ".join(word.text for word in page.words)
        assert "Firm's id" in text and "Name of the firm" in text
        assert f"Page {number} of {len(pages)}" in text


def test_it_needs_black_ink_alone(path: Path, tmp_path: Path) -> None:
    subprocess.run([tools.program("pdftoppm"), "-r", "40", str(path), str(tmp_path / "page")], check=True)
    for page in sorted(tmp_path.glob("page-*.ppm")):
        red, green, blue = Image.open(page).split()
        assert red.tobytes() == green.tobytes() == blue.tobytes()


def test_it_is_accessible_and_an_archive_copy(path: Path, verapdf: VeraPdf) -> None:
    found = [verapdf.check(path, profile) for profile in (PDF_A, PDF_UA)]
    assert [str(one) for one in found if not one.conforms] == []


def test_how_many_pages(paper: bytes, instrument: Instrument) -> None:
    core = paper_form.render(instrument, core=True)
    assert [len(PdfReader(io.BytesIO(one)).pages) for one in (paper, core)] == [20, 6]
