"""A consultant's brand from `brand.yaml`: a name, how to reach them, a logo, one colour, closing words.

The brand stands beside what the report says and never replaces it. Every mistake of the file is named at once, with
its line and what to do.
"""

import hashlib
import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, StringConstraints, ValidationError

from msme_check import cells
from msme_check.errors import Problem, UsageError
from msme_check.i18n import N_, _
from msme_check.loading import shape_problems
from msme_check.model.text import Strict
from msme_check.report import logo
from msme_check.report.logo import Logo, LogoFault
from msme_check.yaml_files import MAX_BYTES, Document, parse

LEAST_CONTRAST = 4.5
"""Of text on white paper: WCAG 2.2, 1.4.3, level AA."""

_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_OWN_WORDS = {
    "model_type": (N_("This file holds no brand."), N_("Write keys and values: 'name: ...', 'contact: ...'.")),
    "string_type": (N_("This is no text."), N_("Put it in quotation marks.")),
    "string_too_short": (N_("This text is empty."), N_("Write it, or remove the key.")),
    "tuple_type": (N_("This is no list."), N_("Write each line of it below the key, with '- ' before it.")),
}
"""What and what to do, for shapes that an instrument's author meets seldom and a consultant often."""


def _clean(value: object) -> object:
    return cells.plain(value) if isinstance(value, str) else value


def luminance(colour: str) -> float:
    """The relative luminance of `#rrggbb`, 0 (black) to 1 (white), as WCAG 2.2 defines it."""
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast_on_white(colour: str) -> float:
    """How much `#rrggbb` stands out from white: 1 (white itself) to 21 (black)."""
    return 1.05 / (luminance(colour) + 0.05)


def _colour(value: object) -> str:
    if value is None:
        raise ValueError(_('no colour stands here; a # begins a comment unless it is in quotes. Write "#0b5d4e"'))
    if not isinstance(value, str) or not _COLOUR.fullmatch(value):
        raise ValueError(_('this is no colour. Write it as six digits and letters after a #, in quotes: "#0b5d4e"'))
    digits = value[1:].lower()
    return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))


def _readable(colour: str) -> str:
    found = contrast_on_white(colour)
    if found < LEAST_CONTRAST:
        words = _("on white paper this colour has a contrast of {found} : 1; text needs {least} : 1. Make it darker")
        # Rounded down: what is refused must not look as if it were enough.
        raise ValueError(words.format(found=int(found * 100) / 100, least=LEAST_CONTRAST))
    return colour


Line = Annotated[str, StringConstraints(min_length=1, max_length=80), BeforeValidator(_clean)]
"""Short, because the firm's own page has little room for somebody else."""
Paragraph = Annotated[str, StringConstraints(min_length=1, max_length=1200), BeforeValidator(_clean)]
Lines = Annotated[tuple[Line, ...], AfterValidator(lambda lines: _at_most(lines, 4))]
Paragraphs = Annotated[tuple[Paragraph, ...], AfterValidator(lambda lines: _at_most(lines, 8))]


def _at_most(lines: tuple[str, ...], most: int) -> tuple[str, ...]:
    if len(lines) > most:
        raise ValueError(_("there are more than {most} here. Remove the surplus ones").format(most=most))
    return lines


class Colours(Strict):
    """The one colour of headings and rules."""

    accent: Annotated[str | None, BeforeValidator(_colour), AfterValidator(_readable)] = None


class BrandFile(Strict):
    """What `brand.yaml` may hold. `logo` is the name of a picture beside it."""

    name: Line
    contact: Lines = ()
    logo: Line | None = None
    logo_alt: Line | None = None
    colours: Colours = Colours()
    closing: Paragraphs = ()
    footer: Line | None = None


@dataclass(frozen=True)
class ShownBrand:
    """A brand as templates know it: texts alone. `logo` is the picture's address in this page, or empty."""

    name: str
    contact: tuple[str, ...]
    logo: str
    logo_alt: str
    closing: tuple[str, ...]
    footer: str


@dataclass(frozen=True)
class Brand:
    """Who hands the report over. `accent` is `#rrggbb` or None; `footer` stands at the foot of every page."""

    name: str
    contact: tuple[str, ...] = ()
    logo: Logo | None = None
    logo_alt: str = ""
    accent: str | None = None
    closing: tuple[str, ...] = ()
    footer: str = ""

    def shown(self, picture: str) -> ShownBrand:
        """The brand for a template, with `picture` as the address of its logo."""
        logo = picture if self.logo else ""
        return ShownBrand(self.name, self.contact, logo, self.logo_alt, self.closing, self.footer)

    @property
    def digest(self) -> str:
        """SHA-256 of all that the brand adds to a report, the picture included."""
        picture = hashlib.sha256(self.logo.content).hexdigest() if self.logo else None
        content = json.dumps({**asdict(self), "logo": picture}, sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()


def load(path: Path) -> Brand:
    """The brand in a file. Raises UsageError with every mistake in it, each with its line."""
    name = cells.plain(str(path))
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except (OSError, ValueError):
        message = _("{file}: The brand cannot be read. Name a file like the example in docs/branding.md.")
        raise UsageError(message.format(file=name)) from None
    document = parse(content, name)
    problems = list(document.problems)
    brand = None if problems else _brand(document, name, path.parent, problems)
    if brand is None or problems:
        raise UsageError("\n".join(str(problem) for problem in sorted(problems)))
    return brand


def _brand(document: Document, name: str, folder: Path, problems: list[Problem]) -> Brand | None:
    """The brand of a document; what is wrong with it is added to `problems`."""
    picture = _picture(document, name, folder, problems)
    try:
        found = BrandFile.model_validate(document.data)
    except ValidationError as error:
        problems += _shape_problems(name, document, error)
        return None
    return Brand(
        name=found.name,
        contact=found.contact,
        logo=picture,
        logo_alt=found.logo_alt or found.name,
        accent=found.colours.accent,
        closing=found.closing,
        footer=found.footer or found.name,
    )


def _picture(document: Document, name: str, folder: Path, problems: list[Problem]) -> Logo | None:
    """The logo, looked at also where other parts of the file are wrong, so that all mistakes come at once."""
    named = document.data.get("logo") if isinstance(document.data, dict) else None
    if not isinstance(named, str) or not named.strip():
        return None
    try:
        return logo.read(folder, named.strip())
    except LogoFault as fault:
        problems.append(Problem(name, document.line(("logo",)), fault.what, fault.do))
        return None


def _shape_problems(name: str, document: Document, error: ValidationError) -> list[Problem]:
    found = shape_problems(name, document, error, BrandFile)
    kinds = [item["type"] for item in error.errors(include_url=False)]
    return [
        Problem(name, one.line, *map(_, _OWN_WORDS[kind])) if kind in _OWN_WORDS else one
        for one, kind in zip(found, kinds, strict=True)
    ]
