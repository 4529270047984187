"""Lines that are nothing but text, set without asking for all that a line may hold besides: floats, pictures, notes."""

from collections.abc import Callable
from typing import Any

from weasyprint.formatting_structure.boxes import TextBox
from weasyprint.layout import inline

from msme_check.report.typesetting import flow
from msme_check.report.typesetting.memory import Style

_NO_SPACE = tuple(f"{kind}_{side}" for kind in ("margin", "padding") for side in ("left", "right", "top", "bottom"))
_NO_BORDER = tuple(f"border_{side}_width" for side in ("left", "right", "top", "bottom"))


def get_next_linebox() -> Callable[..., tuple[Any, Any]]:
    original = inline.get_next_linebox

    def line(  # noqa: PLR0917 - as that which it replaces
        context: Any, linebox: Any, position_y: float, bottom_space: float, skip_stack: Any, containing_block: Any,
        absolute_boxes: Any, fixed_boxes: Any, first_letter_style: Any, first_line_style: Any,
    ) -> tuple[Any, Any]:  # fmt: skip
        """The next line, and where the one after it begins. What is left of most paragraphs is one text."""
        if not (first_letter_style or first_line_style or context.excluded_shapes) and _plain(linebox.style):
            index = next(iter(skip_stack)) if skip_stack else 0
            rest = linebox.children[index:]
            if len(rest) == 1 and type(rest[0]) is TextBox and containing_block.style["direction"] == "ltr":
                found = _text_line(context, linebox, position_y, skip_stack, containing_block)
                if found is not None:
                    return found
        return original(  # type: ignore[no-any-return]
            context, linebox, position_y, bottom_space, skip_stack, containing_block, absolute_boxes, fixed_boxes,
            first_letter_style, first_line_style,
        )  # fmt: skip

    return line


def _plain(style: Style) -> bool:
    """Whether a line with this style stands where its block does, from left to right."""
    known: bool | None = style.__dict__.get("kept_plain_line")
    if known is None:
        known = style.__dict__["kept_plain_line"] = (
            style["direction"] == "ltr"
            and style["position"] == "static"
            and style["float"] == "none"
            and all(getattr(style[name], "value", None) == 0 for name in _NO_SPACE)
            and all(style[name] == 0 for name in _NO_BORDER)
        )
    return known


def _text_line(
    context: Any, linebox: Any, position_y: float, skip_stack: Any, containing_block: Any
) -> tuple[Any, Any] | None:
    """The next line of a line box of which one text is left; None where that text is to be set in another way.

    The arithmetic is that of WeasyPrint, in its order, so that no place differs by what floating point leaves.
    """
    skip_stack = inline.skip_first_whitespace(linebox, skip_stack)
    if skip_stack == "continue":
        return None, None
    index, skip = 0, 0
    if skip_stack is not None:
        ((index, within),) = skip_stack.items()
        skip = next(iter(within)) if within else 0
    text = linebox.children[index]
    if text.style["vertical_align"] != "baseline" or not text.is_in_normal_flow():
        return None
    linebox.position_y, linebox.width, linebox.height = position_y, 0, 0
    left, position_y, available = flow.avoid_collisions(context, linebox, containing_block, outer=False)
    linebox.position_x, linebox.position_y = left, position_y
    text.position_y = position_y
    inline.resolve_percentages(text, containing_block)
    text.position_x = left + linebox.text_indent
    room = (left + available) * (1 + 1e-9) - text.position_x
    set_text, resume, preserved = inline.split_text_box(context, text, room, skip)
    if set_text is None:
        return None
    resume_at = None if resume is None else {index: {resume: None}}
    line = linebox.copy_with_children([set_text])
    line.remove_decoration(start=skip_stack is not None, end=resume_at is not None)
    line.width = set_text.position_x + set_text.margin_width() - line.content_box_x()
    inline._adjust_line_height(line)
    linebox.width, linebox.height = line.width, line.height
    inline.remove_last_whitespace(context, line)
    offset = inline.text_align(context, line, available, last=resume_at is None or preserved)
    _place(line, set_text, offset, position_y)
    return line, resume_at


def _place(line: Any, text: Any, offset: float, position_y: float) -> None:
    """Puts the baseline of a text on that of its line, and the line where it belongs."""
    text.position_y = 0 - text.baseline
    top = 0 - line.baseline
    bottom = max(top + line.margin_height(), text.position_y + text.margin_height())
    top = min(top, text.position_y)
    line.baseline, line.position_y, line.height = -top, top, bottom - top
    line.margin_top = line.margin_bottom = 0
    line.translate(offset, position_y - top)
    line.position_y = position_y
