"""The questionnaires and the profile: ids, weights, bands, options."""

from collections import Counter
from collections.abc import Iterator

from msme_check.checking.places import Found, question_places, recommendation_places, unknown_question
from msme_check.checking.programmes import file_name
from msme_check.i18n import _
from msme_check.model.instrument import Instrument, ProfileField
from msme_check.model.questions import Checklist
from msme_check.wordings import folded
from msme_check.yaml_files import Path


def duplicates(instrument: Instrument) -> Found:
    ids: list[tuple[str, str, Path]] = [
        (question.id, file, (*path, "id")) for file, path, question in question_places(instrument)
    ]
    for part in instrument.questionnaires:
        ids.append((part.id, f"{part.id}.yaml", ("id",)))
        ids += [(one.id, f"{part.id}.yaml", ("dimensions", n, "id")) for n, one in enumerate(part.dimensions)]
    ids += [(one.id, file, (*path, "id")) for file, path, one in recommendation_places(instrument)]
    ids += [(one.id, "profile.yaml", (n, "id")) for n, one in enumerate(instrument.profile)]
    ids += [(one.id, "directions.yaml", (n, "id")) for n, one in enumerate(instrument.directions)]
    ids += [(one.id, "size_definitions.yaml", (n, "id")) for n, one in enumerate(instrument.size_definitions)]
    ids += [(one.id, "instrument.yaml", ("gates", n, "id")) for n, one in enumerate(instrument.settings.gates)]
    ids += [(one.id, "lender.yaml", ("documents", n, "id")) for n, one in enumerate(instrument.lender.documents)]
    for stem, entries in instrument.programmes.items():
        ids += [(one.id, file_name(stem), (n, "id")) for n, one in enumerate(entries)]
    seen: dict[str, str] = {}
    for name, file, path in ids:
        if name in seen:
            what = _("The id '{name}' is already used in {file}.").format(name=name, file=seen[name])
            yield file, path, what, _("Give it an id of its own.")
        seen.setdefault(name, file)
    orders: dict[int, str] = {}
    for file, path, one in recommendation_places(instrument):
        if one.order in orders:
            what = _("The order {order} is already used by '{name}'.").format(order=one.order, name=orders[one.order])
            yield file, (*path, "order"), what, _("Orders decide between equals; give each its own.")
        orders.setdefault(one.order, one.id)


def weights(instrument: Instrument) -> Found:
    for part in instrument.questionnaires:
        total = sum(dimension.weight for dimension in part.dimensions)
        if total != 100:
            what = _("The weights of the dimensions add up to {total}, not 100.").format(total=total)
            yield f"{part.id}.yaml", ("dimensions",), what, _("Change them so that they make 100.")
    shares = instrument.settings.overall.shares
    known = {part.id for part in instrument.questionnaires}
    if set(shares) != known or sum(shares.values()) != 100:
        what = _("The shares of the overall score must name each questionnaire and make 100.")
        yield "instrument.yaml", ("overall", "shares"), what, _("Correct them.")


def count_tables(instrument: Instrument) -> Found:
    for file, path, question in question_places(instrument):
        if not isinstance(question, Checklist):
            continue
        tables = [question.count_levels, *(table.levels for table in question.count_levels_when)]
        for table in tables:
            if len(table) > len(question.items) + 1 or table[0] != 0 or list(table) != sorted(table):
                what = _("The levels by number of ticks of '{name}' must rise from 0 and fit its items.")
                yield file, (*path, "count_levels"), what.format(name=question.id), _("Correct the list.")
        codes = Counter(item.code for item in question.items)
        for code, count in codes.items():
            if count > 1 or code in {"none", "na", "dk"}:
                what = _("The item code '{code}' cannot be used here.").format(code=code)
                yield file, (*path, "items"), what, _("Use each code once; none, na and dk are taken.")


def bands(instrument: Instrument) -> Found:
    for key, bands in (("bands", instrument.settings.bands), ("size_bands", instrument.settings.size_bands)):
        starts = [band.start for band in bands]
        if starts != sorted(set(starts)) or starts[0] != (0 if key == "bands" else 1):
            what = _("The bands must begin at their lowest value and rise.")
            yield "instrument.yaml", (key,), what, _("Put them in order.")


def _told_apart(field: ProfileField) -> Iterator[tuple[str, str]]:
    """Codes that stand twice; other words for a choice that are words for another one too, so that none is meant."""
    for code, count in Counter(option.code for option in field.options).items():
        if count > 1:
            yield (
                _("The code '{code}' stands twice in '{name}'.").format(code=code, name=field.id),
                _("Use each code once."),
            )
    said = {
        option.code: {folded(text) for text in (option.code, option.text, *option.also)} for option in field.options
    }
    for option in field.options:
        for text in option.also:
            if any(folded(text) in words for code, words in said.items() if code != option.code):
                what = _("'{text}' stands for several choices of '{name}'.").format(text=text, name=field.id)
                yield what, _("Leave it with one of them.")


def profile(instrument: Instrument) -> Found:
    known = instrument.profile_field
    for n, field in enumerate(instrument.profile):
        if field.type in {"choice", "choices"} and not field.options:
            yield "profile.yaml", (n,), _("'{name}' has no options.").format(name=field.id), _("Add them.")
        for what, do in _told_apart(field):
            yield "profile.yaml", (n, "options"), what, do
        for option in field.options:
            for question in option.prefill:
                if question not in instrument.questions:
                    yield unknown_question("profile.yaml", (n, "options"), question, instrument.questions)
        if field.options_by is not None:
            parents = {o.code for o in known[field.options_by].options} if field.options_by in known else set()
            for option in field.options:
                if option.of not in parents:
                    what = _("The option '{code}' belongs to no choice of '{by}'.")
                    what = what.format(code=option.code, by=field.options_by)
                    yield "profile.yaml", (n, "options"), what, _("Name one with 'of'.")
    for name in ("country", "sector", "employees"):
        if name not in known:
            what = _("The profile has no field '{name}'.").format(name=name)
            yield "profile.yaml", (), what, _("Size, weights and notes need it.")
