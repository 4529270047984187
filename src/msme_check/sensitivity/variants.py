"""The other choices that authors could have made: each is an instrument that the engine scores by.

What an instrument cannot state, geometric means, is named by the steps at which they are taken (`geometric`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Literal

from msme_check.i18n import _
from msme_check.model.instrument import Instrument, ScoreBand
from msme_check.model.questions import Dimension, Questionnaire
from msme_check.model.rules import Gate, OverlayGroup
from msme_check.sensitivity.geometric import Step

Group = Literal["averages", "weights", "gates", "limits", "questions"]
NO_GATES = "gates.none"
AS_IT_IS = ""


@dataclass(frozen=True)
class Variant:
    """Another choice. `id` is permanent; `about`: the gate, band or question that it is about. `title`: the choice in
    words; of a gate and a question, the words of these.

    `against`: the variant that it is compared with, AS_IT_IS for the instrument. `steps` average geometrically.
    `reweighs`: other weights count than in the instrument as it is.
    """

    id: str
    group: Group
    title: str
    instrument: Instrument
    about: str = ""
    against: str = AS_IT_IS
    steps: frozenset[Step] = frozenset()
    reweighs: bool = False


def variants(instrument: Instrument) -> list[Variant]:
    """All that are tried, those that others are compared with before these."""
    return [
        *_averages(instrument),
        *_weights(instrument),
        *_gates(instrument),
        *_limits(instrument),
        *_without_a_question(instrument),
    ]


def changed(instrument: Instrument, name: str, **parts: Any) -> Instrument:
    """The instrument with other parts; another one by its hash, so that nothing kept of the first is used for it."""
    given = {field: getattr(instrument, field) for field in Instrument.model_fields}
    return Instrument.model_construct(**{**given, **parts, "hash": f"{instrument.hash} {name}"})


def _with_settings(instrument: Instrument, name: str, **settings: Any) -> Instrument:
    return changed(instrument, name, settings=instrument.settings.model_copy(update=settings))


# Averages ------------------------------------------------------------------------------------------------------------


def _averages(instrument: Instrument) -> Iterator[Variant]:
    tried: tuple[tuple[str, str, tuple[Step, ...]], ...] = (
        ("geometric.questionnaires", _("The questionnaires are averaged geometrically"), ("questionnaires",)),
        ("geometric.dimensions", _("The dimensions of a questionnaire are averaged geometrically"), ("dimensions",)),
        ("geometric.questions", _("The questions of a dimension are averaged geometrically"), ("questions",)),
        (
            "geometric.all",
            _("Questions, dimensions and questionnaires are averaged geometrically"),
            ("questions", "dimensions", "questionnaires"),
        ),
    )
    for name, title, steps in tried:
        yield Variant(name, "averages", title, instrument, steps=frozenset(steps))


# Weights -------------------------------------------------------------------------------------------------------------


def _weights(instrument: Instrument) -> Iterator[Variant]:
    flat, parts = _flat(instrument), instrument.questionnaires
    rule = instrument.settings.overall
    no_shifts = instrument.overlays.model_copy(update={"dimension_shifts": ()})
    same = {
        "questions": {"overlays": flat, "questionnaires": tuple(_even_questions(part) for part in parts)},
        "dimensions": {"overlays": no_shifts, "questionnaires": tuple(_even_dimensions(part) for part in parts)},
        "questionnaires": {"settings": instrument.settings.model_copy(
            update={"overall": rule.model_copy(update={"shares": dict.fromkeys(rule.shares, 1)})}
        )},
        "all": {},
        "profile": {"overlays": flat.model_copy(update={"dimension_shifts": ()})},
    }  # fmt: skip
    same["all"] = {
        "overlays": same["profile"]["overlays"],
        "questionnaires": tuple(_even_dimensions(_even_questions(part)) for part in parts),
        **same["questionnaires"],
    }
    titles = {
        "questions": _("All questions of a dimension count the same"),
        "dimensions": _("All dimensions of a questionnaire count the same"),
        "questionnaires": _("All questionnaires count the same"),
        "all": _("All questions, dimensions and questionnaires count the same"),
        "profile": _("Sector, size and market change no weight"),
    }
    for name, title in titles.items():
        one = changed(instrument, f"equal.{name}", **same[name])
        yield Variant(f"equal.{name}", "weights", title, one, reweighs=name != "questionnaires")


def _flat(instrument: Instrument) -> Any:
    """The overlays with nothing in them but what is not asked."""
    groups = tuple(_flat_group(group) for group in instrument.overlays.groups)
    return instrument.overlays.model_copy(update={"groups": groups, "limit": Decimal(1)})


def _flat_group(group: OverlayGroup) -> OverlayGroup:
    rows = {name: {code: Decimal(bool(cell)) for code, cell in row.items()} for name, row in group.multipliers.items()}
    exceptions = [one.model_copy(update={"multiplier": Decimal(bool(one.multiplier))}) for one in group.exceptions]
    return group.model_copy(update={"multipliers": rows, "exceptions": tuple(exceptions)})


def _even_questions(part: Questionnaire) -> Questionnaire:
    dimensions = [
        one.model_copy(update={"questions": tuple(q.model_copy(update={"weight": 1}) for q in one.questions)})
        for one in part.dimensions
    ]
    return part.model_copy(update={"dimensions": tuple(dimensions)})


def _even_dimensions(part: Questionnaire) -> Questionnaire:
    return part.model_copy(
        update={"dimensions": tuple(one.model_copy(update={"weight": 1}) for one in part.dimensions)}
    )


# Gates ---------------------------------------------------------------------------------------------------------------


def _gates(instrument: Instrument) -> Iterator[Variant]:
    gates = instrument.settings.gates
    if not gates:
        return
    yield Variant(NO_GATES, "gates", _("Without any gate"), _with_gates(instrument, NO_GATES, ()))
    for gate in gates:
        others = [one for one in gates if one is not gate]
        for kind, kept in (("off", others), ("alone", [gate])):
            name = f"gate_{kind}.{gate.id}"
            yield Variant(
                name,
                "gates",
                _("{id}, {title}").format(id=gate.id, title=gate.title),
                _with_gates(instrument, name, kept),
                about=gate.id,
                against=AS_IT_IS if kind == "off" else NO_GATES,
            )


def _with_gates(instrument: Instrument, name: str, gates: Sequence[Gate]) -> Instrument:
    return _with_settings(instrument, name, gates=tuple(gates))


# Limits of bands -----------------------------------------------------------------------------------------------------


def _limits(instrument: Instrument) -> Iterator[Variant]:
    by, bands = instrument.settings.sensitivity.limits_by, instrument.settings.bands
    for change, kind in ((by, "up"), (-by, "down")):
        title = _("All band limits {n} points higher") if change > 0 else _("All band limits {n} points lower")
        moved = [bands[0], *(_moved(band, change) for band in bands[1:])]
        yield from _with_limits(instrument, f"limits_{kind}", title.format(n=by), moved)
    for place, band in enumerate(bands[1:], 1):
        for change, kind in ((by, "up"), (-by, "down")):
            title = _("{band} from {limit}, not {old}").format(
                band=band.title, limit=band.start + change, old=band.start
            )
            moved = [_moved(one, change) if one is band else one for one in bands]
            for one in _with_limits(instrument, f"limit_{kind}.{band.id}", title, moved):
                yield replace(one, about=bands[place].id)


def _moved(band: ScoreBand, change: int) -> ScoreBand:
    return band.model_copy(update={"start": band.start + change})


def _with_limits(instrument: Instrument, name: str, title: str, bands: Sequence[ScoreBand]) -> Iterator[Variant]:
    """Nothing where a band would be left without a score."""
    starts = [band.start for band in bands]
    if starts == sorted(set(starts)) and starts[0] == 0 and starts[-1] < 100:
        yield Variant(name, "limits", title, _with_settings(instrument, name, bands=tuple(bands)))


# Questions -----------------------------------------------------------------------------------------------------------


def _without_a_question(instrument: Instrument) -> Iterator[Variant]:
    for part in instrument.questionnaires:
        for question in part.questions:
            if len(part.questions) > 1:
                name = f"without.{question.id}"
                dimensions = tuple(_without(one, question.id) for one in part.dimensions)
                left = part.model_copy(update={"dimensions": dimensions})
                others = tuple(left if one is part else one for one in instrument.questionnaires)
                one = changed(instrument, name, questionnaires=others)
                yield Variant(name, "questions", question.text, one, about=question.id, reweighs=True)


def _without(dimension: Dimension, question: str) -> Dimension:
    kept = tuple(one for one in dimension.questions if one.id != question)
    return dimension.model_copy(update={"questions": kept})
