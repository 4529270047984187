"""How reports look: whose brand they carry, whose templates draw them, and on which paper."""

from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msme_check.errors import UsageError
from msme_check.report import brand as brands
from msme_check.report.brand import Brand

if TYPE_CHECKING:  # reading it needs jinja2, which most commands do not
    from msme_check.report.own_templates import Loaded, OwnTemplates


class Paper(StrEnum):
    """What a report is printed on."""

    A4 = "a4"
    LETTER = "letter"


@dataclass(frozen=True)
class Look:
    """Plain data, which goes to the processes that draw. `templates`: None draws with those that are shipped.

    `group_templates`: those of the report on a group.
    """

    brand: Brand | None = None
    templates: "OwnTemplates | None" = None
    paper: Paper = Paper.A4
    group_templates: "OwnTemplates | None" = None

    def for_group(self) -> "Look":
        """The look of the report on a group. Closing words are said to the owner of a firm, so it has none."""
        return Look(replace(self.brand, closing=()) if self.brand else None, self.group_templates, self.paper)

    def record(self) -> dict[str, Any]:
        """What `run.json` keeps: enough to tell later whether two runs looked the same."""
        return {
            "brand": {"name": self.brand.name, "sha256": self.brand.digest} if self.brand else None,
            "templates": {"sha256": self.templates.digest} if self.templates else None,
            "group_templates": {"sha256": self.group_templates.digest} if self.group_templates else None,
            "paper": self.paper.value,
        }


SHIPPED = Look()
"""As msme-check ships it, on A4."""


def load(brand: Path | None = None, templates: Path | None = None, paper: Paper = Paper.A4) -> Look:
    """The look that files of a consultant describe. Raises UsageError with every mistake in all of them."""
    faults: list[str] = []
    found_brand, firms, group = None, None, None
    try:
        found_brand = brands.load(brand) if brand else None
    except UsageError as error:
        faults.append(str(error))
    try:
        firms, group = _templates(templates) if templates else (None, None)
    except UsageError as error:
        faults.append(str(error))
    if faults:
        raise UsageError("\n".join(faults))
    return Look(found_brand, firms, paper, group)


def _templates(folder: Path) -> "Loaded":
    from msme_check.report import own_templates

    return own_templates.load(folder)
