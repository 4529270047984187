"""Where boxes stand in the flow of a page, asked some ten thousand times a report and mostly answered alike."""

from typing import Any

from weasyprint.formatting_structure.boxes import Box
from weasyprint.layout import float as floating

_in_flow = Box.is_in_normal_flow


def is_in_normal_flow(box: Any) -> bool:
    """Whether a box is in the normal flow, kept with its style."""
    known: bool | None = box.style.__dict__.get("kept_flow")
    if known is None:
        known = box.style.__dict__["kept_flow"] = _in_flow(box)
    return known


def page_values(box: Any) -> tuple[Any, Any]:
    """The names of the pages on which a box starts and ends, from its first and its last child."""
    own = box.style["page"]
    children = box.children
    first = next((one for one in children if one.is_in_normal_flow() or one.is_floated()), None)
    if first is None:
        return own, own
    last = first
    if len(children) > 1:
        last = next(one for one in reversed(children) if one.is_in_normal_flow() or one.is_floated())
    start, end = first.page_values()
    if last is not first:
        end = last.page_values()[1]
    return start or own, end or own


def avoid_collisions(context: Any, box: Any, containing_block: Any, outer: bool = True) -> tuple[Any, Any, Any]:
    """Where a box stands beside floating ones. In nearly all blocks nothing floats."""
    if context.excluded_shapes or containing_block.style["direction"] != "ltr" or box.style["float"] != "none":
        return floating.avoid_collisions(context, box, containing_block, outer)  # type: ignore[no-any-return]
    left = containing_block.content_box_x()
    right = left + containing_block.width
    if outer:
        return left, box.position_y, right - left
    left += box.margin_left
    right -= box.margin_right
    return left - box.margin_left, box.border_box_y() - box.margin_top, right - left


def collapse_margin(margins: list[Any]) -> Any:
    """The one margin that adjoining ones come to."""
    if len(margins) == 1:
        return margins[0] + 0
    return max(0, *margins) + min(0, *margins) if margins else 0
