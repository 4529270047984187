"""Headless Chromium, driven by Playwright: what a person with a browser, a phone, a keyboard or a screen reader gets.

The browser is the system's own; nothing is downloaded. Pages get no network, and every request they make is kept.
Playwright's asynchronous interface in a loop of our own: the other one leaves a running loop in pytest's thread.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from validators import tools

if TYPE_CHECKING:
    from playwright.async_api import Browser as Chromium
    from playwright.async_api import Page, Route

PHONE = 360
DESK = 1280
HEIGHT = 800
LONGEST = 180
"""Seconds to wait for what has to come; a busy machine may take a while."""

_HERE = Path(__file__).parent
_AXE = {"resultTypes": ["violations"], "preload": False}  # a preload would be a request of axe's own
_GRAVE = ("serious", "critical")


@dataclass(frozen=True)
class Violation:
    """A rule of axe-core that a page breaks, and where (CSS selectors)."""

    rule: str
    impact: str
    message: str
    places: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.rule} ({self.impact}) x{len(self.places)}: {self.message} | {'; '.join(self.places[:3])}"


@dataclass(frozen=True)
class Look:
    """A page in a window of some width, all its foldable parts open. Boxes are named by tag, class and first words."""

    page_width: int
    window_width: int
    sticking_out: tuple[str, ...]
    """Boxes and texts that begin or end outside the window."""
    spilling: tuple[str, ...]
    """Texts that run out of their own box, into what stands beside it."""
    cut: tuple[str, ...]
    """Boxes that hide a part of what is in them."""
    violations: tuple[Violation, ...]
    requests: tuple[str, ...]
    """Addresses that were asked for beside the file itself."""
    messages: tuple[str, ...]
    """What the page wrote to the console."""

    @property
    def grave(self) -> tuple[Violation, ...]:
        return tuple(one for one in self.violations if one.impact in _GRAVE)

    @property
    def faults(self) -> list[str]:
        """Everything that is wrong, in words."""
        too_wide = [f"page is {self.page_width} px wide"] if self.page_width > self.window_width else []
        kinds = {
            "sticks out": self.sticking_out, "spills": self.spilling, "cut": self.cut, "request": self.requests,
            "console": self.messages, "axe": tuple(map(str, self.violations)),
        }  # fmt: skip
        return too_wide + [f"{kind}: {what}" for kind, found in kinds.items() for what in found]


@dataclass(frozen=True)
class Keyboard:
    """A walk through a page with the Tab key, until it leaves the page again."""

    wanted: tuple[str, ...]
    """What can be operated, in the order of the document."""
    reached: tuple[str, ...]
    places: tuple[int, ...]
    """The place in the document of each that was reached."""
    unseen: tuple[str, ...]
    """What had the focus without showing it, or out of view."""
    trapped: bool
    """The focus did not leave the page."""

    @property
    def faults(self) -> list[str]:
        """Everything that is wrong, in words."""
        return [
            *(f"not reached: {one}" for one in self.wanted if one not in self.reached),
            *(f"focus not seen: {one}" for one in self.unseen),
            *(["not in the order of the document"] if list(self.places) != sorted(self.places) else []),
            *(["focus is trapped"] if self.trapped else []),
        ]


@dataclass
class _Opened:
    page: "Page"
    requests: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)


class Browser:
    """A running browser; each question opens the file anew."""

    def __init__(self, runner: asyncio.Runner, chromium: "Chromium") -> None:
        self._runner = runner
        self._chromium = chromium

    def look(self, path: Path, width: int) -> Look:
        """Measures a page and lets axe-core judge it."""
        return self._runner.run(self._look(path, width))

    def tab_through(self, path: Path, width: int = DESK) -> Keyboard:
        """Presses Tab until the focus leaves the page."""
        return self._runner.run(self._tab_through(path, width))

    def print(self, path: Path, to: Path) -> Path:
        """Prints as a person does from the browser: on A4, unless the page says otherwise. Returns the PDF."""
        self._runner.run(self._print(path, to))
        return to

    async def _look(self, path: Path, width: int) -> Look:
        async with self._open(path, width) as opened:
            await opened.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
            layout = await opened.page.evaluate(_script("layout.js"))
            await opened.page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text("utf-8"))
            found = await opened.page.evaluate("(options) => axe.run(document, options)", _AXE)
            return Look(
                layout["pageWidth"],
                layout["windowWidth"],
                tuple(layout["stickingOut"]),
                tuple(layout["spilling"]),
                tuple(layout["cut"]),
                tuple(map(_violation, found["violations"])),
                tuple(opened.requests),
                tuple(opened.messages),
            )

    async def _tab_through(self, path: Path, width: int) -> Keyboard:
        async with self._open(path, width) as opened:
            wanted = await opened.page.evaluate(_script("keyboard.js"), "wanted")
            steps: list[dict[str, Any]] = []
            trapped = True
            while trapped and len(steps) < 2 * len(wanted) + 20:
                await opened.page.keyboard.press("Tab")
                step = await opened.page.evaluate(_script("keyboard.js"), "now")
                trapped = step is not None and (not steps or step["name"] != steps[0]["name"])
                steps += [step] if trapped else []
            return Keyboard(
                tuple(wanted),
                tuple(step["name"] for step in steps),
                tuple(step["place"] for step in steps),
                tuple(step["name"] for step in steps if not step["shown"]),
                trapped,
            )

    async def _print(self, path: Path, to: Path) -> None:
        async with self._open(path, DESK) as opened:
            await opened.page.pdf(path=to, format="A4", prefer_css_page_size=True, print_background=True)

    @asynccontextmanager
    async def _open(self, path: Path, width: int) -> AsyncIterator[_Opened]:
        own = path.resolve().as_uri()
        context = await self._chromium.new_context(
            viewport={"width": width, "height": HEIGHT}, offline=True, service_workers="block"
        )
        try:
            context.set_default_timeout(LONGEST * 1000)
            opened = _Opened(await context.new_page())

            async def guard(route: "Route") -> None:
                await (route.continue_() if route.request.url == own else route.abort())

            def note(url: str) -> None:
                if url != own and not url.startswith("data:"):
                    opened.requests.append(url)

            await context.route("**/*", guard)
            opened.page.on("request", lambda request: note(request.url))
            opened.page.on("console", lambda message: opened.messages.append(message.text))
            opened.page.on("pageerror", lambda error: opened.messages.append(str(error)))
            await opened.page.goto(own)
            yield opened
        finally:
            await context.close()


def _script(name: str) -> str:
    return (_HERE / name).read_text("utf-8")


def _violation(found: dict[str, Any]) -> Violation:
    places = tuple(" ".join(map(str, node["target"])) for node in found["nodes"])
    return Violation(found["id"], found["impact"] or "unknown", found["help"], places)


@contextmanager
def running() -> Iterator[Browser]:
    """A browser for many pages. Skips the test (or fails it in CI) where no Chromium is installed."""
    program = tools.program("chromium", "chromium-browser", "google-chrome")
    with asyncio.Runner() as runner:
        from playwright.async_api import async_playwright

        driver = runner.run(async_playwright().start())
        try:
            sandbox = os.geteuid() != 0  # Chromium's sandbox refuses root
            launched = driver.chromium.launch(executable_path=program, chromium_sandbox=sandbox, timeout=LONGEST * 1000)
            chromium = runner.run(launched)
            try:
                yield Browser(runner, chromium)
            finally:
                runner.run(chromium.close())
        finally:
            runner.run(driver.stop())
