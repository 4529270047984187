"""The lengths of a box, kept by its style where they do not depend on the box around it."""

from typing import Any

from weasyprint.layout import percent

from msme_check.report.typesetting.memory import Style

_LENGTHS = (
    "margin_left", "margin_right", "margin_top", "margin_bottom", "padding_left", "padding_right", "padding_top",
    "padding_bottom", "width", "min_width", "max_width", "height", "min_height", "max_height",
)  # fmt: skip
_RADII = tuple(f"border_{corner}_radius" for corner in ("top_left", "top_right", "bottom_right", "bottom_left"))
SHARP = dict.fromkeys(_RADII, (0, 0))
_BORDERS = ("border_top_width", "border_right_width", "border_bottom_width", "border_left_width")


def resolve_percentages(box: Any, containing_block: Any) -> None:
    """Sets the lengths of a box that are used. Nearly all are pixels or `auto`, the same in any box around it."""
    style = box.style
    known: dict[str, Any] | None = style.__dict__.get("kept_lengths")
    if known:
        box.__dict__.update(known)
        if "border_top_width" not in known:
            for name in _BORDERS:
                if not hasattr(box, name):
                    setattr(box, name, style[name])
        return
    percent.resolve_percentages(box, containing_block)
    if known is None:
        style.__dict__["kept_lengths"] = _lengths(box) if _fixed(style) else {}


def _fixed(style: Style) -> bool:
    """Whether no length is a share of another one, or less a border on which the boxes beside it decide."""
    return (style["border_collapse"] != "collapse" or style["box_sizing"] == "content-box") and all(
        value == "auto" or getattr(value, "unit", None) == "px" for value in (style[name] for name in _LENGTHS)
    )


def _lengths(box: Any) -> dict[str, Any]:
    collapse = box.style["border_collapse"] == "collapse"
    return {name: getattr(box, name) for name in (*_LENGTHS, *(() if collapse else _BORDERS))}


def resolve_radii_percentages(box: Any) -> None:
    """Sets how round the corners of a box are. Nearly none is."""
    if sharp(box.style):
        box.__dict__.update(SHARP)
    else:
        percent.resolve_radii_percentages(box)


def sharp(style: Style) -> bool:
    """Whether no corner of a box is round."""
    known: bool | None = style.__dict__.get("kept_sharp")
    if known is None:
        known = style.__dict__["kept_sharp"] = all((0, "px") in style[name] for name in _RADII)
    return known
