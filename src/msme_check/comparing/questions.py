"""What changed in the instrument between two years, as far as it concerns one firm."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from msme_check.comparing.earlier import Scored


@dataclass(frozen=True)
class Changed:
    """A number that is another one today: the weight of a question, the share of a dimension, a level."""

    id: str
    before: Decimal
    after: Decimal


@dataclass(frozen=True)
class InstrumentChange:
    """How the instrument of then differs from that of today for a firm whose answers and profile are those of then.

    `weights`: of questions, effective ones. `shares`: of dimensions, in percent. `levels`: what the same answer counts.
    `moved`: answers that stand under other ids today. `left_out`: those that have no place today. Ids are those of the
    instrument that has the question.
    """

    version_before: str
    version_after: str
    changed: bool
    new: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    weights: tuple[Changed, ...] = ()
    shares: tuple[Changed, ...] = ()
    levels: tuple[Changed, ...] = ()
    moved: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


def instrument_change(then: Scored, now: Scored) -> InstrumentChange:
    """Two assessments of the same answers: `then` as it was reported, `now` by the instrument of today."""
    versions = then.instrument.version, now.instrument.version
    if then.instrument_hash == now.instrument_hash:
        return InstrumentChange(*versions, changed=False)
    old, new = then.answers, now.answers
    both = [name for name in new if name in old]
    dimensions = [(name, then.dimensions[name], one) for name, one in now.dimensions.items() if name in then.dimensions]
    return InstrumentChange(
        *versions,
        changed=True,
        new=tuple(name for name in new if name not in old),
        gone=tuple(name for name in old if name not in new),
        weights=_changed((name, old[name].weight, new[name].weight) for name in both),
        shares=_changed((name, before.weight, after.weight) for name, before, after in dimensions),
        levels=_changed((name, _exact(old[name].level), _exact(new[name].level)) for name in both),
    )


def _exact(level: int | None) -> Decimal | None:
    return None if level is None else Decimal(level)


def _changed(numbers: Iterable[tuple[str, Decimal | None, Decimal | None]]) -> tuple[Changed, ...]:
    """Those that are other ones today; what is missing on one side cannot be compared."""
    return tuple(
        Changed(name, before, after)
        for name, before, after in numbers
        if before is not None and after is not None and before != after
    )
