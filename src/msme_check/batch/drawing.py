"""What a worker does: it draws reports of firms that were assessed elsewhere.

It loads no polars and no numpy: there are as many workers as cores, and these two take 35 MiB in each.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from msme_check import i18n, loading, own_programmes, resources, texts, whole_files
from msme_check.batch.settings import BatchSettings, ReportFormat
from msme_check.batch.workers import Prepare, Unwritable
from msme_check.model.assessment import Assessment
from msme_check.model.programmes import Programme
from msme_check.report.look import SHIPPED, Look


@dataclass(frozen=True)
class ReportWork:
    """What a worker is sent: an assessment, and the file to write."""

    assessment: Assessment
    path: Path


def drawing(
    folder: Path | None,
    language: str,
    kind: ReportFormat,
    look: Look = SHIPPED,
    *,
    with_data: bool = True,
    programmes: tuple[Programme, ...] = (),
) -> Callable[[ReportWork], None]:
    """What a worker prepares once: the instrument of `folder` in a language, and the program that draws.

    `folder` None: the instrument that is shipped, wherever this worker has it.
    `programmes`: the consultant's own, which reports show too.
    """
    from msme_check.report import files

    if kind is ReportFormat.PDF:
        from msme_check.report import pdf

        pdf.renderer(look)  # where its libraries are missing, this is the time to say so
    translations = i18n.catalogue(language, resources.questionnaires() / "locales")
    i18n.activate(translations)
    instrument = texts.localised(loading.load(folder or resources.questionnaires()), translations)
    instrument = own_programmes.added(instrument, programmes) if programmes else instrument

    def draw(work: ReportWork) -> None:
        content = files.render(work.assessment, instrument, work.path.suffix, look, with_data=with_data)
        try:
            whole_files.replace(work.path, content)
        except OSError as error:
            raise Unwritable(error.errno) from None

    return draw


def preparation(settings: BatchSettings, folder: Path) -> Prepare:
    """The preparation of the workers of a run."""
    own = None if folder == resources.questionnaires() else folder.absolute()
    programmes = settings.programmes.entries if settings.programmes else ()
    made = partial(drawing, own, settings.language, settings.reports, settings.look)
    return partial(made, with_data=settings.with_data, programmes=programmes)
