"""The report as PDF: the printed HTML through WeasyPrint, tagged for readers that speak (PDF/UA-1).

Nothing is fetched from anywhere, and no clock is read: the same assessment gives the same bytes.
"""

import contextlib
import gc
import io
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from msme_check.errors import OutputError
from msme_check.i18n import _
from msme_check.report import html
from msme_check.report.view import View

VARIANT = "pdf/ua-1"


class Renderer:
    """Keeps style sheets and fonts ready: the first report takes a second, each further one about half of that."""

    def __init__(self) -> None:
        self._weasyprint = _weasyprint()
        from weasyprint.text.fonts import FontConfiguration

        self._fetcher = _refusing()
        self._fonts = FontConfiguration()
        sheet = html.style("report.css", "print.css")
        self._styles = [
            self._weasyprint.CSS(string=sheet, font_config=self._fonts, url_fetcher=self._fetcher, base_url=None)
        ]

    def render(self, view: View) -> bytes:
        """The PDF of one report. Raises OutputError where it cannot be drawn."""
        page = self._weasyprint.HTML(string=html.printed(view), base_url=None, url_fetcher=self._fetcher)
        with _undisturbed():
            content: bytes = page.write_pdf(stylesheets=self._styles, font_config=self._fonts, pdf_variant=VARIANT)
        return content


@lru_cache(maxsize=1)
def renderer() -> Renderer:
    """The renderer of this process."""
    return Renderer()


def render(view: View) -> bytes:
    """The PDF of one report. Raises OutputError where the libraries for it are missing."""
    return renderer().render(view)


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


def _refusing() -> Any:
    """A fetcher that fetches nothing: a report needs nothing from outside, so nothing may be let in."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Refusing(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
            raise ValueError("a report fetches nothing")

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
