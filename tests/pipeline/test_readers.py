"""Workbooks, Parquet, databases, gzip and zip: the same rows whatever they come in."""

import gzip
import io
import pickle
import sqlite3
import subprocess
import sys
import zipfile
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import Mock

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from python_calamine import PasswordError

from peelian.framework.errors import UserError
from peelian.pipeline.mapping import Reads
from peelian.pipeline.readers import Extract, Query, member, member_names, readable
from peelian.pipeline.readers import workbook as program
from peelian.pipeline.readers.workbook import text_of

LOCAL = datetime.fromisoformat("2024-03-31 01:30")
Rows = list[tuple[int, tuple[str | None, ...]]]


def read(extract: Extract, name: str | None = None, **reads: object) -> tuple[tuple[str, ...], Rows]:
    with readable(extract):
        found = member(extract, name or member_names(extract)[0], Reads.model_validate(reads))
        rows: Rows = []
        for batch in found.batches():
            cells = [tuple(row.values()) for row in batch.cells.to_pylist()]
            rows += zip(batch.lines.to_pylist(), cells, strict=True)
    return found.header, rows


def workbook(file: Path, *rows: list[Any], sheet: str = "Data") -> Path:
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(row)
    book.create_sheet("Notes").append(["nothing here"])
    book.save(file)
    return file


def test_a_workbook_gives_text_as_csv_would(tmp_path: Path) -> None:
    file = workbook(
        tmp_path / "x.xlsx",
        ["id", "at", None, "n"],
        ["001", LOCAL, True, 5],
        [],
        ["002", LOCAL.replace(hour=0, minute=0), False, 1.25],
        ["003", None, None, 7.0],
    )
    assert read(file) == (
        ("id", "at", "column 3", "n"),
        [
            (2, ("001", "2024-03-31 01:30:00", "true", "5")),
            (4, ("002", "2024-03-31 00:00:00", "false", "1.25")),
            (5, ("003", None, None, "7")),
        ],
    )


def test_a_sheet_is_chosen_by_name_and_lines_are_its_rows(tmp_path: Path) -> None:
    file = workbook(tmp_path / "x.xlsx", [], ["Title"], [], ["a", "b"], [1, 2], sheet="Report")
    assert read(file, header_row=4) == (("a", "b"), [(5, ("1", "2"))])
    assert read(file, sheet="Notes") == (("nothing here",), [])
    with pytest.raises(UserError, match=r"x\.xlsx has no sheet 'Reports' \(did you mean 'Report'\?\)"):
        read(file, sheet="Reports")
    with pytest.raises(UserError, match="is empty from row 90 on"):
        read(file, header_row=90)


def test_a_damaged_workbook_is_said_to_be(tmp_path: Path) -> None:
    file = tmp_path / "x.xls"
    file.write_bytes(b"\xd0\xcf\x11\xe0" + b"x" * 600)
    with pytest.raises(UserError, match="cannot be read as a workbook"):
        read(file)


