"""Gates, recommendations, directions and the ranking: what they name exists, and each of them can come true."""

from msme_check.checking.places import Found, question_places, recommendation_places, suggestion, unknown_question
from msme_check.i18n import _
from msme_check.model.conditions import ScoreTest, leaves, questions_of
from msme_check.model.instrument import Instrument
from msme_check.model.rules import LONGEST_CHAIN, MOST_RECOMMENDATIONS, Recommendation
from msme_check.yaml_files import Path


def gates(instrument: Instrument) -> Found:
    bands = [band.id for band in instrument.settings.bands]
    scores = {*instrument.settings.overall.shares, "overall"}
    for n, gate in enumerate(instrument.settings.gates):
        path: Path = ("gates", n)
        for score, band in gate.holds_at.items():
            if score not in scores:
                what = _("There is no score '{name}'.").format(name=score)
                yield "instrument.yaml", (*path, "holds_at"), what, suggestion(score, scores)
            if band not in bands[:-1]:
                what = _("A score cannot be held at '{name}'.").format(name=band)
                yield "instrument.yaml", (*path, "holds_at"), what, _("Name a band that has one above it.")
        reads_scores = any(isinstance(leaf, ScoreTest) for cause in gate.causes for leaf in leaves(cause.when))
        if reads_scores and set(gate.holds_at) != {"overall"}:
            what = _("A gate that reads scores can hold the overall score only.")
            yield "instrument.yaml", path, what, _("Use questions in its condition, or hold 'overall'.")
        named = [*gate.hides, *(cause.lifted_by for cause in gate.causes if cause.lifted_by)]
        for name in named:
            if name not in instrument.recommendation:
                what = _("There is no recommendation '{name}'.").format(name=name)
                yield "instrument.yaml", path, what, suggestion(name, instrument.recommendation)
        if not reads_scores and any(cause.lifted_by is None for cause in gate.causes):
            what = _("The gate {name} does not say what lifts it.").format(name=gate.id)
            yield "instrument.yaml", path, what, _("Name a recommendation with 'lifted_by' at each cause.")


def recommendations(instrument: Instrument) -> Found:
    kinds = {kind.id for kind in instrument.settings.provider_kinds}
    served = {one.direction for one in instrument.recommendations}
    for file, path, one in recommendation_places(instrument):
        for name in (*one.lifts, *one.ticks):
            if name not in instrument.questions:
                yield unknown_question(file, (*path, "lifts"), name, instrument.questions)
        for name in one.needs:
            if name not in instrument.recommendation:
                what = _("There is no recommendation '{name}'.").format(name=name)
                yield file, (*path, "needs"), what, suggestion(name, instrument.recommendation)
        if one.direction not in instrument.direction:
            what = _("There is no direction '{name}'.").format(name=one.direction)
            yield file, (*path, "direction"), what, suggestion(one.direction, instrument.direction)
        for kind in one.provider_kinds:
            if kind not in kinds:
                what = _("There is no provider kind '{name}'.").format(name=kind)
                yield file, (*path, "provider_kinds"), what, suggestion(kind, kinds)
        if instrument.direction.get(one.direction) and not _same_place(instrument, one):
            what = _("The quoted line of '{name}' is not from its direction.").format(name=one.id)
            yield file, (*path, "policy_basis"), what, _("Quote the direction that it serves.")
    for n, direction in enumerate(instrument.directions):
        if direction.id not in served:
            what = _("No recommendation serves the direction '{name}'.").format(name=direction.id)
            yield "directions.yaml", (n,), what, _("Give it at least one.")


def _same_place(instrument: Instrument, one: Recommendation) -> bool:
    return one.policy_basis.place == instrument.direction[one.direction].place


def coverage_by_rules(instrument: Instrument) -> Found:
    read = {name for one in instrument.recommendations for name in questions_of(one.when)}
    known = {source.id for source in instrument.settings.sources}
    for file, path, question in question_places(instrument):
        if question.id not in read:
            what = _("No recommendation reads the question '{name}'.").format(name=question.id)
            yield file, path, what, _("An answer that leads to nothing need not be asked; add it to a rule.")
        for name in question.directions:
            if name not in instrument.direction:
                what = _("There is no direction '{name}'.").format(name=name)
                yield file, (*path, "directions"), what, suggestion(name, instrument.direction)
        for derivation in question.derived_from:
            if derivation.source not in known:
                what = _("There is no source '{name}'.").format(name=derivation.source)
                yield file, (*path, "derived_from"), what, suggestion(derivation.source, known)


