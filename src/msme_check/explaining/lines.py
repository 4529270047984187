"""An explanation as plain lines for a person; no tables, so that every script keeps its shape in every width."""

from collections.abc import Iterator

from msme_check.explaining import lines_rules, lines_scores, official
from msme_check.explaining.firm import Firm
from msme_check.explaining.naming import Explanation
from msme_check.explaining.official import OfficialExplained
from msme_check.explaining.opening import opening
from msme_check.explaining.overview import Overview
from msme_check.explaining.questions import QuestionExplained
from msme_check.explaining.recommendations import RecommendationExplained
from msme_check.explaining.rules import GateExplained, PairExplained
from msme_check.explaining.scores import ScoreExplained
from msme_check.report.lines import Line
from msme_check.report.view_method import method


def lines(firm: Firm, explanation: Explanation) -> Iterator[Line]:
    """Who it is about, the explanation, and with which questions it was made."""
    yield from opening(firm)
    match explanation:
        case Overview():
            yield from lines_scores.overview(firm, explanation)
        case ScoreExplained():
            yield from lines_scores.score(firm, explanation)
        case GateExplained():
            yield from lines_rules.gate(explanation)
        case PairExplained():
            yield from lines_rules.pair(explanation)
        case RecommendationExplained():
            yield from lines_rules.recommendation(explanation)
        case QuestionExplained():
            yield from lines_scores.question(explanation)
        case OfficialExplained():
            yield from official.lines(firm, explanation)
    yield Line()
    yield Line(method(firm.material).identity)
