"""A consultant's brand: what a report shows of it, and every mistake of its file with line and advice."""

import io
import os
import re
import struct
import zlib
from hashlib import shake_256
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from msme_check.errors import Exit, UsageError
from msme_check.model.instrument import Instrument
from msme_check.report import brand, files, html, logo, look
from msme_check.report.brand import Brand
from msme_check.report.look import Look, Paper
from msme_check.report.pdf import Renderer
from msme_check.report.view import View, build
from report.conftest import RICE_MILL, Firm, Viewed
from validators.browser import DESK, PHONE, Browser
from validators.verapdf import PDF_A, PDF_UA, VeraPdf

WHOLE = """\
name: Chamroeun & <b>Sons</b>
contact:
  - Street 271, Phnom Penh
  - "+855 23 000 000"
logo: logo.png
logo_alt: A leaf
colours:
  accent: "#0B5D1E"
closing:
  - We look at this with you again in six months.
footer: 'Confidential; "quoted" \\ </style> - until 2027'
"""


def png(folder: Path, name: str = "logo.png", mode: str = "RGBA", size: tuple[int, int] = (900, 400)) -> Path:
    """A picture with a transparent left half, where its mode has that."""
    picture = Image.new(mode, size)
    if mode == "RGBA":
        picture.paste((11, 93, 30, 255), (size[0] // 2, 0, *size))
    picture.save(folder / name)
    return folder / name


def written(folder: Path, text: str) -> Path:
    path = folder / "brand.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def whole(tmp_path: Path) -> Brand:
    png(tmp_path)
    return brand.load(written(tmp_path, WHOLE))


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def pages(content: bytes) -> list[str]:
    return [squeezed(page.extract_text()) for page in PdfReader(io.BytesIO(content)).pages]


def test_everything_of_the_file_is_read(whole: Brand) -> None:
    assert whole.name == "Chamroeun & <b>Sons</b>"
    assert whole.contact == ("Street 271, Phnom Penh", "+855 23 000 000")
    assert (whole.logo_alt, whole.accent) == ("A leaf", "#0b5d1e")
    assert whole.closing == ("We look at this with you again in six months.",)
    assert whole.footer == 'Confidential; "quoted" \\ </style> - until 2027'
    assert whole.logo is not None and (whole.logo.width, whole.logo.height) == (675, 300)


def test_a_name_is_enough(tmp_path: Path, viewed: Viewed) -> None:
    found = brand.load(written(tmp_path, "name: Bureau"))
    assert found == Brand(name="Bureau", logo_alt="Bureau", footer="Bureau")
    source = html.render(viewed(RICE_MILL), Look(brand=found))
    assert "<b>Bureau</b>" in source
    assert "<img" not in source


def test_html_and_pdf_show_it(whole: Brand, viewed: Viewed) -> None:
    view, looked = viewed(RICE_MILL, name="Mill"), Look(brand=whole)
    source = html.render(view, looked)
    assert whole.logo is not None
    assert f'<img src="{whole.logo.data_uri}" alt="A leaf"' in source
    assert source.index("Chamroeun &amp; &lt;b&gt;Sons") < source.index("<h1")
    assert source.index(whole.closing[0]) > source.index(view.method.identity)
    assert "h1, h2, h3, h4, .overall .number b { color: #0b5d1e; }" in source
    assert source.count("</style>") == 1

    content = Renderer(looked).render(view)
    found = pages(content)
    assert squeezed("Street 271, Phnom Penh · +855 23 000 000") in found[0]
    assert any(squeezed(whole.closing[0]) in page for page in found[-2:])
    assert all(squeezed(whole.footer) in page for page in found)
    assert [image.image.size for image in PdfReader(io.BytesIO(content)).pages[0].images if image.image] == [(675, 300)]


@pytest.fixture
def longest(tmp_path: Path) -> Look:
    """As much of everything as a brand may have, and a logo as tall as it is wide."""
    png(tmp_path, size=(400, 400))
    words = "Advisory services for small firms in every province of the country and beyond - "
    text = f"name: {words[:79]}.\nlogo: logo.png\ncontact:\n" + f"  - {words[:79]}.\n" * 4
    text += f"footer: {'W' * 80}\nclosing:\n" + f"  - {words * 14}\n" * 8
    return Look(brand=brand.load(written(tmp_path, text)))


@pytest.fixture
def branded(longest: Look, firm: Firm, instrument: Instrument, tmp_path: Path) -> View:
    """The view of a firm whose report lies in `tmp_path`, with the longest brand, as PDF and as HTML."""
    assessment = firm(RICE_MILL, name="Mill")
    for ending in ("pdf", "html"):
        files.write(assessment, instrument, tmp_path / f"report.{ending}", longest)
    return build(assessment, instrument)


def test_the_longest_brand_fits(branded: View, tmp_path: Path, verapdf: VeraPdf, browser: Browser) -> None:
    checked = [verapdf.check(tmp_path / "report.pdf", profile) for profile in (PDF_A, PDF_UA)]
    assert [str(one) for one in checked if not one.conforms] == []
    found = pages((tmp_path / "report.pdf").read_bytes())
    assert all("W" * 80 in page for page in found)
    assert squeezed(branded.first[-1].title) in found[0]
    for width in (PHONE, DESK):
        assert browser.look(tmp_path / "report.html", width).faults == []


def test_the_method_stays_named(whole: Brand, viewed: Viewed) -> None:
    source = html.render(viewed(RICE_MILL), Look(brand=whole))
    assert "by the method of msme-check" in source
    assert 'name="generator" content="msme-check"' in source


def test_the_same_brand_gives_the_same_bytes(whole: Brand, viewed: Viewed) -> None:
    view = viewed("R00016")
    renderer = Renderer(Look(brand=whole))
    first, second = renderer.render(view), renderer.render(view)
    assert first == second == Renderer(Look(brand=whole)).render(view)


def test_without_a_brand_nothing_of_one_is_there(viewed: Viewed) -> None:
    source = html.render(viewed(RICE_MILL))
    assert 'class="brand"' not in source and 'class="closing"' not in source and "bottom-left" not in source


@pytest.mark.parametrize(("paper", "size"), [(Paper.A4, (595.3, 841.9)), (Paper.LETTER, (612, 792))])
def test_the_paper(paper: Paper, size: tuple[float, float], viewed: Viewed) -> None:
    first = PdfReader(io.BytesIO(Renderer(Look(paper=paper)).render(viewed(RICE_MILL)))).pages[0]
    assert (float(first.mediabox.width), float(first.mediabox.height)) == pytest.approx(size, abs=0.1)


def test_the_fetcher_knows_the_logo_alone(whole: Brand) -> None:
    fetcher = Renderer(Look(brand=whole))._fetcher
    assert whole.logo is not None
    assert fetcher.fetch(html.LOGO).read() == whole.logo.content
    for url in (whole.logo.data_uri, f"{html.LOGO}2", "file:///etc/hostname", "https://example.org/x.png"):
        with pytest.raises(ValueError, match="fetches nothing"):
            fetcher.fetch(url)


MISTAKES = [
    ("contact: [a]", 1, "This needs the key 'name'. Add it."),
    ("name: A\nslogan: x", 2, "There is no key 'slogan' here. Check its spelling, or remove it."),
    ("name: A\ncolour: x", 2, "There is no key 'colour' here. Did you mean 'colours'?"),
    ('name: A\naccent: "#7a1f5c"', 2, "There is no key 'accent' here. It has its place elsewhere in this file: look "
     "how far it is indented, or remove it."),
    ("name: A\nname: B", 2, "The key 'name' stands here twice. Remove one of them."),
    ("name: 2024", 1, "This is no text. Put it in quotation marks."),
    ("name: '\u202e '", 1, "This text is empty. Write it, or remove the key."),
    (f"name: {'x' * 81}", 1, "This is longer than 80 characters. Shorten it."),
    ("name: A\ncontact: Street 1", 2, "This is no list. Write each line of it below the key, with '- ' before it."),
    ("name: A\ncontact:\n- a\n- 012345670", 4, "This is no text. Put it in quotation marks."),
    ("name: A\ncontact: [a, b, c, d, e]", 2, "There are more than 4 here. Remove the surplus ones."),
    ("- name", 1, "This file holds no brand. Write keys and values: 'name: ...', 'contact: ...'."),
    ("", 1, "This file holds no brand. Write keys and values: 'name: ...', 'contact: ...'."),
    ("name: 'A", 1, "This is not valid YAML near this line."),
    ("name: A\ncolours:\n  accent: #123456", 3, "No colour stands here; a # begins a comment unless it is in quotes."),
    ("name: A\ncolours:\n  accent: green", 3, "This is no colour. Write it as six digits and letters after a #"),
    ("name: A\ncolours:\n  accent: '#777777'", 3, "has a contrast of 4.47 : 1; text needs 4.5 : 1. Make it darker."),
    ("name: A\ncolours:\n  accent: '#fff'", 3, "has a contrast of 1.0 : 1; text needs 4.5 : 1. Make it darker."),
    ("name: A\nlogo: none.png", 2, "There is no such picture. Put it beside this file"),
    ("name: A\nlogo: ../logo.png", 2, "The logo lies outside the folder of this file. Copy it beside this file."),
    ("name: A\nlogo: /etc/hostname", 2, "The logo lies outside the folder of this file."),
    ("name: A\nlogo: out.png", 2, "The logo lies outside the folder of this file."),
    ("name: A\nlogo: logo.svg", 2, "The logo is no PNG and no JPEG. Save it as PNG, 720 pixels wide; SVG is"),
    ("name: A\nlogo: broken.png", 2, "The logo is damaged. Save it again as PNG"),
    ("name: A\nlogo: vast.png", 2, "The logo has too many pixels. Make it smaller; 720 wide are enough."),
    ("name: A\nlogo: bomb.png", 2, "The logo"),
    ("name: A\nlogo: heavy.png", 2, "The logo is larger than 2 MB. Save it smaller"),
    ("name: A\nlogo: \"a\\0b\"", 2, "The logo cannot be read. Check its name and who may read it."),
]  # fmt: skip


def header(width: int, height: int) -> bytes:
    """The start of a PNG that says how large it is, and holds nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    size = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """A folder of pictures that cannot be used."""
    folder = tmp_path / "own"
    folder.mkdir()
    outside = png(tmp_path)
    (folder / "out.png").symlink_to(outside)
    noise = io.BytesIO()
    Image.frombytes("RGB", (64, 64), shake_256(b"noise").digest(64 * 64 * 3)).save(noise, "PNG")
    (folder / "logo.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>')
    (folder / "broken.png").write_bytes(noise.getvalue()[:3000])
    (folder / "vast.png").write_bytes(header(5000, 5000))
    (folder / "bomb.png").write_bytes(header(60_000, 60_000))
    (folder / "heavy.png").write_bytes(outside.read_bytes() + b"\0" * logo.MAX_BYTES)
    return folder


@pytest.mark.parametrize(("text", "line", "words"), MISTAKES)
def test_a_mistake_is_named_with_its_line(text: str, line: int, words: str, pictures: Path) -> None:
    path = written(pictures, text)
    with pytest.raises(UsageError) as error:
        brand.load(path)
    assert str(error.value).startswith(f"{path}:{line}: ")
    assert words in str(error.value)
    assert error.value.exit_code == Exit.USAGE


def test_all_mistakes_come_at_once(pictures: Path) -> None:
    path = written(pictures, "nmae: A\nlogo: broken.png\ncolours:\n  accent: '#eeeeee'\n  second: '#000000'\n")
    with pytest.raises(UsageError) as error:
        brand.load(path)
    assert [line.split(":")[1] for line in str(error.value).splitlines()] == ["1", "1", "2", "4", "5"]


@pytest.mark.parametrize("name", ["missing.yaml", "."])
def test_a_file_that_cannot_be_read(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"The brand cannot be read\. Name a file like the example"):
        look.load(tmp_path / name)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_any_png_becomes_plain_rgb(mode: str, tmp_path: Path) -> None:
    found = logo.read(tmp_path, png(tmp_path, mode=mode, size=(40, 20)).name)
    with Image.open(io.BytesIO(found.content)) as picture:
        assert (picture.format, picture.mode, picture.size) == ("PNG", "RGB", (40, 20))


def test_what_is_transparent_becomes_white(tmp_path: Path) -> None:
    found = logo.read(tmp_path, png(tmp_path, size=(40, 20)).name)
    with Image.open(io.BytesIO(found.content)) as picture:
        assert (picture.getpixel((5, 5)), picture.getpixel((35, 5))) == ((255, 255, 255), (11, 93, 30))


def test_a_photo_stands_upright_and_loses_what_hides_in_it(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "the place where it was taken"
    Image.new("CMYK", (60, 20)).save(tmp_path / "photo.jpg", exif=exif)
    found = logo.read(tmp_path, "photo.jpg")
    assert (found.media_type, found.width, found.height) == ("image/jpeg", 20, 60)
    assert b"taken" in (tmp_path / "photo.jpg").read_bytes()
    assert b"taken" not in found.content
    with Image.open(io.BytesIO(found.content)) as picture:
        assert (picture.mode, dict(picture.getexif())) == ("RGB", {})


def test_the_digest_tells_brands_apart(whole: Brand, tmp_path: Path) -> None:
    again = brand.load(tmp_path / "brand.yaml")
    assert again.digest == whole.digest
    png(tmp_path, size=(900, 401))
    assert brand.load(tmp_path / "brand.yaml").digest != whole.digest
    assert Look(brand=whole).record() == {
        "brand": {"name": whole.name, "sha256": whole.digest}, "templates": None, "group_templates": None,
        "paper": "a4",
    }  # fmt: skip


@pytest.mark.skipif(os.name == "nt" or not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads everything")
def test_a_logo_that_may_not_be_read(tmp_path: Path) -> None:
    png(tmp_path).chmod(0)
    with pytest.raises(logo.LogoFault, match="cannot be read"):
        logo.read(tmp_path, "logo.png")


def test_contrast_is_measured_as_the_guidelines_say() -> None:
    assert brand.contrast_on_white("#000000") == pytest.approx(21)
    assert brand.contrast_on_white("#ffffff") == pytest.approx(1)
    assert brand.contrast_on_white("#767676") == pytest.approx(4.54, abs=0.005)
