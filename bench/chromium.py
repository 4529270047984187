"""The peer of the reports: headless Chromium, warm, printing the same HTML to PDF.

The HTML is put into a page that stays open: going to a file starts a new process for each, which takes a quarter more.
"""

import base64
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from bench.measure import Cost, cost, cpu_seconds

WARM_UP = 5


class Printer:
    """A browser with one page open, which prints one file after the other."""

    def __init__(self, page, devtools, processes) -> None:  # type: ignore[no-untyped-def] # playwright is optional here
        self._page, self._devtools, self._processes = page, devtools, processes

    def cost(self, sources: list[Path], *, tagged: bool) -> Cost:
        """The mean of printing each of these files to a PDF beside it. `tagged`: with structure and bookmarks."""
        for source in sources[:WARM_UP]:
            self._print(source, tagged)

        def everything() -> None:
            for source in sources:
                self._print(source, tagged)

        return cost(everything, lambda: cpu_seconds(self._processes)).each(len(sources))

    def _print(self, source: Path, tagged: bool) -> None:
        self._page.set_content(source.read_text("utf-8"))
        wishes = {"preferCSSPageSize": True, "printBackground": True}
        wishes |= {"generateTaggedPDF": tagged, "generateDocumentOutline": tagged}
        found = self._devtools.send("Page.printToPDF", wishes)
        source.with_suffix(".chromium.pdf").write_bytes(base64.b64decode(found["data"]))


@contextmanager
def running() -> Iterator[Printer | None]:
    """The system's Chromium, or None where there is none."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        yield None
        return
    from playwright.sync_api import sync_playwright

    before = {one.pid for one in psutil.Process().children(recursive=True)}

    def processes() -> list[psutil.Process]:
        """The browser's own; not Playwright's driver, which a program of one's own would not need."""
        new = [one for one in psutil.Process().children(recursive=True) if one.pid not in before]
        return [one for one in new if "chrom" in one.name()]

    with sync_playwright() as driver:
        sandbox = os.geteuid() != 0  # Chromium's sandbox refuses root
        browser = driver.chromium.launch(executable_path=program, chromium_sandbox=sandbox)
        page = browser.new_page()
        yield Printer(page, page.context.new_cdp_session(page), processes)
        browser.close()
