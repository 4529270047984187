"""The sheet that explains the workbook, in plain words; one column, so that nobody takes it for a table."""

from collections.abc import Iterator

from xlsxwriter.worksheet import Worksheet

from msme_check.forms.workbook.firms import ROWS
from msme_check.forms.workbook.lists import TICK
from msme_check.forms.workbook.looks import LINE, Looks, height
from msme_check.i18n import _
from msme_check.model.instrument import Instrument, Words

_WIDTH = 84.0


def fill(sheet: Worksheet, instrument: Instrument, looks: Looks, *, core: bool) -> None:
    """Writes the sheet."""
    sheet.set_column(0, 0, _WIDTH)
    sheet.hide_gridlines(2)
    sheet.set_paper(9)
    sheet.set_portrait()
    sheet.set_margins(left=0.5, right=0.5)
    sheet.fit_to_pages(1, 0)
    lines = [(_("How to fill this in"), looks.title, 28.0)]
    for heading, paragraphs in _parts(instrument, core=core):
        lines.append((heading, looks.subtitle, LINE * 2))
        lines += [(text, looks.plain, height([(text, _WIDTH)])) for text in paragraphs]
    for row, (text, look, points) in enumerate(lines):
        sheet.set_row(row, points)
        sheet.write_string(row, 0, text, look)


def _parts(instrument: Instrument, *, core: bool) -> Iterator[tuple[str, list[str]]]:
    settings = instrument.settings
    few = _("This form has the core questions only. They give first actions, but too little for a band.")
    yield settings.title, [settings.about, *([few] if core else [])]
    yield _("Many firms: the sheet '{sheet}'").format(sheet=_("Firms")), _many()
    yield _("How to answer"), list(_answering(settings.words))
    yield _("One firm only: the sheet '{sheet}'").format(sheet=_("One firm")), _one()
    yield _("When you are done"), [*_done(), f"{settings.id} {settings.version}"]


def _many() -> list[str]:
    return [
        _("Each row is a firm, each column a question. There are drop-down lists for {n} firms.").format(n=ROWS),
        _("Columns with an orange title must be filled in for every firm; without them a firm cannot be scored."),
        _("The id may be any number or word of your own, once for each firm. The firm's report is named by it."),
        _(
            "Leave the fourth row, in small print, as it is: by these names the program knows the columns. "
            "You may move or delete whole columns, and add your own at the end; these are left out."
        ),
    ]


def _answering(words: Words) -> Iterator[str]:
    yield _("Click a cell: a small arrow appears beside it. It opens the list of answers. Choose one.")
    yield _(
        "Where answers are numbered, choose the highest line that is fully true today, not what is planned. "
        "Rest the mouse on the title of the column to read all of them in full, and what the firm could show."
    )
    yield _(
        "Where several answers may be true, each has a column of its own. Type {tick} under each that is true. "
        "Nothing typed under any of them counts as not answered; for '{none}' there is a column too."
    ).format(tick=TICK, none=words.none_of_these)
    dont_know = _("'{dont_know}' counts as the lowest answer. Leave a cell empty only if the question was not asked.")
    yield dont_know.format(dont_know=words.dont_know)
    outside = _("'{outside}' is in the list only where it may be an answer; the note on the title says when.")
    yield outside.format(outside=words.not_applicable)
    yield _(
        "Instead of the text you may type the code of an answer, as it stands on the paper form: 2, dk, na. "
        "A cell turns red where it holds neither a text of its list nor a code."
    )
    yield _("Money: whole numbers in your own currency, without words.")


def _one() -> list[str]:
    read = _("It is read where the sheet '{sheet}' has no firm; else only that one is read, and you are told.")
    return [
        _("It has the same questions one below the other. Type into the boxes on the right, or print it."),
        read.format(sheet=_("Firms")),
    ]


def _done() -> list[str]:
    return [
        _("Save as an Excel workbook (.xlsx) or OpenDocument sheet (.ods), without a password. Then run:"),
        "msme-check batch firms.xlsx -o results",
        _("The program reads the file on your own machine; nothing is sent anywhere."),
        _("The file holds what firms told you about their money. Let only those open it who need it."),
    ]
