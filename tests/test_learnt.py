"""What is read for many texts at once is what is read for each alone."""

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from msme_check import answers
from msme_check.cells import Answer, Fault, answer, fact
from msme_check.conditions import STATES, profile
from msme_check.frames import NO_NUMBER, NONE
from msme_check.labels import labels_of
from msme_check.learnt import Said, learnt
from msme_check.model.instrument import Instrument
from msme_check.model.questions import Checklist
from msme_check.vocabulary import columns_of

FILE = settings(max_examples=60)


def boxes(question: Checklist) -> st.SearchStrategy[str]:
    """Texts as forms and people write them for a checklist: boxes in any order, nearly boxes, and other answers."""
    code = st.sampled_from([item.code for item in question.items])
    word = st.one_of(code, code, code, code.map(str.upper), st.sampled_from(["none", "na", "dk", "x", "ស"]))
    between = st.sampled_from([" ", " ", " ", "  ", ",", ", ", ";", " | ", "\u00a0", "\n"])
    several = st.builds(lambda words, sign: sign.join(words), st.lists(word, max_size=6), between)
    return st.one_of(several, st.sampled_from(["", " ", "none", "na", "DK", question.items[0].text]), st.none())


def stored(said: Answer, question: Checklist) -> tuple[int, int, int, int]:
    level = NONE if said.level is None else said.level
    ticked = sum(1 << place for place, item in enumerate(question.items) if item.code in said.ticked)
    fault = NONE if said.fault is None else list(Fault).index(said.fault)
    return level, STATES[said.state], fault, NONE if said.level is None else ticked


@FILE
@given(data=st.data())
def test_checklists_are_read_together_as_each_text_alone(data: st.DataObject, instrument: Instrument) -> None:
    lists = [one for one in instrument.questions.values() if isinstance(one, Checklist)]
    some = data.draw(st.lists(st.sampled_from(lists), min_size=1, max_size=3, unique_by=lambda one: one.id))
    rows = data.draw(st.integers(1, 150))
    texts = {one.id: data.draw(st.lists(boxes(one), min_size=rows, max_size=rows)) for one in some}
    columns = columns_of(pl.DataFrame(texts, schema=dict.fromkeys(texts, pl.String)), list(texts))
    said = learnt(instrument, 0).said(columns)
    for one in some:
        found = [told(said[one.id], code) for code in columns[one.id].codes]
        wordings = labels_of(instrument).of(one.id)
        assert found == [stored(answer(one, text, wordings), one) for text in texts[one.id]]


def told(said: Said, place: int) -> tuple[int, int, int, int]:
    arrays = said.levels, said.states, said.faults, said.boxes
    level, state, fault, ticked = (int(array[place]) for array in arrays)
    return level, state, fault, ticked


AMOUNTS = st.one_of(
    st.integers(-(10**20), 10**20).map(str),
    st.text(alphabet="0123456789+-., \u0664\u17e2e_", max_size=20),
    st.sampled_from(["", "0" * 18 + "5", "0" * 19 + "5", "9" * 15, "9" * 16, "1.500.000", "1e3", "+7", "-0", "0x10"]),
)


@FILE
@given(texts=st.lists(AMOUNTS, min_size=1, max_size=30))
def test_amounts_are_read_together_as_each_alone(texts: list[str], instrument: Instrument) -> None:
    fields = [one for one in instrument.profile if one.type in {"number", "year"}]
    raw = pl.DataFrame({one.id: texts for one in fields} | {"firm_id": [str(place) for place in range(len(texts))]})
    read = answers.read(raw, instrument)
    for one in fields:
        alone = [fact(one, text) for text in texts]
        values = [NO_NUMBER if said.value is None else said.value for said in alone]
        assert read.frame[profile(one.id)].tolist() == values
        bad = read.faults.filter(pl.col("column") == one.id)
        assert bad.select("row", "fault").rows() == [
            (row, said.fault) for row, said in enumerate(alone, 1) if said.fault is not None
        ]
