"""A firm as it can be asked: what not every way of answering can carry is dropped here, and nowhere else."""

from collections.abc import Mapping

import polars as pl

from msme_check import answers
from msme_check.answers import EVIDENCE, FIRM_ID, FIRM_NAME
from msme_check.interview import flow
from msme_check.model.instrument import Instrument
from msme_check.model.response import InstrumentRef, Response

Row = Mapping[str, str]


def askable(row: Row, instrument: Instrument) -> dict[str, str]:
    """The row of a file of firms without what nobody would be asked.

    What is dropped, and why:

    - a fact that is asked of other firms only (`ask_when`), and a choice that does not belong to the choice of the fact
      above it (`options_by`): neither is offered;
    - the answer to a question of weight 0 for this firm: interview and phone do not ask it; a table or a PDF takes an
      answer, and nothing counts it;
    - "does not apply" where the profile rules it out, and any cell that is no answer: an interview and a phone refuse
      it at once, a file is told of it;
    - proof of a question that has nothing to show, and of one that is not answered: there is no place for it.
    """
    ref = InstrumentRef(id=instrument.settings.id, version=instrument.settings.version)
    said = {name: row[name] for name in instrument.profile_field if row.get(name)}
    settled = flow.start(instrument, Response(instrument=ref, firm_id=row[FIRM_ID], profile=dict(said)))
    facts, asked = settled.response.profile, settled.scope.questions
    kept = {name: row[name] for name in (FIRM_ID, FIRM_NAME)}
    kept |= {name: said[name] if name in facts else "" for name in instrument.profile_field}
    kept |= {name: row.get(name, "") if name in asked else "" for name in instrument.questions}
    kept |= dict.fromkeys(answers.read(pl.DataFrame([kept]), instrument).faults["column"], "")
    shown = row.get(EVIDENCE, "").split()
    provable = (one.id for one in instrument.questions.values() if one.show and kept[one.id] not in ("", "na", "dk"))
    return {**kept, EVIDENCE: " ".join(name for name in provable if name in shown)}


def proof_was_seen(row: Row, instrument: Instrument) -> bool:
    """Whether somebody else than the firm asks, and so sees what is marked as proof."""
    test = instrument.lender.seen_when
    return row[test.profile] == test.is_
