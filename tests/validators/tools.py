"""The programs that the validators need. A developer may lack one; CI may not."""

import os
import shutil
from typing import NoReturn

import pytest

ADVICE = "as root, scripts/test-tools.sh installs it on Debian"


def program(*names: str) -> str:
    """The path of the first of these programs that is there. Skips the test where none is, and fails it in CI."""
    for name in names:
        found = shutil.which(name)
        if found is not None:
            return found
    missing(names[0])


def missing(what: str) -> NoReturn:
    """Skips the test, or fails it where the environment says that this is CI."""
    reason = f"{what} is not installed ({ADVICE})"
    if os.environ.get("CI"):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)