def test_the_program_that_reads_workbooks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it writes and the codes it ends with; elsewhere it runs as a program of its own."""
    rows = [["a", "at"], ["x", LOCAL], ["y", LOCAL.replace(hour=0, minute=0)], [7.0, None]]
    file, damaged, out = workbook(tmp_path / "x.xlsx", *rows), tmp_path / "y.xls", io.BytesIO()
    damaged.write_bytes(b"\xd0\xcf\x11\xe0" + b"x" * 600)
    assert program.write(str(file), "", 1, out) == 0
    out.seek(0)
    assert pickle.load(out) == ["a", "at"]
    cells = [["x", "2024-03-31 01:30:00"], ["y", "2024-03-31 00:00:00"], ["7", None]]
    assert pickle.load(out) == ([2, 3, 4], cells)
    assert program.main(str(file), "Reports", "1") == program.NO_SHEET
    assert program.main(str(file), "Data", "90") == program.EMPTY
    assert program.main(str(damaged), "", "1") == program.DAMAGED
    for trouble, code in (
        (PasswordError("x"), program.PROTECTED),
        (MemoryError(), program.TOO_LARGE),
        (BaseException("a panic"), program.DAMAGED),
        (OSError(28, "No space left on device"), program.SYSTEM + 28),
    ):
        failing = SimpleNamespace(from_path=Mock(side_effect=trouble))
        monkeypatch.setattr(program, "CalamineWorkbook", failing)
        assert program.main(str(file), "", "1") == code


def test_a_disk_that_is_full_while_a_workbook_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = workbook(tmp_path / "x.xlsx", ["a"], [1])
    ended = subprocess.CompletedProcess([], program.SYSTEM + 28, b"", b"")
    monkeypatch.setattr(subprocess, "run", lambda *given, **named: ended)
    with pytest.raises(OSError, match="No space left on device"):
        read(file)


@pytest.mark.realdata
def test_an_opendocument_sheet_is_read(shared: Path) -> None:
    file = shared / "data" / "uk_home_office_police_workforce" / "police-workforce-tables-jan17.ods"
    header, rows = read(file)
    assert header
    assert len(rows) > 5


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, None),
        ("", None),
        (1e20, "1e+20"),
        (Decimal("1.50"), "1.50"),
        (date(2024, 1, 2), "2024-01-02"),
        (time(9, 30), "09:30:00"),
        (b"\x01\xff", "01ff"),
        (datetime(2024, 1, 2, tzinfo=UTC), "2024-01-02 00:00:00+00:00"),
    ],
)
def test_a_cell_as_text(value: object, text: str | None) -> None:
    assert text_of(value) == text


def test_parquet_of_any_types_is_text_with_row_numbers(tmp_path: Path) -> None:
    at = datetime(2024, 3, 31, 1, 30, tzinfo=UTC)
    table = pa.table(
        {
            "n": pa.array([1, None], pa.int32()),
            "x": [0.5, 2.0],
            "at": pa.array([at, None], pa.timestamp("ms", "UTC")),
            "local": pa.array([at.replace(tzinfo=None), None], pa.timestamp("us")),
            "day": pa.array([date(2024, 1, 2), None]),
            "word": pa.array(["a", "b"]).dictionary_encode(),
            "list": [["p"], None],
        }
    )
    pq.write_table(table, tmp_path / "x.parquet")
    header, rows = read(tmp_path / "x.parquet")
    assert header == tuple(table.column_names)
    assert rows == [
        (
            1,
            (
                "1",
                "0.5",
                "2024-03-31 01:30:00.000Z",
                "2024-03-31 01:30:00.000000",
                "2024-01-02",
                "a",
                "['p']",
            ),
        ),
        (2, (None, "2", None, None, None, "b", None)),
    ]


def test_a_damaged_parquet_is_said_to_be(tmp_path: Path) -> None:
    (tmp_path / "x.parquet").write_bytes(b"PAR1" + b"x" * 100)
    with pytest.raises(UserError, match="cannot be read as Parquet"):
        read(tmp_path / "x.parquet")


@pytest.fixture
def database(tmp_path: Path) -> str:
    file = tmp_path / "rows.db"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE visits (id TEXT, at TEXT, n REAL, b BLOB)")
        connection.executemany(
            "INSERT INTO visits VALUES (?, ?, ?, ?)",
            [(f"{i}", "2024-01-01 10:00", i / 2, None) for i in range(5)],
        )
    connection.close()
    return f"sqlite:///{file}"


def test_a_query_is_an_extract(database: str) -> None:
    header, rows = read(Query(database, "SELECT * FROM visits WHERE n >= 1.5 ORDER BY id"))
    assert header == ("id", "at", "n", "b")
    assert rows == [
        (1, ("3", "2024-01-01 10:00", "1.5", None)),
        (2, ("4", "2024-01-01 10:00", "2", None)),
    ]


def test_a_query_changes_nothing(database: str) -> None:
    with pytest.raises(UserError, match="gives no rows: write a SELECT"):
        read(Query(database, "DELETE FROM visits"))
    assert len(read(Query(database, "SELECT * FROM visits"))[1]) == 5


@pytest.mark.parametrize(
    ("url", "sql", "message"),
    [
        ("nonsense", "SELECT 1", "not a database URL"),
        ("sqlite://", "SELECT * FROM none_such", "failed: no such table: none_such"),
        ("oracle://me:secret@host/db", "SELECT 1", r"oracle://me:\*\*\*@host/db: the driver"),
        ("nosuch://host/db", "SELECT 1", "driver for that database is not installed"),
    ],
)
def test_a_query_that_cannot_be_asked_says_why_without_its_password(url: str, sql: str, message: str) -> None:
    with pytest.raises(UserError, match=message) as refused:
        read(Query(url, sql))
    assert "secret" not in str(refused.value)


def test_gzip_of_one_or_several_parts(tmp_path: Path) -> None:
    file = tmp_path / "x.csv.gz"
    file.write_bytes(gzip.compress(b"a,b\n1,2\n") + gzip.compress(b"3,4\n"))
    assert read(file) == (("a", "b"), [(2, ("1", "2")), (3, ("3", "4"))])


def test_gzip_cut_short_is_said_to_be(tmp_path: Path) -> None:
    file = tmp_path / "x.csv.gz"
    file.write_bytes(gzip.compress(b"a,b\n" + bytes(str(list(range(9999))), "ascii") + b",2\n")[:900])
    with pytest.raises(UserError, match=r"x\.csv\.gz cannot be read to its end; nothing was written"):
        read(file)


def archive(file: Path, **members: str | bytes) -> Path:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name.replace("__", "/"), content)
    return file


def test_an_archives_members_are_its_texts(tmp_path: Path) -> None:
    file = archive(
        tmp_path / "x.zip",
        **{
            "2024-02__b.csv": "a\n2\n",
            "2024-01__a.CSV": "a\n1\n",
            "readme.md": "#",
            ".hidden.csv": "a\n",
            "2024-01__.DS.csv": "",
            "empty__": "",
        },
    )
    assert member_names(file) == ["2024-01/a.CSV", "2024-02/b.csv"]
    assert read(file, "2024-02/b.csv") == (("a",), [(2, ("2",))])


def test_a_damaged_archive_is_said_to_be(tmp_path: Path) -> None:
    file = archive(tmp_path / "x.zip", **{"a.csv": "a\n" + "1\n" * 1000})
    whole = file.read_bytes()
    file.write_bytes(whole[:-30])
    with pytest.raises(UserError, match="is a damaged zip archive"):
        read(file)
    file.write_bytes(whole[:45] + b"\xff\xff\xff" + whole[48:])
    with pytest.raises(UserError, match="cannot be read to its end"):
        read(file, "a.csv")


def test_an_archive_made_to_exhaust_the_disk_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = archive(tmp_path / "x.zip", **{"a.csv": "a\n" + "0" * (2 << 20)})
    assert member_names(file) == ["a.csv"]
    monkeypatch.setattr("peelian.pipeline.readers.archive.SUSPICIOUS", 1 << 20)
    with pytest.raises(UserError, match="unpacks to 2 MB or more from"):
        member_names(file)


def test_an_encrypted_archive_is_refused(tmp_path: Path) -> None:
    file = archive(tmp_path / "x.zip", **{"a.csv": "a\n1\n"})
    data = bytearray(file.read_bytes())
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + place] |= 1
    file.write_bytes(data)
    with pytest.raises(UserError, match=r"a\.csv is encrypted; unpack it first"):
        member_names(file)


@pytest.mark.parametrize(
    ("start", "packed"), [(b"BZh91AY", "bzip2"), (b"\xfd7zXZ\0", "xz"), (b"7z\xbc\xaf\x27\x1c", "7-zip")]
)
def test_other_packings_are_named(tmp_path: Path, start: bytes, packed: str) -> None:
    file = tmp_path / "x.csv"
    file.write_bytes(start + b"....")
    with pytest.raises(UserError, match=f"is packed with {packed}: unpack it"):
        read(file)


def test_a_file_that_is_not_there_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="there is no file"), readable(tmp_path / "none.csv"):
        member(tmp_path / "none.csv", "none.csv", Reads())
    with pytest.raises(UserError, match="is a folder: name the files in it"):
        member(tmp_path, "x", Reads())


def test_a_file_larger_than_the_memory_it_may_have_is_read(tmp_path: Path) -> None:
    """A child that may hold 512 MB of data reads 600 MB of text from a small gzip."""
    file = tmp_path / "large.csv.gz"
    line = b"x" * 499 + b",1\n"
    with gzip.open(file, "wb", compresslevel=1) as out:
        out.write(b"a,b\n")
        for _ in range(120):
            out.write(line * 10_000)
    child = """
import resource, sys
from pathlib import Path
from peelian.pipeline.mapping import Reads
from peelian.pipeline.readers import member
resource.setrlimit(resource.RLIMIT_DATA, (1 << 29, 1 << 29))
print(sum(len(batch.lines) for batch in member(Path(sys.argv[1]), "x", Reads()).batches()))
"""
    done = subprocess.run(
        [sys.executable, "-c", child, str(file)], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["1200000"]
