"""The JSON report: everything that was computed, the same each time."""

import json as reader

from msme_check.model.assessment import Assessment
from msme_check.report import json
from report.conftest import Firm


def test_every_field_is_there_with_four_decimals(firm: Firm) -> None:
    assessment = firm("R00022")
    found = reader.loads(json.render(assessment))
    assert (found.pop("format"), found.pop("format_version")) == ("msme-check assessment", 1)
    assert set(found) == set(Assessment.model_fields) - {"response"}
    green = found["questionnaires"][3]
    assert (green["id"], green["score"], green["band"]) == ("green", 64.9999, "developing")
    assert green["gates"] == [{"id": "G10", "causes": [0], "binds": True, "unknown": True}]


def test_it_reads_back_as_an_assessment(firm: Firm) -> None:
    assessment = firm("R00014", name="Phở")
    found = reader.loads(json.render(assessment))
    del found["format"], found["format_version"]
    again = Assessment.model_validate(found | {"response": assessment.response})
    assert again.firm_name == "Phở"
    assert json.render(again) == json.render(assessment)


def test_what_is_not_known_is_null(firm: Firm) -> None:
    found = reader.loads(json.render(firm("R00031")))
    assert found["overall"]["score"] is None
    assert found["questionnaires"][1]["taken"] is False
