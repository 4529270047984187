"""The texts of an instrument in every language there is: of questions, to find columns by; of answers, to read cells.

The catalogues are read when the first text is met that is neither an id, a code nor a number.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, lru_cache
from gettext import NullTranslations

from msme_check import companions, descriptors, i18n, resources, texts
from msme_check.cells import NONE, YES_NO_LEVELS
from msme_check.model.instrument import Instrument, ProfileField
from msme_check.model.instrument import Words as SharedWords
from msme_check.model.questions import Checklist, Ladder, Question, YesNo
from msme_check.wordings import Pair, Wordings, folded

_NUMBERS = {"yes": ("true", "1", "4"), "partly": ("2",), "no": ("false", "0")}
"""How a yes or no is also written: as a box of a spreadsheet, or as the level it stands for."""


class Labels:
    """The texts of one instrument."""

    def __init__(self, instrument: Instrument) -> None:
        self._source = instrument.original or instrument
        self._wordings: dict[str, Wordings] = {}

    @cached_property
    def catalogues(self) -> Mapping[str, NullTranslations]:
        """The catalogue of every language there is, the source language first."""
        folder = resources.questionnaires() / "locales"
        others = [language for language in i18n.languages(folder) if language != i18n.SOURCE_LANGUAGE]
        found = {language: i18n.catalogue(language, folder) for language in others}
        return {i18n.SOURCE_LANGUAGE: NullTranslations(), **found}

    @cached_property
    def _catalogues(self) -> tuple[NullTranslations, ...]:
        return tuple(self.catalogues.values())

    @cached_property
    def languages(self) -> tuple[Instrument, ...]:
        """The instrument in every language, the source language first."""
        return (self._source, *(texts.localised(self._source, one) for one in self._catalogues[1:]))

    def words(self, message: str) -> tuple[str, ...]:
        """A text of the program, folded, in every language."""
        return tuple(folded(one.gettext(message)) for one in self._catalogues)

    @cached_property
    def columns(self) -> Mapping[str, tuple[str, ...]]:
        """The folded texts of questions and facts, with the columns that have them; nearly always one."""
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for one in self.languages:
            for part in (*one.profile, *one.questions.values()):
                found[folded(part.text)][part.id] = None
        return {text: tuple(names) for text, names in found.items()}

    @cached_property
    def companions(self) -> Mapping[str, str]:
        """The folded texts of columns that forms have beside those of answers, with the names of the columns."""
        return {
            folded(text): name
            for one, catalogue in zip(self.languages, self._catalogues, strict=True)
            for name, text in companions.texts(one, catalogue.gettext)
        }

    def of(self, column: str) -> Wordings:
        """The texts of the answers of a question, or of the options of a fact."""
        if column not in self._wordings:
            field = self._source.profile_field.get(column)
            several = field.type == "choices" if field else isinstance(self._source.questions[column], Checklist)
            self._wordings[column] = Wordings(lambda: self._pairs(column), several)
        return self._wordings[column]

    def _pairs(self, column: str) -> Iterator[Pair]:
        for one, catalogue in zip(self.languages, self._catalogues, strict=True):
            if column in one.profile_field:
                yield from _of_field(one.profile_field[column])
            else:
                yield from _of_question(one.questions[column], one.settings.words, catalogue.gettext)


@lru_cache(maxsize=8)
def labels_of(instrument: Instrument) -> Labels:
    """The texts of an instrument; the same whichever language it is in."""
    return Labels(instrument)


def _of_field(field: ProfileField) -> Iterator[Pair]:
    for option in field.options:
        yield option.code, option.code
        yield option.text, option.code
        yield from ((text, option.code) for text in option.also)
        if option.example:
            yield f"{option.text} {option.example}", option.code
    codes = {option.code for option in field.options}
    for yes, no in (("yes", "no"), ("true", "false")):
        if {yes, no} <= codes:
            yield from ((text, yes) for text in ("true", "1"))
            yield from ((text, no) for text in ("false", "0"))


def _of_question(question: Question, words: SharedWords, say: Callable[[str], str]) -> Iterator[Pair]:
    yield words.dont_know, "dk"
    yield words.not_applicable, "na"
    match question:
        case Ladder():
            for level, line in enumerate(question.levels):
                yield line.text, str(level)
                yield descriptors.alone(question, level, say), str(level)
                if line.builds_on:  # as forms and the interview show it, and people copy it
                    yield descriptors.above(line.text, say), str(level)
                    yield descriptors.named(level, line.text, say), str(level)
        case YesNo():
            yield from ((text, code) for code, written in _NUMBERS.items() for text in (code, *written))
            yield from zip((words.yes, words.partly, words.no), YES_NO_LEVELS, strict=True)
            yield question.partly, "partly"
            yield f"{words.partly}: {question.partly}", "partly"
        case Checklist():
            yield from ((text, item.code) for item in question.items for text in (item.code, item.text))
            yield from ((text, NONE) for text in (NONE, words.none_of_these))
