"""What a name in a header means: an id, an id at the end of a path, or the text of a question in any language."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from functools import cached_property, lru_cache
from itertools import islice

from msme_check import answers, cells, companions
from msme_check.answers import FIRM_ID, FIRM_NAME
from msme_check.cells import NONE
from msme_check.i18n import N_
from msme_check.intake.formulas import unguarded
from msme_check.intake.known_names import (
    INTERVIEW,
    MICROSOFT,
    MICROSOFT_NAMES,
    NAMES_IN_PATHS,
    NO_QUESTIONS,
    RECORDS,
)
from msme_check.labels import labels_of
from msme_check.migrating import former_choices, former_names, only_renamed
from msme_check.model.instrument import Instrument
from msme_check.model.questions import Checklist, Number
from msme_check.wordings import folded, without_number

_OWN_TEXTS = {
    FIRM_ID: (N_("An id of the firm's own, such as a number"), N_("Id of the business?"), N_("Firm id")),
    FIRM_NAME: (
        N_("The name of the firm, as it stands on its report"),
        N_("Name of the business?"),
        N_("Firm name"),
        N_("Business name"),
    ),
}
"""Texts of the two columns that no question of the instrument stands for."""

_PATH = re.compile(r"[\w.]+(?:[/-][\w.]+)+")
_ID_BEFORE = re.compile(r"\W*(\w+)(?=[\s:|(\])])\W*")
_COUNTED = re.compile(r"\s*\d{1,2}$")
"""The number that Microsoft Forms adds to a text it has twice."""
_NEAR_ID = 0.7
_NEAR_TEXT = 0.6
_MOST_STROKES = 12
_SHORTEST = 8
"""Letters; shorter texts are alike by accident."""


class Kind(StrEnum):
    """What a column holds: an answer or a fact, one box of several, something of the interview, a record's id."""

    COLUMN = "column"
    BOX = "box"
    INTERVIEW = "interview"
    RECORD = "record"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Meaning:
    """`column`: one of `answers.columns`, or a name of `INTERVIEW`. `code`: of a box. `rank`: 0 is the best of many."""

    kind: Kind
    column: str = ""
    code: str = ""
    rank: int = 0

    def __str__(self) -> str:
        return f"{self.column}/{self.code}" if self.code else self.column


_MARKS = re.compile("^(?:\u00ef\u00bb\u00bf|\u0e4f\u0e1b\u0e3f)")
"""The mark at the start of a file of UTF-8, as programs show it that take it for a Western or a Thai file."""


def plain(name: str) -> str:
    """A name of the header as it is compared: case and space around it do not matter."""
    return _MARKS.sub("", unguarded(cells.plain(name)).strip()).casefold()


