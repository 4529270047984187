"""What all machines of a run must have in common, so that it does not matter which of them does what."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from secrets import token_hex

import polars as pl

from msme_check import cells, i18n, loading, resources, texts, whole_files
from msme_check.batch.seen import keys
from msme_check.errors import MsmeCheckError, UsageError
from msme_check.i18n import _
from msme_check.model.instrument import Instrument

PROGRAM = "msme-check"
_DECIDING = (PROGRAM, "polars", "numpy", "weasyprint")
"""Packages whose version may decide the bytes that are written."""

_TOKEN = "token"  # noqa: S105 - not secret: it tells one folder from another


def versions() -> dict[str, str]:
    """What decides the bytes that this machine writes, beside its fonts."""
    found = {name: _version(name) for name in _DECIDING}
    probe = keys(pl.DataFrame({"a": pl.Series([1, 2, 3], dtype=pl.UInt64)}))
    return {**found, "digests": hashlib.sha256(probe.tobytes()).hexdigest()[:12]}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "-"


@dataclass(frozen=True)
class Terms:
    """Of one run. `instrument`: the folder it is loaded from, None for the one that is shipped; `digest`: its hash.

    `staging`: the hidden folder of the run, as all machines must see it. `token`: what its token file holds.
    """

    staging: Path
    instrument: Path | None
    digest: str
    language: str
    versions: tuple[tuple[str, str], ...]
    token: str

    @property
    def folder(self) -> Path:
        """For what goes to workers and comes back."""
        return self.staging / "cluster"

    def offer(self) -> None:
        """Makes the folder with the token file. Raises OSError."""
        self.folder.mkdir()
        (self.folder / _TOKEN).write_text(self.token, "ascii")

    def speak(self) -> None:
        """From here on texts are in the language of the run."""
        i18n.activate(i18n.catalogue(self.language, resources.questionnaires() / "locales"))

    def instruments(self) -> tuple[Instrument, Instrument]:
        """In the language of the run, and in English, on a machine that was held against the terms."""
        found = _instruments(self)
        assert found is not None  # noqa: S101 - `check` comes first
        return found

    def check(self, worker: str) -> str:
        """Holds this machine against the terms; `worker` is what messages call it.

        Returns the name of a file in `folder` that shows that it can write there. Raises UsageError.
        """
        differing = difference(dict(self.versions), versions())
        if differing:
            raise UsageError(unlike(worker, *differing))
        if _instruments(self) is None:
            raise UsageError(self._other_questionnaires(worker))
        return self._sign(worker)

    def _other_questionnaires(self, worker: str) -> str:
        what = _("Worker {worker} has other questionnaires than this machine.").format(worker=worker)
        if self.instrument is None:
            return f"{what} {same_version()}"
        do = _("The folder {folder} must be there on all machines, with the same files.")
        return f"{what} {do.format(folder=cells.plain(str(self.instrument)))}"

    def _sign(self, worker: str) -> str:
        where = cells.plain(str(self.staging.parent))
        try:
            there = (self.folder / _TOKEN).read_text("ascii") == self.token
        except (OSError, ValueError):
            there = False
        if not there:
            what = _("Worker {worker} does not see the folder {folder}, in which this run is written.")
            raise UsageError(f"{what.format(worker=worker, folder=where)} {share_it()}")
        try:
            name = f"seen-{token_hex(8)}"
            whole_files.replace(self.folder / name, self.token.encode())
        except OSError:
            what = _("Worker {worker} may not write in the folder {folder}.").format(worker=worker, folder=where)
            do = _("Start it under your own user account, and check that it may write there.")
            raise UsageError(f"{what} {do}") from None
        return name

    def signed(self, name: str) -> bool:
        """Whether a worker has written that file here. Raises OSError."""
        path = self.folder / name
        there = path.exists() and path.read_text("ascii") == self.token
        path.unlink(missing_ok=True)
        return there


def share_it() -> str:
    """What to do where a worker does not see the folder of the run."""
    return _("Name with -o a folder that all machines have under the same path, such as one on a network drive.")


def same_version() -> str:
    """What to do where machines differ."""
    return _("Install the same version of msme-check and of its packages on all machines.")


def difference(expected: Mapping[str, str], found: Mapping[str, str]) -> tuple[str, str, str] | None:
    """The first thing that differs: its name, what it should be, what it is. None where all is the same."""
    for name, value in expected.items():
        if found.get(name) != value:
            return name, value, found.get(name, "-")
    return None


def unlike(worker: str, name: str, expected: str, found: str) -> str:
    """Says that a worker differs from this machine."""
    if name == "digests":
        what = _("Worker {worker} has another kind of processor, on which digests come out otherwise.")
        return f"{what.format(worker=worker)} {_('Use workers of the same kind as this machine.')}"
    what = _("Worker {worker} has {name} {found}, and this machine has {expected}.")
    return f"{what.format(worker=worker, name=name, found=found, expected=expected)} {same_version()}"


@lru_cache(maxsize=4)
def _instruments(terms: Terms) -> tuple[Instrument, Instrument] | None:
    """None where this machine has another one, or none."""
    try:
        source = loading.load(terms.instrument or resources.questionnaires())
    except MsmeCheckError:
        return None
    return (texts.localised(source, i18n.active()), source) if source.hash == terms.digest else None
