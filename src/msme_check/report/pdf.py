"""The report as PDF: the printed HTML through WeasyPrint, for archives (PDF/A-3a) and readers that speak (PDF/UA-1).

Nothing is fetched from anywhere, and no clock is read: the same assessment gives the same bytes.
"""

import contextlib
import gc
import io
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from msme_check.embedded import EmbeddedFile
from msme_check.errors import OutputError
from msme_check.i18n import _
from msme_check.report import html
from msme_check.report.look import SHIPPED, Look
from msme_check.report.view import View


class Renderer:
    """Keeps style sheets and fonts ready: the first report takes a second, each further one about half of that."""

    def __init__(self, look: Look = SHIPPED) -> None:
        self._weasyprint = _weasyprint()
        from weasyprint.text.fonts import FontConfiguration

        from msme_check.report import archive
        from msme_check.report.typesetting import keeping, matching, memory

        self._archive, self._keeping = archive, keeping
        self._kept = memory.Kept()
        self._look = look
        self._images: dict[str, Any] = {}
        """The logo as WeasyPrint holds it, made once for all reports."""
        self._fetcher = _refusing(look)
        self._fonts = FontConfiguration()
        sheet = html.paper_style(look)
        self._outline = self._weasyprint.CSS(string=archive.OUTLINE_STYLE)
        self._styles = [
            self._weasyprint.CSS(string=sheet, font_config=self._fonts, url_fetcher=self._fetcher, base_url=None)
        ]
        if matching.look_back_only(sheet):
            self._kept.sheets = (self._outline, *self._styles)

    def render(self, view: View, embedded: Iterable[EmbeddedFile] = (), template: str = html.TEMPLATE) -> bytes:
        """The PDF of one firm's report, with files inside it. Raises UsageError where somebody's own templates fail."""
        return self.render_html(html.printed(view, self._look, template), embedded, styles=self._styles)

    def render_html(
        self,
        source: str,
        embedded: Iterable[EmbeddedFile] = (),
        *,
        styles: Iterable[Any] = (),
        options: Mapping[str, Any] | None = None,
    ) -> bytes:
        """The PDF of an HTML document, which must have a language and a title, with files inside it.

        `styles`: style sheets of WeasyPrint that come before those that stand in the document. `options`: what
        `write_pdf` of WeasyPrint is told, where the PDF is no archive copy.
        """
        page = self._keeping.page(source, self._fetcher)
        told = self._archive.options(embedded) if options is None else options
        with _undisturbed(), self._archive.quick_compression(), self._keeping.kept(self._kept):
            content: bytes = page.write_pdf(
                stylesheets=[self._outline, *styles], font_config=self._fonts, cache=self._images, **told
            )
        return content


@lru_cache(maxsize=4)
def renderer(look: Look = SHIPPED) -> Renderer:
    """The renderer of this process for a look."""
    return Renderer(look)


def render(view: View, look: Look = SHIPPED, embedded: Iterable[EmbeddedFile] = ()) -> bytes:
    """The PDF of one report, with files inside it.

    Raises OutputError where the libraries for it are missing, UsageError where somebody's own templates fail.
    """
    return renderer(look).render(view, embedded)


def _weasyprint() -> Any:
    """WeasyPrint, or one line of advice where it cannot find the Pango libraries."""
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            import weasyprint
    except (ImportError, OSError):
        raise OutputError(
            _(
                "PDF reports need the Pango libraries, which are not installed here. Install them "
                "(Debian, Ubuntu: apt-get install libpangoft2-1.0-0 libharfbuzz-subset0; macOS: brew install pango), "
                "or write the report as .html."
            )
        ) from None
    return weasyprint


def _refusing(look: Look) -> Any:
    """A fetcher that fetches nothing: a report needs nothing from outside, so nothing may be let in.

    The logo is no exception. It was read before; its address is a name for what is already here.
    """
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    logo = look.brand.logo if look.brand else None

    class Refusing(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
            if logo is None or url != html.LOGO:
                raise ValueError("a report fetches nothing")
            return URLFetcherResponse(url, logo.content, {"Content-Type": logo.media_type})

    return Refusing()


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """No garbage collection while half a million short-lived boxes are built: it takes an eighth of the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
