"""Why a score, a gate or a recommendation is what it is, and what other answers would change."""

from collections.abc import Callable, Sequence
from pathlib import Path

from msme_check import carried_over, cells, embedded, migrating
from msme_check.commands.printing import print_lines
from msme_check.comparing import made_anew
from msme_check.errors import AnswersError, Exit
from msme_check.explaining import differences, json, lines, naming, whatif
from msme_check.explaining.firm import Firm, firm_of
from msme_check.i18n import _
from msme_check.model.instrument import Instrument
from msme_check.model.response import Response

Say = Callable[[str], None]


def explain(instrument: Instrument, path: Path, name: str | None, *, as_json: bool, out: Say, tell: Say) -> Exit:
    """Explains one id of a saved response or a report's PDF, or gives the overview."""
    firm = _loaded(instrument, path, tell)
    found = naming.explain(firm, name)
    if as_json:
        out(json.render(firm, found).rstrip("\n"))
    else:
        print_lines(lines.lines(firm, found), out)
    return Exit.DONE


def what_if(instrument: Instrument, path: Path, changed: Sequence[str], *, as_json: bool, out: Say, tell: Say) -> Exit:
    """Scores a response again with other answers, and says what changes. Nothing is saved."""
    before = _loaded(instrument, path, tell)
    after = firm_of(whatif.with_answers(before.response, changed, instrument), instrument)
    found = differences.compare(before, after)
    if as_json:
        out(json.render(before, found, differences.FORMAT).rstrip("\n"))
    else:
        print_lines(differences.lines(before, found), out)
    return Exit.DONE


def _loaded(instrument: Instrument, path: Path, tell: Say) -> Firm:
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