class Recognition:
    """Tells what names mean for one instrument."""

    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument
        self.columns = frozenset({*answers.columns(instrument), *_no_figures(instrument)})
        self.unread = frozenset({companions.INSTRUMENT_VERSION, *map(companions.shown, instrument.dimensions)})
        """What a form writes that is read elsewhere, or from nowhere."""

    @cached_property
    def boxes(self) -> Mapping[str, frozenset[str]]:
        """For each column with several answers in a cell, the codes of which it may have a column of its own."""
        found = {
            question.id: frozenset({*(item.code for item in question.items), NONE, "dk", "na"})
            for question in self.instrument.questions.values()
            if isinstance(question, Checklist)
        }
        fields = (field for field in self.instrument.profile if field.type == "choices")
        return found | {field.id: frozenset(option.code for option in field.options) for field in fields}

    @cached_property
    def texts(self) -> Mapping[str, tuple[str, ...]]:
        """The folded texts of all columns, with the columns that have them."""
        labels = labels_of(self.instrument)
        own = {text: (name,) for name, some in _OWN_TEXTS.items() for one in some for text in labels.words(one)}
        beside = {text: (name,) for text, name in labels.companions.items()}
        return {**beside, **own, **labels.columns}

    @cached_property
    def former(self) -> Mapping[str, str]:
        """The names that columns had in earlier versions -> their names today."""
        found = former_names(self.instrument)
        return {name: found[name][0] for name in found if only_renamed(self.instrument, name)}

    def meanings(self, header: Sequence[str]) -> list[Meaning | None]:
        """What each name of a header means; None where it is not known. A former name gives way to that of today."""
        names = [plain(name) for name in header]
        microsoft = not MICROSOFT.isdisjoint(names)
        return [
            self._of_microsoft(name)
            if microsoft and name in MICROSOFT_NAMES
            else None
            if self.former.get(name) in names
            else self.meaning(name)
            for name in names
        ]

    def _of_microsoft(self, name: str) -> Meaning:
        column = MICROSOFT_NAMES[name]
        return Meaning(Kind.INTERVIEW, column, rank=len(INTERVIEW[column])) if column else Meaning(Kind.NOTHING)

    def meaning(self, name: str) -> Meaning | None:
        """What one name means."""
        name = plain(name)
        name = self.former.get(name, name)
        return self._named(name) or self._path(name) or _known(name) or self._text(name) or self._before_text(name)

    def _named(self, name: str) -> Meaning | None:
        if name in self.unread:
            return Meaning(Kind.NOTHING)
        return Meaning(Kind.COLUMN, name) if name in self.columns else None

    def _path(self, name: str) -> Meaning | None:
        """`group/q`, `group-q`, `group/q/code`: the last part decides, so that groups may be called anything."""
        if not _PATH.fullmatch(name):
            return None
        *_groups, above, last = re.split("[/-]", name)
        above, last = (self.former.get(part, part) for part in (above, last))
        last = former_choices(self.instrument).get(above, {}).get(last, last)
        if last in self.boxes.get(above, ()):
            return Meaning(Kind.BOX, above, last)
        return Meaning(Kind.NOTHING) if above in self.unread else self._named(last)

    def _before_text(self, name: str) -> Meaning | None:
        """The id of a column with its own text behind it."""
        found = _ID_BEFORE.match(name)
        return self._named(found[1]) if found and self._column(name[found.end() :]) == found[1] else None

    def _text(self, name: str) -> Meaning | None:
        """The text of a question, alone, in a group, or with the text of an answer behind it."""
        if folded(name) in labels_of(self.instrument).words(companions.INTERVIEWER_TEXT):
            return Meaning(Kind.INTERVIEW, companions.INTERVIEWER)
        for tail in _tails(name):
            if found := self._named(self._column(tail)):
                return found
        for tail in _tails(name):
            for place in _strokes(tail):
                column = self._column(tail[:place])
                if column in self.unread:
                    return Meaning(Kind.NOTHING)
                if column in self.boxes:
                    codes = labels_of(self.instrument).of(column).codes(tail[place + 1 :])
                    if len(codes) == 1 and codes[0] in self.boxes[column]:
                        return Meaning(Kind.BOX, column, codes[0])
        return None

    def _column(self, text: str) -> str:
        """The only column with this text; empty where there is none, or more than one."""
        for one in (text, without_number(text), _COUNTED.sub("", text)):
            columns = self.texts.get(folded(one), ())
            if len(columns) == 1:
                return columns[0]
        return ""

    def suggestion(self, name: str, free: Collection[str]) -> str:
        """The column of `free` that a name is nearly; empty where there is none. Never taken without being told."""
        near = get_close_matches(plain(name), sorted(free), n=1, cutoff=_NEAR_ID)
        return near[0] if near else self._nearest_text(folded(name), free)

    def _nearest_text(self, text: str, free: Collection[str]) -> str:
        if len(text) < _SHORTEST:
            return ""
        found = _threes(text)
        alike = (
            (2 * len(found & threes) / (len(found) + len(threes)), column)
            for known, threes in self._threes.items()
            for column in self.texts[known]
            if column in free
        )
        most, column = max(alike, default=(0.0, ""))
        return column if most >= _NEAR_TEXT else ""

    @cached_property
    def _threes(self) -> Mapping[str, frozenset[str]]:
        return {text: _threes(text) for text in self.texts if len(text) >= _SHORTEST}


def _no_figures(instrument: Instrument) -> Iterator[str]:
    return (companions.no_figure(one.id) for one in instrument.questions.values() if isinstance(one, Number))


@lru_cache(maxsize=8)
def recognition_of(instrument: Instrument) -> Recognition:
    """The recognition of an instrument, which keeps what it has worked out from one file to the next."""
    return Recognition(instrument)


def _tails(name: str) -> Iterator[str]:
    """The name, and what is left of it without the groups before it."""
    yield name
    yield from (name[place + 1 :] for place in _strokes(name))


def _strokes(name: str) -> list[int]:
    """The places of strokes; of a name with very many only the first, so that no file can keep us long."""
    return [found.start() for found in islice(re.finditer("/", name), _MOST_STROKES)]


def _threes(text: str) -> frozenset[str]:
    """All runs of three letters: texts that share many are alike, with or without spaces between words."""
    return frozenset(text[place : place + 3] for place in range(len(text) - 2))


def _known(name: str) -> Meaning | None:
    """Something that a product put there."""
    if name in NO_QUESTIONS:
        return Meaning(Kind.NOTHING)
    last = re.split("[/-]", name)[-1]
    if _PATH.fullmatch(name) and last in NAMES_IN_PATHS:
        name = last
    for column, names in INTERVIEW.items():
        if name in names:
            return Meaning(Kind.INTERVIEW, column, rank=names.index(name))
    return Meaning(Kind.RECORD, FIRM_ID, rank=RECORDS.index(name)) if name in RECORDS else None
