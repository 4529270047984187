"""The program and its groups of commands; the modules beside this one add the commands."""

from importlib.metadata import version as installed_version
from typing import Annotated

import typer

from msme_check.i18n import _

app = typer.Typer(
    name="msme-check",
    help=_(
        "How ready is a small firm, and what should it do next? Finance access, operations, digital, green. "
        "Works offline; nothing leaves this machine."
    ),
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    pretty_exceptions_show_locals=False,
)
instrument_app = typer.Typer(
    help=_("For authors: check a folder of questionnaires and rules."), no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(instrument_app, name="instrument")
intake_app = typer.Typer(
    help=_("For files with columns of their own: say what each column is."), no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(intake_app, name="intake")


def _version(*, wanted: bool) -> None:
    if wanted:
        typer.echo(f"msme-check {installed_version('msme-check')}")
        raise typer.Exit


@app.callback()
def main_options(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version", help=_("Show the version and leave."), callback=lambda v: _version(wanted=v), is_eager=True
        ),
    ] = False,
) -> None:
    """How ready is a small firm, and what should it do next?"""
