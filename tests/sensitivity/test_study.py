"""A study: what is counted, whatever the chunks; the firms that are drawn and those that are given."""

import csv
import json
import shutil
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import pytest

from batch.test_exports import EXPORTS, plain
from msme_check import answers
from msme_check.conditions import STATES, state
from msme_check.errors import AnswersError
from msme_check.intake import columns_map
from msme_check.model.assessment import State
from msme_check.model.instrument import Instrument
from msme_check.response_files import save
from msme_check.scoring import OVERALL
from msme_check.sensitivity import study as studying
from msme_check.sensitivity.drawn import draw
from msme_check.sensitivity.findings import Firms, Question, Sensitivity
from msme_check.sensitivity.given import GivenFirms
from msme_check.sensitivity.study import Study, study_drawn
from msme_check.weights import weight
from sensitivity.conftest import good, read, rows, scored

SCORES = ("overall", "finance", "operations", "digital", "green")


def _studied(instrument: Instrument, chunks: Sequence[Sequence[dict[str, str]]]) -> Sensitivity:
    study = Study(instrument)
    for chunk in chunks:
        study.add(read(chunk, instrument))
    count = sum(len(chunk) for chunk in chunks)
    return study.findings(Firms(False, None, ("firms.csv",), count, count))


def _question(found: Sensitivity, name: str) -> Question:
    return next(one for one in found.questions if one.id == name)


def test_findings_do_not_depend_on_chunks(instrument: Instrument) -> None:
    some = rows(instrument, 60, seed=2)
    whole = _studied(instrument, [some])
    assert _studied(instrument, [some[:7], some[7:8], some[8:]]) == whole
    assert _studied(instrument, [some[::-1]]) == whole


def test_each_change_is_counted(instrument: Instrument) -> None:
    """Of three firms at the top, one is held by G1; one of three at the bottom is not."""
    held, free = good(instrument, fin_banking_account="0"), good(instrument)
    no_band = good(instrument, **dict.fromkeys((name for name in instrument.questions if name.startswith("fin_")), ""))
    found = _studied(instrument, [[held, free, free, no_band]])
    for name, about, up, down in (("gates.none", "", 1, 0), ("gate_off.G1", "G1", 1, 0), ("gate_alone.G1", "G1", 0, 1)):
        choice = next(one for one in found.choices if one.id == name)
        change = choice.of("finance")
        assert (choice.about, change.firms, change.up, change.down) == (about, 3, up, down)
        assert change.share == Fraction(1, 3)
        assert change.one_side == 0
    finance = next(one for one in found.bands if one.score == "finance")
    assert finance.known == 3
    assert dict(finance.firms)["emerging"] == 1


def test_a_band_with_one_of_two_choices_only_is_told_apart(instrument: Instrument) -> None:
    """The heaviest questions of green are not answered: too much of the weight, and not too many questions."""
    row = good(instrument)
    frame, _ = scored([row], instrument)
    green = sorted(instrument.questionnaires[3].questions, key=lambda one: -int(frame[weight(one.id)][0]))
    for one in green:
        row[one.id] = ""
        if scored([row], instrument)[0]["green.band"][0] < 0:
            break
    found = _studied(instrument, [[row]])
    (change,) = (one.of("green") for one in found.choices if one.id == "equal.questions")
    assert (change.firms, change.up, change.down, change.one_side) == (0, 0, 0, 1)
    assert change.share == 0


def test_what_is_told_of_a_question(drawn_findings: Sensitivity, instrument: Instrument) -> None:
    assert sorted(one.id for one in drawn_findings.questions) == sorted(instrument.questions)
    moves = [one.moves for one in drawn_findings.questions]
    assert moves == sorted(moves, reverse=True)
    account = _question(drawn_findings, "fin_banking_account")
    assert (account.gates, account.questionnaire, account.dimension) == (("G1",), "finance", "fin_banking")
    assert account.in_questionnaire.share * Fraction(3, 10) == pytest.approx(account.overall.share, rel=0.01)
    assert account.answered == 400
    assert 0.2 < account.commonest < 0.4
    limit = Fraction(instrument.settings.sensitivity.hardly_below)
    for one in drawn_findings.questions:
        assert one.hardly == (one.moves < limit)
        for part in (one.in_questionnaire, one.overall):
            assert part.goes_with is not None
            assert 0 < part.goes_with < 1
    assert any(one.hardly for one in drawn_findings.questions)


def test_a_question_that_nobody_answered_says_nothing(instrument: Instrument) -> None:
    found = _studied(instrument, [[good(instrument, fin_credit_report="")]])
    one = _question(found, "fin_credit_report")
    assert (one.answered, one.in_questionnaire.firms, one.hardly) == (0, 0, False)
    assert one.commonest == 0


# Drawn firms --------------------------------------------------------------------------------------------------------


def test_every_drawn_answer_can_be_read(instrument: Instrument) -> None:
    found = answers.read(draw(instrument, 7, 500), instrument)
    assert found.faults.is_empty()
    for name in instrument.questions:
        states = set(found.frame[state(name)].tolist())
        assert states <= {STATES[State.ANSWERED], STATES[State.NOT_ASKED]}
        assert {0, 2, 4} <= set(found.frame[name].tolist()), name
    sizes = found.frame.series("profile.size").to_list()
    assert {size: sizes.count(size) > 80 for size in sizes} == dict.fromkeys(("solo", "micro", "small", "medium"), True)


