"""Submissions as KoboToolbox and ODK Central export them: names or labels, with groups or without.

Both are written from the XLSForm, as these products do. What stands before and behind the answers is as in the exports
in `tests/intake/exports`, whose forms are described in the products' own manuals.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from python_calamine import CalamineWorkbook

from validators.odk import Submission

KOBO = ("_id", "_uuid", "_submission_time", "_validation_status", "_notes", "_status", "_submitted_by")
KOBO_END = (*KOBO, "__version__", "_tags", "_index")
ODK_END = (
    *("meta-instanceID", "meta-instanceName", "KEY", "SubmitterID", "SubmitterName", "AttachmentsPresent"),
    *("AttachmentsExpected", "Status", "ReviewState", "DeviceID", "Edits", "FormVersion"),
)
STARTED, ENDED = "2026-11-03T09:05:10.412+07:00", "2026-11-03T09:41:33.010+07:00"


@dataclass(frozen=True)
class Field:
    """A column of the form. `groups`: name and label of each group that it is in; `choices`: name -> label."""

    name: str
    label: str
    groups: tuple[tuple[str, str], ...]
    several: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)


def sheet(form: bytes, name: str) -> list[dict[str, str]]:
    """The rows of a sheet of a form."""
    header, *rows = CalamineWorkbook.from_filelike(io.BytesIO(form)).get_sheet_by_name(name).to_python()
    return [dict(zip(map(str, header), map(str, row), strict=True)) for row in rows]


def fields(form: bytes, language: str) -> Iterator[Field]:
    """All columns, in the order of the form."""
    label = f"label::{language}"
    choices: dict[str, dict[str, str]] = {}
    for row in sheet(form, "choices"):
        choices.setdefault(row["list_name"], {})[row["name"]] = row[label]
    groups: list[tuple[str, str]] = []
    for row in sheet(form, "survey"):
        kind, _space, list_name = row["type"].partition(" ")
        if kind == "begin_group":
            groups.append((row["name"], row[label]))
        elif kind == "end_group":
            groups.pop()
        else:
            several = kind == "select_multiple"
            yield Field(row["name"], row[label], tuple(groups), several, choices.get(list_name, {}))


def kobo(form: bytes, submissions: Sequence[Submission], language: str, *, labels: bool, groups: bool) -> str:
    """KoboToolbox: semicolons, every cell in quotation marks; of several answers all together, and each as 1 or 0.

    `labels`: its default, texts in headers and cells; otherwise the names of the XForm.
    """
    header: list[str] = []
    rows: list[list[str]] = [[] for _one in submissions]
    for one in fields(form, language):
        name = _kobo_name(one, labels=labels, groups=groups)
        header += [name, *(f"{name}/{_named(one, code, labels=labels)}" for code in one.choices if one.several)]
        for row, submission in zip(rows, submissions, strict=True):
            value = _value(submission, one.name)
            chosen = value.split() if one.choices else [value]
            row.append(" ".join(_named(one, code, labels=labels) for code in chosen))
            if one.several:
                row += [str(int(code in chosen)) if chosen else "" for code in one.choices]
    for number, row in enumerate(rows):
        time = f"2026-11-04T08:{number % 60:02}:00"
        row += [str(7120 + number), _uuid(number), time, "", "", "submitted_via_web", "dara", "vQ7xT2", "", "1"]
    return _csv([[*header, *KOBO_END], *rows], delimiter=";", quoting=csv.QUOTE_ALL)


def odk(form: bytes, submissions: Sequence[Submission], *, groups: bool, split: bool = False) -> str:
    """ODK Central: commas, names, groups joined by `-`. `split`: several answers have a column each as well."""
    header, rows = ["SubmissionDate"], [[f"2026-11-04T01:{n % 60:02}:00.000Z"] for n in range(len(submissions))]
    for one in fields(form, sheet(form, "settings")[0]["default_language"]):
        path = [name for name, _label in one.groups] if groups else []
        name = "-".join([*path, one.name])
        apart = list(one.choices) if split and one.several else []
        header += [name, *(f"{name}/{code}" for code in apart)]
        for row, submission in zip(rows, submissions, strict=True):
            value = _value(submission, one.name)
            row += [value, *(str(int(code in value.split())) if value else "" for code in apart)]
    for number, row in enumerate(rows):
        row += [_uuid(number), "Firm", _uuid(number), "7", "dara", "0", "0", "", "", "phone", "0", "1.0.0"]
    return _csv([[*header, *ODK_END], *rows])


def _kobo_name(one: Field, *, labels: bool, groups: bool) -> str:
    path = [label if labels else name for name, label in one.groups] if groups else []
    return "/".join([*path, (one.label or one.name) if labels else one.name])


def _named(one: Field, code: str, *, labels: bool) -> str:
    return one.choices.get(code, code) if labels else code


def _value(submission: Submission, name: str) -> str:
    return {"start": STARTED, "end": ENDED}.get(name) or submission.values.get(name, "")


def _uuid(number: int) -> str:
    return f"uuid:48583952-1892-4931-8d9c-{number:012}"


def _csv(rows: Sequence[Sequence[str]], *, delimiter: str = ",", quoting: int = csv.QUOTE_MINIMAL) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, quoting=quoting, lineterminator="\r\n").writerows(rows)  # type: ignore[arg-type]
    return text.getvalue()
