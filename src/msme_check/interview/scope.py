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
    from msme_check.conditions import STATES, Columns, expression, state

    facts = Columns(choices(instrument))
    frame = read(pl.DataFrame([response.cells()]), instrument).frame
    conditions: dict[str, Condition] = {field.id: field.ask_when for field in instrument.profile if field.ask_when}
    for question in instrument.questions.values():
        for place, ground in enumerate(question.not_applicable):
            if ground.when is not None:
                conditions[f"{question.id}/{place}"] = ground.when
    held = frame.select(expression(condition, facts).alias(name) for name, condition in conditions.items())
    true: dict[str, bool | None] = held.row(0, named=True) if conditions else {}
    states = frame.row(0, named=True)
    return Scope(
        fields=frozenset(field.id for field in instrument.profile if true.get(field.id, True)),
        questions=frozenset(one for one in instrument.questions if states[state(one)] != STATES[State.NOT_ASKED]),
        grounds={
            question.id: tuple(
                ground.text
                for place, ground in enumerate(question.not_applicable)
                if true.get(f"{question.id}/{place}", True) is not False
            )
            for question in instrument.questions.values()
        },
    )
