"""What a plan keeps to, in words: the owner's goal, the days and the money that the business can give."""

from collections.abc import Iterator

from msme_check.i18n import _, ngettext
from msme_check.model.instrument import ProfileField
from msme_check.report.material import Material


def made_for(material: Material) -> Iterator[str]:
    """A sentence each for the goal, the days and the money, as far as they are known."""
    yield from _goal(material)
    yield from _days(material)
    yield from _money(material)


def _goal(material: Material) -> Iterator[str]:
    goal = material.assessment.profile.get("goal")
    if goal not in material.instrument.settings.ranking.goals:
        return
    title = _chosen(material.instrument.profile_field["goal"], str(goal))
    numbers = [
        str(material.numbers[one.id])
        for one in material.planned
        if goal in material.instrument.goals_of(material.recommendation(one.id))
    ]
    if numbers:
        text = ngettext("Your goal: {goal}. Action {numbers} serves it.",
                        "Your goal: {goal}. Actions {numbers} serve it.", len(numbers))  # fmt: skip
    else:
        text = _("Your goal: {goal}. No action that your answers call for serves it.")
    yield text.format(goal=title, numbers=", ".join(numbers))


def _days(material: Material) -> Iterator[str]:
    rule = material.instrument.settings.plan
    said = material.assessment.profile.get(rule.budget.days_a_month)
    if isinstance(said, int):
        text = ngettext("Until the first year is over it asks for no more than the {n} day a month you can give.",
                        "Until the first year is over it asks for no more than the {n} days a month you can give.",
                        said)  # fmt: skip
        yield text.format(n=said)
        return
    for limit in rule.first_plan_limits:
        if limit.size == material.assessment.size:
            text = ngettext(
                "In the first {first} days it asks for no more than {n} day of work, usual for a business this size.",
                "In the first {first} days it asks for no more than {n} days of work, usual for a business this size.",
                limit.days,
            )
            yield text.format(n=limit.days, first=rule.first_plan_days)


def _money(material: Material) -> Iterator[str]:
    rule = material.instrument.settings.plan.budget
    said = material.assessment.profile.get(rule.most_cost)
    costs = [cost.id for cost in material.instrument.settings.words.costs]
    if said in costs[:-1]:
        title = _chosen(material.instrument.profile_field[rule.most_cost], str(said))
        text = _("What costs more than you can pay for one action now ({most}) stands at the end.")
        yield text.format(most=title[0].lower() + title[1:])


def _chosen(field: ProfileField, code: str) -> str:
    return next(option.text for option in field.options if option.code == code)