def test_a_seed_is_one_list_of_firms(instrument: Instrument) -> None:
    assert draw(instrument, 7, 40).equals(draw(instrument, 7, 100).head(40))
    assert not draw(instrument, 8, 40).equals(draw(instrument, 7, 40))


def test_drawn_firms_are_of_every_band(drawn_findings: Sensitivity) -> None:
    for one in drawn_findings.bands:
        assert one.known == 400
        assert all(count > 0 for _band, count in one.firms)
    assert drawn_findings.pairs == ()


def test_as_many_firms_as_the_instrument_says(instrument: Instrument, monkeypatch: pytest.MonkeyPatch) -> None:
    rule = instrument.settings.sensitivity.model_copy(update={"firms": 50})
    settings = instrument.settings.model_copy(update={"sensitivity": rule})
    small = instrument.model_copy(update={"settings": settings, "hash": "small"})
    told: list[tuple[int, int]] = []
    whole = study_drawn(small, None, lambda done, total: told.append((done, total)))
    assert whole.firms == Firms(True, rule.seed, (), 50, 50)
    monkeypatch.setattr(studying, "CHUNK", 20)
    assert study_drawn(small, None, lambda done, total: told.append((done, total))) == whole
    assert told == [(50, 50), (20, 50), (40, 50), (50, 50)]


# Given firms --------------------------------------------------------------------------------------------------------


def _given(paths: Sequence[Path], instrument: Instrument, **said: object) -> tuple[Sensitivity, GivenFirms]:
    given = GivenFirms(paths, instrument, lambda done, total: None, **said)  # type: ignore[arg-type]
    study = Study(instrument)
    for frame in given.frames(lambda done, total: None):
        study.add(frame)
    return study.findings(given.firms), given


def _file(path: Path, some: Sequence[dict[str, str]], instrument: Instrument) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, answers.columns(instrument), restval="")
        writer.writeheader()
        writer.writerows(some)
    return path


@pytest.mark.parametrize("name", ["kobo_labels.csv", "odk_central.csv", "microsoft_forms_workbook.xlsx"])
def test_an_export_is_read_as_a_batch_reads_it(name: str, tmp_path: Path, instrument: Instrument) -> None:
    codes = plain(EXPORTS / name, tmp_path / "codes.csv", instrument)
    found, same = _given([EXPORTS / name], instrument)[0], _given([codes], instrument)[0]
    assert (found.bands, found.choices, found.questions) == (same.bands, same.choices, same.questions)
    assert found.firms.files == (name,)


def test_a_map_of_columns_is_used(instrument: Instrument) -> None:
    known = columns_map.load(EXPORTS / "own_form.map.yaml", instrument)
    found, _ = _given([EXPORTS / "own_form.csv"], instrument, columns=known)
    assert found.firms.studied == 3


def test_what_cannot_be_used_is_left_out_and_told(tmp_path: Path, instrument: Instrument) -> None:
    one, other = good(instrument, firm_id="A"), good(instrument, firm_id="B", fin_records_cashbook="9")
    again, nowhere = good(instrument, firm_id="A"), good(instrument, firm_id="C", country="")
    path = _file(tmp_path / "firms.csv", [one, other, again, nowhere], instrument)
    (tmp_path / "notes.csv").write_text("Monday,nothing\n1,2\n")
    found, given = _given([tmp_path], instrument)
    assert (found.firms.read, found.firms.studied, found.firms.rejected) == (4, 2, 2)
    notes = list(given.notes)
    assert any("2 rows could not be used; the file rejected.csv of a batch says why." in note for note in notes)
    assert any("notes.csv" in note for note in notes)
    assert _question(found, "fin_records_cashbook").answered == 1
    assert path.name in found.firms.files


def test_quick_estimates_have_no_bands_and_are_left_out(
    tmp_path: Path, instrument: Instrument, saved_response: Path
) -> None:
    shutil.copy(saved_response, tmp_path / "whole.json")
    quick = json.loads(saved_response.read_text(encoding="utf-8")) | {"quick": True, "firm_id": "Q"}
    core = {name for name, one in instrument.questions.items() if one.core}
    quick["answers"] = {name: value for name, value in quick["answers"].items() if name in core}
    (tmp_path / "quick.json").write_text(json.dumps(quick), encoding="utf-8")
    found, _ = _given([tmp_path], instrument)
    assert (found.firms.studied, found.firms.quick, found.firms.rejected) == (1, 1, 0)
    assert next(one for one in found.bands if one.score == OVERALL).known == 1
    with pytest.raises(AnswersError, match="No firm in these files can be used"):
        _given([tmp_path / "quick.json"], instrument)


@pytest.fixture
def saved_response(tmp_path_factory: pytest.TempPathFactory, instrument: Instrument) -> Path:
    """A saved response of every question."""
    from explaining.conftest import explained

    path = tmp_path_factory.mktemp("saved") / "response.json"
    save(path, explained(instrument, good(instrument)).response)
    return path
