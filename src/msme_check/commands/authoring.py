"""Loading an instrument in a language, checking it with its cases, and finding out what its bands hang on."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from msme_check import cases, cells, i18n, loading, resources, texts
from msme_check.checking.programmes import ageing
from msme_check.errors import Exit, InstrumentError, UsageError
from msme_check.i18n import _, ngettext
from msme_check.model.instrument import Instrument

if TYPE_CHECKING:
    from msme_check.sensitivity.findings import Sensitivity


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


def check(folder: Path, say: Callable[[str], None], today: date) -> Exit:
    """Prints every problem of an instrument and of its cases. Exit 3 where there is one.

    What of the support directory should be read again on `today` is named, and is no problem.
    """
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
    for line in _ageing(instrument, today):
        say(line)
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


def _ageing(instrument: Instrument, today: date) -> Iterator[str]:
    months = instrument.settings.support.old_after_months
    for one in ageing(instrument, today):
        if one.old:
            text = ngettext(
                "{file}: Read these again, their sources are more than {n} month old: {entries}.",
                "{file}: Read these again, their sources are more than {n} months old: {entries}.",
                months,
            )
            yield text.format(file=one.file, n=months, entries=", ".join(f"{name} ({day})" for name, day in one.old))
        if one.undated:
            words = _("{file}: The sources of these have no date: {entries}.")
            yield words.format(file=one.file, entries=", ".join(one.undated))


def _problems(count: int) -> str:
    return ngettext("{count} problem found.", "{count} problems found.", count).format(count=count)


def sensitivity(
    instrument: Instrument,
    responses: Sequence[Path],
    *,
    count: int | None,
    out: Path | None,
    encoding: str | None,
    columns: Path | None,
    say: Callable[[str], None],
    tell: Callable[[str], None],
) -> Exit:
    """Says what the bands of an instrument hang on, or writes it to `out`.

    It rests on `responses`; where there are none, on firms that are drawn: `count`, or as many as the instrument says.
    Exit 6 where some of the responses could not be used. Raises UsageError where options do not fit each other or
    `out`, AnswersError where no firm can be used, OutputError.
    """
    from msme_check.commands.printing import print_lines
    from msme_check.sensitivity import files, lines

    if responses and count is not None:
        raise UsageError(_("--firms is for firms that are drawn. Leave it away, or leave --responses away."))
    if not responses and (encoding or columns):
        raise UsageError(_("--encoding and --columns are about a file of responses. Name it with --responses."))
    if out is not None:
        files.kind(out)
    found, notes, code = _studied(instrument, responses, count, encoding, columns)
    for note in notes:
        tell(note)
    if out is None:
        print_lines(lines.lines(found, instrument), say)
    else:
        files.write(found, instrument, out)
        tell(_("Written: {path}").format(path=cells.plain(str(out))))
    return code


def _studied(
    instrument: Instrument, responses: Sequence[Path], count: int | None, encoding: str | None, columns: Path | None
) -> tuple["Sensitivity", list[str], Exit]:
    """What was found, what the person should know of the files, and the exit code."""
    from rich.console import Console

    from msme_check.batch.settings import Stage
    from msme_check.commands.progress import ProgressLine
    from msme_check.intake import columns_map
    from msme_check.sensitivity.given import GivenFirms
    from msme_check.sensitivity.study import Study, study_drawn

    with ProgressLine(Console(stderr=True, highlight=False, emoji=False, markup=False)) as progress:

        def scoring(done: int, total: int) -> None:
            progress.tell(done, total, Stage.SCORING)

        if not responses:
            return study_drawn(instrument, count, scoring), [], Exit.DONE
        read = columns_map.load(columns, instrument) if columns else None
        given = GivenFirms(
            responses, instrument, lambda done, total: progress.tell(done, total, Stage.READING), encoding, read
        )
        study = Study(instrument)
        for frame in given.frames(scoring):
            study.add(frame)
        complete = not given.firms.rejected and not given.inputs.unread
        return study.findings(given.firms), [*given.notes], Exit.DONE if complete else Exit.ROWS_REJECTED
