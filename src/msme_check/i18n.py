"""Translation of every text a person can see, by gettext catalogues in `questionnaires/locales`.

English is the source language: without a catalogue the texts are shown as they stand. Texts of the
instrument have the id they belong to as message context; texts of the program and the templates have none.
"""

import gettext
from contextvars import ContextVar
from pathlib import Path

DOMAIN = "msme_check"
SOURCE_LANGUAGE = "en"

_active: ContextVar[gettext.NullTranslations] = ContextVar("translations", default=gettext.NullTranslations())  # noqa: B039 - NullTranslations holds no state that is ever changed


def catalogue(language: str, folder: Path) -> gettext.NullTranslations:
    """The catalogue of a language in `folder`; for a language without one, the English source texts."""
    return gettext.translation(DOMAIN, folder, [language], fallback=True)


def languages(folder: Path) -> tuple[str, ...]:
    """The languages that can be chosen: English and those with a compiled catalogue in `folder`."""
    found = (path.parent.parent.name for path in folder.glob(f"*/LC_MESSAGES/{DOMAIN}.mo"))
    return (SOURCE_LANGUAGE, *sorted(set(found) - {SOURCE_LANGUAGE}))


def activate(translations: gettext.NullTranslations) -> None:
    """Use a catalogue for all texts of the program from here on."""
    _active.set(translations)


def active() -> gettext.NullTranslations:
    """The catalogue in use."""
    return _active.get()


def language() -> str:
    """The code of the language in use."""
    return str(_active.get().info().get("language", SOURCE_LANGUAGE))


def _(message: str) -> str:
    """The text of the program in the language in use."""
    return _active.get().gettext(message)


def N_(message: str) -> str:
    """Marks a text for translation where it is only kept, to be passed through `_` where it is shown."""
    return message


def ngettext(singular: str, plural: str, n: int) -> str:
    """The text of the program for a number of things, in the language in use."""
    return _active.get().ngettext(singular, plural, n)
