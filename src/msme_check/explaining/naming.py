"""The ids that can be explained, and what is told about an id that is none."""

from collections.abc import Callable, Iterable
from difflib import get_close_matches
from functools import partial

from msme_check.errors import UsageError
from msme_check.explaining import official, questions, recommendations, rules
from msme_check.explaining.firm import Firm
from msme_check.explaining.official import OfficialExplained
from msme_check.explaining.overview import Overview, overview
from msme_check.explaining.questions import QuestionExplained
from msme_check.explaining.recommendations import RecommendationExplained
from msme_check.explaining.rules import GateExplained, PairExplained
from msme_check.explaining.scores import ScoreExplained, Scores
from msme_check.i18n import _
from msme_check.model.instrument import Instrument
from msme_check.response_files import shown
from msme_check.scoring import OVERALL

Explanation = (
    Overview
    | ScoreExplained
    | GateExplained
    | RecommendationExplained
    | PairExplained
    | QuestionExplained
    | OfficialExplained
)

LONGEST = 64
"""Letters of a name for which a near one is looked for; ids have at most 32."""


def explain(firm: Firm, name: str | None = None) -> Explanation:
    """The explanation of one id, or the overview. Raises UsageError where there is no such id."""
    if name is None:
        return overview(firm)
    found = _explanations(firm)
    return found[known(name, found, _("There is no score, gate, recommendation or question {name}."))]()


def known(name: str, names: Iterable[str], problem: str) -> str:
    """The id that is meant, in whichever case. Raises UsageError with the nearest one where there is none."""
    folded = {one.casefold(): one for one in names}
    found = folded.get(name.strip().casefold())
    if found is not None:
        return found
    raise UsageError(f"{problem.format(name=shown(name))} {nearest(name, folded)}".rstrip())


def nearest(name: str, folded: dict[str, str]) -> str:
    """The question whether the nearest id was meant; empty where none is near."""
    near = get_close_matches(name.strip().casefold(), folded, 1) if len(name) <= LONGEST else []
    return _("Did you mean '{near}'?").format(near=folded[near[0]]) if near else ""


def names(instrument: Instrument) -> dict[str, tuple[str, ...]]:
    """The ids that can be explained, by kind."""
    settings = instrument.settings
    return {
        "score": (OVERALL, *(part.id for part in instrument.questionnaires), *instrument.dimensions),
        "gate": tuple(one.id for one in settings.gates),
        "pair": tuple(one.id for one in settings.consistency_pairs),
        "recommendation": tuple(instrument.recommendation),
        "question": tuple(instrument.questions),
        "official_size": (official.ID,),
    }


def _explanations(firm: Firm) -> dict[str, Callable[[], Explanation]]:
    """For each id what explains it. Where an instrument uses an id twice, the later kind is meant."""
    instrument, scores = firm.instrument, Scores(firm)
    settings = instrument.settings
    found: dict[str, Callable[[], Explanation]] = {}
    found |= {one.id: partial(questions.question, firm, one) for one in instrument.questions.values()}
    found |= {one.id: partial(recommendations.recommendation, firm, one) for one in instrument.recommendations}
    found |= {one.id: partial(rules.pair, firm, one) for one in settings.consistency_pairs}
    found |= {one.id: partial(rules.gate, firm, one) for one in settings.gates}
    found |= {one.id: partial(scores.dimension, one) for one in instrument.dimensions.values()}
    found |= {one.id: partial(scores.questionnaire, one) for one in instrument.questionnaires}
    return found | {OVERALL: scores.overall, official.ID: partial(official.official, firm)}