def cycles(instrument: Instrument) -> Found:
    done: set[str] = set()

    def circle(name: str, trail: tuple[str, ...]) -> tuple[str, ...] | None:
        if name in trail:
            return (*trail[trail.index(name) :], name)
        if name in done or name not in instrument.recommendation:
            return None
        for need in instrument.recommendation[name].needs:
            found = circle(need, (*trail, name))
            if found:
                return found
        done.add(name)
        return None

    for file, path, one in recommendation_places(instrument):
        found = circle(one.id, ())
        if found and found[0] == one.id:
            what = _("These need each other in a circle: {names}.").format(names=" > ".join(found))
            yield file, (*path, "needs"), what, _("Remove one of the needs.")


def sizes(instrument: Instrument) -> Found:
    """What the ranking has room for."""
    if len(instrument.recommendations) > MOST_RECOMMENDATIONS:
        what = _("There are {count} recommendations, and {most} is the most that can be ranked.")
        words = what.format(count=len(instrument.recommendations), most=MOST_RECOMMENDATIONS)
        yield "instrument.yaml", (), words, _("Remove some, or split the instrument.")
    length: dict[str, int] = {}

    def chain(name: str) -> int:
        """How many stand in a row from this one on; one that is met again, in a circle, counts once."""
        if name in instrument.recommendation and name not in length:
            length[name] = 1
            length[name] = 1 + max((chain(need) for need in instrument.recommendation[name].needs), default=0)
        return length.get(name, 0)

    for file, path, one in recommendation_places(instrument):
        if chain(one.id) == LONGEST_CHAIN + 1:
            what = _("With this, {count} recommendations stand in a row in which each needs the next; {most} may.")
            words = what.format(count=LONGEST_CHAIN + 1, most=LONGEST_CHAIN)
            yield file, (*path, "needs"), words, _("Remove a need that another one brings along.")


def ranking(instrument: Instrument) -> Found:
    ranking = instrument.settings.ranking
    costs = {cost.id for cost in instrument.settings.words.costs}
    if set(ranking.cost_factors) != costs or any(factor <= 0 for factor in ranking.cost_factors.values()):
        what = _("The cost factors must name each cost once and be above 0.")
        yield "instrument.yaml", ("ranking", "cost_factors"), what, _("Correct them.")
    for name, goal in ranking.goals.items():
        unknown = [
            *(one for one in goal.questionnaires if one not in instrument.settings.overall.shares),
            *(one for one in goal.dimensions if one not in instrument.dimensions),
            *(one for one in goal.directions if one not in instrument.direction),
        ]
        for one in unknown:
            what = _("The goal '{goal}' names '{name}', which does not exist.").format(goal=name, name=one)
            yield "instrument.yaml", ("ranking", "goals", name), what, _("Check its spelling.")


def budget(instrument: Instrument) -> Found:
    """The facts that say what a firm can give to its plan."""
    rule, costs = instrument.settings.plan.budget, {cost.id for cost in instrument.settings.words.costs}
    for key, name, kind in (("days_a_month", rule.days_a_month, "number"), ("most_cost", rule.most_cost, "choice")):
        path: Path = ("plan", "budget", key)
        field = instrument.profile_field.get(name)
        if field is None:
            what = _("There is no fact '{name}' in the profile.").format(name=name)
            yield "instrument.yaml", path, what, suggestion(name, instrument.profile_field)
        elif field.type != kind:
            what = _("The fact '{name}' is no {kind}.").format(name=name, kind=kind)
            yield "instrument.yaml", path, what, _("Name another fact, or change its type in profile.yaml.")
        elif unknown := {option.code for option in field.options} - costs:
            what = _("The choices of '{name}' are not all costs: {codes}.")
            words = what.format(name=name, codes=", ".join(sorted(unknown)))
            yield (
                "instrument.yaml",
                path,
                words,
                _("Use the ids of the costs: {ids}.").format(ids=", ".join(sorted(costs))),
            )
