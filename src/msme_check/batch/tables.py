"""Assessed firms -> the lines of `results.csv` and `recommendations.csv`, as frames of text.

Figures have four decimals, rounded half up from the stored whole numbers. An empty cell means: there is none.
"""

from collections.abc import Iterable

import polars as pl

from msme_check.answers import FIRM_ID, FIRM_NAME, SIZE
from msme_check.assess import Assessed
from msme_check.batch.figures import decimal_text, score_text
from msme_check.conditions import profile
from msme_check.counting import SHARE
from msme_check.intake.formulas import guarded
from msme_check.model.instrument import Instrument
from msme_check.planning import HORIZONS
from msme_check.rules import VALUE
from msme_check.scoring import OVERALL, Scoring
from msme_check.verdict import CONFIDENCE, HIGH, LOW


def results(assessed: Assessed, instrument: Instrument) -> pl.DataFrame:
    """One line for each firm. `instrument` gives the titles of the bands: the one in the source language."""
    scoring = assessed.rules.scoring
    titles = {band.id: band.title for band in instrument.settings.bands}
    columns = [_safe(FIRM_ID), _safe(FIRM_NAME), *_profile(instrument), pl.col(SIZE).alias("size")]
    columns += _overall(scoring, titles)
    for part in instrument.questionnaires:
        columns += _questionnaire(scoring, part.id, titles)
    columns += [score_text(pl.col(f"{name}.score")).alias(name) for name in instrument.dimensions]
    columns.append(decimal_text(pl.col("confidence"), CONFIDENCE).alias("confidence"))
    pairs = {pair.id: pl.col(pair.id) for pair in instrument.settings.consistency_pairs}
    columns.append(_listed(pairs).alias("consistency_pairs"))
    return assessed.frame.select(columns)


def recommendations(assessed: Assessed, top: int | None) -> pl.DataFrame:
    """One line for each recommendation that fires, firm by firm in the order of the ranking; at most `top` each."""
    instrument = assessed.rules.instrument
    listed = assessed.listed(top)
    ids = assessed.frame.select(_safe(FIRM_ID)).to_series()
    facts = pl.DataFrame(
        {
            "place": range(len(instrument.recommendations)),
            "recommendation": [one.id for one in instrument.recommendations],
            "effort_days": [str(one.effort_days) for one in instrument.recommendations],
            "cost": [one.cost for one in instrument.recommendations],
            "natural": [one.horizon for one in instrument.recommendations],
            "direction": [one.direction for one in instrument.recommendations],
        },
        schema_overrides={"place": pl.Int64},
    )
    planned = pl.col("horizon").replace_strict(range(len(HORIZONS)), [None, *HORIZONS[1:]], return_dtype=pl.String)
    return (
        listed.with_columns(ids.gather(listed["firm"]).alias(FIRM_ID), planned.alias("planned"))
        .join(facts, on="place", how="left", maintain_order="left")
        .join(_reasons(assessed, listed), on=["place", "because"], how="left", maintain_order="left")
        .select(
            FIRM_ID,
            pl.col("rank").cast(pl.String),
            "recommendation",
            "planned",
            score_text(pl.col("gain")).alias("gain"),
            decimal_text(pl.col("value"), VALUE).alias("value"),
            "effort_days",
            "cost",
            pl.col("natural").alias("horizon"),
            "direction",
            pl.col("reasons").alias("because"),
        )
    )


def _safe(column: str) -> pl.Expr:
    """A column of what the person wrote; nothing in it runs as a formula in a spreadsheet."""
    text = pl.col(column).map_elements(guarded, return_dtype=pl.String, skip_nulls=True)
    return _filled(text).alias(column)


def _filled(text: pl.Expr) -> pl.Expr:
    """The text, null where it is empty, so that the file holds an empty cell and not two quotation marks."""
    return pl.when(text != "").then(text)


def _profile(instrument: Instrument) -> Iterable[pl.Expr]:
    for field in instrument.profile:
        if field.type == "choices":
            codes = {option.code: pl.col(profile(field.id, option.code)) for option in field.options}
            yield _listed(codes).alias(field.id)
        else:
            yield pl.col(profile(field.id)).cast(pl.String).alias(field.id)


def _listed(flags: dict[str, pl.Expr]) -> pl.Expr:
    """The names whose flags are true, with spaces between them."""
    names = [pl.when(flag).then(pl.lit(name)) for name, flag in flags.items()]
    return _filled(pl.concat_str(names, separator=" ", ignore_nulls=True)) if names else pl.lit(None, dtype=pl.String)


def _band(column: str, titles: dict[str, str]) -> pl.Expr:
    return pl.col(column).replace_strict(list(titles), list(titles.values()), return_dtype=pl.String)


def _gates(scoring: Scoring, score: str) -> pl.Expr:
    """The gates in force that hold this score, also those whose cap does not bind."""
    flags = {
        gate.id: pl.any_horizontal(pl.col(f"{gate.id}.{n}") for n in range(len(gate.causes)))
        for gate in scoring.gates.values()
        if score in gate.holds_at
    }
    return _listed(flags)


def _overall(scoring: Scoring, titles: dict[str, str]) -> Iterable[pl.Expr]:
    yield score_text(pl.col(f"{OVERALL}.score")).alias("overall_score")
    yield _band(f"{OVERALL}.band", titles).alias("overall_band")
    there = pl.col(f"{OVERALL}.raw").is_not_null()
    yield pl.when(there).then(_gates(scoring, OVERALL)).alias("overall_gates")


def _questionnaire(scoring: Scoring, name: str, titles: dict[str, str]) -> Iterable[pl.Expr]:
    yield score_text(pl.col(f"{name}.score")).alias(f"{name}_score")
    yield score_text(pl.col(f"{name}.raw")).alias(f"{name}_raw")
    yield _band(f"{name}.band", titles).alias(f"{name}_band")
    yield decimal_text(pl.col(f"{name}.coverage"), SHARE).alias(f"{name}_coverage")
    yield _gates(scoring, name).alias(f"{name}_gates")
    for share in ("dk_share", "na_share"):
        yield decimal_text(pl.col(f"{name}.{share}"), SHARE).alias(f"{name}_{share}")
    for end in (LOW, HIGH):
        yield score_text(pl.col(f"{end}:{name}.score")).alias(f"{name}_{end}")


def _reasons(assessed: Assessed, listed: pl.DataFrame) -> pl.DataFrame:
    """What each different set of bits stands for."""
    different = listed.select("place", "because").unique(maintain_order=True)
    recommendations = assessed.rules.instrument.recommendations
    texts = []
    for place, bits in different.iter_rows():
        reasons = assessed.rules.reasons(recommendations[place])
        texts.append(" ".join(reason for n, reason in enumerate(reasons) if bits >> n & 1) or None)
    return different.with_columns(pl.Series("reasons", texts, dtype=pl.String))
