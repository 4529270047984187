"""The command line: options in, one message and one exit code out. Everything else is done below.

Only what every command needs is imported here, so that `--help` is quick; each command imports its own part.
"""

# The order of the commands in --help.
from msme_check.cli import one_firm, papers, many_firms, why, policy, programmes, blank_forms, machine, authors  # noqa: F401, I001
from msme_check.cli.program import app

__all__ = ["app", "main"]


def main() -> None:
    """The entry point of `msme-check`."""
    app()
