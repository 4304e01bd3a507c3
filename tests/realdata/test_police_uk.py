"""Every police.uk file: loaded, loaded again, and as an archive the way police.uk makes them."""

import gzip
import zipfile
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import pytest

from peelian.pipeline.ingest import load
from peelian.pipeline.receipts import Receipt
from peelian.pipeline.workspace import Workspace
from tests.realdata.conftest import Loads

pytestmark = pytest.mark.realdata

STREET = {
    "policeuk_street_allforces_2018_19/street_cambridgeshire.parquet": 32_665,
    "policeuk_street_allforces_2018_19/street_cheshire.parquet": 43_589,
    "policeuk_street_allforces_2018_19/street_cumbria.parquet": 18_384,
    "policeuk_street_allforces_2018_19/street_staffordshire.parquet": 47_968,
    "policeuk_street_long/street_avon-and-somerset.parquet": 620_495,
    "policeuk_street_long/street_city-of-london.parquet": 28_761,
    "policeuk_raw_csv_samples/2018-10-cambridgeshire-street.csv.gz": 6_930,
    "policeuk_raw_csv_samples/2018-10-northern-ireland-street.csv.gz": 13_613,
    "policeuk_raw_csv_samples/2021-09-avon-and-somerset-street.csv.gz": 14_661,
}


def counts(receipt: Receipt) -> tuple[int, int, int, int, int]:
    return receipt.read, receipt.accepted, receipt.rejected, receipt.unchanged, receipt.revised


@pytest.mark.parametrize(("name", "rows"), STREET.items())
def test_every_street_file_loads_whole(
    data: Path, workspace: Workspace, twice: Loads, name: str, rows: int
) -> None:
    receipt = twice("recorded_crimes", data / name)
    assert counts(receipt) == (rows, rows, 0, 0, 0)
    assert (receipt.mapping, receipt.unmapped, dict(receipt.reasons)) == ("police_uk_street", (), {})
    if name.endswith(".parquet"):
        assert same_as_the_file(workspace, data / name)


def same_as_the_file(workspace: Workspace, file: Path) -> bool:
    """Whether the table counts the same by month, category and outcome as the file itself, by SQL alone."""
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        table = workspace.tables.relation(connection, "rows/recorded_crimes")
        by_table = f"""
            SELECT _month, category, last_outcome, count(*), count(crime_id), sum(longitude::DECIMAL(12, 6))
            FROM {table} GROUP BY ALL
        """
        by_file = f"""
            SELECT "Month", "Crime type", nullif("Last outcome category", ''), count(*),
                count(nullif("Crime ID", '')), sum(try_cast("Longitude" AS DECIMAL(12, 6)))
            FROM '{file}' GROUP BY ALL
        """
        apart = f"(({by_table}) EXCEPT ({by_file})) UNION ALL (({by_file}) EXCEPT ({by_table}))"
        return connection.execute(f"SELECT count(*) FROM ({apart})").fetchall() == [(0,)]


def test_a_sample_is_the_same_rows_as_the_file_that_holds_its_month(data: Path, workspace: Workspace) -> None:
    folder = data / "policeuk_street_allforces_2018_19"
    load(workspace, "recorded_crimes", [folder / "street_cambridgeshire.parquet"])
    sample = data / "policeuk_raw_csv_samples" / "2018-10-cambridgeshire-street.csv.gz"
    (receipt,) = load(workspace, "recorded_crimes", [sample])
    assert counts(receipt) == (6_930, 0, 0, 6_930, 0)


def test_outcomes_that_repeat_exactly_change_nothing(data: Path, workspace: Workspace, twice: Loads) -> None:
    receipt = twice("crime_outcomes", data / "policeuk_metropolitan" / "metropolitan_outcomes.parquet")
    assert counts(receipt) == (225_486, 198_100, 0, 27_386, 0)
    assert (receipt.first_period, receipt.last_period) == (date(2012, 1, 1), date(2025, 2, 1))
    sample = data / "policeuk_raw_csv_samples" / "2023-06-metropolitan-outcomes.csv.gz"
    (again,) = load(workspace, "crime_outcomes", [sample])
    assert counts(again) == (929, 0, 0, 929, 0)


