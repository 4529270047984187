"""What stands where on the pages of a PDF, as poppler reads it."""

import html
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from validators import tools

MILLIMETRE = 72 / 25.4
A4 = (210 * MILLIMETRE, 297 * MILLIMETRE)
UNPRINTABLE = 4 * MILLIMETRE
"""What most printers leave white along each edge."""

_NUMBER = r'="([-\d.]+)"'
_WORD = re.compile(rf"<word xMin{_NUMBER} yMin{_NUMBER} xMax{_NUMBER} yMax{_NUMBER}>(.*?)</word>", re.DOTALL)
_PAGE = re.compile(rf"<page width{_NUMBER} height{_NUMBER}>(.*?)</page>", re.DOTALL)


@dataclass(frozen=True)
class Word:
    """A word and its box, in points from the upper left corner."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class PrintedPage:
    """A page: its size in points, and its words."""

    width: float
    height: float
    words: tuple[Word, ...]

    @property
    def is_a4(self) -> bool:
        return abs(self.width - A4[0]) < 1 and abs(self.height - A4[1]) < 1

    @property
    def cut(self) -> list[str]:
        """The words that no printer would print whole."""
        return [
            word.text
            for word in self.words
            if word.left < UNPRINTABLE
            or word.top < UNPRINTABLE
            or word.right > self.width - UNPRINTABLE
            or word.bottom > self.height - UNPRINTABLE
        ]


def pages(path: Path) -> list[PrintedPage]:
    """The pages of a PDF. Skips the test (or fails it in CI) where poppler is not installed."""
    command = [tools.program("pdftotext"), "-bbox", str(path), "-"]
    done = subprocess.run(command, capture_output=True, check=True, encoding="utf-8")
    return [
        PrintedPage(float(width), float(height), tuple(map(_word, _WORD.findall(content))))
        for width, height, content in _PAGE.findall(done.stdout)
    ]


def text(path: Path) -> str:
    """The text of a PDF in the order in which it was drawn, without white space, which differs with the lines."""
    command = [tools.program("pdftotext"), "-raw", "-nopgbrk", str(path), "-"]
    done = subprocess.run(command, capture_output=True, check=True, encoding="utf-8")
    return "".join(done.stdout.split())


def holds(printed: str, wanted: str) -> bool:
    """Whether `wanted` is all there in what `text` gave: in one piece, or in two with the end of a page between."""
    wanted = "".join(wanted.split())
    return any(wanted[:end] in printed and wanted[end:] in printed for end in range(len(wanted), -1, -1))


def _word(found: tuple[str, ...]) -> Word:
    left, top, right, bottom, text = found
    return Word(html.unescape(text), float(left), float(top), float(right), float(bottom))
