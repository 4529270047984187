"""The sheet with a row for each firm: filters, bands in their shades, links to the reports."""

from collections.abc import Sequence

from msme_check.cohort.sheets import Sheet
from msme_check.cohort.view import Listed
from msme_check.i18n import _

MOST_FIRMS = 100_000
"""So many firms are listed: a spreadsheet program takes minutes to open more, and no sheet holds over a million."""

MOST_LINKS = 65_530
"""Excel opens no sheet with more links; further reports are named without one."""


def firms(sheet: Sheet, listed: Listed, bands: Sequence[str]) -> None:
    """Fills the sheet. `bands`: their titles, the lowest first."""
    looks = sheet.formats
    if listed.count > MOST_FIRMS:
        text = _("{n} firms are more than a sheet can hold well. They are in results.csv.").format(n=listed.count)
        sheet.line([text], [looks.wrapped])
        return
    facts, scores = len(listed.facts), len(listed.scores)
    sheet.widths(16, 34, *[24] * facts, *[11, 14] * scores, 26)
    columns = 3 + facts + 2 * scores
    sheet.table(listed.count, columns, columns=2)
    titles = [title for score in listed.scores for title in (score, _("{score}: band").format(score=score))]
    words = 2 + facts
    over_bands = tuple(range(words + 1, columns, 2))
    sheet.header(_("Id"), _("Name"), *listed.facts, *titles, _("Report"), words=words, more=(*over_bands, columns - 1))
    formats = [None] * (2 + facts) + [looks.score, looks.after] * scores
    for number, firm in enumerate(listed.firms()):
        cells = [cell for one in firm.scores for cell in (one.points, one.band)]
        if firm.report and number < MOST_LINKS:
            sheet.link(columns - 1, firm.report)
        elif firm.report:
            sheet.cell(columns - 1, firm.report, looks.after)
        sheet.line([firm.firm_id, firm.name, *firm.facts, *cells], formats)
    for place in range(scores):
        sheet.bands(3 + facts + 2 * place, listed.count, bands)
