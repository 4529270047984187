"""Writes the files in `exports` and what each says: run it as `python tests/intake/make_exports.py`.

Three firms are told of in the ways in which products export a form with our questions. What is expected is the table
here, not what our reader made of it. `own_form.map.yaml` is written by hand.
"""

import csv
import io
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from msme_check import loading, resources
from msme_check.model.questions import Checklist, Ladder, YesNo

FOLDER = Path(__file__).parent / "exports"
INSTRUMENT = loading.load(resources.questionnaires())
FACTS, QUESTIONS, WORDS = INSTRUMENT.profile_field, INSTRUMENT.questions, INSTRUMENT.settings.words

GROUPS = {
    "firm": ("country", "sector", "employees", "women_owned", "exports", "sells_to", "years"),
    "fin/records": ("fin_records_cashbook", "fin_records_receivables"),
    "fin": ("fin_credit_report", "fin_banking_turnover"),
    "dig": ("dig_access_internet", "dig_access_devices"),
    "ops": ("ops_workplace_safety",),
}
COLUMNS = [column for columns in GROUPS.values() for column in columns]
NAME = "Name of the business?"
SAFETY = ["extinguisher", "machine_covers", "accident_log"]
FACTS_SAID: list[list[Any]] = [
    ["KH", "agri", 12, "yes", "indirect", ["households", "companies"], 2009],
    ["KH", "services", 2, "prefer_not", "none", ["households"], 2020],
    ["LA", "tourism", 4, "no", "planned", ["tourists", "export"], None],
]
ANSWERS_SAID: list[list[Any]] = [
    [3, "dk", "partly", 62.5, 2, ["computer", "payment_stand"], SAFETY],
    [0, "na", "no", 5, 1, ["none"], None],
    [None, 4, "yes", None, 4, ["smartphone"], ["first_aid", "clear_exit"]],
]
FIRMS = [
    dict(zip(COLUMNS, [*facts, *answers], strict=True)) for facts, answers in zip(FACTS_SAID, ANSWERS_SAID, strict=True)
]
NAMES = ["Sok Heng Rice Mill", "រោងជាង ដារ៉ា", 'Phouphet Homestay, "Mekong"']

RECORDS = [
    "48583952-1892-4931-8d9c-869e7b49bafb",
    "317ba7b7-bea4-4a8c-8620-a483c3079c4b",
    "3f15cdfe-3eab-4678-8352-7806febf158d",
]
STARTED = ["2026-11-03T09:05:10.412+07:00", "2026-11-03T10:30:00.000+07:00", "2026-11-04T08:00:01.900+07:00"]
ENDED = ["2026-11-03T09:41:33.010+07:00", "2026-11-03T10:33:12.000+07:00", "2026-11-04T08:44:59.100+07:00"]
ASKED = ["dara", "dara", "noy"]

Row = list[Any]


def several(column: str) -> bool:
    """Whether more than one answer may be chosen."""
    return FACTS[column].type == "choices" if column in FACTS else isinstance(QUESTIONS[column], Checklist)


def choices(column: str) -> dict[str, str]:
    """The choices of a column in a form: name -> label; none where a number is asked for."""
    if column in FACTS:
        return {option.code: option.text for option in FACTS[column].options}
    unknown = {"dk": WORDS.dont_know}
    match QUESTIONS[column]:
        case Ladder(levels=levels):
            lines = {str(level): line.text for level, line in enumerate(levels)}
            return {**lines, **unknown, "na": WORDS.not_applicable}
        case YesNo():
            return {"yes": WORDS.yes, "partly": WORDS.partly, "no": WORDS.no, **unknown}
        case Checklist(items=items):
            return {**{item.code: item.text for item in items}, "none": WORDS.none_of_these, **unknown}
        case _:
            return {}


def label(column: str) -> str:
    return FACTS[column].text if column in FACTS else QUESTIONS[column].text


def chosen(firm: dict[str, Any], column: str) -> list[str]:
    """The names of what a firm has chosen."""
    said = firm[column]
    return [] if said is None else [str(one) for one in said] if isinstance(said, list) else [str(said)]


def labels(firm: dict[str, Any], column: str) -> list[str]:
    return [choices(column)[name] for name in chosen(firm, column)]


def joined(firm: dict[str, Any], column: str, words: Callable[[dict[str, Any], str], list[str]], sign: str) -> str:
    """A cell with all that a firm has chosen, or its number."""
    return sign.join(words(firm, column)) if choices(column) else " ".join(chosen(firm, column))


