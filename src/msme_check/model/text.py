"""Field types shared by every model: permanent ids, translatable text, strict frozen models."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator


class Translatable:
    """Marks a field whose text a person sees, so that it is extracted and translated."""


Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True), Translatable()]
"""A text in English, the source language of the instrument."""

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=32)]
"""A permanent snake_case name: CSV column, XLSForm name and message context at once."""

Code = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9]*[0-9]+$", max_length=8)]
"""A short printed code such as G7 or P3."""


class Strict(BaseModel):
    """Frozen; an unknown key is an error, so a misspelt key is never silently ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class TextOnly(Strict):
    """A model that an author may write as a bare string, which then becomes its `text`."""

    text: Text

    @model_validator(mode="before")
    @classmethod
    def _from_string(cls, value: Any) -> Any:
        return {"text": value} if isinstance(value, str) else value


class Labelled(Strict):
    """A code with the words that are shown for it. The id is unique in its list, not in the instrument."""

    id: Id
    title: Text
