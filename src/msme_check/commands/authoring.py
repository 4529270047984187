"""Loading an instrument in a language, and checking it with its cases."""

from collections.abc import Callable
from pathlib import Path

from msme_check import cases, i18n, loading, resources, texts
from msme_check.errors import Exit, InstrumentError, UsageError
from msme_check.i18n import _, ngettext
from msme_check.model.instrument import Instrument


def in_language(folder: Path, language: str) -> Instrument:
    """The instrument of `folder` with its texts in `language`; the program speaks it from here on.

    Raises UsageError where there is no catalogue for the language.
    """
    locales = resources.questionnaires() / "locales"
    known = i18n.languages(locales)
    if language not in known:
        message = _("--lang: there is no language '{language}'. Choose one of: {known}.")
        raise UsageError(message.format(language=language, known=", ".join(known)))
    translations = i18n.catalogue(language, locales)
    i18n.activate(translations)
    return texts.localised(loading.load(folder), translations)


def check(folder: Path, say: Callable[[str], None]) -> Exit:
    """Prints every problem of an instrument and of its cases. Exit 3 where there is one."""
    try:
        instrument = loading.load(folder)
    except InstrumentError as error:
        for problem in error.problems:
            say(str(problem))
        say(_problems(len(error.problems)))
        return Exit.INSTRUMENT
    run = cases.run(folder / "cases", instrument)
    for problem in run.problems:
        say(str(problem))
    if run.problems:
        say(_problems(len(run.problems)))
        return Exit.INSTRUMENT
    settings = instrument.settings
    say(
        _("{id} {version}: {questions} questions, {rules} recommendations, {cases} cases. No problem found.").format(
            id=settings.id,
            version=settings.version,
            questions=len(instrument.questions),
            rules=len(instrument.recommendations),
            cases=run.count,
        )
    )
    return Exit.DONE


def _problems(count: int) -> str:
    return ngettext("{count} problem found.", "{count} problems found.", count).format(count=count)
