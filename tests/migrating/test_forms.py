"""A form of an earlier version is read for the questions of today, and what has no place in them is named."""

from pathlib import Path

from forms.filling import Marks, with_pypdf
from msme_check.forms import pdf_form
from msme_check.intake.single_firms import single_firm
from msme_check.model.instrument import Instrument


def test_a_form_of_then(tmp_path: Path, instrument: Instrument, two_later: Instrument) -> None:
    marks = Marks(
        chosen={
            "country": "KH", "premises": "family_home", "fin_records_cashbook": "3", "fin_records_receipts": "2",
            "fin_plan_pricing": "1",
        },
        ticked={"fin_security_assets/land_title", "evidence/fin_records_cashbook", "evidence/fin_plan_pricing"},
    )  # fmt: skip
    path = tmp_path / "then.pdf"
    path.write_bytes(with_pypdf(pdf_form.render(instrument, only=("finance",)), marks))
    chunk = single_firm(path, two_later, lambda _done, _size: None).firm(())
    assert chunk is not None
    (row,) = chunk.raw.drop("row").iter_rows(named=True)
    assert {name: text for name, text in row.items() if text} == {
        "firm_id": "then",
        "country": "KH",
        "place": "home",
        "fin_records_daybook": "3",
        "fin_records_sales": "2",
        "fin_records_buying": "1",
        "fin_security_assets": "land_paper",
        "evidence": "fin_records_daybook",
    }
    (lost,) = chunk.cells
    assert (lost.column, lost.what) == (
        "fin_plan_pricing",
        "The questionnaire of today has no place for this answer, or no longer reads it.",
    )
