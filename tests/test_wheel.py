"""The wheel: built, installed alone in a clean environment, and run from another folder."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from msme_check import resources

ROOT = Path(__file__).parents[1]


def run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run([str(word) for word in command], cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    out = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--wheel", "--outdir", out, ROOT, cwd=ROOT)
    return next(out.glob("*.whl"))


def test_it_holds_the_whole_instrument_and_the_templates(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder in (resources.questionnaires(), resources.templates()):
        for path in folder.rglob("*"):
            if path.is_file() and path.suffix != ".pot":  # a translator works in a checkout
                assert f"msme_check/{folder.name}/{path.relative_to(folder).as_posix()}" in names
    assert "msme_check/py.typed" in names
    assert not any(name.endswith(".pot") for name in names)
    assert not any(name.startswith("tests/") for name in names)


def test_it_runs_alone_from_another_folder(wheel: Path, tmp_path: Path) -> None:
    run(sys.executable, "-m", "venv", tmp_path / "clean", cwd=tmp_path)
    bin_ = tmp_path / "clean" / ("Scripts" if sys.platform == "win32" else "bin")
    run(bin_ / "python", "-m", "pip", "install", "-q", "-c", ROOT / "constraints.txt", wheel, cwd=tmp_path)
    program = bin_ / "msme-check"
    assert "No problem found." in run(program, "instrument", "check", cwd=tmp_path)
    run(program, "forms", "csv", "-o", tmp_path / "blank.csv", cwd=tmp_path)
    assert (tmp_path / "blank.csv").read_text("utf-8-sig").startswith("firm_id,firm_name,country")
    run(program, "demo", "-o", tmp_path / "demo", cwd=tmp_path)
    assert len(list((tmp_path / "demo" / "reports").glob("*.pdf"))) >= 12
