"""Pictures of the workbook to fill in, as LibreOffice shows it, with some of the sample firms typed in."""

import csv
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageChops
from pypdf import PdfReader

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from forms.office import saved_again  # noqa: E402
from forms.workbook_filling import Form  # noqa: E402
from msme_check import resources  # noqa: E402
from msme_check.commands.demonstration import FIRMS  # noqa: E402
from msme_check.forms import xlsx  # noqa: E402
from msme_check.model.instrument import Instrument  # noqa: E402

FIRMS_SHOWN = 8
SHADES = 64
"""Colours of a picture."""
_MANY = ("firm_id", "country"), ("fin_records_cashbook", "fin_records_receipts")
"""What stands on the pages of the sheet of firms that are shown."""
_ONE = ("What brings in most of the money?", "employees"), ("Money records", "fin_records_cashbook")
_BETWEEN, _EDGE = 10, 8
_WITHOUT_FOOTER = 0.94


def pictures(instrument: Instrument, images: Path) -> None:
    """Writes `form-xlsx.png`, two parts of the sheet of firms, and `form-xlsx-one-firm.png`, two pages of the other."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "form.xlsx"
        xlsx.write(instrument, path, core=False, only=None)
        form = Form(path, instrument)
        with (resources.questionnaires() / FIRMS).open(encoding="utf-8-sig", newline="") as file:
            form.fill(list(csv.DictReader(file))[:FIRMS_SHOWN])
        pdf = saved_again(form.save(path), folder, "pdf")
        texts = [page.extract_text() for page in PdfReader(pdf).pages]
        many = [_page(pdf, _found(texts, words), 110) for words in _MANY]
        one = [_page(pdf, _found(texts, words, last=True), 64) for words in _ONE]
    width = max(one.width for one in many)
    sheet = Image.new("RGB", (width, sum(one.height for one in many) + _BETWEEN), "white")
    sheet.paste(many[0], (0, 0))
    sheet.paste(many[1], (0, many[0].height + _BETWEEN))
    _save(sheet, images / "form-xlsx.png")
    height = max(page.height for page in one)
    sheet = Image.new("RGB", (sum(page.width for page in one) + _BETWEEN, height), "white")
    sheet.paste(one[0], (0, 0))
    sheet.paste(one[1], (one[0].width + _BETWEEN, 0))
    _save(sheet, images / "form-xlsx-one-firm.png")


def _found(texts: list[str], words: tuple[str, ...], *, last: bool = False) -> int:
    """The first, or last, page with all these words."""
    pages = [place for place, text in enumerate(texts) if all(word in text for word in words)]
    return pages[-1 if last else 0]


def _page(pdf: Path, page: int, points: int) -> Image.Image:
    """A page as a picture, without its empty edges."""
    number = str(page + 1)
    command = [
        "pdftoppm",
        "-png",
        "-r",
        str(points),
        "-f",
        number,
        "-l",
        number,
        "-singlefile",
        str(pdf),
        str(pdf.parent / "page"),
    ]
    subprocess.run(command, check=True)  # noqa: S603 - a fixed command
    picture = Image.open(pdf.parent / "page.png").convert("RGB")
    content = picture.crop((0, 0, picture.width, int(picture.height * _WITHOUT_FOOTER)))
    difference = ImageChops.difference(content, Image.new("RGB", content.size, "white"))
    left, top, right, bottom = difference.getbbox() or (0, 0, *content.size)
    return picture.crop((max(0, left - _EDGE), max(0, top - _EDGE), right + _EDGE, bottom + _EDGE))


def _save(picture: Image.Image, path: Path) -> None:
    picture.quantize(SHADES, Image.Quantize.FASTOCTREE).save(path, optimize=True)
