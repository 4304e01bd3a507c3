"""Quarantine: the rows that broke their source's contract, with every reason, file and line."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from peelian.framework.source import Source
from peelian.pipeline.snapshot import Staged
from peelian.pipeline.spool import Spool
from peelian.pipeline.sql import named, quoted
from peelian.pipeline.tables import Tables, connect

if TYPE_CHECKING:
    from peelian.pipeline.workspace import Workspace

SCHEMA = pa.schema(
    [
        ("_load", pa.string()),
        ("file", pa.string()),
        ("line", pa.int64()),
        ("reasons", pa.string()),
        ("counted", pa.string()),
        ("cells", pa.string()),
    ]
)
REPEATED = "the key of an earlier row, with other content"


@dataclass(frozen=True)
class RejectedRow:
    """A row that broke the contract: where it is, why, and its cells by the supplier's column names.

    `reasons` quote what is wrong in it; `counted` are the same without anything of what it holds.
    """

    load_id: str
    file: str
    line: int
    reasons: tuple[str, ...]
    cells: dict[str, str]
    counted: tuple[str, ...]


def rejected_rows(
    workspace: "Workspace", source: str, load_id: str | None = None, limit: int | None = None, offset: int = 0
) -> list[RejectedRow]:
    """The rejected rows of a source, or of one load: the newest load first, by file and line."""
    from peelian.pipeline.receipts import receipts

    name = f"rejected/{source}"
    tables = workspace.tables
    loads = [receipt.load_id for receipt in receipts(workspace, source)]
    if not tables.exists(name) or not loads:
        return []
    of_load = f"WHERE _load = {quoted(load_id)}" if load_id else ""
    with connect() as connection:
        connection.register("loads", pa.table({"_load": loads, "place": range(len(loads))}))
        rows = connection.execute(f"""
            SELECT _load, file, line, reasons, cells, counted
            FROM {tables.relation(connection, name)} JOIN loads USING (_load) {of_load}
            ORDER BY place, file, line, reasons
            {"" if limit is None else f"LIMIT {int(limit)}"} OFFSET {int(offset)}
        """).fetchall()
    return [
        RejectedRow(
            load,
            file,
            line,
            tuple(json.loads(reasons)),
            json.loads(cells or "{}"),
            tuple(json.loads(counted)),
        )
        for load, file, line, reasons, cells, counted in rows
    ]


def rejected_reasons(workspace: "Workspace", source: str, load_id: str | None = None) -> dict[str, int]:
    """How many rows of a source, or of one load, were rejected for each reason, commonest first."""
    from peelian.pipeline.receipts import receipts

    counts: Counter[str] = Counter()
    for receipt in receipts(workspace, source):
        if load_id in (None, receipt.load_id):
            counts.update(receipt.reasons)
    return dict(counts.most_common())


def stage(
    tables: Tables, spool: Spool, members: Sequence[str], load_id: str
) -> tuple[Staged | None, int, dict[str, int]]:
    """Write a settled spool's rejected rows to files not yet committed: them, how many, and why."""
    connection, source = spool.connection, spool.source
    named_members = ", ".join(f"({i}, {quoted(name)})" for i, name in enumerate(members))
    connection.execute(f"""
        CREATE TABLE rejected AS
        SELECT {quoted(load_id)} AS _load, members.name AS file, rows.* EXCLUDE (_member) FROM (
            SELECT _member, line, reasons, counted, cells FROM broken
            UNION ALL
            SELECT _member, _line, to_json(list_transform(_reasons, lambda r: r.text))::VARCHAR,
                to_json(list_transform(_reasons, lambda r: r.counted))::VARCHAR, _cells
            FROM spooled WHERE _reasons IS NOT NULL
            UNION ALL
            SELECT good._member, good._line, to_json([{_repeated(source)}])::VARCHAR,
                to_json([{quoted(REPEATED)}])::VARCHAR, {_cells(source)}
            FROM good JOIN settled USING (_member, _line) WHERE fate = 'again'
        ) rows JOIN (VALUES {named_members}) members(_member, name) USING (_member)
    """)
    count = spool.count("SELECT count(*) FROM rejected")
    if not count:
        return None, 0, {}
    unnested = "SELECT unnest(from_json(counted, '[\"VARCHAR\"]')) AS reason FROM rejected"
    by_reason = f"SELECT reason, count(*) FROM ({unnested}) GROUP BY reason ORDER BY count(*) DESC, reason"
    reasons = dict(connection.execute(by_reason).fetchall())
    staged = tables.stage(connection, f"rejected/{source.id}", "SELECT * FROM rejected ORDER BY file, line")
    return staged, count, reasons


def _repeated(source: Source) -> str:
    """SQL of the reason a second row of a key is rejected for."""
    keys = " || ', ' || ".join(f"left({named(name)}::VARCHAR, 60)" for name in source.key) or "''"
    names = ", ".join(source.key)
    where = "' is already on line ' || settled.first_line || ', with other content'"
    return f"{quoted(names + ': ')} || {keys} || {where}"


def _cells(source: Source) -> str:
    pairs = (f"{quoted(name)}, {named(name)}::VARCHAR" for name, c in source.columns.items() if not c.part)
    return f"json_object({', '.join(pairs)})::VARCHAR"
