"""The logo of a brand: a small picture in a file that somebody sent, made into one that a report can hold.

The picture is read once and written anew: what hides in a file besides the picture (place and time of a photo, other
pictures, scripts) does not reach a report, and every report holds the same few bytes. SVG is not taken, because an
SVG is a document of its own: it can hold scripts, and name files and addresses to load.
"""

import base64
import io
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from msme_check.i18n import _

if TYPE_CHECKING:
    from PIL import Image

MAX_BYTES = 2_000_000
MAX_PIXELS = 16_000_000
"""More than any logo needs; far less than a small file can unfold into."""
BOX = (720, 300)
"""Pixels that the picture is made to fit in: 600 to the inch where it is printed 12 mm high."""

_KINDS = {b"\x89PNG\r\n\x1a\n": "PNG", b"\xff\xd8\xff": "JPEG"}
_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg"}


class LogoFault(Exception):
    """Why a picture cannot be used (`what`), and what to do about it (`do`)."""

    def __init__(self, what: str, do: str) -> None:
        super().__init__(what)
        self.what, self.do = what, do


@dataclass(frozen=True)
class Logo:
    """A picture that is safe to embed: opaque, in RGB, no larger than `BOX`. `width`, `height` in pixels."""

    content: bytes
    media_type: str
    width: int
    height: int

    @property
    def data_uri(self) -> str:
        """The picture as an address that holds it."""
        return f"data:{self.media_type};base64,{base64.b64encode(self.content).decode('ascii')}"


def read(folder: Path, name: str) -> Logo:
    """The logo in a file of `folder`. Raises LogoFault where there is none that can be used."""
    return picture(_content(folder, name))


def _content(folder: Path, name: str) -> bytes:
    """The bytes of a file inside a folder; a link that leads out of it is no way around."""
    beside = folder.resolve()
    try:
        path = (beside / name).resolve()
        if not path.is_relative_to(beside):
            raise LogoFault(_("The logo lies outside the folder of this file."), _("Copy it beside this file."))
        if not path.is_file():
            raise LogoFault(_("There is no such picture."), _("Put it beside this file, and write its name here."))
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except (OSError, ValueError, RuntimeError):
        raise LogoFault(_("The logo cannot be read."), _("Check its name and who may read it.")) from None
    if len(content) > MAX_BYTES:
        raise LogoFault(_("The logo is larger than 2 MB."), _("Save it smaller; 720 pixels of width are enough."))
    return content


def picture(content: bytes) -> Logo:
    """The picture in the bytes of a PNG or JPEG file. Raises LogoFault where it is none, or too large."""
    kind = next((kind for start, kind in _KINDS.items() if content.startswith(start)), None)
    if kind is None:
        raise LogoFault(_("The logo is no PNG and no JPEG."), _("Save it as PNG, 720 pixels wide; SVG is not taken."))
    # Pillow is slow to import, and a report without a logo does not need it.
    from PIL import Image

    upright = _upright(content, kind)
    upright.thumbnail(BOX)
    # On white, as on paper: a picture without transparency prints the same everywhere.
    flat = Image.alpha_composite(Image.new("RGBA", upright.size, "white"), upright).convert("RGB")
    out = io.BytesIO()
    flat.save(out, kind, optimize=True, **({"quality": 90} if kind == "JPEG" else {}))
    return Logo(out.getvalue(), _TYPES[kind], flat.width, flat.height)


def _upright(content: bytes, kind: str) -> "Image.Image":
    """The whole picture, turned as its camera meant it."""
    from PIL import Image, ImageFile, ImageOps

    # WeasyPrint, once it is loaded, has Pillow fill the missing half of a picture with grey.
    lenient, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of very many pixels, which are refused below
            with Image.open(io.BytesIO(content), formats=[kind]) as found:
                if found.width * found.height > MAX_PIXELS:
                    raise LogoFault(_("The logo has too many pixels."), _("Make it smaller; 720 wide are enough."))
                return ImageOps.exif_transpose(found).convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise LogoFault(_("The logo is damaged."), _("Save it again as PNG, 720 pixels wide.")) from None
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient
