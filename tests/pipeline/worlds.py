"""Random small worlds: an organisation that changes, rows with gaps and dirt, measures of every kind."""

import csv
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import yaml
from hypothesis import strategies as st

from peelian.pipeline.tables import Tables

LONDON = ZoneInfo("Europe/London")
FIRST_DAY = date(2024, 2, 20)  # holds 31 March, the night the clocks go forward
DAYS = 130
UNITS = ["C1", "C2", "T1", "T2", "T3"]
PEOPLE = ["p1", "p2", "p3"]

SOURCES = {
    "jobs": {
        "id": "jobs",
        "title": "Jobs",
        "description": "Work of a made-up control room.",
        "columns": {
            "job_id": {"type": "text", "required": True},
            "kind": {"type": "text"},
            "urgent": {"type": "boolean"},
            "x": {"type": "integer"},
            "y": {"type": "integer"},
            "at": {"type": "instant", "required": True},
            "done_at": {"type": "instant"},
            "unit_id": {"type": "text"},
            "person_id": {"type": "text"},
        },
        "key": ["job_id"],
        "period": "at",
        "unit": "unit_id",
        "individual": "person_id",
        "expressions": {"taken": "done_at - at"},
        "bands": {
            "x_band": {
                "of": "x",
                "bands": [{"label": "low", "end": -1}, {"label": "mid", "start": 0, "end": 40}],
            }
        },
    },
    "units": {
        "id": "units",
        "title": "Units",
        "description": "Units.",
        "columns": {
            "unit_id": {"type": "text", "required": True},
            "name": {"type": "text"},
            "level": {"type": "text"},
            "parent_id": {"type": "text"},
            "starts": {"type": "date", "required": True},
            "ends": {"type": "date"},
        },
        "key": ["unit_id", "starts"],
        "spell": {"start": "starts", "end": "ends"},
        "unit": "unit_id",
    },
    "postings": {
        "id": "postings",
        "title": "Postings",
        "description": "Postings.",
        "columns": {
            "person_id": {"type": "text", "required": True},
            "name": {"type": "text"},
            "unit_id": {"type": "text"},
            "role": {"type": "text"},
            "leads": {"type": "boolean"},
            "starts": {"type": "date", "required": True},
            "ends": {"type": "date"},
        },
        "key": ["person_id", "unit_id", "starts"],
        "spell": {"start": "starts", "end": "ends"},
        "unit": "unit_id",
        "individual": "person_id",
    },
}

_TYPES = {
    "text": pa.string(), "integer": pa.int64(), "boolean": pa.bool_(), "date": pa.date32(),
    "instant": pa.timestamp("us", tz="UTC"),
}  # fmt: skip

Rows = list[dict[str, Any]]
days = st.integers(0, DAYS).map(lambda n: FIRST_DAY + timedelta(days=n))


@st.composite
def organisations(draw: st.DrawFn) -> dict[str, Rows]:
    """Units under F that may start late, move, end or be missing altogether; postings that may overlap."""
    units: Rows = [_unit("F", "force", None, date(2020, 1, 1), None)]
    for name in UNITS[:2]:
        units.append(_unit(name, "command", "F", date(2020, 1, 1), draw(st.none() | days)))
    for name in UNITS[2:]:
        if draw(st.integers(0, 3)) == 0:
            continue  # rows may still name it
        cuts = sorted(draw(st.sets(days, max_size=2)))
        starts = [draw(st.sampled_from([date(2020, 1, 1), FIRST_DAY + timedelta(days=9)])), *cuts]
        starts = sorted(set(starts))
        ends = [*starts[1:], draw(st.none() | st.just(FIRST_DAY + timedelta(days=DAYS + 10)))]
        for start, end in zip(starts, ends, strict=True):
            units.append(_unit(name, "team", draw(st.sampled_from([*UNITS[:2], "F"])), start, end))
    postings: Rows = []
    for person in PEOPLE[:2]:
        for start in draw(st.sets(days, max_size=3)):
            length = draw(st.none() | st.integers(1, 60))
            end = None if length is None else start + timedelta(days=length)
            unit = draw(st.sampled_from(UNITS[2:]))
            postings.append({
                "person_id": person, "name": person, "unit_id": unit, "role": "", "leads": False,
                "starts": start, "ends": end,
            })  # fmt: skip
    return {"units": units, "postings": postings}


def _unit(unit: str, level: str, parent: str | None, start: date, end: date | None) -> dict[str, Any]:
    return {"unit_id": unit, "name": unit, "level": level, "parent_id": parent, "starts": start, "ends": end}


@st.composite
def job_rows(draw: st.DrawFn, max_size: int = 40) -> Rows:
    """Jobs on days that may leave whole months empty, with empty cells everywhere."""
    rows: Rows = []
    for number in range(draw(st.integers(0, max_size))):
        day = draw(days.filter(lambda d: d.month != 4))  # nothing was submitted for April
        local = datetime(
            day.year, day.month, day.day, draw(st.integers(0, 23)), draw(st.integers(0, 59)), tzinfo=LONDON
        )
        at = local.astimezone(UTC)
        taken = draw(st.none() | st.integers(-600, 90_000))
        rows.append({
            "job_id": f"j{number}",
            "kind": draw(st.sampled_from(["a", "b", "force", None])),
            "urgent": draw(st.sampled_from([True, False, None])),
            "x": draw(st.none() | st.integers(-50, 50)),
            "y": draw(st.none() | st.integers(-(2**40), 2**40)),
            "at": at,
            "done_at": None if taken is None else at + timedelta(seconds=taken),
            "unit_id": draw(st.sampled_from([*UNITS, "stray", None])),
            "person_id": draw(st.sampled_from([*PEOPLE, None])),
            "_date": at.astimezone(LONDON).date(),
        })  # fmt: skip
    return rows


