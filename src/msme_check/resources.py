"""Where the shipped data lies: inside the installed package, or beside `src` in a checkout."""

from importlib.resources import files
from pathlib import Path


def folder(name: str) -> Path:
    """The folder `questionnaires` or `templates`.

    A wheel carries it inside the package; an editable checkout has it in its root.
    """
    packaged = Path(str(files("msme_check"))) / name
    if packaged.is_dir():
        return packaged
    return Path(__file__).resolve().parents[2] / name


def questionnaires() -> Path:
    """The shipped instrument."""
    return folder("questionnaires")


def templates() -> Path:
    """The shipped report templates."""
    return folder("templates")
