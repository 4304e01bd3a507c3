"""Instants of a batch: parsed by DuckDB, placed in UTC by the zone database, in the order of the source."""

from dataclasses import dataclass

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from peelian.framework.source import Source
from peelian.pipeline.binding import Binding
from peelian.pipeline.cells import moment_sql, recoded_sql, text_sql
from peelian.pipeline.zones import Flags, Seconds, clock, readings, settle, years_of

# What became of an instant's text.
FINE, UNREADABLE, DATE_ONLY, SKIPPED = 0, 1, 2, 3
_EARLIEST, _LATEST = -62_135_596_800 + 400 * 86_400, 253_402_300_799 - 400 * 86_400  # years 2 to 9998


@dataclass
class _Parsed:
    """One column of times: whole seconds of the wall clock, or of UTC where `absolute`; arrays of (rows,)."""

    seconds: Seconds
    absolute: Flags
    known: Flags
    fault: npt.NDArray[np.int8]


def instants(
    connection: duckdb.DuckDBPyConnection, batch: str, binding: Binding, source: Source, zone: str, local: str
) -> dict[str, pa.Array]:
    """Columns to add to a batch (the name of a relation with the trimmed texts _m0, _m1, ... it reads).

    For each instant column X: `_u_X`, the instant; `_f_X`, what was wrong with its text; and where a part or
    the period needs it `_l_X`, the wall clock in the zone `local`. Texts without an offset are in `zone`.
    """
    read = [name for name, column in source.columns.items() if column.type == "instant" and not column.part]
    read = [name for name in read if name in binding.readings]
    if not read:
        return {}
    parsed = _parsed(connection, batch, binding, read)
    placed = _placed(parsed, [name for name in source.sequence if name in read], zone)
    needed = {column.of for column in source.columns.values() if column.part} | {source.period}
    added: dict[str, pa.Array] = {}
    for name, column in parsed.items():
        empty = ~column.known
        added[f"_u_{name}"] = _timestamps(placed[name], empty, "UTC")
        added[f"_f_{name}"] = pa.array(column.fault)
        if name in needed:
            wall = clock(local, *years_of(placed[name][column.known])).local(placed[name])
            added[f"_l_{name}"] = _timestamps(wall, empty, None)
    return added


def _parsed(
    connection: duckdb.DuckDBPyConnection, batch: str, binding: Binding, read: list[str]
) -> dict[str, _Parsed]:
    layers: list[list[str]] = [[], [], [], [], []]
    for place, name in enumerate(read):
        reading, text = binding.readings[name], f"t{place}"
        by_clock, absolute, date_only = moment_sql(text, reading)
        step = (
            f"{text_sql(binding, name)} AS r{place}",
            f"{recoded_sql(f'r{place}', reading)} AS {text}",
            f"{by_clock} AS w{place}",
            f"CASE WHEN w{place} IS NULL AND {text} IS NOT NULL THEN {absolute} END AS a{place}",
            f"CASE WHEN {text} IS NULL OR coalesce(w{place}, a{place}) IS NOT NULL THEN {FINE} "
            f"WHEN {date_only} THEN {DATE_ONLY} ELSE {UNREADABLE} END AS d{place}",
        )
        for layer, expression in zip(layers, step, strict=True):
            layer.append(expression)
    sql = batch
    for layer in layers:
        sql = f"(SELECT *, {', '.join(layer)} FROM {sql})"
    wanted = ", ".join(f"{kind}{place}" for place in range(len(read)) for kind in "wad")
    table = connection.sql(f"SELECT {wanted} FROM {sql}").to_arrow_table()
    return {name: _column(table, place) for place, name in enumerate(read)}


def _column(table: pa.Table, place: int) -> _Parsed:
    wall, absolute = (table.column(f"{kind}{place}").combine_chunks() for kind in "wa")
    by_clock = wall.is_valid().to_numpy(zero_copy_only=False)
    by_offset = ~by_clock & absolute.is_valid().to_numpy(zero_copy_only=False)
    micros = np.where(by_clock, wall.fill_null(0).to_numpy(), absolute.fill_null(0).to_numpy())
    seconds = np.floor_divide(micros, 1_000_000)
    known = (by_clock | by_offset) & (seconds >= _EARLIEST) & (seconds <= _LATEST)
    unread = table.column(f"d{place}").combine_chunks().to_numpy(zero_copy_only=False)
    fault = np.where(known, FINE, np.where(by_clock | by_offset, UNREADABLE, unread)).astype(np.int8)
    return _Parsed(np.where(known, seconds, 0), by_offset, known, fault)


def _placed(parsed: dict[str, _Parsed], sequence: list[str], zone: str) -> dict[str, Seconds]:
    """Each column's instants; columns of the sequence first, so that one settles the next."""
    rows = len(next(iter(parsed.values())).seconds)
    preceding, constrained = np.zeros(rows, np.int64), np.zeros(rows, np.bool_)
    placed = {}
    for name in [*sequence, *(name for name in parsed if name not in sequence)]:
        column = parsed[name]
        by_clock = column.known & ~column.absolute
        if by_clock.any():
            ticking = clock(zone, *years_of(column.seconds[by_clock]))
            meant = readings(ticking, column.seconds)
            skipped = meant.skipped & by_clock
            column.fault[skipped] = SKIPPED
            column.known &= ~skipped
            bound = constrained if name in sequence else np.zeros(rows, np.bool_)
            seconds = np.where(by_clock, settle(meant, preceding, bound), column.seconds)
        else:
            seconds = column.seconds
        placed[name] = seconds
        if name in sequence:
            preceding = np.where(column.known, seconds, preceding)
            constrained = constrained | column.known
    return placed


def _timestamps(seconds: Seconds, empty: Flags, zone: str | None) -> pa.Array:
    return pa.array(seconds * 1_000_000, pa.int64(), mask=empty).cast(pa.timestamp("us", zone))