def boxes(firm: dict[str, Any], column: str, on: str, off: str, unasked: str) -> Row:
    """A cell for each choice."""
    names = chosen(firm, column)
    return [(on if name in names else off) if names else unasked for name in choices(column)]


def expect(name: str, ids: Sequence[str], interviews: Sequence[dict[str, str]], notes: Sequence[str]) -> None:
    """Writes what a file says."""
    firms = [
        {
            "firm_id": ids[n],
            "firm_name": NAMES[n],
            "profile": {column: said for column, said in firm.items() if column in FACTS and said is not None},
            "answers": {column: said for column, said in firm.items() if column in QUESTIONS and said is not None},
            "interview": interviews[n],
        }
        for n, firm in enumerate(FIRMS)
    ]
    found = "{file}: 7 of 85 questions were found. The others count as not answered."
    write_told(name, {"firms": firms, "notes": [*notes, found]})


def write_told(name: str, content: dict[str, Any]) -> None:
    path = FOLDER / f"{name}.expected.json"
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def write(name: str, rows: Sequence[Row], *, kobo: bool = False, mark: str = "", end: str = "\r\n") -> None:
    """A CSV file."""
    text = io.StringIO()
    if kobo:
        writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator=end)
    else:
        writer = csv.writer(text, lineterminator=end)
    writer.writerows(rows)
    (FOLDER / name).write_bytes((mark + text.getvalue()).encode())


def workbook(name: str, sheet: str, rows: Sequence[Row]) -> None:
    """A workbook in which numbers are numbers and times are times."""
    book = xlsxwriter.Workbook(FOLDER / name, {"default_date_format": "m/d/yy h:mm:ss", "strings_to_formulas": False})
    book.set_properties({"created": datetime(2026, 11, 4)})  # noqa: DTZ001 - the format has no zones
    page = book.add_worksheet(sheet)
    for number, row in enumerate(rows):
        page.write_row(number, 0, [None if cell == "" else cell for cell in row])
    book.close()


def id_note(column: str) -> str:
    return "{file}: There is no column firm_id; '" + column + "' is taken as the firm's id."


KOBO = [
    *("_id", "_uuid", "_submission_time", "_validation_status", "_notes"),
    *("_status", "_submitted_by", "__version__", "_tags", "_index"),
]


def kobo_end(n: int) -> Row:
    time = f"2026-11-04T0{n + 2}:12:0{n}"
    return [7120 + n, RECORDS[n], time, "", "", "submitted_via_web", ASKED[n], "vQ7xT2", "", n + 1]


def kobo() -> None:
    """KoboToolbox: labels with HXL tags; XML names in groups; labels in groups, several answers in one cell."""
    interviews = [{"interviewer": ASKED[n], "started": STARTED[n], "ended": ENDED[n]} for n in range(len(FIRMS))]
    header, tags = ["start", "end", NAME], ["", "", "#org +name"]
    for column in COLUMNS:
        parts = [f"{label(column)}/{text}" for text in choices(column).values()] if several(column) else []
        header += [label(column), *parts]
        tags += [f"#{column}" if column in {"country", "sector"} else "", *("" for _part in parts)]
    rows: list[Row] = [[*header, *KOBO], [*tags, *("" for _name in KOBO)]]
    for n, firm in enumerate(FIRMS):
        row: Row = [STARTED[n], ENDED[n], NAMES[n]]
        for column in COLUMNS:
            row.append(joined(firm, column, labels, " "))
            row += boxes(firm, column, "1", "0", "") if several(column) else []
        rows.append([*row, *kobo_end(n)])
    write("kobo_labels.csv", rows, kobo=True)
    numbers = {label(column) for column in COLUMNS if not choices(column)}
    cells = [
        [_number(cell) if rows[0][at] in numbers or cell in {"0", "1"} else cell for at, cell in enumerate(row)]
        for row in rows
    ]
    workbook("kobo_labels.xlsx", "MSME 2026", cells)

    by_names: list[Row] = [["start", "end", "firm/firm_name"]]
    by_labels: list[Row] = [["start", "end", f"About the firm/{NAME}"]]
    for group, columns in GROUPS.items():
        for column in columns:
            names = choices(column) if several(column) else {}
            by_names[0] += [f"{group}/{column}/{name}" for name in names] or [f"{group}/{column}"]
            by_labels[0].append(f"{'About the firm' if column in FACTS else 'Questions / part 2'}/{label(column)}")
    by_names[0] += KOBO
    by_labels[0] += KOBO
    for n, firm in enumerate(FIRMS):
        start: Row = [STARTED[n], ENDED[n], NAMES[n]]
        cells_ = (boxes(firm, one, "1", "0", "") if several(one) else [" ".join(chosen(firm, one))] for one in COLUMNS)
        by_names.append([*start, *(cell for part in cells_ for cell in part), *kobo_end(n)])
        by_labels.append([*start, *(joined(firm, one, labels, " ") for one in COLUMNS), *kobo_end(n)])
    write("kobo_names_in_groups.csv", by_names, kobo=True)
    write("kobo_labels_in_groups_joined.csv", by_labels, kobo=True)
    for name in ("kobo_labels", "kobo_names_in_groups", "kobo_labels_in_groups_joined"):
        expect(name, RECORDS, interviews, [id_note("_uuid")])


