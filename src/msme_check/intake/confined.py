"""A process of its own for a library that a file could make fail in a way that takes its process with it.

It may use so much memory and no more, and what it finds comes back over a pipe, part by part. Where it dies, the one
who asked hears so, and the next question goes to a new process.
"""

import multiprocessing
import signal
from collections.abc import Callable, Generator, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Any

from msme_check.processes import LISTEN_SECONDS, Watch, ctrl_c_held, silence

Answers = Callable[..., Iterable[Any]]
"""What is asked: a function of a module, so that another process can find it."""

MEMORY = 2 << 30
"""Bytes that the process may use, where the system can hold it to that."""

SECONDS = 300
"""How long one part of an answer may take, without what passed while the one who asked stood still too."""

_SPAWN = multiprocessing.get_context("spawn")
_PART, _END, _REFUSED, _FAILED = "part", "end", "refused", "failed"


class RefusedError(Exception):
    """The process says why there is no answer. `reason` is for a program, and goes over the pipe as it is."""

    def __init__(self, reason: object) -> None:
        super().__init__(reason)
        self.reason = reason


class DiedError(Exception):
    """There is no answer: the process died, took too long, or something failed in it that nobody foresaw."""


@dataclass
class _Process:
    process: SpawnProcess
    pipe: Connection

    def end(self, patience: float = 0) -> None:
        """`patience`: seconds to let it end by itself, which it does when it hears that nobody asks any more."""
        self.pipe.close()
        if patience:
            self.process.join(patience)
        self.process.kill()
        self.process.join(10)


@dataclass
class Confined:
    """Processes that answer questions. One that has answered waits for the next question."""

    answers: Answers
    memory: int = MEMORY
    seconds: float = SECONDS
    waiting: list[_Process] = field(default_factory=list)

    def ask(self, *question: Any) -> Generator[Any]:
        """The parts of an answer. Raises RefusedError and DiedError."""
        asked = self._waiting() or self._started()
        try:
            asked.pipe.send(question)
            while (part := self._heard(asked)) is not _NOTHING:
                yield part
        except (EOFError, OSError):
            asked.end()
            raise DiedError from None
        except (DiedError, GeneratorExit, KeyboardInterrupt):
            asked.end()
            raise
        except RefusedError:
            self.waiting.append(asked)
            raise
        self.waiting.append(asked)

    def _heard(self, asked: _Process) -> Any:
        watch = Watch()
        while not asked.pipe.poll(min(self.seconds, LISTEN_SECONDS)):
            if watch.now() >= self.seconds:
                raise DiedError
        word, part = asked.pipe.recv()
        if word == _REFUSED:
            raise RefusedError(part)
        if word == _FAILED:
            raise DiedError
        return _NOTHING if word == _END else part

    def _waiting(self) -> _Process | None:
        while self.waiting:
            asked = self.waiting.pop()
            if asked.process.is_alive():
                return asked
            asked.end()
        return None

    def _started(self) -> _Process:
        ours, theirs = _SPAWN.Pipe()
        started = _Process(_SPAWN.Process(target=_live, args=(theirs, self.answers, self.memory), daemon=True), ours)
        try:
            with ctrl_c_held():
                started.process.start()
        except OSError:
            raise DiedError from None
        except KeyboardInterrupt:
            started.end()
            raise
        theirs.close()
        return started

    def close(self) -> None:
        """Ends the processes that wait."""
        while self.waiting:
            self.waiting.pop().end(patience=5)


_NOTHING = object()


def _live(pipe: Connection, answers: Answers, memory: int) -> None:
    """The life of the process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the one who asked, who ends this process
    silence()
    _limit(memory)
    with suppress(EOFError, OSError):  # nobody asks any more
        while True:
            question = pipe.recv()
            try:
                for part in answers(*question):
                    pipe.send((_PART, part))
            except RefusedError as error:
                pipe.send((_REFUSED, error.reason))
            except (Exception, MemoryError):  # whatever it is, the file is to blame
                pipe.send((_FAILED, None))
            else:
                pipe.send((_END, None))


def _limit(memory: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    with suppress(ValueError, OSError):  # macOS has it in name only
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
