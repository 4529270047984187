"""The pydantic model of a row of a file of firms, for the row-by-row peer."""

from typing import Any, Literal

from pydantic import BaseModel, create_model

from msme_check.answers import FIRM_ID, FIRM_NAME
from msme_check.cells import YES_NO_LEVELS
from msme_check.model.instrument import Instrument, ProfileField
from msme_check.model.questions import Ladder, YesNo

_SAID = ("", "na", "dk")


def row_model(instrument: Instrument) -> type[BaseModel]:
    """A model of a row: each column with the texts that it may hold."""
    columns: dict[str, Any] = {FIRM_ID: (str, ...), FIRM_NAME: (str, "")}
    columns |= {field.id: (_texts(field), "") for field in instrument.profile}
    for question in instrument.questions.values():
        match question:
            case Ladder():
                kind: Any = Literal[(*_SAID, *map(str, range(len(question.levels))))]
            case YesNo():
                kind = Literal[(*_SAID, *YES_NO_LEVELS)]
            case _:
                kind = str
        columns[question.id] = (kind, "")
    return create_model("Row", **columns)


def _texts(field: ProfileField) -> Any:
    return Literal[("", *(option.code for option in field.options))] if field.type == "choice" else str
