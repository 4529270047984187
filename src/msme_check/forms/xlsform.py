"""The form for phones: an XLSForm, which KoboToolbox and ODK take as it is, in every language of the instrument.

Names are the ids of the instrument, so that what is exported is read as it is. The form asks a firm what the
interview would ask it: `xpath` says when. A line of a ladder is shown with the lines it builds on, although a phone
shows all of them: summaries, tables and exports show the chosen one alone.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from msme_check import companions
from msme_check.answers import EVIDENCE, FIRM_ID, FIRM_NAME
from msme_check.forms import fields, written, xpath
from msme_check.forms.fields import DONT_KNOW, NONE, NOT_APPLICABLE, Choice, Field, Kind, Section
from msme_check.forms.sheets_in_languages import Row, in_each_language, merged, workbook
from msme_check.forms.xlsform_texts import guidance, hint, limits_message
from msme_check.i18n import _
from msme_check.model.instrument import Instrument
from msme_check.model.questions import Number

_LONGEST_INTEGER = 999_999_999
"""ODK Collect takes no more digits in a whole number; and a decimal of more than seven it saves as 7.953E7."""
_AMOUNT = "1500000"


def write(instrument: Instrument, path: Path, *, core: bool, only: tuple[str, ...] | None) -> tuple[Path, ...]:
    """Writes the form. `core`: only the questions of the quick check; `only`: ids of questionnaires.

    Raises UsageError where a file of this name holds something else, OutputError where it cannot be written.
    """
    return written.write({path: content(instrument, core=core, only=only)})


def content(instrument: Instrument, *, core: bool = False, only: Sequence[str] | None = None) -> bytes:
    """The workbook with the sheets survey, choices and settings."""
    survey = in_each_language(instrument, lambda one: list(_survey(one, core=core, only=only)))
    choices = in_each_language(instrument, lambda one: list(_choices(one, fields.sections(one, core=core, only=only))))
    settings = instrument.settings
    form = {
        "form_title": settings.title,
        "form_id": "_".join([settings.id, *(["core"] if core else []), *(only or ())]),
        "style": "pages",
        "instance_name": f"concat({xpath.answer(FIRM_ID)}, ' ', {xpath.answer(FIRM_NAME)})",
    }
    return workbook({"survey": merged(survey), "choices": merged(choices)}, form, settings.version)


def _survey(instrument: Instrument, *, core: bool, only: Sequence[str] | None) -> Iterator[Row]:
    """The rows of the first sheet in the language of the instrument."""
    sections = fields.sections(instrument, core=core, only=only)
    version = companions.instrument_version(instrument, core=core)
    yield {"type": "start", "name": "start"}
    yield {"type": "end", "name": "end"}
    yield {"type": "calculate", "name": companions.INSTRUMENT_VERSION, "calculation": f"'{version}'"}
    yield {"type": "text", "name": companions.INTERVIEWER, "label": _(companions.INTERVIEWER_TEXT)}
    for part, some in groupby(sections, key=lambda one: one.questionnaire):
        rows = (row for section in some for row in _group(section.id, section.title, _section(section, instrument)))
        if part is None:
            yield from rows
        else:
            title = next(one.title for one in instrument.questionnaires if one.id == part)
            yield from _group(part, title, rows)
    seen = [xpath.answer(companions.shown(section.id)) for section in sections if _provable(section)]
    if seen:
        yield {"type": "calculate", "name": EVIDENCE, "calculation": f"normalize-space(concat({_spaced(seen)}))"}


def _spaced(texts: Sequence[str]) -> str:
    """The arguments of `concat` for texts with a space behind each; it needs two."""
    return ", ".join(f"{text}, ' '" for text in texts)


def _group(name: str, title: str, rows: Iterator[Row]) -> Iterator[Row]:
    yield {"type": "begin_group", "name": name, "label": title}
    yield from rows
    yield {"type": "end_group"}


def _section(section: Section, instrument: Instrument) -> Iterator[Row]:
    words = instrument.settings.words
    for field in section.fields:
        asked = _relevant(field, instrument)
        yield {
            **_typed(field),
            "label": field.text,
            "hint": hint(field, words),
            "guidance_hint": guidance(field),
            "relevant": asked,
            "choice_filter": _filter(field, instrument),
            **_required(field),
        }
        if isinstance(field.question, Number):
            yield _no_figure(field, asked, instrument)
    if provable := _provable(section):
        name = companions.shown(section.id)
        answered = {field.id: _answered(field) for field in provable}
        filters = [xpath.both([f"name = '{field}'", known]) for field, known in answered.items()]
        yield {
            "type": f"select_multiple {name}",
            "name": name,
            "label": _(companions.SHOWN_TEXT).format(dimension=section.title),
            "relevant": xpath.either(answered.values()),
            "choice_filter": xpath.either(filters),
        }


def _relevant(field: Field, instrument: Instrument) -> str:
    """When a field is asked; empty where always."""
    if field.ask_when is not None:
        return xpath.holds(field.ask_when, instrument)
    return xpath.asked(field.question, instrument) if field.question is not None else ""


def _required(field: Field) -> Row:
    if not field.required:
        return {}
    return {"required": "yes", "required_message": _("Please answer this: without it the firm cannot be scored.")}


def _typed(field: Field) -> Row:
    """Type, name, and what may be typed."""
    match field.kind:
        case Kind.TEXT:
            return {"type": "text", "name": field.id}
        case Kind.ONE:
            return {"type": f"select_one {field.id}", "name": field.id}
        case Kind.SEVERAL:
            alone = [f"selected(., '{code}')" for code in _alone(field)]
            message = _("Choose this answer alone, or the others without it: {answers}")
            never = xpath.negated(xpath.both(["count-selected(.) > 1", xpath.either(alone)])) if alone else ""
            texts = ", ".join(one.text for one in field.choices if one.code == NONE)
            return {
                "type": f"select_multiple {field.id}",
                "name": field.id,
                "constraint": never,
                "constraint_message": message.format(answers=texts) if alone else "",
            }
        case Kind.NUMBER | Kind.YEAR:
            return _figure(field)


def _alone(field: Field) -> list[str]:
    """The codes that stand alone in a checklist."""
    codes = [one.code for one in field.choices if one.code == NONE]
    return [*codes, *([DONT_KNOW] if field.dont_know else []), *([NOT_APPLICABLE] if field.grounds else [])]


def _figure(field: Field) -> Row:
    limits = [
        f". {sign} {fields.figure(limit)}"
        for sign, limit in ((">=", field.minimum), ("<=", field.maximum))
        if limit is not None
    ]
    row = {"name": field.id, "constraint": xpath.both(limits), "constraint_message": limits_message(field)}
    if field.question is not None:
        return {**row, "type": "decimal"}
    if field.maximum is not None and field.maximum <= _LONGEST_INTEGER:
        return {**row, "type": "integer"}
    message = _("Please type a whole number in digits, for example {example}.").format(example=_AMOUNT)
    digits = xpath.both(["regex(., '^[0-9]+$')", *limits])
    appearance = "numbers thousands-sep"
    return {**row, "type": "text", "appearance": appearance, "constraint": digits, "constraint_message": message}


def _filter(field: Field, instrument: Instrument) -> str:
    """Which choices are offered; empty where all are."""
    if field.choices_by is not None:
        return f"of = {xpath.answer(field.choices_by)}"
    if field.question is None or not field.grounds or field.kind is Kind.NUMBER:
        return ""
    return _where_it_may_not_apply(field, instrument)


def _where_it_may_not_apply(field: Field, instrument: Instrument) -> str:
    if field.question is None or not field.grounds:
        return ""
    allowed = xpath.not_applicable(field.question, instrument)
    return xpath.either([f"name != '{NOT_APPLICABLE}'", allowed]) if allowed else ""


def _no_figure(field: Field, asked: str, instrument: Instrument) -> Row:
    """A field for figures takes nothing else, so that there is a second one for who has none."""
    name = companions.no_figure(field.id)
    empty = f"{xpath.answer(field.id)} = ''"
    return {
        "type": f"select_one {name}",
        "name": name,
        "label": _(companions.NO_FIGURE_TEXT).format(question=field.text),
        "relevant": xpath.both([asked, empty]) if asked else empty,
        "choice_filter": _where_it_may_not_apply(field, instrument),
    }


def _provable(section: Section) -> list[Field]:
    """The questions of a section for which something could be shown."""
    return [field for field in section.fields if field.question is not None and field.show]


def _answered(field: Field) -> str:
    """True where there is an answer that could be proved."""
    answer = xpath.answer(field.id)
    if field.kind is Kind.NUMBER:
        return xpath.given(field.id)
    return xpath.both([xpath.given(field.id), *(f"{answer} != '{code}'" for code in (DONT_KNOW, NOT_APPLICABLE))])


def _choices(instrument: Instrument, sections: Sequence[Section]) -> Iterator[Row]:
    """The rows of the second sheet in the language of the instrument."""
    words = instrument.settings.words
    for section in sections:
        for field in section.fields:
            beside = fields.beside(field, words)
            if field.kind in {Kind.ONE, Kind.SEVERAL}:
                yield from (_choice(field.id, one) for one in (*field.choices, *beside))
            elif field.question is not None:
                yield from (_choice(companions.no_figure(field.id), one) for one in beside)
        for field in _provable(section):
            yield {"list_name": companions.shown(section.id), "name": field.id, "label": field.show}


def _choice(list_name: str, choice: Choice) -> Row:
    label = f"{choice.full} ({choice.example})" if choice.example else choice.full
    return {"list_name": list_name, "name": choice.code, "label": label, "of": choice.of or ""}
