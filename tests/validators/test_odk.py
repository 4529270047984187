"""The judges of forms find what is wrong: a form that breaks a rule is not taken by them."""

from pathlib import Path

import pytest
from pyxform.errors import PyXFormError
from pyxform.validators.odk_validate import ODKValidateError

from msme_check.forms.sheets_in_languages import Row, workbook
from validators import odk

SURVEY: list[Row] = [
    {"type": "integer", "name": "people", "label::English (en)": "How many?"},
    {"type": "text", "name": "why", "label::English (en)": "Why?", "relevant": "${people} > 1"},
]


def converted(survey: list[Row], choices: list[Row] | None = None) -> odk.Converted:
    sheets = {"survey": survey, **({"choices": choices} if choices else {})}
    return odk.converted(workbook(sheets, {"form_title": "Form", "form_id": "form"}, "1.0.0"))


def validated(survey: list[Row], folder: Path) -> list[str]:
    (folder / "form.xml").write_text(converted(survey).xform, encoding="utf-8")
    return odk.warnings_of(folder / "form.xml")


def test_a_form_without_fault(tmp_path: Path) -> None:
    assert converted(SURVEY).warnings == ()
    assert validated(SURVEY, tmp_path) == []


def test_pyxform_warns_of_a_language_without_texts() -> None:
    (warning,) = converted([*SURVEY[:1], {**SURVEY[1], "hint::Khmer": "?"}]).warnings[:1]
    assert "Khmer" in warning


def test_pyxform_refuses_a_field_that_is_not_there() -> None:
    with pytest.raises(PyXFormError, match="persons"):
        converted([SURVEY[0], {**SURVEY[1], "relevant": "${persons} > 1"}])


def test_odk_validate_refuses_a_condition_that_it_cannot_read(tmp_path: Path) -> None:
    with pytest.raises(ODKValidateError):
        validated([SURVEY[0], {**SURVEY[1], "relevant": "chosen(${people}, 1)"}], tmp_path)


def test_what_collect_keeps(tmp_path: Path) -> None:
    path = tmp_path / "form.xml"
    path.write_text(converted(SURVEY).xform, encoding="utf-8")
    alone, several = odk.filled(path, [{"people": "1", "why": "x"}, {"people": "2", "why": "ភ្ញៀវ"}])
    assert (alone.asked, several.asked) == ({"people"}, {"people", "why"})
    assert several.values["why"] == "ភ្ញៀវ" and "why" not in alone.values


def test_a_form_that_is_none_stops_it(tmp_path: Path) -> None:
    (tmp_path / "form.xml").write_text("<html/>", encoding="utf-8")
    with pytest.raises(RuntimeError):
        odk.filled(tmp_path / "form.xml", [{"people": "1"}])
