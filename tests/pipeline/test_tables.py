"""Tables: one commit or nothing, one version for a reader, one fingerprint for one set of rows."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from peelian.framework.errors import UserError
from peelian.pipeline.tables import Tables, connect


@pytest.fixture(params=["folder", "url"])
def tables(request: pytest.FixtureRequest, tmp_path: Path) -> Tables:
    """Tables in a folder, and in an object store (the local one `deltalake` knows by URL)."""
    return Tables(tmp_path if request.param == "folder" else f"file://{tmp_path}")


def months(*values: str) -> pa.Table:
    return pa.table({"n": pa.array(range(len(values)), pa.int64()), "_month": pa.array(values, pa.string())})


def rows(tables: Tables, **options: object) -> list[tuple[object, ...]]:
    with connect() as connection:
        relation = tables.relation(connection, "rows/x", **options)
        return connection.execute(f"SELECT n, _month FROM {relation} ORDER BY ALL").fetchall()


def test_a_replaced_partition_changes_alone_and_in_one_version(tables: Tables) -> None:
    assert not tables.exists("rows/x")
    assert tables.append("rows/x", months("2024-01", "2024-02", "2024-02"), ["_month"]) == 0
    assert tables.exists("rows/x")
    january, february = (tables.fingerprint("rows/x", {"_month": m}) for m in ("2024-01", "2024-02"))
    version = tables.replace("rows/x", months("2024-02"), [{"_month": "2024-02"}], ["_month"])
    assert version == 1 == tables.version("rows/x")
    assert rows(tables) == [(0, "2024-01"), (0, "2024-02")]
    assert rows(tables, version=0) == [(0, "2024-01"), (1, "2024-02"), (2, "2024-02")]
    assert tables.fingerprint("rows/x", {"_month": "2024-01"}) == january
    assert tables.fingerprint("rows/x", {"_month": "2024-02"}) != february


def test_partitions_are_chosen_by_month(tables: Tables) -> None:
    tables.append("rows/x", months("2024-01", "2024-02", "2024-03"), ["_month"])
    assert rows(tables, months=["2024-02", "2030-01"]) == [(1, "2024-02")]
    assert rows(tables, months=[]) == []
    assert [f.partition for f in tables.files("rows/x")] == [{"_month": f"2024-0{m}"} for m in (1, 2, 3)]


def test_write_replaces_everything_and_empty_is_a_table_too(tables: Tables) -> None:
    tables.write("rows/x", months(), ["_month"])
    assert rows(tables) == []
    tables.append("rows/x", months("2024-01"), ["_month"])
    tables.write("rows/x", months("2024-05"), ["_month"])
    assert rows(tables) == [(0, "2024-05")]
    assert tables.snapshot("rows/x").rows == 1


def test_partition_values_may_hold_any_character(tables: Tables) -> None:
    odd = ["", "a b", "c/d", "é%x=1", "it's"]
    tables.append("rows/x", months(*odd), ["_month"])
    tables.replace("rows/x", months("c/d", "c/d"), [{"_month": "c/d"}], ["_month"])
    assert sorted(month for _, month in rows(tables)) == sorted([*odd, "c/d"])
    assert tables.read("rows/x", ["n"], "_month = 'it''s'").to_pylist() == [{"n": 4}]
    assert rows(tables, months=[""]) == [(0, "")]
    tables.replace("rows/x", months("", ""), [{"_month": ""}], ["_month"])
    assert rows(tables, months=["", "a b"]) == [(0, ""), (1, ""), (1, "a b")]


def test_every_type_comes_back_as_it_went(tables: Tables) -> None:
    table = pa.table(
        {
            "text": pa.array(["é", None]),
            "whole": pa.array([2**60, None], pa.int64()),
            "number": pa.array([0.1, None], pa.float64()),
            "yes": pa.array([True, None]),
            "day": pa.array([date(2024, 2, 29), None], pa.date32()),
            "at": pa.array([datetime(2024, 3, 31, 1, tzinfo=UTC), None], pa.timestamp("us", "UTC")),
        }
    )
    tables.append("rows/y", table)
    back = tables.read("rows/y")
    assert back.to_pylist() == table.to_pylist()
    assert back.schema == table.schema


def test_a_new_column_is_null_in_older_rows_and_a_changed_type_is_refused(tables: Tables) -> None:
    tables.append("rows/x", months("2024-01"), ["_month"])
    wider = months("2024-02").append_column("extra", pa.array(["new"]))
    tables.append("rows/x", wider, ["_month"])
    assert tables.read("rows/x", ["n", "extra"]).sort_by("extra").to_pylist() == [
        {"n": 0, "extra": "new"},
        {"n": 0, "extra": None},
    ]
    changed = pa.table({"n": ["text"], "_month": ["2024-03"]})
    with pytest.raises(UserError, match=r"keeps 'n' as int64.*now says string"):
        tables.append("rows/x", changed, ["_month"])


def test_a_commit_worked_out_from_an_older_version_is_refused_whole(tables: Tables) -> None:
    tables.append("rows/x", months("2024-01"), ["_month"])
    with connect() as connection:
        staged = tables.stage(connection, "rows/x", "SELECT 9::BIGINT AS n, '2024-01' AS _month", ["_month"])
    tables.append("rows/x", months("2024-02"), ["_month"])
    with pytest.raises(UserError, match="another process"):
        tables.commit("rows/x", months().schema, staged, partition_by=["_month"], since=0)
    assert rows(tables) == [(0, "2024-01"), (0, "2024-02")]


def test_staged_rows_are_invisible_until_committed(tables: Tables) -> None:
    tables.append("rows/x", months("2024-01"), ["_month"])
    with connect() as connection:
        staged = tables.stage(connection, "rows/x", "SELECT 9::BIGINT AS n, '2024-01' AS _month", ["_month"])
        tables.stage(connection, "rows/x", "SELECT 8::BIGINT AS n, '2024-02' AS _month", ["_month"], staged)
    assert staged.rows == 2
    assert rows(tables) == [(0, "2024-01")]
    said = {"receipt": '{"read": 2}'}
    tables.commit("rows/x", months().schema, staged, partition_by=["_month"], metadata=said)
    assert rows(tables) == [(0, "2024-01"), (8, "2024-02"), (9, "2024-01")]
    assert tables.commits("rows/x", 1)[0]["receipt"] == '{"read": 2}'


def test_a_reader_that_began_before_a_change_finishes_on_its_version(tables: Tables) -> None:
    tables.append("rows/x", months("2024-01"), ["_month"])
    with connect() as connection:
        before = tables.relation_of(connection, tables.snapshot("rows/x"))
        tables.write("rows/x", months("2024-09", "2024-09"), ["_month"])
        assert connection.execute(f"SELECT count(*) FROM {before}").fetchone() == (1,)


def test_vacuum_deletes_what_no_kept_version_names(tmp_path: Path) -> None:
    tables = Tables(tmp_path)
    tables.append("rows/x", months("2024-01"), ["_month"])
    tables.write("rows/x", months("2024-02"), ["_month"])
    assert len(list(tmp_path.glob("rows/x/**/*.parquet"))) == 2
    assert len(tables.vacuum("rows/x", timedelta(0))) == 1
    assert len(list(tmp_path.glob("rows/x/**/*.parquet"))) == 1
    assert rows(tables) == [(0, "2024-02")]
    assert tables.names("rows") == ["rows/x"]


def test_vacuum_deletes_what_a_crash_left(tables: Tables) -> None:
    odd = ["", "a b", "c/d", "é%x=1", "it's"]
    tables.append("rows/x", months(*odd), ["_month"])
    tables.append("loads", pa.table({"n": [1]}))
    assert tables.names() == ["loads", "rows/x"]
    assert tables.vacuum("rows/x", timedelta(0)) == []
    with connect() as connection:
        tables.stage(connection, "rows/x", "SELECT 9::BIGINT AS n, 'c/d' AS _month", ["_month"])
    before = rows(tables)
    assert tables.vacuum("rows/x", timedelta(days=1)) == []
    assert len(tables.vacuum("rows/x", timedelta(0))) == 1
    assert rows(tables) == before


def test_work_that_failed_leaves_nothing_and_deletes_nothing_committed(tmp_path: Path) -> None:
    tables = Tables(tmp_path)
    with connect() as connection:
        staged = tables.stage(connection, "rows/x", "SELECT 9::BIGINT AS n, '2024-01' AS _month", ["_month"])
    (tmp_path / "rows/x" / f"tmp_{staged.new_name()}.parquet").write_bytes(b"begun")
    tables.discard()
    assert list(tmp_path.rglob("*.parquet")) == []
    tables.append("rows/x", months("2024-01"), ["_month"])
    tables._uncommitted.append(("rows/x", staged))
    staged.files[:] = tables.files("rows/x")  # its commit was made, and ended in an error
    tables.discard()
    assert rows(tables) == [(0, "2024-01")]


def test_many_small_files_become_one(tables: Tables) -> None:
    for number in range(4):
        tables.append("loads", pa.table({"n": [number]}))
    tables.compact("loads", most=4)
    assert (len(tables.files("loads")), tables.version("loads")) == (4, 3)
    tables.compact("loads", most=3)
    assert (len(tables.files("loads")), tables.version("loads")) == (1, 4)
    assert sorted(tables.read("loads")["n"].to_pylist()) == [0, 1, 2, 3]


def test_partitions_of_many_small_files_become_one_file_each_in_order(tables: Tables) -> None:
    for number, month in ((3, "2024-01"), (1, "2024-01"), (2, "2024-01"), (9, "2024-02"), (5, ""), (4, "")):
        tables.append("rows/x", pa.table({"n": [number], "_month": [month]}), ["_month"])
    february, before = tables.fingerprint("rows/x", {"_month": "2024-02"}), tables.version("rows/x")
    tables.compact("rows/x", most=1, order=["n"])
    assert tables.version("rows/x") == before + 1
    assert sorted(f.partition["_month"] for f in tables.files("rows/x")) == ["", "2024-01", "2024-02"]
    assert tables.fingerprint("rows/x", {"_month": "2024-02"}) == february
    assert tables.read("rows/x", ["n"], "_month = '2024-01'")["n"].to_pylist() == [1, 2, 3]
    assert sorted(tables.read("rows/x")["n"].to_pylist()) == [1, 2, 3, 4, 5, 9]
    tables.compact("rows/x", most=1)
    assert tables.version("rows/x") == before + 1


def test_a_table_that_is_not_there_is_the_users_to_hear_of(tables: Tables) -> None:
    with pytest.raises(UserError, match="there is no table rows/none yet"):
        tables.snapshot("rows/none")


def test_connections_read_instants_in_utc_and_spill_where_told(tmp_path: Path) -> None:
    with connect("200MB", tmp_path) as connection:
        names = ["TimeZone", "memory_limit", "temp_directory"]
        asked = ", ".join(f"current_setting('{name}')" for name in names)
        assert connection.execute(f"SELECT {asked}").fetchone() == ("UTC", "190.7 MiB", str(tmp_path))
