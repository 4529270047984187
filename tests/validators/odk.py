"""ODK Validate: would Collect open this form? Its jar comes inside pyxform, which converts an XLSForm to an XForm."""

from dataclasses import dataclass
from pathlib import Path

from pyxform.validators.odk_validate import check_xform
from pyxform.xls2xform import convert

from validators import tools


@dataclass(frozen=True)
class Converted:
    """An XForm, and what pyxform had to say about the XLSForm."""

    xform: str
    warnings: tuple[str, ...]


def converted(xlsform: bytes) -> Converted:
    """The XForm of a workbook. Raises PyXFormError where it is none."""
    found = convert(xlsform, file_type=".xlsx", validate=False)
    return Converted(found.xform, tuple(found.warnings))


def warnings_of(path: Path) -> list[str]:
    """What ODK Validate warns of. Raises ODKValidateError where it refuses the form; skips without Java."""
    tools.program("java")
    return list(check_xform(str(path)))