_ATOMS = [
    "kind = 'a'", "kind in ('a', 'force')", "kind is null", "kind <> 'b'", "urgent", "not urgent", "x > 3",
    "x between -10 and 10", "x is not null", "x * 2 - 1 <= y", "y / 7 > x", "taken <= 900", "done_at >= at",
    "taken is null", "not (x = 5 or urgent)", "unit_id = 'T1'", "x + y < 0 or kind = 'b'", "true",
]  # fmt: skip
conditions = st.recursive(
    st.sampled_from(_ATOMS),
    lambda inner: (
        st.builds(lambda a, op, b: f"({a}) {op} ({b})", inner, st.sampled_from(["and", "or"]), inner)
        | inner.map(lambda a: f"not ({a})")
    ),
    max_leaves=4,
)
numbers = st.sampled_from(["x", "y", "taken", "x + 1", "y - x", "taken / 60", "-x"])
periods = st.sampled_from(["month", "week", "quarter", "day", "year"])
quantiles = st.sampled_from([0.9, 0.25, 0.01])
divisors = st.sampled_from(["m_stock", "m_count"])


@st.composite
def frameworks(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Measures of every kind over the made-up sources, with random conditions, periods and breakdowns."""
    every = draw(periods)
    by = draw(st.lists(st.sampled_from(["kind", "urgent", "x_band"]), unique=True))
    made: list[dict[str, Any]] = [
        {"kind": "count", "source": "jobs"},
        {"kind": "sum", "source": "jobs", "value": draw(numbers)},
        {"kind": "proportion", "source": "jobs", "numerator": draw(conditions)},
        {"kind": "mean", "source": "jobs", "value": draw(numbers)},
        {"kind": "median", "source": "jobs", "value": draw(numbers)},
        {"kind": "quantile", "source": "jobs", "value": draw(numbers), "quantile": draw(quantiles)},
        {"kind": "rate", "source": "jobs", "per": draw(divisors), "scale": 1000},
    ]  # fmt: skip
    for measure in made:
        measure |= {"id": f"m_{measure['kind']}", "where": draw(conditions), "by": by, "period": every}
    made[0]["where"] = draw(st.sampled_from(["true", "urgent", "x > 0"]))
    made.append({
        "id": "m_stock", "kind": "stock", "source": "postings", "period": every, "by": [],
        "where": draw(st.sampled_from(["true", "unit_id <> 'T2'", "person_id = 'p1'"])),
    })  # fmt: skip
    formula = draw(
        st.sampled_from(["m_sum / m_count", "m_proportion * 100 - m_mean", "m_rate + 2 * m_stock"])
    )
    made.append({"id": "m_derived", "kind": "derived", "formula": formula, "period": every})
    if draw(st.booleans()):
        other = draw(periods)
        made.append(
            {"id": "m_other", "kind": "count", "source": "jobs", "where": draw(conditions), "period": other}
        )
    for measure in made:
        measure |= {"title": measure["id"], "question": "q", "improves": "neutral", "owner": "o", "why": "w"}
    return made


def write_workspace(
    folder: Path, measures: Sequence[Mapping[str, Any]], sources: Mapping[str, Any] = SOURCES
) -> None:
    """A workspace with these definitions and no rows."""
    (folder / "framework" / "measures").mkdir(parents=True)
    (folder / "sources").mkdir()
    (folder / "mappings").mkdir()
    (folder / "peelian.yaml").write_text("name: Made-up Police\ntime_zone: Europe/London\n")
    framework = {
        "edition": "e1", "title": "Test", "approved_by": "Nobody", "date": date(2024, 1, 1),
        "themes": [{"id": "t", "title": "Theme"}],
        "questions": [{"id": "q", "title": "Question?", "theme": "t", "why": "w", "owner": "o"}],
    }  # fmt: skip
    (folder / "framework" / "framework.yaml").write_text(yaml.safe_dump(framework))
    for source in sources.values():
        (folder / "sources" / f"{source['id']}.yaml").write_text(yaml.safe_dump(source, sort_keys=False))
    for measure in measures:
        (folder / "framework" / "measures" / f"{measure['id']}.yaml").write_text(
            yaml.safe_dump(dict(measure))
        )


def write_rows(tables: Tables, source_id: str, rows: Rows) -> None:
    """Put rows in the table of a source as a load would leave them, replacing what was there."""
    columns = SOURCES[source_id]["columns"]
    schema = pa.schema(
        [(name, _TYPES[column["type"]]) for name, column in columns.items()]
        + [("_date", pa.date32()), ("_month", pa.string()), ("_load", pa.string()), ("_key", pa.string())]
    )
    full = [
        row | {
            "_date": row.get("_date"),
            "_month": f"{row['_date']:%Y-%m}" if row.get("_date") else "",
            "_load": "test",
            "_key": str(number),
        }
        for number, row in enumerate(rows)
    ]  # fmt: skip
    tables.write(f"rows/{source_id}", pa.Table.from_pylist(full, schema=schema), ("_month",))


def write_extract(file: Path, rows: Rows) -> None:
    """A CSV of jobs, as a control room might give it."""
    names = list(SOURCES["jobs"]["columns"])
    with file.open("w", newline="", encoding="utf-8") as text:
        out = csv.DictWriter(text, names, extrasaction="ignore")
        out.writeheader()
        out.writerows(rows)
