"""In which encoding a file of text is. Nothing is guessed in silence: what was assumed is said.

A byte order mark decides; then UTF-8, if the bytes are UTF-8 (a file with a few damaged places included);
then the three older encodings of the region's spreadsheets: Thai (cp874), Vietnamese (cp1258), Western (cp1252).
"""

import codecs
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from msme_check.errors import UsageError
from msme_check.i18n import _

UTF8 = "utf-8"
_MARKS = (
    (codecs.BOM_UTF8, UTF8),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_OLD = ("cp874", "cp1258", "cp1252")
_THAI_RUN = re.compile(rb"[\xa1-\xfb]{3,}")
_HIGH = re.compile(rb"[\x80-\xff]")
_FEW = 5
"""So many damaged places do not tell that a file is in another encoding."""
_VIETNAMESE = re.compile("[ăđơưĂĐƠƯ₫]|[aăâeêioôơuưyAĂÂEÊIOÔƠUƯY][\u0300\u0301\u0303\u0309\u0323]")
_LOOSE_MARK = re.compile("(?<![aăâeêioôơuưyAĂÂEÊIOÔƠUƯY])[\u0300\u0301\u0303\u0309\u0323]")


@dataclass(frozen=True)
class Encoding:
    """How bytes become letters: a codec of Python. `assumed`: nothing in the file says so. `damaged`: in places."""

    name: str
    assumed: bool = False
    damaged: bool = False

    @property
    def errors(self) -> str:
        """What to do with bytes that are no letters."""
        return "replace" if self.damaged else "strict"


def named(encoding: str) -> Encoding:
    """The encoding that the person named. Raises UsageError where there is none of this name."""
    try:
        "".encode(encoding)  # refuses codecs that do not turn text into bytes
        name = codecs.lookup(encoding).name
    except (LookupError, ValueError):
        what = _("There is no encoding '{name}'.").format(name=encoding[:40])
        raise UsageError(f"{what} {_('Use utf-8, utf-16, cp874, cp1258 or cp1252.')}") from None
    return Encoding(name)


def marked(start: bytes) -> Encoding | None:
    """What the byte order mark at the start of a file says."""
    return next((Encoding(name) for mark, name in _MARKS if start.startswith(mark)), None)


def hardly_damaged(sample: bytes) -> bool:
    """Whether bytes that are not strictly UTF-8 have only a few damaged places."""
    return sample.decode(UTF8, "replace").count("\ufffd") <= _FEW


def mostly_utf8(sample: bytes) -> bool:
    """Whether bytes that are not strictly UTF-8 are UTF-8 with damaged places: far more whole letters than damage.

    Text in an older encoding has a whole letter now and then by accident, and damage everywhere else.
    """
    text = sample.decode(UTF8, "replace")
    damaged = text.count("\ufffd")
    return sum(not character.isascii() for character in text) - damaged > 4 * damaged


def older(sample: bytes, used: Iterable[int]) -> Encoding | None:
    """The older encoding that is most plausible; None where none fits.

    `sample`: cells that are not ASCII. `used`: every byte that occurs in the file.
    """
    every = bytes(sorted(used))
    possible = [name for name in _OLD if _decodes(every, name)]
    likely = [name for name in possible if _PLAUSIBLE[name](sample)]
    return Encoding(likely[0], assumed=True) if likely else None


def _decodes(every: bytes, name: str) -> bool:
    try:
        every.decode(name)
    except UnicodeDecodeError:
        return False
    return True


def _thai(sample: bytes) -> bool:
    """Thai letters stand in long runs; accented letters of the Latin script stand alone or in pairs."""
    runs = sum(len(run) for run in _THAI_RUN.findall(sample))
    return runs * 10 > len(_HIGH.findall(sample)) * 6


def _vietnamese(sample: bytes) -> bool:
    """Tone marks are letters of their own in cp1258, and each follows a vowel."""
    text = sample.decode("cp1258", "replace")
    return bool(_VIETNAMESE.search(text)) and len(_LOOSE_MARK.findall(text)) * 10 <= len(_VIETNAMESE.findall(text))


def _western(sample: bytes) -> bool:
    """Nearly every byte is a letter or sign of cp1252, so it is what is left."""
    return bool(sample)


_PLAUSIBLE: dict[str, Callable[[bytes], bool]] = {"cp874": _thai, "cp1258": _vietnamese, "cp1252": _western}
