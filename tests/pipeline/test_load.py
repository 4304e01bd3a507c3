"""Loading: what is kept, what is rejected and why, and that the same extract twice changes nothing."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from peelian.framework.errors import UserError
from peelian.pipeline.ingest import load
from peelian.pipeline.readers import Query
from peelian.pipeline.receipts import Receipt, receipts, rejected_rows
from peelian.pipeline.workspace import Workspace

Writes = Callable[..., Path]


def counts(receipt: Receipt) -> tuple[int, int, int, int, int]:
    return receipt.read, receipt.accepted, receipt.rejected, receipt.unchanged, receipt.revised


def rows(workspace: Workspace, source: str, *columns: str) -> list[tuple[object, ...]]:
    table = workspace.tables.read(f"rows/{source}", columns)
    return sorted((tuple(row.values()) for row in table.to_pylist()), key=repr)


def test_every_type_is_read_and_placed_in_time(workspace: Workspace, extract: Writes) -> None:
    file = extract("""
        visit_id,arrived_at,seen_at,left_at,reason,people,weight,urgent,born,office,officer
        1,2024-07-01 00:30:59,2024-07-01T00:45,2024-07-01T01:00:00+01:00,crime,2,70.5,Yes,1990-02-28,A,PC1
    """)
    (receipt,) = load(workspace, "visits", [file])
    assert counts(receipt) == (1, 1, 0, 0, 0)
    assert (receipt.first_period, receipt.last_period) == (date(2024, 7, 1), date(2024, 7, 1))
    assert receipt.mapping == ""
    (row,) = workspace.tables.read("rows/visits").to_pylist()
    assert row == {
        "visit_id": "1",
        "arrived_at": datetime(2024, 6, 30, 23, 30, 59, tzinfo=UTC),
        "seen_at": datetime(2024, 6, 30, 23, 45, tzinfo=UTC),
        "left_at": datetime(2024, 7, 1, 0, 0, tzinfo=UTC),
        "reason": "crime",
        "people": 2,
        "weight": 70.5,
        "urgent": True,
        "born": date(1990, 2, 28),
        "office": "A",
        "officer": "PC1",
        "hour": 0,
        "weekday": 1,
        "day": date(2024, 7, 1),
        "_date": date(2024, 7, 1),
        "_month": "2024-07",
        "_load": receipt.load_id,
        "_key": "1",
    }


def test_a_row_is_rejected_with_every_reason(workspace: Workspace, extract: Writes) -> None:
    file = extract("""
        visit_id,arrived_at,seen_at,left_at,reason,people,weight,urgent,born,office,officer
        1,,yesterday,,murder,0,heavy,maybe,1990-02-30,A,1
        2,2024-07-01 10:00:00,,2024-07-01 09:00:00,lost,100,inf,no,,A,
        3,2024-07-01 10:00:00,2024-07-01 09:00:00,,,1.5,,,,,
        4,1066-10-14 09:00:00,,,,12.0,,,,,
    """)
    (receipt,) = load(workspace, "visits", [file])
    assert counts(receipt) == (4, 0, 4, 0, 0)
    assert dict(receipt.reasons) == {
        "arrived_at: missing": 1,
        "seen_at: not a date and time": 1,
        "reason: not an allowed value": 1,
        "people: below 1": 1,
        "people: above 99": 1,
        "people: not a whole number": 1,
        "weight: not a number": 2,
        "urgent: not yes or no": 1,
        "born: not a date": 1,
        "officer: not of the form [A-Z]{2}[0-9]+": 1,
        "left before they arrived": 1,
        "arrived_at: outside 1970 to 2199": 1,
    }
    first = rejected_rows(workspace, "visits")[0]
    assert (first.file, first.line, first.load_id) == ("extract.csv", 2, receipt.load_id)
    assert first.reasons == (
        "arrived_at is required and is empty",
        "seen_at: 'yesterday' is not a date and time",
        "reason: 'murder' is not one of crime, lost, other",
        "people: '0' is below 1",
        "weight: 'heavy' is not a number",
        "urgent: 'maybe' is not yes or no",
        "born: '1990-02-30' is not a date",
        "officer: '1' is not of the form [A-Z]{2}[0-9]+",
    )
    assert first.cells["reason"] == "murder"
    assert "arrived_at" not in {name for name, cell in first.cells.items() if cell}
    assert not workspace.tables.exists("rows/visits")


def test_rows_that_break_a_flag_load(workspace: Workspace, extract: Writes) -> None:
    file = extract("""
        visit_id,arrived_at,seen_at
        1,2024-07-01 10:00:00,2024-07-01 09:00:00
        2,2024-07-01 10:00:00,2024-07-01 11:00:00
    """)
    (receipt,) = load(workspace, "visits", [file])
    assert counts(receipt) == (2, 2, 0, 0, 0)
    # half consistent; of arrived_at, seen_at and reason two thirds are filled
    assert receipt.quality == pytest.approx(0.5 * 2 / 3)


def test_the_same_extract_twice_changes_nothing(workspace: Workspace, extract: Writes) -> None:
    file = extract("""
        visit_id,arrived_at,reason
        1,2024-07-01 10:00:00,crime
        2,2024-08-01 10:00:00,lost
        ,2024-08-02 10:00:00,lost
        ,2024-08-02 10:00:00,lost
        3,2024-08-01 10:00:00,murder
    """)
    (first,) = load(workspace, "visits", [file])
    version = workspace.tables.version("rows/visits")
    (second,) = load(workspace, "visits", [file])
    assert counts(first) == (5, 4, 1, 0, 0)
    assert counts(second) == (5, 0, 1, 4, 0)
    assert workspace.tables.version("rows/visits") == version
    assert [r.load_id for r in receipts(workspace)] == [second.load_id, first.load_id]
    assert receipts(workspace, "offences") == []


def test_a_later_extract_revises_rows_and_touches_only_their_months(
    workspace: Workspace, extract: Writes
) -> None:
    load(
        workspace,
        "visits",
        [
            extract("""
                visit_id,arrived_at,reason
                1,2024-07-01 10:00:00,crime
                2,2024-08-01 10:00:00,lost
            """)
        ],
    )
    july = workspace.tables.fingerprint("rows/visits", {"_month": "2024-07"})
    (receipt,) = load(
        workspace,
        "visits",
        [
            extract("""
                visit_id,arrived_at,reason
                1,2024-07-01 10:00:00,crime
                2,2024-08-01 10:00:00,other
                3,2024-08-09 10:00:00,
            """)
        ],
    )
    assert counts(receipt) == (3, 2, 0, 1, 1)
    assert rows(workspace, "visits", "visit_id", "reason") == [("1", "crime"), ("2", "other"), ("3", None)]
    assert workspace.tables.fingerprint("rows/visits", {"_month": "2024-07"}) == july


@pytest.mark.parametrize("chunk", [1, 2, 1000])
def test_a_row_whose_month_changes_leaves_the_old_one_in_the_same_commit(
    workspace: Workspace, extract: Writes, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr("peelian.pipeline.merge.CHUNK", chunk)
    file = extract("""
        visit_id,arrived_at
        1,2024-07-01 10:00:00
        2,2024-07-02 10:00:00
        3,2024-08-02 10:00:00
    """)
    load(workspace, "visits", [file])
    version = workspace.tables.version("rows/visits")
    file = extract("""
        visit_id,arrived_at
        1,2024-09-01 10:00:00
        3,2024-07-05 10:00:00
    """)
    (receipt,) = load(workspace, "visits", [file])
    assert counts(receipt) == (2, 2, 0, 0, 2)
    assert workspace.tables.version("rows/visits") == version + 1
    assert rows(workspace, "visits", "visit_id", "_month") == [
        ("1", "2024-09"), ("2", "2024-07"), ("3", "2024-07"),
    ]  # fmt: skip
    assert {f.partition["_month"] for f in workspace.tables.files("rows/visits")} == {"2024-07", "2024-09"}


def test_a_key_repeated_with_other_content_is_rejected_naming_the_first(
    workspace: Workspace, extract: Writes
) -> None:
    file = extract("""
        visit_id,arrived_at,reason
        1,2024-07-01 10:00:00,crime
        1,2024-07-01 10:00:00,crime
        1,2024-07-01 10:00:00,lost
        1,2024-07-01 10:00:00,lost
    """)
    (receipt,) = load(workspace, "visits", [file])
    assert counts(receipt) == (4, 1, 2, 1, 0)
    row, last = rejected_rows(workspace, "visits")
    assert (row.line, last.line) == (4, 5)
    assert row.reasons == ("visit_id: 1 is already on line 2, with other content",)
    assert row.cells["reason"] == "lost"
    assert rows(workspace, "visits", "reason") == [("crime",)]


def test_where_keys_may_repeat_each_row_is_numbered(workspace: Workspace, extract: Writes) -> None:
    file = extract("""
        number,month,what
        A,2024-01,theft
        A,2024-01,theft
        A,2024-01,assault
        A,2024-02,theft
        ,2024-02,nuisance
        ,2024-02,nuisance
    """)
    (receipt,) = load(workspace, "offences", [file])
    assert counts(receipt) == (6, 6, 0, 0, 0)
    keys = [key for (key,) in rows(workspace, "offences", "_key")]
    assert [key for key in keys if key.startswith("A")] == [
        "A|2024-01-01", "A|2024-01-01|#2", "A|2024-01-01|#3", "A|2024-02-01",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("later", "expected", "what"),
    [
        (["theft", "assault", "fraud"], (3, 0, 0, 3, 0), ["assault", "fraud", "theft"]),
        (["fraud", "theft", "assault"], (3, 0, 0, 3, 0), ["assault", "fraud", "theft"]),
        (["arson", "theft", "assault"], (3, 1, 0, 2, 1), ["arson", "assault", "theft"]),
        (["fraud", "fraud", "theft", "assault"], (4, 1, 0, 3, 0), ["assault", "fraud", "fraud", "theft"]),
        (["fraud"], (1, 0, 0, 1, 0), ["assault", "fraud", "theft"]),
        (["arson"], (1, 1, 0, 0, 1), ["arson", "assault", "fraud"]),
        (["a", "b", "c", "d", "e"], (5, 5, 0, 0, 3), ["a", "b", "c", "d", "e"]),
    ],
)
def test_numbered_rows_are_known_again_in_any_order(
    workspace: Workspace, extract: Writes, later: list[str], expected: tuple[int, ...], what: list[str]
) -> None:
    def write(offences: list[str]) -> Path:
        return extract("number,month,what\n" + "".join(f"A,2024-01,{offence}\n" for offence in offences))

    load(workspace, "offences", [write(["theft", "assault", "fraud"])])
    (receipt,) = load(workspace, "offences", [write(later)])
    assert counts(receipt) == expected
    assert rows(workspace, "offences", "what") == [(each,) for each in what]
    keys = {key for (key,) in rows(workspace, "offences", "_key")}
    numbered = [f"A|2024-01-01|#{number}" for number in range(2, len(what) + 1)]
    assert keys == {"A|2024-01-01", *numbered}


def test_spells_have_no_month_and_are_revised_by_key(workspace: Workspace, extract: Writes) -> None:
    file = extract("place,starts,ends\nNorth,2020-01-01,\nSouth,2020-01-01,2021-01-01\n")
    (receipt,) = load(workspace, "places", [file])
    assert counts(receipt) == (2, 2, 0, 0, 0)
    assert receipt.first_period is None
    file = extract("place,starts,ends\nNorth,2020-01-01,2024-01-01\nNorth,2024-01-01,\n")
    (receipt,) = load(workspace, "places", [file])
    assert counts(receipt) == (2, 2, 0, 0, 1)
    assert rows(workspace, "places", "place", "ends", "_month", "_date") == [
        ("North", None, "", None),
        ("North", date(2024, 1, 1), "", None),
        ("South", date(2021, 1, 1), "", None),
    ]


def test_a_header_alone_loads_nothing_and_has_a_receipt(workspace: Workspace, extract: Writes) -> None:
    (receipt,) = load(workspace, "visits", [extract("visit_id,arrived_at\n")])
    assert counts(receipt) == (0, 0, 0, 0, 0)
    assert receipts(workspace) == [receipt]


def test_a_query_without_rows_has_a_receipt_too(workspace: Workspace) -> None:
    query = Query("sqlite://", "SELECT 1 AS visit_id, '' AS arrived_at WHERE false")
    (receipt,) = load(workspace, "visits", query)
    assert counts(receipt) == (0, 0, 0, 0, 0)


@pytest.mark.parametrize("chunk", [1, 3, 1000])
def test_months_of_any_size_are_written_in_order_of_unit_individual_and_date(
    workspace: Workspace, extract: Writes, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr("peelian.pipeline.merge.CHUNK", chunk)
    head = "visit_id,arrived_at,office,officer\n"
    first = extract(f"{head}1,2024-01-03 10:00,B,XX1\n2,2024-01-02 10:00,A,XX2\n3,2024-02-01 10:00,A,XX1\n")
    load(workspace, "visits", [first])
    later = f"{head}2,2024-01-02 10:00,A,XX2\n4,2024-01-01 10:00,A,XX2\n5,2024-01-09 10:00,A,XX1\n"
    (receipt,) = load(workspace, "visits", [extract(later)])
    assert counts(receipt) == (3, 2, 0, 1, 0)
    (file,) = [f for f in workspace.tables.files("rows/visits") if f.partition == {"_month": "2024-01"}]
    written = pq.read_table(workspace.root / "tables" / "rows" / "visits" / file.path, partitioning=None)
    assert written["visit_id"].to_pylist() == ["5", "4", "2", "1"]
    loads = dict(zip(written["visit_id"].to_pylist(), written["_load"].to_pylist(), strict=True))
    assert loads["2"] == loads["1"] != loads["4"] == receipt.load_id


def test_the_first_extracts_load_even_when_a_later_one_cannot(workspace: Workspace, extract: Writes) -> None:
    good = extract("visit_id,arrived_at\n1,2024-01-01 10:00\n", "good.csv")
    bad = extract("", "bad.csv")
    with pytest.raises(UserError, match=r"bad\.csv is empty"):
        load(workspace, "visits", [good, bad])
    assert [r.file for r in receipts(workspace)] == ["good.csv"]


def test_an_extract_of_dates_without_times_is_refused_before_anything_is_written(
    workspace: Workspace, extract: Writes
) -> None:
    file = extract("visit_id,arrived_at,reason\n1,2024-01-01,crime\n2,2024-01-02,lost\n")
    with pytest.raises(UserError) as refused:
        load(workspace, "visits", [file])
    said = str(refused.value)
    assert "every arrived_at is a date without a time of day" in said
    assert "Waiting cannot be measured without the time of arrival." in said
    assert "visit_id, arrived_at, reason" in said
    assert workspace.tables.names() == []


def test_some_dates_without_times_are_rejected_rows(workspace: Workspace, extract: Writes) -> None:
    file = extract("visit_id,arrived_at,seen_at\n1,2024-01-01,\n2,2024-01-02 10:00,2024-01-02\n")
    (receipt,) = load(workspace, "visits", [file])
    assert dict(receipt.reasons) == {
        "arrived_at: a date without a time of day": 1,
        "seen_at: a date without a time of day": 1,
    }


def test_an_extract_without_a_required_column_is_refused_and_says_what_it_offers(
    workspace: Workspace, extract: Writes
) -> None:
    with pytest.raises(UserError) as refused:
        load(workspace, "visits", [extract("visit_id,when\n1,2024-01-01 10:00\n")])
    said = str(refused.value)
    assert "it has no column arrived_at" in said
    assert "The extract offers: visit_id, when." in said
    assert "Waiting cannot be measured" in said
    assert workspace.tables.names() == []


def test_both_dst_nights(workspace: Workspace, extract: Writes) -> None:
    file = extract("""
        visit_id,arrived_at,seen_at,left_at
        1,2024-03-31 00:59,2024-03-31 02:01,
        2,2024-03-31 01:30,,
        3,2024-10-27 00:50,2024-10-27 01:10,2024-10-27 01:05
        4,2024-10-27 01:30,2024-10-27 01:40,2024-10-27 01:20
        5,2024-10-27 01:30Z,2024-10-27 01:20,
        6,2024-10-27 01:30+01:00,2024-10-27 01:20+00:00,
    """)
    (receipt,) = load(workspace, "visits", [file])
    assert dict(receipt.reasons) == {"arrived_at: a time the clocks skipped": 1}
    (skipped,) = rejected_rows(workspace, "visits")
    assert skipped.reasons == (
        "arrived_at: '2024-03-31 01:30' did not exist in Europe/London: the clocks went forward over it",
    )
    at = {
        row["visit_id"]: [
            value and f"{value:%H:%M}" for value in (row["arrived_at"], row["seen_at"], row["left_at"])
        ]
        for row in workspace.tables.read("rows/visits").to_pylist()
    }
    assert at == {
        "1": ["00:59", "01:01", None],
        "3": ["23:50", "00:10", "01:05"],
        "4": ["00:30", "00:40", "01:20"],
        "5": ["01:30", "01:20", None],
        "6": ["00:30", "01:20", None],
    }


def test_progress_is_told(workspace: Workspace, extract: Writes) -> None:
    told: list[str] = []
    file = extract("visit_id,arrived_at\n1,2024-01-01 10:00\n")
    load(workspace, "visits", file, progress=lambda done, total, what: told.append(what))
    assert told == ["extract.csv: 1 rows read", "writing 2024-01"]


def test_an_unknown_source_is_named(workspace: Workspace, extract: Writes) -> None:
    with pytest.raises(UserError, match="there is no source 'visit'"):
        load(workspace, "visit", [extract("a\n")])
