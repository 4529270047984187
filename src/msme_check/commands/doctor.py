"""What this machine lacks for msme-check, and the one command that brings it."""

import contextlib
import io
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from ctypes.util import find_library
from dataclasses import dataclass
from pathlib import Path

from msme_check.errors import Exit
from msme_check.i18n import N_, _

SCRIPTS = {
    N_("Latin with Vietnamese marks"): "Tiếng Việt, Đặng",
    N_("Khmer"): "ក្រុមហ៊ុន",
    N_("Lao"): "ທຸລະກິດ",
    N_("Burmese"): "လုပ်ငန်း",
    N_("Thai"): "ธุรกิจ",
}
"""A word in each script that a report may contain."""


@dataclass(frozen=True)
class Check:
    """One thing that was looked at. `needed`: without it a report cannot be made; otherwise it is only worse."""

    title: str
    fine: bool
    needed: bool
    advice: str


def checks() -> Iterator[Check]:
    """Everything that is looked at, in the order in which it is needed."""
    yield Check(
        _("Python {version}").format(version=".".join(map(str, sys.version_info[:3]))),
        sys.version_info >= (3, 11),
        True,
        _("Install Python 3.11 or newer."),
    )
    yield Check(
        _("Terminal shows Khmer, Lao, Burmese, Thai and Vietnamese letters (UTF-8)"),
        (sys.stdout.encoding or "").lower().replace("-", "") == "utf8",
        False,
        _("Set PYTHONUTF8=1 before starting msme-check."),
    )
    yield Check(_("Files can be written"), _can_write(), True, _("Free some space in the folder for temporary files."))
    pango = _pango()
    yield Check(_("Pango, which draws the PDF"), pango, True, install_pango())
    if not pango:
        return
    subset = find_library("harfbuzz-subset") is not None or sys.platform != "linux"
    yield Check(_("HarfBuzz subset, which makes PDFs faster and smaller"), subset, False, install_pango())
    lacking = _scripts_without_font()
    for script in SCRIPTS:
        yield Check(_("Font: {script}").format(script=_(script)), script not in lacking, False, install_fonts())


def install_pango() -> str:
    """The one command that brings Pango on this machine."""
    if sys.platform == "darwin":
        return "brew install pango"
    if sys.platform == "win32":
        return _("Install MSYS2, then run in its shell: pacman -S mingw-w64-ucrt-x86_64-pango")
    return _installer("libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-core", "pango harfbuzz")


def install_fonts() -> str:
    """The one command that brings the fonts on this machine."""
    if sys.platform == "darwin":
        return "brew install --cask font-noto-sans-khmer font-noto-sans-lao font-noto-sans-myanmar"
    if sys.platform == "win32":
        return _("In Settings, Apps, Optional features, add the fonts of the language.")
    return _installer("fonts-noto-core", "google-noto-sans-fonts")


def _installer(debian: str, fedora: str) -> str:
    if shutil.which("dnf"):
        return f"sudo dnf install {fedora}"
    return f"sudo apt-get install {debian}"


def _can_write() -> bool:
    try:
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "trial").write_bytes(b"1")
    except OSError:
        return False
    return True


def _pango() -> bool:
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        try:
            import weasyprint  # noqa: F401 - its import is what loads Pango
        except (OSError, ImportError):
            return False
    return True


def _scripts_without_font() -> set[str]:
    """The scripts of which a letter has no glyph in any font, found by drawing a word of each."""
    import weasyprint

    lacking = set()
    for script, word in SCRIPTS.items():
        document = weasyprint.HTML(string=f'<html lang="en"><p style="font-family: sans-serif">{word}</p>').render()
        document.write_pdf()
        if any(font.missing for font in document.fonts.values()):
            lacking.add(script)
    return lacking


def report(say: Callable[[str], None], *, quiet: bool) -> Exit:
    """Says what was found, and the one command for what is lacking. Exit 5 where a report cannot be made."""
    found = list(checks())
    lacking = [check for check in found if not check.fine]
    if quiet:
        return Exit.OUTPUT if lacking else Exit.DONE
    for check in found:
        word = _("ok") if check.fine else _("missing") if check.needed else _("not there")
        say(f"{word:<10} {check.title}")
    for advice in dict.fromkeys(check.advice for check in lacking):
        say("")
        say(_("To bring what is missing, run:"))
        say(f"  {advice}")
    if not lacking:
        say("")
        say(_("All is there."))
    return Exit.OUTPUT if any(check.needed for check in lacking) else Exit.DONE