def _number(cell: Any) -> Any:
    text = str(cell)
    return float(text) if text.replace(".", "", 1).isdigit() else cell


def odk() -> None:
    """ODK Central: names in groups, several answers in one cell and in columns of their own."""
    asked = ["Dara (tablet 2)", "Dara (tablet 2)", "Noy"]
    header: Row = ["SubmissionDate", "start", "end", "firm-firm_name"]
    for group, columns in GROUPS.items():
        for column in columns:
            path = f"{group.replace('/', '-')}-{column}"
            header += [path, *(f"{path}/{name}" for name in (choices(column) if several(column) else ()))]
    header += ["meta-instanceID", "meta-instanceName", "KEY", "SubmitterID", "SubmitterName", "AttachmentsPresent"]
    header += ["AttachmentsExpected", "Status", "ReviewState", "DeviceID", "Edits", "FormVersion"]
    rows, keys = [header], [f"uuid:{one}" for one in RECORDS]
    for n, firm in enumerate(FIRMS):
        row: Row = [f"2026-11-04T0{n + 2}:12:0{n}.120Z", STARTED[n], ENDED[n], NAMES[n]]
        for column in COLUMNS:
            row.append(" ".join(chosen(firm, column)))
            row += boxes(firm, column, "1", "0", "0") if several(column) else []
        rows.append([*row, keys[n], NAMES[n], keys[n], 31 + n, asked[n], 0, 0, "", "", "collect:aB3x", 0, "2026110301"])
    write("odk_central.csv", rows, end="\n")
    interviews = [{"interviewer": asked[n], "started": STARTED[n], "ended": ENDED[n]} for n in range(len(FIRMS))]
    expect("odk_central", keys, interviews, [id_note("meta-instanceID")])


def google() -> None:
    """Google Forms: texts of questions, numbered by hand, some with spaces behind them."""
    times = ["2026/11/03 9:41:33 AM GMT+7", "2026/11/03 12:33:12 PM GMT+7", "2026/11/04 1:44:59 PM GMT+7"]
    ended = ["2026-11-03T09:41:33+07:00", "2026-11-03T12:33:12+07:00", "2026-11-04T13:44:59+07:00"]
    numbered = [f"{n}. {label(column)}{'  ' if n % 3 == 0 else ''}" for n, column in enumerate(COLUMNS, 2)]
    rows: list[Row] = [["Timestamp", f"1. {NAME}", *numbered]]
    for n, firm in enumerate(FIRMS):
        cells = [joined(firm, column, labels, ", ") for column in COLUMNS]
        rows.append([times[n], NAMES[n], *(cell.replace("62.5", "62,5") for cell in cells)])
    write("google_forms.csv", rows)
    note = "{file}: There is no column firm_id; the firm's id is the file and the number of its row: google_forms-2."
    ids = [f"google_forms-{n + 2}" for n in range(len(FIRMS))]
    expect("google_forms", ids, [{"ended": one} for one in ended], [note])


