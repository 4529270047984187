"""A line of text that is typed and corrected. Pure: each edit gives a new line.

The caret moves over whole written clusters, as a reader sees them. Backspace takes back one character, since a Khmer,
Lao, Burmese, Thai or Vietnamese cluster is typed in several, and only the last may be wrong.
"""

from dataclasses import dataclass

from msme_check.interview.keys import Key
from msme_check.interview.wrapping import clusters

_UNSEEN = "\u200b\u200c\u200d"


@dataclass(frozen=True)
class Field:
    """The text, and the number of characters before the caret.

    `fresh`: it stands there from before, and the first character that is typed replaces it.
    """

    text: str = ""
    caret: int = 0
    fresh: bool = False

    @classmethod
    def holding(cls, text: str, *, fresh: bool = False) -> "Field":
        """A field with the caret behind the text."""
        return cls(text, len(text), fresh)

    def insert(self, text: str) -> "Field":
        """The text typed or pasted at the caret."""
        if self.fresh:
            return Field(text, len(text))
        return Field(self.text[: self.caret] + text + self.text[self.caret :], self.caret + len(text))

    def press(self, key: Key) -> "Field":
        """What a key of editing makes of it; any other leaves it as it is."""
        before, after = self.text[: self.caret], self.text[self.caret :]
        match key:
            case Key.LEFT if before:
                return Field(self.text, self.caret - len(clusters(before)[-1]))
            case Key.RIGHT if after:
                return Field(self.text, self.caret + len(clusters(after)[0]))
            case Key.HOME:
                return Field(self.text, 0)
            case Key.LAST:
                return Field.holding(self.text)
            case _:
                return self._shortened(key, before, after)

    def _shortened(self, key: Key, before: str, after: str) -> "Field":
        """What a key makes of it that takes something away."""
        match key:
            case Key.BACKSPACE:
                # A joiner that nobody sees goes together with what is seen.
                before = before.rstrip(_UNSEEN)[:-1] if before.endswith(tuple(_UNSEEN)) else before[:-1]
            case Key.DELETE if after:
                after = after.removeprefix(clusters(after)[0])
            case Key.WORD_BACK:
                kept = before.rstrip()
                before = kept[: len(kept) - len(kept.split(" ")[-1])]
            case Key.LINE_BACK:
                before = ""
            case _:
                return self
        return Field(before + after, len(before))
