"""Boxes that WeasyPrint has placed on pages -> the fields of a form: one of several, a tick, a text.

WeasyPrint's own radio buttons repeat the name of their group, so that programs take each for a field of its own and
lose answers. So the templates place check boxes only, whose names say what is meant to become of them:

    one QUESTION CODE     a radio button of the group QUESTION, which is CODE when it is chosen
    tick NAME             a box to tick
    text NAME             a line to write on
    this NAME             a field that cannot be changed: what made the form

Every field brings its look for each state, so that no program has to draw it, and marks are printed.
"""

from collections.abc import Callable, Mapping
from typing import Any

import pydyf

_RADIO = 1 << 15
_READ_ONLY = 1
_ON = "on"
_LONGEST = 200
"""Letters of a text."""

_DISC = (
    "0 {r} m {k} {r} {r} {k} {r} 0 c {r} -{k} {k} -{r} 0 -{r} c "
    "-{k} -{r} -{r} -{k} -{r} 0 c -{r} {k} -{k} {r} 0 {r} c f"
)
_CURVE = 0.5523
"""How far the handles of four curves stand out that make a circle."""


def finisher(said: Mapping[str, str], identity: str) -> Callable[[Any, pydyf.PDF], None]:
    """What WeasyPrint calls before it writes. `said`: what is said of each field. `identity`: what made the form."""
    return lambda _document, pdf: _Form(pdf, said, identity).complete()


