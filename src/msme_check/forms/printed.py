"""A form as a page to print: the sections of `fields` as HTML. `paper_form` and `pdf_form` make their PDFs from it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from markupsafe import Markup

from msme_check import resources
from msme_check.forms.fields import Choice, Field, Kind, Section, sections
from msme_check.i18n import _
from msme_check.model.conditions import ProfileTest
from msme_check.model.instrument import Instrument
from msme_check.report.html import page_words
from msme_check.report.sandbox import Sandbox, environment
from msme_check.report.view_front import language

FOLDER = "form"
TEMPLATE = "form.html.j2"
_WIDE = 12
"""A fact with more choices than this takes the width of the page."""


@dataclass(frozen=True)
class Row:
    """Fields that stand beside each other on paper, and below each other on a screen."""

    fields: tuple[Field, ...]
    wide: bool = False


@dataclass(frozen=True)
class Dimension:
    """A section as it is printed. `note`: its last row has room beside it."""

    id: str
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Part:
    """A questionnaire; or the firm, which has no text about it."""

    id: str
    title: str
    about: str
    dimensions: tuple[Dimension, ...]


def page(
    kind: Literal["paper", "pdf"], instrument: Instrument, *, core: bool = False, only: tuple[str, ...] | None = None
) -> str:
    """The whole form as one HTML document with its style inside, in the language in use."""
    asked = sections(instrument, core=core, only=only)
    fields = {field.id: field for section in asked for field in section.fields}
    return (
        _environment()
        .get_template(TEMPLATE)
        .render(
            kind=kind,
            language=language(),
            settings=instrument.settings,
            words=instrument.settings.words,
            core=core,
            parts=tuple(_parts(asked, instrument)),
            groups={field.id: tuple(_groups(field, fields)) for field in fields.values()},
            asked_of={field.id: _asked_of(field, fields) for field in fields.values()},
            page_words=page_words(),
            styles=Markup(f"{_style('form.css')}\n{_style(f'{kind}.css')}"),  # noqa: S704 - shipped style sheets
        )
    )


@lru_cache(maxsize=1)
def _environment() -> Sandbox:
    return environment(None, FOLDER)


def _style(name: str) -> str:
    return (resources.templates() / FOLDER / name).read_text("utf-8")


def _parts(asked: tuple[Section, ...], instrument: Instrument) -> Iterator[Part]:
    firm, *others = asked
    yield Part(firm.id, firm.title, "", (_dimension(firm),))
    for part in instrument.questionnaires:
        dimensions = tuple(_dimension(section) for section in others if section.questionnaire == part.id)
        if dimensions:
            yield Part(part.id, part.title, part.about, dimensions)


def _dimension(section: Section) -> Dimension:
    return Dimension(section.id, section.title, tuple(_rows(section.fields)))


def _rows(fields: tuple[Field, ...]) -> Iterator[Row]:
    """Pairs of fields, in their order; one alone where the other would need the whole width."""
    waiting: list[Field] = []
    for field in fields:
        if len(field.choices) > _WIDE:
            if waiting:
                yield Row(tuple(waiting))
            yield Row((field,), wide=True)
            waiting = []
            continue
        waiting.append(field)
        if len(waiting) == 2:  # noqa: PLR2004 - a pair
            yield Row(tuple(waiting))
            waiting = []
    if waiting:
        yield Row(tuple(waiting))


def _groups(field: Field, fields: Mapping[str, Field]) -> Iterator[tuple[str, tuple[Choice, ...]]]:
    """The choices of a field under the choice of another field that they belong to; all under no title if to none."""
    above = fields.get(field.choices_by or "")
    if above is None:
        yield "", field.choices
        return
    for one in above.choices:
        yield one.text, tuple(choice for choice in field.choices if choice.of == one.code)


def _asked_of(field: Field, fields: Mapping[str, Field]) -> str:
    """Of which firms a fact is asked, where it is not asked of all: "Only for: Viet Nam"."""
    test = field.ask_when
    if not isinstance(test, ProfileTest) or test.profile not in fields:
        return ""
    codes = test.in_ or test.has or (test.is_,)
    names = [choice.text for choice in fields[test.profile].choices if choice.code in codes]
    return _("Only for: {choices}").format(choices=", ".join(names)) if names else ""


def said(instrument: Instrument, *, core: bool = False, only: tuple[str, ...] | None = None) -> dict[str, str]:
    """What a program that speaks says of each field: its question, and the unit of a number."""
    asked = sections(instrument, core=core, only=only)
    return {
        field.id: f"{field.text} ({field.unit})" if field.kind is Kind.NUMBER and field.unit else field.text
        for section in asked
        for field in section.fields
    }
