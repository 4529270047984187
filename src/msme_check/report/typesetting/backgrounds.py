"""What is painted behind a box. Behind most there is nothing, which is kept with their style."""

from collections.abc import Callable
from typing import Any

from weasyprint.draw.color import get_color
from weasyprint.layout import background

from msme_check.report.typesetting import lengths
from msme_check.report.typesetting.memory import Style

_original = background.layout_box_backgrounds


def layout_box_backgrounds(
    page: Any, box: Any, get_image_from_uri: Callable[..., Any], layout_children: bool = True, style: Any = None
) -> None:
    """Sets the background of a box and of all in it, of those in it first: that of rows is made of their cells."""
    if layout_children:
        for child in box.all_children():
            layout_box_backgrounds(page, child, get_image_from_uri)
    if style is None and box is not page and _nothing(box.style):
        box.__dict__.update(lengths.SHARP)
        box.background = None
    else:
        _original(page, box, get_image_from_uri, layout_children=False, style=style)


def _nothing(style: Style) -> bool:
    known: bool | None = style.__dict__.get("kept_nothing_behind")
    if known is None:
        known = style.__dict__["kept_nothing_behind"] = (
            lengths.sharp(style)
            and style["visibility"] != "hidden"
            and style["border_image_source"][0] == style["mask_border_source"][0] == "none"
            and get_color(style, "background_color").alpha == 0
            and not any(value for _kind, value in style["background_image"])
            and not style["box_shadow"]
        )
    return known
