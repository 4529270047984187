"""What the files of an instrument mean together: every name used exists, every rule can fire, nothing is cut off.

Each check yields problems with file and line; none stops the others.
"""

from collections.abc import Callable, Mapping

from msme_check.checking import conditions, lender, migrations, programmes, quality, questions, rules, sizes
from msme_check.checking.places import SIZE_FIELD, Found, suggestion
from msme_check.errors import Problem
from msme_check.model.instrument import Instrument
from msme_check.yaml_files import Document

__all__ = ["SIZE_FIELD", "check", "suggestion"]

CHECKS: tuple[Callable[[Instrument], Found], ...] = (
    questions.duplicates,
    questions.weights,
    questions.count_tables,
    questions.bands,
    questions.profile,
    conditions.conditions,
    conditions.deciding,
    conditions.overlays,
    rules.gates,
    rules.recommendations,
    rules.coverage_by_rules,
    rules.cycles,
    rules.sizes,
    rules.ranking,
    rules.budget,
    quality.quality,
    sizes.countries,
    sizes.names,
    sizes.criteria,
    sizes.cells,
    sizes.sources,
    sizes.rows,
    programmes.programmes,
    lender.documents,
    lender.order,
    lender.figures,
    lender.last_days,
    migrations.steps,
    migrations.names,
    migrations.pieces,
    migrations.choices,
)


def check(instrument: Instrument, documents: Mapping[str, Document]) -> list[Problem]:
    """All problems of an instrument whose files have the right shape."""
    return [
        Problem(file, documents[file].line(path) if file in documents else 1, what, do)
        for one in CHECKS
        for file, path, what, do in one(instrument)
    ]
