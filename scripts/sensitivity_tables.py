"""The tables of docs/sensitivity.md: what is found on the random firms of the shipped instrument."""

from fractions import Fraction
from functools import lru_cache

from msme_check import loading, resources
from msme_check.explaining.figures import percent
from msme_check.model.instrument import Instrument
from msme_check.scoring import OVERALL
from msme_check.sensitivity.findings import Change, Choice, Question, Sensitivity
from msme_check.sensitivity.study import study_drawn


@lru_cache
def _found() -> tuple[Sensitivity, Instrument]:
    instrument = loading.load(resources.questionnaires())
    return study_drawn(instrument, None, lambda done, total: None), instrument


def _titles(instrument: Instrument) -> dict[str, str]:
    return {OVERALL: "Overall"} | {part.id: part.short_title for part in instrument.questionnaires}


def choices() -> str:
    """How many firms change their band by each choice that is not about a gate."""
    found, instrument = _found()
    titles = _titles(instrument)
    firms = found.firms
    intro = f"{firms.studied} firms, seed {firms.seed}. Firms that change their band, up and down:"
    lines = [intro, "", _header(["", *titles.values()])]
    for one in found.choices:
        if not one.about or one.group == "limits":
            lines.append(_line([one.title, *(_both(one.of(name)) for name in titles)]))
    return "\n".join(lines)


def _both(change: Change) -> str:
    if not change.moved:
        return "-"
    parts = [*([f"{change.up} up"] if change.up else []), *([f"{change.down} down"] if change.down else [])]
    return f"{percent(change.share)}: {', '.join(parts)}"


def gates() -> str:
    """What each gate does: firms that rise without it, and firms that it alone holds down."""
    found, instrument = _found()
    titles = _titles(instrument)
    lines = ["Firms that rise without it / firms that it holds down where it is the only gate:", ""]
    lines.append(_header(["", *titles.values()]))
    by_name = {one.id: one for one in found.choices}
    for gate in instrument.settings.gates:
        pair = by_name[f"gate_off.{gate.id}"], by_name[f"gate_alone.{gate.id}"]
        lines.append(_line([pair[0].title, *(_effect(pair, name) for name in titles)]))
    return "\n".join(lines)


def _effect(pair: tuple[Choice, Choice], score: str) -> str:
    moved = [one.of(score).moved for one in pair]
    return f"{moved[0]} / {moved[1]}" if any(moved) else "-"


def questions() -> str:
    """Every question, those that matter most first."""
    found, instrument = _found()
    titles = _titles(instrument)
    head = [
        "",
        "Question",
        "Questionnaire",
        "Left out: band changes",
        "Overall band",
        "Share of weight",
        "Goes with",
        "Gates",
    ]
    lines = [_header(head)]
    for place, one in enumerate(found.questions, 1):
        lines.append(_line([str(place), *_cells(one, titles)]))
    few = sum(one.hardly for one in found.questions)
    limit = percent(Fraction(instrument.settings.sensitivity.hardly_below))
    return "\n".join([*lines, "", f"{few} of these hardly matter: below {limit} of the firms."])


def _cells(one: Question, titles: dict[str, str]) -> list[str]:
    own, overall = one.in_questionnaire, one.overall
    left_out = [percent(part.left_out.share) if part.left_out else "" for part in (own, overall)]
    goes_with = "" if own.goes_with is None else percent(own.goes_with)
    return [f"`{one.id}`", titles[one.questionnaire], *left_out, percent(own.share), goes_with, ", ".join(one.gates)]


def _header(cells: list[str]) -> str:
    return f"{_line(cells)}\n|{'---|' * len(cells)}"


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
