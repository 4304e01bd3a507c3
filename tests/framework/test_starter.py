"""The starter framework: sound, complete, honest about its sources, and true to police.uk's words."""

from collections.abc import Iterable
from pathlib import Path

import duckdb
import pytest

from peelian.framework.check import check
from peelian.framework.expressions import evaluate, to_sql, type_of
from peelian.framework.load import STARTER, Framework, load
from peelian.framework.source import Source


@pytest.fixture(scope="module")
def starter() -> Framework:
    return load(STARTER)


def test_has_no_problems() -> None:
    assert check(STARTER) == []


def test_uses_every_kind_of_measure(starter: Framework) -> None:
    kinds = {measure.kind for measure in starter.measures.values()}
    assert kinds == {
        "count", "sum", "proportion", "mean", "median", "quantile", "rate", "stock", "derived",
    }  # fmt: skip
    assert len(starter.measures) >= 36


def test_every_measure_says_what_it_leaves_out_and_its_unit(starter: Framework) -> None:
    assert [m.id for m in starter.measures.values() if not m.caveats.strip() or not m.unit] == []
    assert {m.unit for m in starter.measures.values() if m.kind == "proportion"} == {"%"}


def test_every_leg_is_timed_for_immediate_and_priority(starter: Framework) -> None:
    for grade in ("immediate", "priority"):
        assert f"attendance_{grade}_in_standard" in starter.measures
        for leg in ("", "control_room_", "despatch_", "travel_"):
            for statistic in ("median", "p90"):
                measure = starter.measure(f"attendance_{grade}_{leg}{statistic}")
                assert {"urban_rural", "hour_band"} <= set(measure.by)


def test_standards_of_our_own_say_so(starter: Framework) -> None:
    standards = [s for measure in starter.measures.values() for s in measure.standards]
    assert standards
    assert all("starter configuration; set your own" in standard.reason for standard in standards)


def test_columns_about_people_are_marked(starter: Framework) -> None:
    searches, postings = starter.sources["stop_searches"].columns, starter.sources["postings"].columns
    assert searches["self_defined_ethnicity"].special_category
    assert searches["officer_defined_ethnicity"].special_category
    assert postings["name"].personal
    for source in starter.sources.values():
        if source.individual:
            assert source.columns[source.individual].personal
    assert all(column.description for s in starter.sources.values() for column in s.columns.values())


def allowed(source: Source, column: str) -> set[str]:
    return set(source.columns[column].values)


def values(files: Iterable[Path], column: str) -> set[str]:
    parquet = [str(file) for file in files if file.suffix == ".parquet"]
    csv = [str(file) for file in files if file.name.endswith(".csv.gz")]
    found: set[str] = set()
    for reader, names in (("read_parquet(?)", parquet), ("read_csv(?, all_varchar := true)", csv)):
        for name in names:
            sql = f'SELECT DISTINCT "{column}" FROM {reader} WHERE "{column}" IS NOT NULL'
            found |= {row[0] for row in duckdb.execute(sql, [name]).fetchall()}
    return found


@pytest.mark.realdata
def test_every_category_and_outcome_that_police_uk_published_is_allowed(
    starter: Framework, shared: Path
) -> None:
    streets = [
        *shared.glob("data/policeuk_street*/*.parquet"),
        *shared.glob("data/policeuk_raw*/*street.csv.gz"),
    ]
    crimes = starter.sources["recorded_crimes"]
    assert len(values(streets, "Crime type")) == 14
    assert values(streets, "Crime type") <= allowed(crimes, "category")
    assert values(streets, "Last outcome category") <= allowed(crimes, "last_outcome")
    outcomes = [
        *shared.glob("data/policeuk_metropolitan/*outcomes.parquet"),
        *shared.glob("data/policeuk_raw*/*outcomes.csv.gz"),
    ]
    assert values(outcomes, "Outcome type") <= allowed(starter.sources["crime_outcomes"], "outcome")


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("published", "column"),
    [
        ("Gender", "gender"),
        ("Age range", "age_range"),
        ("Self-defined ethnicity", "self_defined_ethnicity"),
        ("Officer-defined ethnicity", "officer_defined_ethnicity"),
        ("Legislation", "legislation"),
        ("Object of search", "object"),
    ],
)
def test_every_value_of_a_search_that_police_uk_published_is_allowed(
    starter: Framework, shared: Path, published: str, column: str
) -> None:
    files = [
        *shared.glob("data/policeuk_metropolitan/*stop-and-search*.parquet"),
        *shared.glob("data/policeuk_raw*/*stop-and-search.csv.gz"),
    ]
    assert values(files, published) <= allowed(starter.sources["stop_searches"], column)


@pytest.mark.realdata
def test_the_outcomes_of_searches_are_the_reference_s_and_more(starter: Framework, shared: Path) -> None:
    reference = duckdb.execute(
        "SELECT value FROM read_csv(?)", [str(shared / "reference" / "stop_search_outcomes.csv")]
    ).fetchall()
    assert {value for (value,) in reference} <= allowed(starter.sources["stop_searches"], "outcome")


def test_every_outcome_and_ethnicity_is_in_a_group(starter: Framework) -> None:

    for source, column, group in (
        ("recorded_crimes", "last_outcome", "outcome_group"),
        ("stop_searches", "self_defined_ethnicity", "self_defined_group"),
    ):
        expression = starter.names(source)[group]
        assert not isinstance(expression, str)
        listed = starter.sources[source].columns[column].values
        assert [value for value in listed if evaluate(expression, {column: value}) is None] == []


def test_duckdb_accepts_every_expression_of_every_measure(starter: Framework) -> None:
    types = {"text": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN"}
    types |= {"instant": "TIMESTAMPTZ", "date": "DATE", "month": "DATE"}
    with duckdb.connect() as connection:
        for source in starter.sources.values():
            columns = ", ".join(f'"{name}" {types[column.type]}' for name, column in source.columns.items())
            connection.execute(f'CREATE TABLE "{source.id}" ({columns})')
        for measure in starter.measures.values():
            if measure.source is None:
                continue
            parsed = starter.parsed(measure.id)
            trees = [parsed.where, parsed.numerator, parsed.value, *(one.expression for one in parsed.by)]
            listed = ", ".join(to_sql(tree) for tree in trees if tree is not None)
            kinds = connection.execute(f'DESCRIBE SELECT {listed} FROM "{measure.source}"').fetchall()
            expected = [types[type_of(tree)] for tree in trees if tree is not None]
            assert [
                kind.replace("TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ") for _, kind, *_ in kinds
            ] == expected
