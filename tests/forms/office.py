"""LibreOffice, which opens a file and saves it again."""

import subprocess
from pathlib import Path

from validators.tools import program


def saved_again(path: Path, folder: Path, kind: str) -> Path:
    """The file as LibreOffice saves it in a folder, as `xlsx`, `ods` or `pdf`. Skips the test where it is missing."""
    soffice = program("soffice", "libreoffice")
    own = f"-env:UserInstallation={(folder / 'profile').absolute().as_uri()}"  # no other LibreOffice is in the way
    command = [soffice, own, "--headless", "--norestore", "--convert-to", kind, "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return folder / f"{path.stem}.{kind}"
