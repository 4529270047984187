"""A file of firms in, tables out, all in duckdb."""

from pathlib import Path

import duckdb

from bench.duck.answers import answered, refusal_words
from bench.duck.expressions import Facts, named, text
from bench.duck.rules import Actions
from bench.duck.scores import Scores
from bench.duck.tables import figure, results, score_figure
from msme_check.answers import choices
from msme_check.model.instrument import Instrument
from msme_check.rules import VALUE, Rules
from msme_check.scoring import Scoring

TOP = 10
_CSV = "(FORMAT csv, HEADER)"
_SOURCE = """SELECT * FROM read_csv(
  {firms}, all_varchar = true, header = true, delim = ',', quote = '"')"""
_RECOMMENDATIONS = """
SELECT firm_id, rank, lines.recommendation, NULL AS planned, {gain} AS gain, {value} AS value,
  effort_days, cost, horizon, direction, lines.because
FROM (SELECT firm_id, unnest(range(1, len(places) + 1)) AS rank, unnest(places) AS place,
  unnest(best_gain) AS gain, unnest(best_value) AS value, unnest(best_because) AS bits FROM judged) AS best
JOIN lines USING (place, bits)"""
_REJECTED = """
SELECT {file} AS file, row + 2 AS row, firm_id, words."column", 'yes' AS scored, problem, what_to_do
FROM (SELECT rowid AS row, firm_id, unnest(refused) AS place FROM judged WHERE len(refused) > 0)
JOIN words USING (place)"""


def judged(firms: Path, instrument: Instrument, top: int) -> tuple[Actions, str]:
    """The whole query: for each firm its line of results, the best recommendations, and what was refused."""
    scoring = Scoring(instrument, choices(instrument))
    actions = Actions(Rules(scoring), Scores(scoring))
    source = _SOURCE.format(firms=text(str(firms)))
    scored = actions.scores.scored(answered(source, instrument, Facts(scoring.choices)))
    found = actions.judged(scored, top)
    columns = {"refused": "refused", "places": "places"}
    columns |= {f"best_{name}": named(f"best.{name}") for name in ("gain", "value", "because")}
    columns |= results(actions)
    return actions, "SELECT " + ",\n  ".join(
        f"{sql} AS {named(name)}" for name, sql in columns.items()
    ) + f"\nFROM ({found})"


def write(firms: Path, out: Path, instrument: Instrument) -> None:
    """Writes results.csv, recommendations.csv and rejected.csv."""
    out.mkdir()
    actions, query = judged(firms, instrument, TOP)
    with duckdb.connect() as base:
        base.execute(f"SET temp_directory = {text(str(out / 'spilled'))}")
        base.execute(f"CREATE TABLE judged AS {query}")
        base.execute(
            "CREATE TABLE lines (place BIGINT, bits BIGINT, recommendation VARCHAR, because VARCHAR,"
            " effort_days BIGINT, cost VARCHAR, horizon VARCHAR, direction VARCHAR)"
        )
        base.executemany("INSERT INTO lines VALUES (?, ?, ?, ?, ?, ?, ?, ?)", actions.lines())
        base.execute('CREATE TABLE words (place BIGINT, "column" VARCHAR, problem VARCHAR, what_to_do VARCHAR)')
        base.executemany("INSERT INTO words VALUES (?, ?, ?, ?)", refusal_words(instrument))
        names = ", ".join(map(named, results(actions)))
        tables = {
            "results.csv": f"FROM judged SELECT {names}",
            "recommendations.csv": _RECOMMENDATIONS.format(gain=score_figure("gain"), value=figure("value", VALUE)),
            "rejected.csv": _REJECTED.format(file=text(firms.name)),
        }
        for name, table in tables.items():
            base.execute(f"COPY ({table}) TO {text(str(out / name))} {_CSV}")
