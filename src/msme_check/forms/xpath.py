"""Conditions on a firm's profile as XPath: what a phone needs to ask a firm just what it would be asked here.

A condition of the instrument holds, fails, or cannot be judged; XPath knows true and false alone. So there are two
translations, as in `msme_check.conditions`: one is true where the condition holds, the other where it fails.
`${field}` is how an XLSForm names an answer; one that was not given, or not asked, is an empty text.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from itertools import groupby

from msme_check.model.conditions import All, AnyOf, Condition, Not, ProfileTest
from msme_check.model.instrument import Instrument
from msme_check.model.questions import Question
from msme_check.model.rules import OverlayGroup

SIZE, PEOPLE = "size", "employees"
"""The size is no answer: it follows from the number of people."""


def holds(condition: Condition, instrument: Instrument) -> str:
    """True where the condition holds."""
    return _judged(condition, instrument, wanted=True)


def fails(condition: Condition, instrument: Instrument) -> str:
    """True where the condition is known to be false."""
    return _judged(condition, instrument, wanted=False)


def asked(question: Question, instrument: Instrument) -> str:
    """True where no group of overlays gives the question the weight 0; empty where none ever does."""
    hiding = [one for group in instrument.overlays.groups if (one := _hides(group, question.id, instrument))]
    return negated(either(hiding)) if hiding else ""


def not_applicable(question: Question, instrument: Instrument) -> str:
    """True where "does not apply" may be an answer; empty where no profile rules it out. The question has grounds."""
    conditions = [ground.when for ground in question.not_applicable]
    settled = [one for one in conditions if one is not None]
    if len(settled) < len(conditions):
        return ""
    return negated(both(fails(one, instrument) for one in settled))


def both(parts: Iterable[str]) -> str:
    """True where all parts are."""
    return _joined(parts, "and")


def either(parts: Iterable[str]) -> str:
    """True where one of the parts is."""
    return _joined(parts, "or")


def negated(part: str) -> str:
    """True where the part is not."""
    return f"not({part})"


def answer(name: str) -> str:
    """What was answered to a field or question of the form."""
    return f"${{{name}}}"


def given(name: str) -> str:
    """True where a field or question was answered."""
    return f"{answer(name)} != ''"


def _joined(parts: Iterable[str], word: str) -> str:
    different = list(dict.fromkeys(parts))
    if len(different) == 1:
        return different[0]
    return f" {word} ".join(f"({one})" if _loose(one) else one for one in different)


def _loose(part: str) -> bool:
    """Whether a part falls apart without brackets around it."""
    while (bare := re.sub(r"\([^()]*\)", "", part)) != part:
        part = bare
    return " and " in part or " or " in part


def _judged(condition: Condition, instrument: Instrument, *, wanted: bool) -> str:
    match condition:
        case All():
            parts = [_judged(part, instrument, wanted=wanted) for part in condition.all]
            return both(parts) if wanted else either(parts)
        case AnyOf():
            parts = [_judged(part, instrument, wanted=wanted) for part in condition.any]
            return either(parts) if wanted else both(parts)
        case Not():
            return _judged(condition.not_, instrument, wanted=not wanted)
        case ProfileTest():
            return _profile(condition, instrument, wanted=wanted)
        case _:  # `checking` lets only facts decide what is asked
            raise ValueError("a form can judge conditions on the profile alone")


def _profile(leaf: ProfileTest, instrument: Instrument, *, wanted: bool) -> str:
    name = leaf.profile
    if leaf.at_most is not None or leaf.at_least is not None:
        limit = leaf.at_most if leaf.at_most is not None else leaf.at_least
        below = (leaf.at_most is not None) is wanted
        sign = ("<=" if wanted else "<") if below else (">=" if wanted else ">")
        return both([given(name), f"{answer(name)} {sign} {limit}"])
    if leaf.has is not None or leaf.only is not None:
        test = _chosen(leaf, instrument)
        return test if wanted else both([given(name), negated(test)])
    codes = leaf.in_ or tuple(code for code in (leaf.is_, leaf.is_not) if code is not None)
    if wanted is (leaf.is_not is None):
        return _among(name, codes, instrument)
    if name == SIZE:
        return _among(name, [one for one in _sizes(instrument) if one not in codes], instrument)
    return both([given(name), *(f"{answer(name)} != '{code}'" for code in codes)])


def _chosen(leaf: ProfileTest, instrument: Instrument) -> str:
    """Of a field where several may be chosen: true where one of the codes is, and with `only` no other."""
    codes = leaf.has or leaf.only or ()
    some = either(f"selected({answer(leaf.profile)}, '{code}')" for code in codes)
    if leaf.only is None:
        return some
    others = [one.code for one in instrument.profile_field[leaf.profile].options if one.code not in codes]
    return both([some, *(negated(f"selected({answer(leaf.profile)}, '{code}')") for code in others)])


def _among(name: str, codes: Collection[str], instrument: Instrument) -> str:
    """True where the field of one choice, or the size, is one of the codes."""
    if name == SIZE:
        return either(_people(codes, instrument))
    return either(f"{answer(name)} = '{code}'" for code in codes)


def _sizes(instrument: Instrument) -> list[str]:
    """For each size band the size that its firms are scored as."""
    return [band.scored_as or band.id for band in instrument.settings.size_bands]


def _people(codes: Collection[str], instrument: Instrument) -> Sequence[str]:
    """The numbers of people of these sizes, bands that follow each other as one."""
    starts = [band.start for band in instrument.settings.size_bands]
    bands = zip(_sizes(instrument), starts, [*starts[1:], None], strict=True)
    ranges = []
    for inside, run in groupby(bands, key=lambda band: band[0] in codes):
        if inside:
            (_first, start, _next), *_between = both_ends = list(run)
            end = both_ends[-1][2]
            last = [] if end is None else [f"{answer(PEOPLE)} < {end}"]
            ranges.append(both([f"{answer(PEOPLE)} >= {start}", *last]))
    return ranges


def _hides(group: OverlayGroup, question: str, instrument: Instrument) -> str:
    """True where the group's multiplier is 0: by the first exception that holds, else by its table. Empty: never."""
    codes = [code for code, multiplier in group.multipliers.get(question, {}).items() if multiplier == 0]
    hides = _among(group.by, codes, instrument) if codes else ""
    for exception in reversed(group.exceptions):
        if question in exception.questions:
            here = holds(exception.when, instrument)
            if exception.multiplier == 0:
                hides = either([here, hides]) if hides else here
            elif hides:
                hides = both([hides, negated(here)])
    return hides
