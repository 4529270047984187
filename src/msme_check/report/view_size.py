"""The official size of a firm in words: what the law calls it, what that rests on, and whether to ask the office."""

from collections.abc import Iterator
from dataclasses import dataclass

from msme_check.i18n import _
from msme_check.model.assessment import OfficialSize
from msme_check.model.sizes import SizeDefinition
from msme_check.report.material import Material


@dataclass(frozen=True)
class Official:
    """`text`: the size and the act. `check`: to ask the office; `why`: the reasons. Empty where nothing is open."""

    title: str
    text: str
    check: str
    why: str


def official(material: Material) -> Official | None:
    """The official size as the first page shows it; None where the instrument has no law of the country."""
    found, law = _law(material)
    if found is None or law is None:
        return None
    check = _("Check with the office.") if found.check else ""
    return Official(_("Official size"), _size(material, found, law), check, _why(material, found, law))


def _law(material: Material) -> tuple[OfficialSize | None, SizeDefinition | None]:
    found = material.assessment.official_size
    return found, None if found is None else material.instrument.size_definition.get(found.country)


def _size(material: Material, found: OfficialSize, law: SizeDefinition) -> str:
    sizes = material.instrument.settings.official_sizes
    if found.size is None:
        return _("Not known, because nothing was stated that {act} asks for.").format(act=law.act)
    if found.size == sizes[-1].id:
        return _("{size}: above the sizes of {act}.").format(size=sizes[-1].title, act=law.act)
    title = next(one.title for one in sizes if one.id == found.size)
    return _("{size}, by {act}.").format(size=title, act=law.act)


def _why(material: Material, found: OfficialSize, law: SizeDefinition) -> str:
    reasons = "; ".join(_reasons(material, found, law))
    return f"{reasons[:1].upper()}{reasons[1:]}." if reasons else ""


def _reasons(material: Material, found: OfficialSize, law: SizeDefinition) -> Iterator[str]:
    if found.missing:
        yield _("not stated: {facts}").format(facts=", ".join(_fact(material, law, name) for name in found.missing))
    if found.unsure:
        facts = ", ".join(_fact(material, law, name) for name in found.unsure)
        yield _("the limits used here are not verified for: {facts}").format(facts=facts)
    if found.office:
        yield _("see the note under method and limits")


def _fact(material: Material, law: SizeDefinition, name: str) -> str:
    """A figure by the words of the law; a choice by its question."""
    title = next((one.title for one in law.criteria if one.field == name), "")
    if title:
        return title[:1].lower() + title[1:]
    return _("“{question}”").format(question=material.instrument.profile_field[name].text)


def method(material: Material) -> str:
    """How the official size was found, and in which text; empty where there is no law."""
    found, law = _law(material)
    if found is None or law is None:
        return ""
    row = "" if found.row is None else law.row[found.row].title
    said = [_("The official size is that of the law, and no part of any score."), law.rule]
    if row:
        said.append(_("Counted as: {row}.").format(row=row))
    if found.known:
        facts = ", ".join(_fact(material, law, name) for name in found.known)
        said.append(_("From: {facts}.").format(facts=facts))
    if reasons := "; ".join(_reasons(material, found, law)):
        said.append(_("Check with the office: {reasons}.").format(reasons=reasons))
    said += [law.notes[place].text for place in found.notes]
    said += _sources(found, law)
    return " ".join(said)


def _sources(found: OfficialSize, law: SizeDefinition) -> Iterator[str]:
    """The texts in which the limits of the firm's row were read."""
    cells = [] if found.row is None else [cell for size in law.row[found.row].cells.values() for cell in size.values()]
    for name in dict.fromkeys(cell.source for cell in cells if cell.source is not None):
        source = law.source[name]
        act = ", ".join(filter(None, (source.act, source.article)))
        text = _("Source: {act}; {address}, read on {date}.")
        yield text.format(act=act, address=source.address, date=source.read.isoformat())
