"""Other choices: each is scored as the slow second implementation scores the changed instrument."""

import pytest

from msme_check.model.conditions import questions_of
from msme_check.model.instrument import Instrument
from msme_check.scoring import OVERALL
from msme_check.sensitivity.study import Study
from msme_check.sensitivity.variants import AS_IT_IS, NO_GATES, Variant, changed, variants
from reference import Firm
from sensitivity.conftest import good, rows, scored

SOME = 25


def _expected(instrument: Instrument, row: dict[str, str]) -> dict[str, str | None]:
    firm = Firm(instrument, row, False)
    found = firm.scored(firm.answers)
    bands = {name: firm.band(score) if name in found.complete else None for name, score in found.score.items()}
    return bands | {OVERALL: firm.band(found.overall)}


def _read_by_gates(instrument: Instrument) -> set[str]:
    causes = [cause for gate in instrument.settings.gates for cause in gate.causes]
    return {name for cause in causes for name in questions_of(cause.when)}


def test_each_is_scored_as_its_instrument_says(instrument: Instrument) -> None:
    """Not where a gate reads a question that is left out: the second implementation then has no such answer."""
    some = rows(instrument, SOME, seed=5)
    study, (frame, _), checked = Study(instrument), scored(some, instrument), 0
    words = [band.id for band in instrument.settings.bands]
    for place, one in enumerate(study.variants):
        if one.steps or one.about in _read_by_gates(instrument) or (one.group == "questions" and place % 4):
            continue
        found = study.bands_by(one, frame)
        for firm, row in enumerate(some):
            said = {name: words[band[firm]] if band[firm] >= 0 else None for name, band in found.items()}
            assert said == _expected(one.instrument, row), (one.id, firm)
        checked += 1
    assert checked > 50


def test_a_gate_still_reads_a_question_that_is_left_out(instrument: Instrument) -> None:
    row = good(instrument, fin_banking_account="0")
    study, (frame, _) = Study(instrument), scored([row], instrument)
    one = next(one for one in study.variants if one.id == "without.fin_banking_account")
    assert "fin_banking_account" not in one.instrument.questions
    assert one.instrument.settings.bands[study.bands_by(one, frame)["finance"][0]].id == "emerging"
    free = next(one for one in study.variants if one.id == "gate_off.G1")
    assert study.bands_by(free, frame)["finance"][0] == 3


def test_every_choice_is_tried(instrument: Instrument) -> None:
    names = [one.id for one in variants(instrument)]
    assert len(names) == len(set(names))
    assert [name for name in names if name.startswith("geometric.")] == [
        "geometric.questionnaires", "geometric.dimensions", "geometric.questions", "geometric.all"
    ]  # fmt: skip
    assert [name for name in names if name.startswith("equal.")] == [
        "equal.questions", "equal.dimensions", "equal.questionnaires", "equal.all", "equal.profile"
    ]  # fmt: skip
    gates = [gate.id for gate in instrument.settings.gates]
    for kind in ("gate_off", "gate_alone"):
        assert [name.split(".")[1] for name in names if name.startswith(kind)] == gates
    limited = [band.id for band in instrument.settings.bands[1:]]
    for kind in ("limit_up", "limit_down"):
        assert [name.split(".")[1] for name in names if name.startswith(f"{kind}.")] == limited
    assert {"limits_up", "limits_down", NO_GATES} <= set(names)
    assert [name.split(".")[1] for name in names if name.startswith("without.")] == [*instrument.questions]


def test_what_another_is_compared_with_stands_before_it(instrument: Instrument) -> None:
    known = {AS_IT_IS}
    for one in variants(instrument):
        assert one.against in known
        known.add(one.id)


def test_each_is_another_instrument(instrument: Instrument) -> None:
    others = [one.instrument for one in variants(instrument) if not one.steps]
    assert len({one.hash for one in others} | {instrument.hash}) == len(others) + 1


def test_equal_weights_leave_what_is_not_asked(instrument: Instrument) -> None:
    flat = next(one.instrument for one in variants(instrument) if one.id == "equal.profile").overlays
    for group, own in zip(flat.groups, instrument.overlays.groups, strict=True):
        cells = {(q, code): cell for q, row in own.multipliers.items() for code, cell in row.items()}
        for (question, code), cell in cells.items():
            assert group.multipliers[question][code] == (1 if cell else 0)
    assert flat.dimension_shifts == ()


def _with(instrument: Instrument, **parts: object) -> list[Variant]:
    settings = instrument.settings.model_copy(update=parts)
    return variants(changed(instrument, "other", settings=settings))


@pytest.mark.parametrize(
    ("starts", "by", "gone"),
    [
        ((0, 2, 45), 2, {"limits_down", "limit_down.emerging"}),
        ((0, 25, 98), 2, {"limits_up", "limit_up.developing"}),
        ((0, 25, 27), 2, {"limit_up.emerging", "limit_down.developing"}),
    ],
)
def test_limits_are_moved_only_where_every_band_keeps_some_scores(
    starts: tuple[int, ...], by: int, gone: set[str], instrument: Instrument
) -> None:
    bands = [
        band.model_copy(update={"start": start}) for band, start in zip(instrument.settings.bands, starts, strict=False)
    ]
    rule = instrument.settings.sensitivity.model_copy(update={"limits_by": by})
    found = {one.id for one in _with(instrument, bands=tuple(bands), gates=(), sensitivity=rule)}
    every = {"limits_up", "limits_down", *(f"limit_{kind}.{band.id}" for kind in ("up", "down") for band in bands[1:])}
    assert every - found == gone


def test_an_instrument_without_gates_has_nothing_to_try_of_them(instrument: Instrument) -> None:
    assert not [one for one in _with(instrument, gates=()) if one.group == "gates"]


def test_the_only_question_of_a_questionnaire_is_not_left_out(instrument: Instrument) -> None:
    part = instrument.questionnaires[0]
    dimension = part.dimensions[0]
    one = dimension.model_copy(update={"questions": dimension.questions[:1]})
    small = part.model_copy(update={"dimensions": (one,)})
    other = changed(instrument, "small", questionnaires=(small, *instrument.questionnaires[1:]))
    names = [found.id for found in variants(other) if found.group == "questions"]
    assert len(names) == len(instrument.questions) - len(part.questions)
