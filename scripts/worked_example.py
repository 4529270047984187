"""What the program says of the rice mill of docs/method.md: made by its own commands, so that the page cannot go stale.

Each line of EXAMPLES is a command as a person types it. `rice-mill.json` has the answers of the first sample firm,
`rice-mill-later.json` those of a year later, with some of its plan done.
"""

import tempfile
from collections.abc import Iterator
from contextlib import chdir
from decimal import Decimal
from pathlib import Path

from sample_firms import sample_firms
from typer.testing import CliRunner

from msme_check import loading, resources, response_files
from msme_check.assess import Assessed
from msme_check.assessments import assess_response
from msme_check.cli import app
from msme_check.explaining.firm import firm_of
from msme_check.model.assessment import Assessment, OverallScore, QuestionnaireScore, Stability
from msme_check.model.instrument import Instrument
from msme_check.model.response import Response
from msme_check.scoring import OVERALL
from msme_check.sensitivity.study import Study
from msme_check.sensitivity.variants import Variant

FIRM, TODAY, LATER = "01-rice-mill", "rice-mill.json", "rice-mill-later.json"
WIDTH = 100
EXAMPLES = (
    ("All scores: what pulls each of them, and what holds it", f"explain {TODAY}"),
    ("A score, question by question", f"explain {TODAY} fin_banking"),
    ("A gate", f"explain {TODAY} G1"),
    ("A recommendation", f"explain {TODAY} fin_separate_account"),
    ("Other answers", f"whatif {TODAY} --set fin_banking_account=3"),
    ("The way to a band", f"reach {TODAY} --questionnaire finance --band developing"),
    ("A year later", f"compare {TODAY} {LATER}"),
)
NOT_ANSWERED = ("fin_credit_history", "fin_plan_cashflow", "grn_water_use", "grn_climate_risk", "grn_energy_record")
"""Left out to show a range, and a questionnaire without a band."""
DONE = {"fin_banking_account": 3, "fin_banking_ownerpay": 3, "fin_banking_turnover": 30, "dig_money_accept": 3}
"""Answers a year later: the first two actions of the plan are done."""
_IDENTITY = "\nQuestions: "
"""From here on an explanation names the content of the instrument, which any change of any file changes."""


def scores() -> str:
    """Scores, bands, how sure they are, ranges and confidence, with all answers and without some."""
    instrument = loading.load(resources.questionnaires())
    found = _firm(instrument)
    kept = {name: value for name, value in found.response.answers.items() if name not in NOT_ANSWERED}
    less = assess_response(found.response.model_copy(update={"answers": kept}), instrument)
    names = ", ".join(f"`{name}`" for name in NOT_ANSWERED)
    lines = ["**Scores, bands, how sure they are.**", "", *_table(found, instrument)]
    lines += ["", f"**The same firm without its answers to {names}.** The range says what they could still change.", ""]
    lines += _table(less, instrument)
    return "\n".join(lines)


def _firm(instrument: Instrument) -> Assessment:
    found = sample_firms(instrument)
    return next(one for one in found if one.firm_id == FIRM)


def _table(found: Assessment, instrument: Instrument) -> Iterator[str]:
    bands = {band.id: band.title for band in instrument.settings.bands}
    yield "| | Score | Before gates | Band | Redrawn weights | Redrawn answers | | Range | Coverage |"
    yield "|---|---|---|---|---|---|---|---|---|"
    titles = {part.id: part.short_title for part in instrument.questionnaires}
    for part in found.questionnaires:
        coverage = f"{part.coverage * 100:.1f} %"
        yield _row(titles[part.id], part, bands, coverage)
    yield _row("Overall", found.overall, bands, "")
    yield ""
    yield f"Confidence {_points(found.confidence)}, {found.confidence_label}."


def _row(title: str, one: QuestionnaireScore | OverallScore, bands: dict[str, str], coverage: str) -> str:
    span = f"{_points(one.low)} to {_points(one.high)}" if one.low is not None and one.low != one.high else "none"
    cells = [title, _points(one.score), _points(one.raw), bands.get(one.band or "", "no band")]
    return f"| {' | '.join([*cells, *_kept(one.stability, bands), span, coverage])} |"


def _kept(one: Stability | None, bands: dict[str, str]) -> list[str]:
    if one is None:
        return ["", "", ""]
    said = "firm" if one.firm else f"borderline, near {bands[one.near or '']}"
    return [*(f"{share * 100:.2f} %" for share in (one.weights, one.answers)), said]


def _points(value: Decimal | None) -> str:
    return "none" if value is None else f"{value:.4f}"


def commands() -> str:
    """Each command of EXAMPLES with what it says."""
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        response = _firm(loading.load(resources.questionnaires())).response
        response_files.save(Path(TODAY), response)
        response_files.save(Path(LATER), _later(response))
        return "\n\n".join(
            f"**{title}.**\n\n```\n$ msme-check {words}\n{_said(words)}\n```" for title, words in EXAMPLES
        )


def _later(response: Response) -> Response:
    return response.model_copy(update={"answers": {**response.answers, **DONE}, "date": "2027-11-20"})


def _said(words: str) -> str:
    """What a command says, without the line on the content of the instrument. Raises RuntimeError where it fails."""
    done = CliRunner(env={"COLUMNS": str(WIDTH)}).invoke(app, words.split())
    if done.exit_code:
        raise RuntimeError(f"msme-check {words}: {done.output}")
    return done.stdout.split(_IDENTITY)[0].strip("\n")


def choices() -> str:
    """Which of the choices of `instrument sensitivity` would give this firm another band."""
    instrument = loading.load(resources.questionnaires())
    assessed = firm_of(_firm(instrument).response, instrument).assessed
    study = Study(instrument)
    tried = [one for one in study.variants if not one.against]
    lines = [line for one in tried if (line := _moved(one, study, assessed, instrument))]
    intro = (
        f"**What its bands hang on.** Of the {len(tried)} other choices that `msme-check instrument sensitivity` tries "
    )
    intro += (
        f"(averages, weights, gates, limits, each question left out), {len(lines)} give the rice mill another band:"
    )
    return "\n".join([intro, "", *(lines or ["none"])])


def _moved(one: Variant, study: Study, assessed: Assessed, instrument: Instrument) -> str:
    titles = {OVERALL: "Overall"} | {part.id: part.short_title for part in instrument.questionnaires}
    bands = [band.title for band in instrument.settings.bands]
    after = study.bands_by(one, assessed.values)
    said = []
    for name, title in titles.items():
        old, new = int(assessed.values[f"{name}.band"][0]), int(after[name][0])
        if old != new:
            said.append(f"{title} {bands[old] if old >= 0 else 'no band'} -> {bands[new] if new >= 0 else 'no band'}")
    about = {"questions": f"Without `{one.about}`", "gates": f"Without {one.about}"}.get(one.group, one.title)
    return f"- {about}: {', '.join(said)}" if said else ""
