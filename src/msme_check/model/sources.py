"""Sources of what an instrument says; several of its files name some."""

from msme_check.model.text import Strict, Text


class Source(Strict):
    """An instrument or text that structure or facts were taken from; `seen` is false where recalled only."""

    id: str
    title: str
    taken: Text
    seen: bool
    addresses: tuple[str, ...] = ()
