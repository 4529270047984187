"""The limits of quality control: none is out of reach of the questions that there are."""

from msme_check.checking.places import Found
from msme_check.i18n import _
from msme_check.model.instrument import Instrument
from msme_check.model.questions import Ladder


def quality(instrument: Instrument) -> Found:
    rules = instrument.settings.quality
    questions = len(instrument.questions)
    ladders = sum(isinstance(one, Ladder) for one in instrument.questions.values())
    pairs = len(instrument.settings.consistency_pairs)
    limits = (
        (("straight_lining", "questions_from"), rules.straight_lining.questions_from, ladders),
        (("straight_lining", "run_from"), rules.straight_lining.run_from, ladders),
        (("same_answers", "questions_from"), rules.same_answers.questions_from, questions),
        (("odd_pairs", "pairs_from"), rules.odd_pairs.pairs_from, pairs),
    )
    for (check, key), limit, most in limits:
        if limit > most > 0:
            what = _("No firm can reach this: there are only {n} to count.").format(n=most)
            yield "instrument.yaml", ("quality", check, key), what, _("Use {n} or less.").format(n=most)
