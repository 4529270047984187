"""Codes with their words, and sources: parts that several files of an instrument have."""

from msme_check.model.text import Id, Strict, Text


class Labelled(Strict):
    """A code with the words that are shown for it. The id is unique in its list, not in the instrument."""

    id: Id
    title: Text


class Source(Strict):
    """An instrument or text that structure or facts were taken from; `seen` is false where recalled only."""

    id: str
    title: str
    taken: Text
    seen: bool
    addresses: tuple[str, ...] = ()
