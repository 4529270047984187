"""What a command raises becomes one message and one exit code here, and nowhere else."""

import os
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import ParamSpec

import typer

from msme_check.errors import Exit, MsmeCheckError
from msme_check.i18n import _

P = ParamSpec("P")


def tell(message: str) -> None:
    """Words for the person go to stderr, so that what is asked for on stdout can be piped."""
    sys.stderr.write(message.rstrip() + "\n")


def edge(command: Callable[P, Exit | None]) -> Callable[P, None]:
    """Turns what a command raises into one message and one exit code."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            code = command(*args, **kwargs) or Exit.DONE
        except MsmeCheckError as error:
            tell(str(error))
            code = error.exit_code
        except KeyboardInterrupt:
            tell(_("Stopped."))
            code = Exit.INTERRUPTED
        except BrokenPipeError:
            # Whoever read our output has seen enough; writing more, also on the way out, would fail again.
            sys.stdout = open("/dev/null", "w")  # noqa: PTH123
            code = Exit.DONE
        except typer.Exit:
            raise
        except Exception as error:
            if os.environ.get("MSME_CHECK_DEBUG"):
                raise
            tell(_fault(error))
            code = Exit.OUTPUT
        raise typer.Exit(int(code))

    return run


def _fault(error: Exception) -> str:
    """A mistake of ours in words: where it is in the program, and nothing of what the firm answered."""
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f"{Path(place.tb_frame.f_code.co_filename).name}:{place.tb_lineno}" if place else "?"
    return _(
        "msme-check made a mistake of its own ({kind} at {where}). Answers that were saved are safe.\n"
        "Please report this line to its developers. MSME_CHECK_DEBUG=1 shows more, which may include answers."
    ).format(kind=type(error).__name__, where=where)
