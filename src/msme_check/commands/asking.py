"""One firm: the interview, its summary in the terminal, its report."""

import sys
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from rich.console import Console

from msme_check import response_files
from msme_check.errors import AnswersError, Exit, OutputError, UsageError
from msme_check.i18n import _
from msme_check.interview import terminal
from msme_check.model.instrument import Instrument
from msme_check.model.response import Response


def assess(
    instrument: Instrument,
    path: Path,
    *,
    only: str | None,
    quick: bool,
    pdf: Path | None,
    options: Sequence[str],
) -> Exit:
    """Asks what is still open, then shows the result and writes the PDF. What was answered is always saved."""
    names = _questionnaires(only, instrument)
    with response_files.lock(path):
        known = path.exists()
        today = datetime.now().astimezone().date()
        response = response_files.load(path, instrument) if known else response_files.blank(instrument, today=today)
        response = terminal.run(
            instrument,
            response,
            partial(response_files.save, path),
            path=path,
            source=sys.stdin,
            console=_console(),
            only=names,
            quick=True if quick else None,
            options=options,
        )
    return _conclude(instrument, response, path, pdf or path.with_suffix(".pdf"), options)


def _conclude(instrument: Instrument, response: Response, path: Path, pdf: Path, options: Sequence[str]) -> Exit:
    from msme_check.assessments import assess_response
    from msme_check.report import files, text

    assessment = assess_response(response, instrument)
    console = _console()
    text.show(assessment, instrument, console)
    try:
        files.write(assessment, instrument, pdf)
    except OutputError as error:
        again = " ".join(["msme-check", "report", str(path), "-o", str(pdf), *options])
        message = _("{problem}\nThe answers are saved. To write the report later: {command}")
        raise OutputError(message.format(problem=error, command=again)) from None
    console.print(_("Report: {path}").format(path=pdf), markup=False, highlight=False, emoji=False, soft_wrap=True)
    console.print(_("Answers: {path}").format(path=path), markup=False, highlight=False, emoji=False, soft_wrap=True)
    return Exit.DONE


def report(instrument: Instrument, path: Path, out: Path) -> None:
    """Writes the report of a saved response. Raises AnswersError where nothing in it can be scored."""
    from msme_check.assessments import assess_response
    from msme_check.report import files

    files.check(out)
    response = response_files.load(path, instrument)
    if not response.answers:
        message = _("{path}: no question is answered yet. Go on with: msme-check assess --response {path}")
        raise AnswersError(message.format(path=path))
    files.write(assess_response(response, instrument), instrument, out)


def _console() -> Console:
    return Console(highlight=False, emoji=False, markup=False)


def _questionnaires(only: str | None, instrument: Instrument) -> tuple[str, ...] | None:
    if only is None:
        return None
    known = [part.id for part in instrument.questionnaires]
    names = [name.strip() for name in only.split(",") if name.strip()]
    for name in names:
        if name not in known:
            message = _("--only: there is no questionnaire '{name}'. Choose from: {known}.")
            raise UsageError(message.format(name=name, known=", ".join(known)))
    return tuple(name for name in known if name in names) or None
