"""What the firm's profile settles: which facts and questions are asked, and where "does not apply" may be said."""

from collections.abc import Mapping
from dataclasses import dataclass

from msme_check.model.assessment import State
from msme_check.model.conditions import Condition
from msme_check.model.instrument import Instrument
from msme_check.model.response import Response


@dataclass(frozen=True)
class Scope:
    """`grounds`: for each question, the grounds for "does not apply" that the profile does not rule out."""

    fields: frozenset[str]
    questions: frozenset[str]
    grounds: Mapping[str, tuple[str, ...]]


def scope(instrument: Instrument, response: Response) -> Scope:
    """What applies to this firm, judged by the same code that scores it."""
    import polars as pl

    from msme_check.answers import choices, read
    from msme_check.conditions import STATES, Facts, fails, holds, state

    frame = read(pl.DataFrame([response.cells()]), instrument).frame
    facts = Facts(frame, choices(instrument))
    conditions: dict[str, Condition] = {field.id: field.ask_when for field in instrument.profile if field.ask_when}
    for question in instrument.questions.values():
        for place, ground in enumerate(question.not_applicable):
            if ground.when is not None:
                conditions[f"{question.id}/{place}"] = ground.when
    held = {name for name, condition in conditions.items() if holds(condition, facts)[0]}
    failed = {name for name, condition in conditions.items() if fails(condition, facts)[0]}
    states = frame.row(0)
    return Scope(
        fields=frozenset(field.id for field in instrument.profile if field.id not in conditions or field.id in held),
        questions=frozenset(one for one in instrument.questions if states[state(one)] != STATES[State.NOT_ASKED]),
        grounds={
            question.id: tuple(
                ground.text
                for place, ground in enumerate(question.not_applicable)
                if f"{question.id}/{place}" not in failed
            )
            for question in instrument.questions.values()
        },
    )


def odd_pairs(instrument: Instrument, response: Response) -> frozenset[str]:
    """The consistency pairs (framework F.7) of answers that cannot all be true, judged by the code that scores them."""
    import polars as pl

    from msme_check.answers import choices, read
    from msme_check.conditions import Facts, holds

    frame = read(pl.DataFrame([response.cells()]), instrument, quick=response.quick).frame
    facts = Facts(frame, choices(instrument))
    return frozenset(pair.id for pair in instrument.settings.consistency_pairs if holds(pair.when, facts)[0])