def google_in_other_languages() -> None:
    """The time stamp, the address and the halves of the day as forms made in other languages have them.

    Nobody knows the word for the time stamp in the last one; that it is times tells.
    """
    said = {
        "vietnamese": ("Dấu thời gian", "Địa chỉ email", "{} SA GMT+7", "{} CH GMT+7"),
        "thai": ("ประทับเวลา", "ที่อยู่อีเมล", "{} ก่อนเที่ยง GMT+7", "{} หลังเที่ยง GMT+7"),
        "french": ("Horodateur", "Adresse e-mail", "{} AM UTC+7", "{} PM UTC+7"),
        "unknown": ("ត្រាពេលវេលា", "អ៊ីមែល", "{} AM GMT+7", "{} PM GMT+7"),
    }
    for language, (stamp, address, morning, evening) in said.items():
        times = [morning.format("2026/11/03 9:41:33"), evening.format("2026/11/03 12:33:12"),
                 evening.format("2026/11/04 1:44:59")]  # fmt: skip
        ended = ["2026-11-03T09:41:33+07:00", "2026-11-03T12:33:12+07:00", "2026-11-04T13:44:59+07:00"]
        rows: list[Row] = [[stamp, address, NAME, *map(label, COLUMNS)]]
        for n, firm in enumerate(FIRMS):
            rows.append([times[n], "", NAMES[n], *(joined(firm, column, labels, ", ") for column in COLUMNS)])
        name = f"google_forms_{language}"
        write(f"{name}.csv", rows)
        notes = ["{file}: There is no column firm_id; the firm's id is the file and the number of its row: "]
        notes[0] += f"{name}-2."
        known = language != "unknown"
        if not known:
            notes.append(f"{{file}}: 2 columns are not known and were left out: {stamp}, {address}")
        ids = [f"{name}-{n + 2}" for n in range(len(FIRMS))]
        expect(name, ids, [{"ended": one} if known else {} for one in ended], notes)


def microsoft_in_other_languages() -> None:
    """The names that Microsoft Forms gives its own columns in French and Vietnamese."""
    own = {
        "french": ("ID", "Heure de début", "Heure de fin", "Adresse de messagerie", "Nom", "Langue"),
        "vietnamese": ("Id", "Thời gian bắt đầu", "Thời gian hoàn thành", "Email", "Name", "Language"),
    }
    start, end = datetime(2026, 11, 3, 9, 5, 10), datetime(2026, 11, 3, 9, 41, 33)  # noqa: DTZ001
    for language, names in own.items():
        rows: list[Row] = [[*names, NAME, *map(label, COLUMNS)]]
        for n, firm in enumerate(FIRMS):
            cells = (
                "".join(f"{text};" for text in labels(firm, one)) if several(one) else joined(firm, one, labels, "")
                for one in COLUMNS
            )
            rows.append([n + 1, start, end, "anonymous", ASKED[n], "", NAMES[n], *cells])
        name = f"microsoft_forms_{language}"
        workbook(f"{name}.xlsx", "Sheet1", rows)
        interviews = [{"interviewer": one, "started": start.isoformat(), "ended": end.isoformat()} for one in ASKED]
        expect(name, ["1", "2", "3"], interviews, [id_note(names[0])])


def microsoft() -> None:
    """Microsoft Forms: the workbook, and the same saved as CSV by a spreadsheet program."""
    asked = ["anonymous", "anonymous", "Noy Vongsa"]
    started = ["2026-11-03T09:05:10", "2026-11-03T10:30:00", "2026-11-14T08:00:01"]
    ended = ["2026-11-03T09:41:33", "2026-11-03T10:33:12", "2026-11-14T08:44:59"]
    endings = {1: "\u00a0", 4: "2", 7: "\u00a0"}
    header: Row = ["ID", "Start time", "Completion time", "Email", "Name", NAME]
    header += [label(column) + endings.get(n, "") for n, column in enumerate(COLUMNS)]
    rows: list[Row] = []
    for n, firm in enumerate(FIRMS):
        cells = (
            "".join(f"{text};" for text in labels(firm, one)) if several(one) else joined(firm, one, labels, "")
            for one in COLUMNS
        )
        rows.append([n + 1, started[n], ended[n], "anonymous", asked[n], NAMES[n], *cells])
    times = [[datetime.fromisoformat(one) for one in row[1:3]] for row in rows]
    with_times = [[row[0], *time, *row[3:]] for row, time in zip(rows, times, strict=True)]
    workbook("microsoft_forms_workbook.xlsx", "Sheet1", [header, *with_times])
    written = [[f"{one.day}/{one.month}/{one.year} {one:%H:%M:%S}" for one in time] for time in times]
    as_text = [[row[0], *time, *row[3:]] for row, time in zip(rows, written, strict=True)]
    write("microsoft_forms.csv", [header, *as_text], mark="\ufeff")
    interviews = [{"interviewer": asked[n], "started": started[n], "ended": ended[n]} for n in range(len(FIRMS))]
    for name in ("microsoft_forms", "microsoft_forms_workbook"):
        expect(name, ["1", "2", "3"], interviews, [id_note("ID")])


