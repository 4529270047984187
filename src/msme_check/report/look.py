"""How reports look: whose brand they carry, whose templates draw them, and on which paper."""

from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msme_check.errors import UsageError
from msme_check.report import brand as brands
from msme_check.report.brand import Brand

if TYPE_CHECKING:  # reading it needs jinja2, which most commands do not
    from msme_check.report.own_templates import OwnTemplates


class Paper(StrEnum):
    """What a report is printed on."""

    A4 = "a4"
    LETTER = "letter"


@dataclass(frozen=True)
class Look:
    """Plain data, which goes to the processes that draw. `templates`: None draws with those that are shipped."""

    brand: Brand | None = None
    templates: "OwnTemplates | None" = None
    paper: Paper = Paper.A4

    def for_group(self) -> "Look":
        """The look of the report on a group. Closing words are said to the owner of a firm, so it has none."""
        return Look(replace(self.brand, closing=()) if self.brand else None, paper=self.paper)

    def record(self) -> dict[str, Any]:
        """What `run.json` keeps: enough to tell later whether two runs looked the same."""
        return {
            "brand": {"name": self.brand.name, "sha256": self.brand.digest} if self.brand else None,
            "templates": {"sha256": self.templates.digest} if self.templates else None,
            "paper": self.paper.value,
        }


SHIPPED = Look()
"""As msme-check ships it, on A4."""


def load(brand: Path | None = None, templates: Path | None = None, paper: Paper = Paper.A4) -> Look:
    """The look that files of a consultant describe. Raises UsageError with every mistake in all of them."""
    faults: list[str] = []
    found_brand, found_templates = None, None
    try:
        found_brand = brands.load(brand) if brand else None
    except UsageError as error:
        faults.append(str(error))
    try:
        found_templates = _templates(templates) if templates else None
    except UsageError as error:
        faults.append(str(error))
    if faults:
        raise UsageError("\n".join(faults))
    return Look(found_brand, found_templates, paper)


def _templates(folder: Path) -> "OwnTemplates":
    from msme_check.report import own_templates

    return own_templates.load(folder)
