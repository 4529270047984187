"""A connection to the scheduler of a Dask cluster, or one message that says why there is none."""

import logging
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from msme_check import cells
from msme_check.cluster.terms import PROGRAM, same_version, unlike
from msme_check.errors import OutputError, UsageError
from msme_check.i18n import _

if TYPE_CHECKING:
    from distributed import Client, Security

_ADDRESS = re.compile(r"(tcp|tls)://(\[[0-9A-Fa-f:]+\]|[A-Za-z0-9._-]+):\d{1,5}")
_LOGGERS = ("distributed", "tornado", "bokeh", "asyncio")

CONNECT_SECONDS = 15
"""How long it may take until the scheduler answers, and then until it has a worker."""


@contextmanager
def connected(
    address: str, seconds: float = CONNECT_SECONDS, worker_seconds: float = CONNECT_SECONDS
) -> Iterator["Client"]:
    """A client of the scheduler at `address`, such as tcp://host:8786, which has at least one worker.

    Raises UsageError where the address is none or a worker has another version of this program; OutputError where the
    scheduler cannot be reached or has no worker.
    """
    if not _ADDRESS.fullmatch(address):
        what = _("'{address}' is not the address of a scheduler.").format(address=cells.plain(address))
        raise UsageError(f"{what} {_('It looks like tcp://host:8786, or tls://host:8786.')}")
    client = _client(address, seconds)
    try:
        _check_workers(client, address, worker_seconds)
        yield client
    finally:
        with suppress(Exception):  # whatever it is: what we wanted from it, we have
            client.close(timeout=5)


def require() -> None:
    """Raises UsageError where Dask is not installed."""
    try:
        import distributed  # noqa: F401
    except ImportError:
        what = _("--scheduler needs Dask, which is not installed here.")
        do = _("Install it here and on all workers: pip install 'msme-check[cluster]'")
        raise UsageError(f"{what} {do}") from None


def _client(address: str, seconds: float) -> "Client":
    import distributed

    _silence()
    if address.startswith("tls:") and not _safe(distributed.Security()):
        what = _("{address}: No safe connection could be made.").format(address=address)
        do = _("For tls:// name the certificates in the configuration of Dask (distributed.comm.tls).")
        raise UsageError(f"{what} {do}")
    try:
        return distributed.Client(address, timeout=seconds, set_as_default=False, name=PROGRAM)
    except OSError:
        what = _("{address}: No scheduler answers there.").format(address=address)
        do = _("Check the address, and that 'dask scheduler' runs there and this machine may reach it.")
        raise OutputError(f"{what} {do}") from None


def _safe(security: "Security") -> bool:
    """Whether there are certificates. A client that finds out by itself waits for half a minute, and says too much."""
    try:
        return security.get_connection_args("client").get("ssl_context") is not None
    except Exception:  # a file that is not there, or is no certificate
        return False


def _silence() -> None:
    """Dask and what it uses say nothing: what the person must know, we say; and logs hold nothing of what is done."""
    warnings.filterwarnings("ignore", module="distributed")
    for name in (*_LOGGERS, *logging.root.manager.loggerDict):
        if name.split(".")[0] in _LOGGERS:
            logger = logging.getLogger(name)
            logger.handlers, logger.propagate = [logging.NullHandler()], False


def _check_workers(client: "Client", address: str, seconds: float) -> None:
    """Holds what can be asked of workers that may not know this program."""
    try:
        client.wait_for_workers(1, timeout=seconds)
    except OSError:
        raise OutputError(no_worker(address)) from None
    found: dict[str, Any] = client.run(version, PROGRAM, on_error="return")
    for worker, installed in sorted(found.items()):
        if isinstance(installed, Exception):
            raise UsageError(not_installed(worker))
        if installed != version(PROGRAM):
            raise UsageError(unlike(worker, PROGRAM, version(PROGRAM), installed))


def not_installed(worker: str) -> str:
    """Says that a worker does not know this program."""
    what = _("Worker {worker} does not have msme-check.").format(worker=worker)
    return f"{what} {same_version()}"


def no_worker(address: str) -> str:
    """Says that nobody is there to do the work."""
    what = _("{address}: The scheduler has no worker.").format(address=address)
    return f"{what} {_('Start one on each machine: dask worker {address}').format(address=address)}"
