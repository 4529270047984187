"""Makes sure that a report drawn with somebody's own templates loads nothing, runs nothing and sends nothing.

The fetcher of the PDF refuses everything and a browser is told to (the policy below); this check is what tells the
author of a template, before a report is written, that something in it would not work.
"""

from collections.abc import Iterator
from html.parser import HTMLParser

from msme_check.i18n import _
from msme_check.report.own_templates import loading_lines

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
"""What the browser lets an HTML report do: show its own styles and its own picture."""

ELEMENTS = frozenset(
    "html head meta title style body main section header footer article aside nav address div span p h1 h2 h3 h4 h5 h6 "
    "ul ol li dl dt dd table caption colgroup col thead tbody tfoot tr th td b i em strong small sub sup s u mark code "
    "pre br wbr hr figure figcaption img a blockquote q cite abbr time data bdi bdo details summary "
    "svg g path rect circle ellipse line polyline polygon text tspan desc defs pattern clippath mask symbol use marker "
    "lineargradient radialgradient stop".split()
)
"""What a report may be made of."""
_KNOWN = frozenset(
    "script iframe frame frameset object embed applet link base form input button select textarea audio video source "
    "track picture canvas template noscript portal image foreignobject animate animatemotion animatetransform set "
    "fedropshadow feimage".split()
)
"""Elements that can be named in a message; any other name might be a text of the firm."""
_LINKS = ("http://", "https://", "mailto:", "tel:", "#")
_LOADING = frozenset(
    "src srcset srcdoc background data poster action formaction ping manifest codebase classid longdesc profile "
    "archive lowsrc dynsrc cite usemap".split()
)
_STYLED = frozenset("style fill stroke filter mask clip-path cursor marker marker-start marker-mid marker-end".split())
_ATTACHED = "attachment"


class Outside(Exception):
    """Something in a page that reaches outside. `sign`: how it looks in a template; `what` says it in words."""

    def __init__(self, sign: str, what: str) -> None:
        super().__init__(what)
        self.sign, self.what = sign, what


def check(page: str, picture: str, styles: str, links: tuple[str, ...] = ()) -> None:
    """Raises Outside where a page has anything but texts, shapes, links to click and the one `picture`.

    `picture`: the address of the brand's logo in this page, or empty. `styles`: our own style sheets, checked before.
    `links`: how addresses may begin that lead to files beside the page.
    """
    parser = _Page(picture, styles, links)
    parser.feed(page)
    parser.close()


class _Page(HTMLParser):
    def __init__(self, picture: str, styles: str, links: tuple[str, ...]) -> None:
        super().__init__(convert_charrefs=True)
        self.picture, self.styles, self.links = picture, styles, links
        self.in_style = False
        self.style = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ELEMENTS:
            sign = f"<{tag}" if tag in _KNOWN else ""
            what = _("The element <{name}> cannot be part of a report.").format(name=tag) if sign else _strange()
            raise Outside(sign, what)
        for name, value in attrs:
            for what in self._faults(tag, name, value or ""):
                raise Outside(f"{name}=", what)
        if tag == "style":
            self.in_style, self.style = True, ""

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag == "style" and self.in_style:
            self.in_style = False
            if self.style != self.styles and loading_lines(self.style):
                raise Outside("<style", _("A style sheet can load nothing: no @import, no url(), no picture."))

    def handle_data(self, data: str) -> None:
        if self.in_style:
            self.style += data

    def _faults(self, tag: str, name: str, value: str) -> Iterator[str]:
        """What is wrong with an attribute, in words."""
        if name.startswith("on"):
            yield _("A report runs no scripts: attributes that begin with 'on' cannot stand in it.")
        elif name == "src" and tag == "img":
            if not value or value != self.picture:
                yield _('The only picture of a report is the logo of the brand: src="{{{{ brand.logo }}}}".').format()
        elif name in _LOADING:
            yield _("The attribute '{name}' could load or send something.").format(name=name)
        elif name in {"href", "xlink:href"}:
            yield from self._link(tag, value)
        elif name == "http-equiv" and not (tag == "meta" and value == "Content-Security-Policy"):
            yield _("A report does not tell a browser what to do: 'http-equiv' cannot stand in it.")
        elif name == "rel" and _ATTACHED in value.lower():
            yield _("A template attaches no files.")
        elif name in _STYLED and loading_lines(value):
            yield _("A style can load nothing: no url(), no picture.")

    def _link(self, tag: str, value: str) -> Iterator[str]:
        """A person may click a link; a page may use its own parts; neither loads anything by itself."""
        allowed = _LINKS if tag == "a" else ("#",)
        beside = tag == "a" and value.startswith(self.links) and ".." not in value
        if not beside and not value.strip().lower().startswith(allowed):
            yield _(
                "A link leads to a page (http, https), to mail (mailto), to a phone (tel) or inside the report (#)."
            )


def _strange() -> str:
    return _("An element that is none of a report's comes out. A text of the firm may stand there as 'safe'.")