def test_stop_searches_of_both_vocabularies(data: Path, workspace: Workspace, twice: Loads) -> None:
    file = data / "policeuk_metropolitan" / "metropolitan_stop-and-search_2015_2019.parquet"
    receipt = twice("stop_searches", file)
    assert counts(receipt) == (570_734, 570_734, 0, 0, 0)
    # The first is 2015-03-31T23:00Z, which was April by the clock in London.
    assert (receipt.first_period, receipt.last_period) == (date(2015, 4, 1), date(2019, 2, 28))
    sample = data / "policeuk_raw_csv_samples" / "2015-04-metropolitan-stop-and-search.csv.gz"
    (again,) = load(workspace, "stop_searches", [sample])
    assert counts(again) == (11_126, 0, 0, 11_126, 0)
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        table = workspace.tables.relation(connection, "rows/stop_searches")
        found = connection.execute(
            f"SELECT outcome, count(*) FROM {table} GROUP BY ALL ORDER BY count(*) DESC"
        ).fetchall()
        forces = connection.execute(f"SELECT DISTINCT force FROM {table}").fetchall()
    assert found == [
        ("A no further action disposal", 264_311 + 134_326),
        ("Arrest", 74_462 + 28_970),
        ("Khat or Cannabis warning", 32_767 + 3_649),
        ("Community resolution", 12_479 + 3_093),
        ("Penalty Notice for Disorder", 7_220 + 3_925),
        ("Summons / charged by post", 2_750 + 2_187),
        ("Caution (simple or conditional)", 402 + 138),
        ("Article found - Detailed outcome unavailable", 55),
    ]
    assert forces == [("metropolitan",)]


@pytest.fixture
def archive(data: Path, tmp_path: Path) -> Path:
    """An archive as police.uk's are: YYYY-MM/YYYY-MM-force-kind.csv, of several forces, months and kinds."""
    file = tmp_path / "2018-10.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for sample in sorted((data / "policeuk_raw_csv_samples").glob("*.csv.gz")):
            made.writestr(f"{sample.name[:7]}/{sample.name[:-3]}", gzip.decompress(sample.read_bytes()))
        for force in ("cumbria", "cheshire"):
            rows = pq.read_table(data / "policeuk_street_allforces_2018_19" / f"street_{force}.parquet")
            for month in ("2018-11", "2018-12"):
                part = rows.filter(pa.compute.equal(rows["Month"], month)).drop_columns("source_file")
                with made.open(f"{month}/{month}-{force}-street.csv", "w") as out:
                    pacsv.write_csv(part, out)
    return file


def test_an_archive_loads_into_each_source(workspace: Workspace, archive: Path, twice: Loads) -> None:
    street = twice("recorded_crimes", archive)
    with zipfile.ZipFile(archive) as made:
        expected = sorted(name for name in made.namelist() if name.endswith("-street.csv"))
    assert list(street.members) == expected
    assert len(expected) == 7
    assert street.accepted == street.read > 6_930 + 13_613 + 14_661
    assert counts(twice("crime_outcomes", archive)) == (929, 891, 0, 38, 0)
    assert counts(twice("stop_searches", archive)) == (11_126, 11_126, 0, 0, 0)


def test_a_later_download_revises_outcomes(data: Path, workspace: Workspace, tmp_path: Path) -> None:
    """As police.uk does between downloads: outcomes move on, and rows come in any order."""
    folder = data / "policeuk_street_allforces_2018_19"
    rows = pq.read_table(folder / "street_cumbria.parquet")
    load(workspace, "recorded_crimes", [folder / "street_cumbria.parquet"])
    with duckdb.connect() as connection:
        connection.register("rows", rows)
        changed = '"Last outcome category" = \'Status update unavailable\' AND "Crime ID" IS NOT NULL'
        later = connection.sql(f"""
            SELECT * REPLACE (CASE WHEN {changed} THEN 'Suspect charged' ELSE "Last outcome category" END
                AS "Last outcome category") FROM rows ORDER BY random()
        """).to_arrow_table()
        expected = connection.execute(f"SELECT count(*) FROM rows WHERE {changed}").fetchone()
    pq.write_table(later, tmp_path / "later.parquet")
    (receipt,) = load(workspace, "recorded_crimes", [tmp_path / "later.parquet"])
    assert expected is not None
    assert expected[0] > 0
    assert counts(receipt) == (18_384, expected[0], 0, 18_384 - expected[0], expected[0])
    assert same_as_the_file(workspace, tmp_path / "later.parquet")
