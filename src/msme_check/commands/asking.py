"""One firm: the interview, its summary in the terminal, its report."""

import sys
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from pathlib import Path

from rich.console import Console

from msme_check import carried_over, cells, embedded, migrating, response_files
from msme_check.commands import questionnaires
from msme_check.errors import AnswersError, Exit, OutputError, UsageError
from msme_check.i18n import _
from msme_check.interview import guidance, terminal
from msme_check.interview.plain import Screen
from msme_check.model.assessment import Assessment
from msme_check.model.instrument import Instrument
from msme_check.model.response import Response
from msme_check.report.look import SHIPPED, Look


def assess(
    instrument: Instrument,
    path: Path,
    *,
    only: str | None,
    quick: bool | None,
    consultant: bool = False,
    plain: bool = False,
    pdf: Path | None,
    options: Mapping[str, str],
    look: Look = SHIPPED,
    with_data: bool = True,
) -> Exit:
    """Asks what is still open, then shows the result and writes the PDF. What was answered is always saved.

    `with_data`: whether the PDF carries answers and scores as files.
    """
    names = questionnaires.named(only, instrument)
    with response_files.lock(path):
        known = path.exists()
        today = datetime.now().astimezone().date()
        response = _opened(instrument, path) if known else response_files.blank(instrument, today=today)
        response = terminal.run(
            instrument,
            response,
            partial(response_files.save, path),
            path=path,
            source=sys.stdin,
            console=_console(),
            only=names,
            quick=quick,
            consultant=consultant,
            plain=plain,
            options={**options, **({"--plain": ""} if plain else {})},
        )
    to = pdf or path.with_suffix(".pdf")
    return _conclude(instrument, response, path, to, options=options, look=look, with_data=with_data)


def _opened(instrument: Instrument, path: Path) -> Response:
    """The answers so far; where they are of an earlier version, says so, and keeps the file of then beside the new."""
    saved = carried_over.load(path, instrument)
    if told := carried_over.told(saved, instrument):
        kept = path.with_name(f"{path.stem}-{saved.version}{path.suffix}")
        if not kept.exists():
            response_files.keep(path, kept)
        text = "\n".join([*told, _("The file as it was: {path}").format(path=kept)])
        _console().print(text, markup=False, highlight=False, emoji=False, soft_wrap=True)
    return saved.response


def _conclude(
    instrument: Instrument,
    response: Response,
    path: Path,
    pdf: Path,
    *,
    options: Mapping[str, str],
    look: Look,
    with_data: bool,
) -> Exit:
    from msme_check.assessments import assess_response
    from msme_check.report import files, text

    if not response.answers:
        message = _("{path}: no question is answered yet. Go on with: msme-check assess --response {path}")
        raise AnswersError(message.format(path=cells.plain(str(path))))
    assessment = assess_response(response, instrument)
    console = _console()
    text.show(assessment, instrument, console)
    try:
        files.write(assessment, instrument, pdf, look, with_data=with_data)
    except (OutputError, UsageError) as error:
        again = guidance.command_line("report", str(path), "-o", str(pdf), *guidance.typed(options))
        message = _("{problem}\nThe answers are saved. To write the report later: {command}")
        raise type(error)(message.format(problem=error, command=again)) from None
    screen = Screen(sys.stdin, console)
    screen.show(guidance.what_next(response, str(path), str(pdf), options, screen.width))
    if sys.stdin.isatty() and console.is_terminal:
        from msme_check.explaining import trying
        from msme_check.explaining.firm import firm_of

        console.print()
        trying.run(firm_of(response, instrument), screen)
    return Exit.DONE


def report(instrument: Instrument, path: Path, out: Path, look: Look = SHIPPED, *, with_data: bool = True) -> list[str]:
    """Writes the report of a saved response, of the one inside a report's PDF, or of a filled-in form.

    Gives what to tell the person: for a report, what changed since; for a form, what could not be used.
    Raises AnswersError where nothing can be scored.
    """
    from msme_check.report import files

    files.check(out)
    if embedded.is_pdf(path):
        return _report_again(instrument, path, out, look, with_data=with_data)
    saved = carried_over.load(path, instrument)
    response = saved.response
    if not response.answers:
        message = _("{path}: no question is answered yet. Go on with: msme-check assess --response {path}")
        raise AnswersError(message.format(path=path))
    _write(instrument, response, out, look, with_data=with_data)
    return carried_over.told(saved, instrument)


def _report_again(instrument: Instrument, pdf: Path, out: Path, look: Look, *, with_data: bool) -> list[str]:
    from msme_check.comparing import made_anew

    found = embedded.inside(pdf)
    if found.response is None:
        return _report_of_form(instrument, pdf, out, look, with_data=with_data)
    carried = carried_over.carry_over(found.response, pdf, instrument)
    if not carried.response.answers:
        message = _("{path}: There is no answer in this PDF to a question of today. Ask anew: msme-check assess")
        raise AnswersError(message.format(path=cells.plain(str(pdf))))
    assessment = _write(instrument, carried.response, out, look, with_data=with_data)
    compared = made_anew.compare(found.assessment, assessment, migrating.route(instrument, carried.version))
    return made_anew.lines(compared, carried, instrument)


def _report_of_form(instrument: Instrument, form: Path, out: Path, look: Look, *, with_data: bool) -> list[str]:
    from msme_check.commands import filled_form

    response, told = filled_form.read(form, instrument, datetime.now().astimezone().date())
    _write(instrument, response, out, look, with_data=with_data)
    return told


def _write(instrument: Instrument, response: Response, out: Path, look: Look, *, with_data: bool) -> Assessment:
    from msme_check.assessments import assess_response
    from msme_check.report import files

    assessment = assess_response(response, instrument)
    files.write(assessment, instrument, out, look, with_data=with_data)
    return assessment


def _console() -> Console:
    return Console(highlight=False, emoji=False, markup=False)
