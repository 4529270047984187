"""A response: one firm's profile and answers, as saved by the interview and read back from files."""

from typing import Annotated, Any, Literal

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer

from msme_check.model.text import Strict

FORMAT: Literal["msme-check response"] = "msme-check response"
FORMAT_VERSION = 1

Value = int | float | str | tuple[str, ...]
"""A level or figure, a code (`yes`, `na`, `dk`), or the codes that were ticked."""


class InstrumentRef(Strict):
    """Which instrument the questions came from."""

    id: str
    version: str


class Response(Strict):
    """One firm's answers. Values are the codes of the files; they are checked by `answers.read`.

    `only` names the questionnaires that were asked (None: all of them); `evidence` the questions for which
    the firm could show something, or the consultant has seen it; `seen` those that the consultant has seen. A file
    without any has no key `seen`, so that an earlier msme-check reads it.
    """

    format: Literal["msme-check response"] = FORMAT
    format_version: Annotated[int, Field(ge=1, le=FORMAT_VERSION)] = FORMAT_VERSION
    instrument: InstrumentRef
    firm_id: str
    firm_name: str = ""
    date: str = ""
    quick: bool = False
    only: tuple[str, ...] | None = None
    profile: dict[str, Value] = Field(default_factory=dict)
    answers: dict[str, Value] = Field(default_factory=dict)
    evidence: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()

    @model_serializer(mode="wrap")
    def _without_empty(self, serialize: SerializerFunctionWrapHandler) -> dict[str, Any]:
        data: dict[str, Any] = serialize(self)
        if not self.seen:
            data.pop("seen", None)
        return data

    def cells(self) -> dict[str, str]:
        """The response as one row of a CSV file: column -> text."""
        values = {"firm_id": self.firm_id, "firm_name": self.firm_name, **self.profile, **self.answers}
        if self.evidence or self.seen:
            values["evidence"] = tuple(dict.fromkeys((*self.evidence, *self.seen)))
        return {column: cell_text(value) for column, value in values.items()}


def cell_text(value: Value) -> str:
    """The text of a CSV cell for a value: whole numbers without a point, codes separated by spaces."""
    if isinstance(value, tuple | list):
        return " ".join(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
