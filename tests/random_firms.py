"""Random firms, from plausible to nasty, as rows of a CSV file of firms. The same seed gives the same firms."""

import random
from collections.abc import Sequence

from msme_check.model.instrument import Instrument, ProfileField
from msme_check.model.questions import LEVELS, Checklist, Ladder, Number, Question, YesNo
from msme_check.model.rules import Recommendation
from reference import Firm

ALWAYS_THERE = ("country", "sector", "employees")
SIZES = ((1, 1), (1, 1), (2, 9), (2, 9), (2, 9), (2, 9), (10, 49), (10, 49), (10, 49), (50, 249), (250, 400))
EDGES = (1, 2, 5, 6, 9, 10, 49, 50, 249, 250)
YES_NO = ("no", "no", "partly", "partly", "yes")


def random_row(rng: random.Random, instrument: Instrument) -> dict[str, str]:
    """One firm. Its propensities for gaps, "I do not know" and "not applicable" are its own, its level mostly too."""
    row = {"firm_id": f"T{rng.randrange(10**8):08}", "firm_name": f"Firm {rng.randrange(1000)}"}
    row |= _profile(rng, instrument)
    firm = Firm(instrument, row, False)
    gaps, dk, na = rng.choice((0, 0, 0.1, 0.2, 0.2, 0.3, 0.6)), rng.choice((0, 0, 0.02, 0.1, 0.4)), rng.random() ** 2
    quality, always = rng.random(), rng.choice((None,) * 22 + (0, LEVELS - 1, LEVELS - 1))
    if always is not None and rng.random() < 0.7:
        gaps, dk, na = 0, 0, 0
    weak = rng.choice((*instrument.questionnaires, None)) if always else None
    empty = rng.choice(instrument.questionnaires) if rng.random() < 0.15 else None
    quality_of = {part.id: rng.random() if rng.random() < 0.3 else quality for part in instrument.questionnaires}
    for key, question in instrument.questions.items():
        part = instrument.questionnaire_of[key]
        level = always if always is not None else _level(rng, quality_of[part])
        level = 1 if weak and part == weak.id else level
        grounds = [firm.truth(one.when, {}, {}) for one in question.not_applicable]
        allowed = any(ground is not False for ground in grounds)
        if rng.random() < (na * 0.6 if allowed else 0.01):
            row[key] = "na"
        elif rng.random() < dk:
            row[key] = "dk"
        else:
            row[key] = _answer(rng, question, level, exact=always is not None)
        if (empty and part == empty.id) or rng.random() < gaps:
            row[key] = ""
    shown = rng.choice((0, 0, 0.3, 0.8, 1))
    answered = [key for key in instrument.questions if row[key] not in ("", "na", "dk")]
    row["evidence"] = " ".join(key for key in answered if rng.random() < shown)
    return row


def _profile(rng: random.Random, instrument: Instrument) -> dict[str, str]:
    """All fields, some of them empty; the fields of one country only where they are asked."""
    row: dict[str, str] = {}
    unknown = rng.choice((0, 0, 0.05, 0.3, 1))
    for field in instrument.profile:
        asked = field.ask_when is None or Firm(instrument, row, False).truth(field.ask_when, {}, {})
        there = field.id in ALWAYS_THERE or (asked and rng.random() >= unknown)
        row[field.id] = _fact(rng, field, row) if there else ""
    return row


def _fact(rng: random.Random, field: ProfileField, row: dict[str, str]) -> str:
    if field.id == "employees":
        return str(rng.choice(EDGES) if rng.random() < 0.2 else rng.randint(*rng.choice(SIZES)))
    if field.id == "employees_insured":
        return str(rng.randint(0, int(row["employees"])))
    if field.type == "year":
        return str(rng.randint(1950, 2026))
    if field.type == "number":
        return str(int(10 ** (rng.uniform(0, 2) if field.id == "days_a_month" else rng.uniform(4, 13))))
    codes = [one.code for one in field.options if one.of is None or one.of == row[field.options_by or ""]]
    if field.type == "choices":
        chosen = rng.sample(codes, min(len(codes), rng.choice((1, 1, 2, 3, 5))))
        return " ".join(code for code in codes if code in chosen)
    return rng.choice(codes)


def _level(rng: random.Random, quality: float) -> int:
    """A level around the firm's quality, now and then any level."""
    return rng.randrange(LEVELS) if rng.random() < 0.15 else sum(rng.random() < quality for _ in range(LEVELS - 1))


def _answer(rng: random.Random, question: Question, level: int, *, exact: bool) -> str:
    """A cell at a level, or near it; numbers often exactly on the edge of a band."""
    match question:
        case Ladder():
            return str(level)
        case YesNo():
            return YES_NO[level]
        case Checklist():
            count = round(level / (LEVELS - 1) * len(question.items)) + (0 if exact else rng.choice((0, 0, -1, 1)))
            codes = [item.code for item in question.items]
            return " ".join(rng.sample(codes, max(0, min(len(codes), count)))) or "none"
        case Number():
            return _number(rng, question, level)


def _number(rng: random.Random, question: Number, level: int) -> str:
    place = next((i for i, band in enumerate(question.bands) if band.level == level), 0)
    start = int(question.bands[place].start)
    last = place + 1 == len(question.bands)
    end = int(question.maximum) if last else int(question.bands[place + 1].start) - 1
    kind = rng.random()
    if kind < 0.3:
        return str(rng.choice((start, end)))
    if kind < 0.35 and not last:
        return f"{end}.{rng.choice((5, 99))}"
    return str(rng.randint(start, end))


def with_recommendations(instrument: Instrument, recommendations: Sequence[Recommendation]) -> Instrument:
    """The instrument with other recommendations."""
    needs = repr([(one.id, one.needs) for one in recommendations])
    changed = instrument.model_copy(update={"recommendations": tuple(recommendations), "hash": needs})
    changed.__dict__.pop("recommendation", None)  # worked out of the others before
    return changed
