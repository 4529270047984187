"""A form as a page to print: the sections of `fields` as HTML. `paper_form` and `pdf_form` make their PDFs from it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from msme_check import descriptors
from msme_check.forms import columns
from msme_check.forms.columns import Row
from msme_check.forms.fields import Choice, Field, Kind, Section, sections
from msme_check.i18n import _
from msme_check.model.conditions import ProfileTest
from msme_check.model.instrument import Instrument
from msme_check.model.questions import YesNo
from msme_check.report import filling
from msme_check.report.html import page_words
from msme_check.report.view_front import language

FOLDER = "form"
TEMPLATE = "form.html.j2"
PARTLY = "partly"


@dataclass(frozen=True)
class Dimension:
    """A section as it is printed: rows of columns, which are not broken. `title`: empty where it needs none."""

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
    asked = tuple(_in_full(section, instrument) for section in sections(instrument, core=core, only=only))
    fields = {field.id: field for section in asked for field in section.fields}
    return (
        filling.environment(FOLDER)
        .get_template(TEMPLATE)
        .render(
            kind=kind,
            language=language(),
            settings=instrument.settings,
            words=instrument.settings.words,
            core=core,
            parts=tuple(_parts(asked, instrument, core=core)),
            groups={field.id: tuple(_groups(field, fields)) for field in fields.values()},
            asked_of={field.id: _asked_of(field, fields) for field in fields.values()},
            page_words=page_words(),
            styles=filling.checked(filling.style(FOLDER, "form.css", f"{kind}.css")),
        )
    )


def _in_full(section: Section, instrument: Instrument) -> Section:
    """A section whose answers read as they stand below each other."""
    return replace(section, fields=tuple(_field_in_full(field, instrument) for field in section.fields))


def _field_in_full(field: Field, instrument: Instrument) -> Field:
    return replace(field, choices=tuple(replace(one, text=_whole(one, field, instrument)) for one in field.choices))


def _whole(choice: Choice, field: Field, instrument: Instrument) -> str:
    if choice.builds_on:
        return descriptors.above(choice.text)
    if isinstance(field.question, YesNo) and choice.code == PARTLY:
        return f"{instrument.settings.words.partly}: {choice.text}"
    return choice.text


def _parts(asked: tuple[Section, ...], instrument: Instrument, *, core: bool) -> Iterator[Part]:
    """The firm and the questionnaires. Of core questions a dimension has one or two, so they stand together."""
    firm, *others = asked
    yield Part(firm.id, firm.title, "", (Dimension(firm.title, tuple(columns.pairs(firm.fields))),))
    for part in instrument.questionnaires:
        found = [one for one in others if one.questionnaire == part.id]
        dimensions = [Dimension(one.title, columns.rows(one.fields)) for one in found]
        if core:
            dimensions = [Dimension("", tuple(columns.pairs(tuple(field for one in found for field in one.fields))))]
        if found:
            yield Part(part.id, part.title, part.about, tuple(dimensions))


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
