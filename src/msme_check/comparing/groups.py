"""The firms of two batches, matched by their ids: who moved up, who down, and for whom that is more than noise.

All of it is known from the two tables of results, so it takes seconds for a million firms. What only the answers could
tell is not guessed: what each firm's answers did under other weights, and what a changed profile or changed questions
made of a score. Such firms are counted as moved, but not as moved for sure.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import polars as pl

from msme_check.comparing.folders import FIRM_ID, BatchFolder
from msme_check.comparing.group_noise import noise, weighing
from msme_check.errors import FileError
from msme_check.i18n import _
from msme_check.model.instrument import Instrument
from msme_check.scoring import OVERALL

STEPS = 10_000
"""Figures of a table have four decimals."""

THEN, NOW = "then", "now"


@dataclass(frozen=True)
class BatchSide:
    """One of the two batches. `repeated`: rows whose id stands there more than once; these are not matched."""

    folder: str
    date: str
    version: str
    hash: str
    firms: int
    without_id: int
    repeated: int
    unmatched: int


@dataclass(frozen=True)
class ScoreMoved:
    """A score of all matched firms that have it in both years.

    `up`, `down`: by band, of the `with_band` firms that have one in both years; the `sure` ones of these by more than
    noise. `better`, `worse`: for sure, whatever the band. `moves`: a row for each band of then, with the firms in each
    band of now. `noise`: points that a difference must have; None where nobody can be sure.
    """

    id: str
    title: str
    firms: int
    median_before: Decimal | None
    median_after: Decimal | None
    median_difference: Decimal | None
    with_band: int
    up: int
    down: int
    up_sure: int
    down_sure: int
    better: int
    worse: int
    moves: tuple[tuple[int, ...], ...]
    noise: Decimal | None


@dataclass(frozen=True)
class GroupComparison:
    """Two batches. `same_questions`: both were scored by the instrument in use, so that one can be sure of anything.

    `profile_changed`: matched firms that weigh in another way today; they are never counted as sure.
    """

    before: BatchSide
    after: BatchSide
    matched: int
    same_questions: bool
    profile_changed: int
    bands: tuple[str, ...]
    scores: tuple[ScoreMoved, ...]
    kind: Literal["groups"] = "groups"


def compare(before: BatchFolder, after: BatchFolder, instrument: Instrument) -> GroupComparison:
    """Compares two batches. Raises AnswersError where no firm is in both."""
    return _Comparing(before, after, instrument).comparison()


class _Comparing:
    def __init__(self, before: BatchFolder, after: BatchFolder, instrument: Instrument) -> None:
        self.instrument = instrument
        self.folders = before, after
        source = instrument.original or instrument
        self.bands = [band.title for band in source.settings.bands]
        names = (OVERALL, *(part.id for part in instrument.questionnaires))
        shared = set(before.columns) & set(after.columns)
        self.names = [name for name in names if {f"{name}_score", f"{name}_band"} <= shared]
        self.facts = [name for name in weighing(instrument) if name in shared]
        self.same = all(one.scored_by is not None and one.scored_by.hash == instrument.hash for one in self.folders)
        self.tables = [one.collected(self._wanted(one)) for one in self.folders]
        self.pairs = self._pairs()

    def _wanted(self, folder: BatchFolder) -> dict[str, pl.Expr]:
        wanted = {FIRM_ID: pl.col(FIRM_ID).cast(pl.String)}
        wanted |= {name: pl.col(name).cast(pl.String).fill_null("") for name in self.facts}
        for name in self.names:
            wanted[f"{name}_score"] = _points(f"{name}_score")
            band = pl.col(f"{name}_band").cast(pl.String)
            wanted[f"{name}_band"] = band.replace_strict(self.bands, range(len(self.bands)), default=None).cast(pl.Int8)
            ends = (f"{name}_low", f"{name}_high")
            wanted |= {end: _points(end) for end in ends if end in folder.columns}
        return wanted

    def _pairs(self) -> pl.DataFrame:
        """The firms of both, whose id is in each of the two only once."""
        then, now = (
            table.filter(pl.col(FIRM_ID).is_not_null() & (pl.col(FIRM_ID) != "") & pl.col(FIRM_ID).is_unique())
            for table in self.tables
        )
        then = then.rename({name: f"{THEN}:{name}" for name in then.columns if name != FIRM_ID})
        now = now.rename({name: f"{NOW}:{name}" for name in now.columns if name != FIRM_ID})
        found = then.join(now, on=FIRM_ID, how="inner")
        if found.is_empty():
            what = _("No firm id of it is in {other} too.").format(other=self.folders[1].folder)
            raise FileError(self.folders[0].folder, what, _("Name two batches of the same firms, with the same ids."))
        moved = [pl.col(f"{THEN}:{name}") != pl.col(f"{NOW}:{name}") for name in self.facts]
        return found.with_columns(weighs_anew=pl.any_horizontal(moved) if moved else pl.lit(value=False))

    def comparison(self) -> GroupComparison:
        before, after = (self._side(place) for place in (0, 1))
        return GroupComparison(
            before=before,
            after=after,
            matched=len(self.pairs),
            same_questions=self.same,
            profile_changed=int(self.pairs["weighs_anew"].sum()),
            bands=tuple(band.title for band in self.instrument.settings.bands),
            scores=tuple(self._scores()),
        )

    def _side(self, place: int) -> BatchSide:
        folder, table = self.folders[place], self.tables[place]
        named = table.filter(pl.col(FIRM_ID).is_not_null() & (pl.col(FIRM_ID) != ""))
        once = int(named[FIRM_ID].is_unique().sum())
        by = folder.scored_by
        return BatchSide(
            folder=folder.folder,
            date=folder.date,
            version=by.version if by else "",
            hash=by.hash if by else "",
            firms=len(table),
            without_id=len(table) - len(named),
            repeated=len(named) - once,
            unmatched=once - len(self.pairs),
        )

    def _scores(self) -> Iterator[ScoreMoved]:
        titles = {OVERALL: _("Overall"), **{part.id: part.title for part in self.instrument.questionnaires}}
        needed = noise(self.instrument)
        for name in self.names:
            yield self._moved(name, titles[name], needed[name] if self.same else None)

    def _moved(self, name: str, title: str, needed: Decimal | None) -> ScoreMoved:
        then, now = f"{THEN}:{name}", f"{NOW}:{name}"
        both = self.pairs.filter(pl.col(f"{then}_score").is_not_null() & pl.col(f"{now}_score").is_not_null())
        both = both.with_columns(difference=pl.col(f"{now}_score") - pl.col(f"{then}_score"))
        both = both.with_columns(sure=self._sure(name, needed))
        step = pl.col(f"{now}_band") - pl.col(f"{then}_band")
        up, down, sure = step > 0, step < 0, pl.col("sure")
        counts = both.select(
            with_band=step.is_not_null().sum(),
            up=up.sum(),
            down=down.sum(),
            up_sure=(up & sure & (pl.col("difference") > 0)).sum(),
            down_sure=(down & sure & (pl.col("difference") < 0)).sum(),
            better=(sure & (pl.col("difference") > 0)).sum(),
            worse=(sure & (pl.col("difference") < 0)).sum(),
        ).row(0, named=True)
        return ScoreMoved(
            id=name,
            title=title,
            firms=len(both),
            median_before=_median(both[f"{then}_score"]),
            median_after=_median(both[f"{now}_score"]),
            median_difference=_median(both["difference"]),
            moves=self._moves(both, f"{then}_band", f"{now}_band"),
            noise=needed,
            **{key: int(count or 0) for key, count in counts.items()},
        )

    def _sure(self, name: str, needed: Decimal | None) -> pl.Expr:
        """Where a difference is more than noise, whatever the missing answers are, of a firm that weighs as before."""
        if needed is None:
            return pl.lit(value=False)
        enough = pl.col("difference").abs() > int(needed * STEPS)
        return (enough & ~pl.col("weighs_anew") & self._apart(name)).fill_null(value=False)

    def _apart(self, name: str) -> pl.Expr:
        """Where the ranges of what is not answered do not meet; of the overall score, where all is answered."""
        if name == OVERALL:
            parts = [one for one in self.names if one != OVERALL and self._has_ranges(one)]
            return pl.all_horizontal(self._complete(when, part) for part in parts for when in (THEN, NOW))
        if not self._has_ranges(name):
            return pl.lit(value=False)
        low, high = f"{name}_low", f"{name}_high"
        rose = pl.col(f"{NOW}:{low}") > pl.col(f"{THEN}:{high}")
        fell = pl.col(f"{NOW}:{high}") < pl.col(f"{THEN}:{low}")
        return pl.when(pl.col("difference") > 0).then(rose).otherwise(fell)

    def _has_ranges(self, name: str) -> bool:
        ends = {f"{when}:{name}_{end}" for when in (THEN, NOW) for end in ("low", "high")}
        return ends <= set(self.pairs.columns)

    def _complete(self, when: str, part: str) -> pl.Expr:
        return (pl.col(f"{when}:{part}_low") == pl.col(f"{when}:{part}_high")).fill_null(value=False)

    def _moves(self, both: pl.DataFrame, then: str, now: str) -> tuple[tuple[int, ...], ...]:
        found = both.group_by(then, now).len()
        counts = {(old, new): n for old, new, n in found.rows()}
        places = range(len(self.bands))
        return tuple(tuple(counts.get((old, new), 0) for new in places) for old in places)


def _points(column: str) -> pl.Expr:
    """A figure in whole steps of its last decimal."""
    return (pl.col(column).cast(pl.Float64) * STEPS).round().cast(pl.Int32)


def _median(values: pl.Series) -> Decimal | None:
    found = values.median()
    return None if found is None else Decimal(str(found)) / STEPS