def by_hand() -> None:
    """Sheets of one's own: texts and local digits instead of codes; a column for each answer."""
    khmer = str.maketrans("0123456789", "០១២៣៤៥៦៧៨៩")
    rows: list[Row] = [["firm_id", "firm_name", *COLUMNS]]
    wide: list[Row] = [["firm_id", "firm_name"]]
    for column in COLUMNS:
        known = [name for name in choices(column) if name not in {"none", "dk"}]
        wide[0] += [f"{column}/{name}" for name in known] if several(column) else [column]
    for n, firm in enumerate(FIRMS):
        rows.append([f"A{n + 1}", NAMES[n], *(_by_hand(firm, column, khmer) for column in COLUMNS)])
        cells: Row = [f"A{n + 1}", NAMES[n]]
        for column in COLUMNS:
            ticks = dict(zip(choices(column), boxes(firm, column, "TRUE", "FALSE", ""), strict=True))
            known = [tick for name, tick in ticks.items() if name not in {"none", "dk"}]
            cells += known if several(column) else [" ".join(chosen(firm, column))]
        wide.append(cells)
    write("texts_in_a_sheet.csv", rows)
    write("boxes.csv", wide)
    for name in ("texts_in_a_sheet", "boxes"):
        expect(name, ["A1", "A2", "A3"], [{}] * len(FIRMS), [])


def _by_hand(firm: dict[str, Any], column: str, digits: dict[int, int]) -> str:
    names, texts = chosen(firm, column), labels(firm, column) if choices(column) else []
    match column:
        case "employees" | "fin_banking_turnover" | "dig_access_internet":
            return " ".join(names).replace(".", ",").translate(digits)
        case "fin_credit_report":
            return {"yes": "TRUE", "no": "FALSE"}.get(names[0], " PARTLY ")
        case "fin_records_cashbook":
            return "".join(f"{name}) {text}" for name, text in zip(names, texts, strict=True))
        case _ if several(column):
            return " | ".join(f"{text.upper()}." for text in texts)
        case _:
            return "".join(f"  {text.lower()} ! " for text in texts) if texts else " ".join(names)


def own_form() -> None:
    """Columns and texts of one's own, which need a map."""
    header = ["When", "Who asked", "Reg. no", "Firm", "Province", "Country", "Line of work", "Head count"]
    header += ["Account book", "Account book", "Gadgets"]
    rows: list[Row] = [
        ["3/11/2026 09:41", "Dara", "R-1", NAMES[0], "Battambang", "Kampuchea", "Rice", 12, "in a shoe box", ""],
        ["3/11/2026 10:33", "Dara", "R-2", NAMES[1], "Kandal", "Kampuchea", "Repairs", 2, "", ""],
        ["14/11/2026 08:44", "Noy", "R-3", NAMES[2], "Vientiane", "Lao PDR", "Guests", 4, "Ledger", ""],
    ]
    for row, gadgets in zip(rows, ("Phone, Till", "None of these", "phone"), strict=True):
        row.append(gadgets)
    write("own_form.csv", [header, *rows])
    said: list[tuple[str, str, dict[str, Any]]] = [
        ("KH", "agri", {"fin_records_cashbook": 1, "dig_access_devices": ["smartphone", "payment_stand"]}),
        ("KH", "services", {"dig_access_devices": ["none"]}),
        ("LA", "tourism", {"fin_records_cashbook": 3, "dig_access_devices": ["smartphone"]}),
    ]
    times = ["2026-11-03T09:41:00", "2026-11-03T10:33:00", "2026-11-14T08:44:00"]
    firms = [
        {
            "firm_id": row[2],
            "firm_name": row[3],
            "profile": {"country": country, "sector": sector, "employees": row[7]},
            "answers": answers,
            "interview": {"interviewer": row[1], "ended": time},
        }
        for row, (country, sector, answers), time in zip(rows, said, times, strict=True)
    ]
    notes = [
        "{file}: 2 of 85 questions were found. The others count as not answered.",
        "{file}: 1 column of the file of columns is not in this file: fax",
    ]
    write_told("own_form", {"firms": firms, "notes": notes})


if __name__ == "__main__":
    for make in (
        kobo,
        odk,
        google,
        google_in_other_languages,
        microsoft,
        microsoft_in_other_languages,
        by_hand,
        own_form,
    ):
        make()
