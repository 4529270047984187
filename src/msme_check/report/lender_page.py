"""The page for the lender as a file of its own; its ending says which kind.

It carries no files: it is made to be handed to somebody who should not get all the answers with it.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from msme_check import cells, whole_files
from msme_check.errors import AnswersError, UsageError
from msme_check.i18n import _
from msme_check.model.assessment import Assessment, DocumentStanding
from msme_check.model.instrument import Instrument
from msme_check.report import html, view_lender
from msme_check.report.look import SHIPPED, Look
from msme_check.report.material import Material
from msme_check.report.view import View, build
from msme_check.report.view_lender import THERE, FigureLine, LenderPage

KINDS = (".pdf", ".html", ".json")
FORMAT = "msme-check lender page"
FORMAT_VERSION = 1


def check(path: Path) -> None:
    """Raises UsageError where the ending of the file's name says no kind of page."""
    if path.suffix.lower() not in KINDS:
        message = _("{file}: The page for the lender is one of {kinds}. Give the file one of these endings.")
        raise UsageError(message.format(file=cells.plain(str(path)), kinds=", ".join(KINDS)))


def write(assessment: Assessment, instrument: Instrument, path: Path, look: Look = SHIPPED) -> None:
    """Writes the page of an assessment; the file before it stays whole until the new one is.

    Raises UsageError where the ending is unknown or somebody's own templates fail, AnswersError where no answer says
    anything of a document, OutputError where the page cannot be drawn or written.
    """
    check(path)
    content = render(assessment, instrument, path.suffix.lower(), look)
    whole_files.write(path, content)


def render(assessment: Assessment, instrument: Instrument, ending: str, look: Look = SHIPPED) -> bytes:
    """The page as the bytes of a file with this ending. Raises as `write` does."""
    material = Material(assessment, instrument)
    if not view_lender.has_answers(material):
        message = _("{firm}: No question is answered that says which documents are there. Go on with the interview.")
        raise AnswersError(message.format(firm=cells.plain(assessment.firm_id)))
    page = view_lender.page(material)
    if ending == ".json":
        return _json(material, page).encode("utf-8", "backslashreplace")
    view = _alone(build(assessment, instrument), page)
    if ending == ".html":
        return html.render(view, look, html.LENDER).encode()
    from msme_check.report import pdf

    return pdf.renderer(look).render(view, template=html.LENDER)


def _alone(view: View, page: LenderPage) -> View:
    """The view of a report whose title is that of the page."""
    return replace(view, label=page.title.text, lender=page)


def _json(material: Material, page: LenderPage) -> str:
    """For other programs, in a fixed order: how each document stands, and the figures as they were given."""
    assessment, rules = material.assessment, material.instrument.lender
    standings = {one.id: one for one in assessment.documents}
    there = [name for name in rules.bring if name in standings and standings[name].state in THERE]
    content = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "instrument": {"id": assessment.instrument.id, "version": assessment.instrument.version},
        "instrument_hash": assessment.instrument_hash,
        "firm_id": assessment.firm_id,
        "firm_name": assessment.firm_name,
        "date": assessment.date,
        "note": rules.words.no_decision,
        "facts": _figures(page.facts),
        "figures": _figures(page.figures),
        "bring_first": there[: rules.at_most],
        "documents": list(_documents(material, standings)),
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _figures(lines: tuple[FigureLine, ...]) -> list[dict[str, str]]:
    return [{"text": one.label.text, "value": one.value.text.replace("\u00a0", " ")} for one in lines]


def _documents(material: Material, standings: dict[str, DocumentStanding]) -> Iterator[dict[str, Any]]:
    for one in material.instrument.lender.documents:
        found = standings.get(one.id)
        if found is not None:
            yield {
                "id": one.id,
                "part": one.part,
                "text": one.text,
                "state": found.state.value,
                "mark": found.mark.value if found.mark else None,
                "because": list(found.because),
                "to_do": one.to_do,
                "brought_by": one.brought_by,
                "action": material.numbers.get(one.brought_by or ""),
                "sources": list(one.sources),
            }
