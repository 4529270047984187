"""The documentation says what the program says."""

import importlib
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]


def test_the_reference_the_worked_example_and_the_figures_are_the_programs_own() -> None:
    command = [sys.executable, "scripts/write_docs.py", "--check"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The script that writes pages, with two pages of its own."""
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    found = importlib.import_module("write_docs")
    (tmp_path / "docs").mkdir()
    monkeypatch.setattr(found, "ROOT", tmp_path)
    monkeypatch.setattr(found, "REFERENCE", tmp_path / "docs" / "cli.md")
    monkeypatch.setattr(found, "reference", lambda: "help")
    monkeypatch.setattr(found, "PARTS", {"one": lambda: r"1 \1", "other": lambda: "2"})
    (tmp_path / "docs" / "cli.md").write_text("old", encoding="utf-8")
    page = (
        "Text\n<!-- make docs writes: one -->\n<!-- end -->\nand <!-- make docs writes: other -->\nold <!-- end --> end"
    )
    (tmp_path / "docs" / "page.md").write_text(page, encoding="utf-8")
    return found


def test_a_page_that_is_stale_is_named_and_what_is_not_marked_stays(
    script: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["write_docs.py", "--check"])
    assert script.main() == 1
    assert "in docs: cli.md, page.md. Run: make docs" in capsys.readouterr().err
    monkeypatch.setattr(sys, "argv", ["write_docs.py", "--words"])
    assert script.main() == 0
    expected = (
        "Text\n<!-- make docs writes: one -->\n\n1 \\1\n\n<!-- end -->\n"
        "and <!-- make docs writes: other -->\n\n2\n\n<!-- end --> end"
    )
    assert (tmp_path / "docs" / "page.md").read_text(encoding="utf-8") == expected
    monkeypatch.setattr(sys, "argv", ["write_docs.py", "--check"])
    assert script.main() == 0


def test_a_part_without_a_place_is_a_mistake(script: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(script.PARTS, "third", lambda: "3")
    with pytest.raises(RuntimeError, match="No page has a mark for: third"):
        script.pages()


def test_links_between_pages_lead_somewhere() -> None:
    import re

    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
    assert len(pages) >= 8
    for page in pages:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"
