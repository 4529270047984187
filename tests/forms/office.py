"""LibreOffice, which opens a file and saves it again."""

import shutil
import subprocess
from pathlib import Path

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")


def saved_again(path: Path, folder: Path, kind: str) -> Path:
    """The file as LibreOffice saves it, as `xlsx`, `ods` or `pdf`, in a folder."""
    assert SOFFICE is not None
    own = f"-env:UserInstallation={(folder / 'profile').absolute().as_uri()}"  # no other LibreOffice is in the way
    command = [SOFFICE, own, "--headless", "--norestore", "--convert-to", kind, "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return folder / f"{path.stem}.{kind}"
