"""Why a score, a gate or a recommendation is what it is, and what other answers would change."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import Console

from msme_check import carried_over, cells, embedded, migrating
from msme_check.commands.printing import print_lines
from msme_check.comparing import made_anew
from msme_check.errors import AnswersError, Exit, UsageError
from msme_check.explaining import differences, json, lines, naming, trying, ways, whatif
from msme_check.explaining.firm import Firm, firm_of
from msme_check.i18n import _
from msme_check.interview.plain import Screen
from msme_check.model.instrument import Instrument
from msme_check.model.response import Response
from msme_check.reaching.reach import Outcome

Say = Callable[[str], None]


def explain(instrument: Instrument, path: Path, name: str | None, *, as_json: bool, out: Say, tell: Say) -> Exit:
    """Explains one id of a saved response or a report's PDF, or gives the overview."""
    firm = loaded(instrument, path, tell)
    found = naming.explain(firm, name)
    if as_json:
        out(json.render(firm, found).rstrip("\n"))
    else:
        print_lines(lines.lines(firm, found), out)
    return Exit.DONE


def what_if(instrument: Instrument, path: Path, changed: Sequence[str], *, as_json: bool, out: Say, tell: Say) -> Exit:
    """Scores a response again with other answers, and says what changes. Nothing is saved.

    Where none are given, a person at a terminal is asked for them.
    """
    before = loaded(instrument, path, tell)
    if not changed:
        return _try(before, as_json=as_json)
    after = firm_of(whatif.with_answers(before.response, changed, instrument), instrument)
    found = differences.compare(before, after)
    if as_json:
        out(json.render(before, found, differences.FORMAT).rstrip("\n"))
    else:
        print_lines(differences.lines(before, found), out)
    return Exit.DONE


def _try(firm: Firm, *, as_json: bool) -> Exit:
    """Lets a person at a terminal try answers; nobody else can be asked."""
    console = Console(highlight=False, emoji=False, markup=False)
    if as_json or not sys.stdin.isatty() or not console.is_terminal:
        raise UsageError(_("Say which answer is to be another one: --set QUESTION=ANSWER. It may be repeated."))
    trying.run(firm, Screen(sys.stdin, console))
    return Exit.DONE


def reach(
    instrument: Instrument,
    path: Path,
    band: str,
    questionnaire: str | None,
    *,
    days: int | None,
    cost: str | None,
    as_json: bool,
    out: Say,
    tell: Say,
) -> Exit:
    """Says which actions bring a firm to a band. `Exit.GATE_NOT_MET` where none do."""
    limits = ways.checked_limits(days, cost)
    firm = loaded(instrument, path, tell)
    found = ways.way(firm, band, questionnaire, limits)
    if as_json:
        out(json.render(firm, found, ways.FORMAT).rstrip("\n"))
    else:
        print_lines(ways.lines(firm, found), out)
    return Exit.GATE_NOT_MET if found.outcome is Outcome.CLOSEST else Exit.DONE


def loaded(instrument: Instrument, path: Path, tell: Say) -> Firm:
    """The answers in a file, assessed; for a PDF of other questions, tells what changed since."""
    if not embedded.is_pdf(path):
        saved = carried_over.load(path, instrument)
        if told := carried_over.told(saved, instrument):
            tell("\n".join(told))
        return firm_of(_with_answers(saved.response, path), instrument)
    found = embedded.read(path)
    carried = carried_over.carry_over(found.response, path, instrument)
    firm = firm_of(_with_answers(carried.response, path), instrument)
    compared = made_anew.compare(found.assessment, firm.assessment, migrating.route(instrument, carried.version))
    if compared.new_content or carried.left_out or carried.moved:
        tell("\n".join(made_anew.lines(compared, carried, instrument)))
    return firm


def _with_answers(response: Response, path: Path) -> Response:
    if not response.answers:
        message = _("{path}: no question is answered, so there is nothing to explain. Ask with: msme-check assess")
        raise AnswersError(message.format(path=cells.plain(str(path))))
    return response