class _Form:
    """The fields of one PDF."""

    def __init__(self, pdf: pydyf.PDF, said: Mapping[str, str], identity: str) -> None:
        self.pdf, self.said, self.identity = pdf, said, identity
        self.form = pdf.catalog["AcroForm"]
        self.fields = pydyf.Array()
        self.groups: dict[str, pydyf.Dictionary] = {}
        self.marks: dict[str, bytes] = {}
        self.choices: dict[int, str] = {}
        """What is said of each button of a group, by the number of the button."""

    def complete(self) -> None:
        """Makes the fields of all boxes."""
        makers: dict[str, Callable[..., None]] = {
            "one": self._one,
            "tick": self._tick,
            "text": self._text,
            "this": self._this,
        }
        for reference in self.form["Fields"]:
            widget = self._object(reference)
            kind, name, *code = widget["T"].string.split(" ")
            makers[kind](widget, name, *code)
        self._say_choices()
        self.form.clear()
        self.form.update({"Fields": self.fields, "DR": self._fonts(), "DA": _font(10)})

    def _object(self, reference: bytes) -> Any:
        return self.pdf.objects[int(reference.split()[0])]

    def _one(self, widget: pydyf.Dictionary, name: str, code: str) -> None:
        if name not in self.groups:
            kind = {"FT": "/Btn", "Ff": _RADIO, "V": "/Off", "Kids": pydyf.Array()}
            group = pydyf.Dictionary({**kind, "T": pydyf.String(name), "TU": pydyf.String(self.said[name])})
            self.pdf.add_object(group)
            self.fields.append(group.reference)
            self.groups[name] = group
        group = self.groups[name]
        group["Kids"].append(widget.reference)
        self.choices[widget.number] = widget["TU"].string
        for key in ("T", "TU", "FT", "V"):
            del widget[key]
        widget["Parent"] = group.reference
        self._mark(widget, code, "l")

    def _tick(self, widget: pydyf.Dictionary, name: str) -> None:
        widget["T"] = pydyf.String(name)
        self.fields.append(widget.reference)
        self._mark(widget, _ON, "4")

    def _text(self, widget: pydyf.Dictionary, name: str) -> None:
        self._written(widget, name, self.said[name])
        widget["MaxLen"] = _LONGEST

    def _this(self, widget: pydyf.Dictionary, name: str) -> None:
        self._written(widget, name, widget["TU"].string)
        widget.update({"Ff": _READ_ONLY, "V": pydyf.String(self.identity)})

    def _written(self, widget: pydyf.Dictionary, name: str, said: str) -> None:
        empty = self._object(widget["AP"]["N"][_ON])
        empty.stream, empty.extra["Resources"] = [], pydyf.Dictionary()
        for key in ("AS", "MK"):
            del widget[key]
        text = {"FT": "/Tx", "T": pydyf.String(name), "TU": pydyf.String(said), "V": pydyf.String(""), "DA": _font(10)}
        widget.update({**text, "AP": pydyf.Dictionary({"N": empty.reference})})
        self.fields.append(widget.reference)

    def _mark(self, widget: pydyf.Dictionary, state: str, letter: str) -> None:
        """Gives a box its looks: with the mark, and empty. They are the same for all boxes of a kind."""
        self._give_up(widget["AP"]["N"][_ON])
        looks = {state: self._drawn(widget, letter), "Off": self._drawn(widget, "")}
        widget["AP"] = pydyf.Dictionary({"N": pydyf.Dictionary(looks)})
        widget["AS"] = "/Off"
        widget["MK"] = pydyf.Dictionary({"CA": pydyf.String(letter)})
        widget["DA"] = pydyf.String("/ZaDb 0 Tf 0 g")

    def _give_up(self, reference: bytes) -> None:
        """What WeasyPrint has drawn for a single box becomes next to nothing; its number has to stay."""
        nothing = pydyf.Dictionary()
        nothing.number = self._object(reference).number
        self.pdf.objects[nothing.number] = nothing

    def _drawn(self, widget: pydyf.Dictionary, letter: str) -> bytes:
        if letter not in self.marks:
            left, bottom, right, top = _box(widget)
            look = {"Type": "/XObject", "Subtype": "/Form", "Resources": pydyf.Dictionary()}
            box = pydyf.Array((0, 0, right - left, top - bottom))
            drawing = _drawing(letter, right - left, top - bottom)
            stream = pydyf.Stream(drawing, pydyf.Dictionary({**look, "BBox": box}), compress=True)
            self.pdf.add_object(stream)
            self.marks[letter] = stream.reference
        return self.marks[letter]

    def _say_choices(self) -> None:
        """A button of a group has no name, so what it is said to be stands in the structure of the document."""
        for one in self.pdf.objects:
            if isinstance(one, dict) and one.get("S") == "/Form":
                button = self._object(self._object(one["K"][0])["Obj"])
                if button.number in self.choices:
                    one["Alt"] = pydyf.String(self.choices[button.number])

    def _fonts(self) -> pydyf.Dictionary:
        """Fonts that every program has: what is typed may be in any script, and no font of ours has them all."""
        fonts = pydyf.Dictionary()
        for name, base, more in (
            ("Helv", "/Helvetica", {"Encoding": "/WinAnsiEncoding"}),
            ("ZaDb", "/ZapfDingbats", {}),
        ):
            font = pydyf.Dictionary({"Type": "/Font", "Subtype": "/Type1", "BaseFont": base, **more})
            self.pdf.add_object(font)
            fonts[name] = font.reference
        return pydyf.Dictionary({"Font": fonts})


def _font(size: int) -> pydyf.String:
    return pydyf.String(f"/Helv {size} Tf 0 g")


def _box(widget: pydyf.Dictionary) -> tuple[float, float, float, float]:
    """Left, bottom, right, top in points; WeasyPrint gives the upper corner first."""
    x1, y1, x2, y2 = widget["Rect"]
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def _drawing(letter: str, width: float, height: float) -> list[bytes]:
    """A disc for one of several, a tick for a box; nothing for one that is empty."""
    size = min(width, height)
    if letter == "l":
        r = 0.32 * size
        path = _DISC.format(r=f"{r:.3f}", k=f"{r * _CURVE:.3f}")
        return [f"q 0 g 1 0 0 1 {width / 2:.3f} {height / 2:.3f} cm {path} Q".encode()]
    if letter:
        points = [f"{x * size:.3f} {y * size:.3f}" for x, y in ((0.16, 0.52), (0.41, 0.22), (0.86, 0.82))]
        line = f"{points[0]} m {points[1]} l {points[2]} l S"
        return [f"q 0 G {0.14 * size:.3f} w 1 J 1 j {line} Q".encode()]
    return []
