"""Loading: an extract's rows into its source's table, in one commit or not at all, with a receipt."""

import os
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import pyarrow as pa

from peelian.framework.errors import UserError
from peelian.framework.source import Source
from peelian.pipeline.binding import Binding, bind, choose, find_mapping, members_of
from peelian.pipeline.contracts import row_schema
from peelian.pipeline.mapping import Mapping
from peelian.pipeline.merge import Merge
from peelian.pipeline.quality import spooled_quality
from peelian.pipeline.quarantine import SCHEMA as REJECTED
from peelian.pipeline.quarantine import stage as stage_rejected
from peelian.pipeline.readers import Batch, Extract, Member, member, member_names, readable
from peelian.pipeline.readers.batches import text_columns
from peelian.pipeline.receipts import COMMIT_KEY, Receipt, append
from peelian.pipeline.spool import Spool
from peelian.pipeline.tables import connect
from peelian.pipeline.turn import scratch, turn
from peelian.pipeline.workspace import Workspace

Progress = Callable[[int, int, str], None]
Item = TypeVar("Item")

MEMORY = "PEELIAN_MEMORY"  # environment: how many megabytes DuckDB may hold; the rest goes to disk


def load(
    workspace: Workspace,
    source_id: str,
    extracts: Extract | Sequence[Extract],
    *,
    mapping: str | None = None,
    progress: Progress | None = None,
) -> list[Receipt]:
    """Load extracts (paths, or a `Query`) into a source, one after another; their receipts.

    `mapping` is a mapping's name or file; without it, the source's own column names or the one mapping
    whose columns the extract has. `progress` is told (done, total or 0, what). Each extract is loaded
    whole or, on any error, not at all. UserError when one cannot be loaded: those before it are.
    """
    source = workspace.framework.source(source_id)
    given = find_mapping(workspace.root, source, mapping) if mapping else None
    tell = progress or (lambda done, total, what: None)
    several = extracts if isinstance(extracts, Sequence) else [extracts]
    with turn(workspace) as mark:
        return [_load(workspace, source, extract, given, tell, mark) for extract in several]


def _load(
    workspace: Workspace,
    source: Source,
    extract: Extract,
    given: Mapping | None,
    progress: Progress,
    mark: Callable[[str], None],
) -> Receipt:
    memory = _memory()
    with (
        TemporaryDirectory(dir=scratch(workspace)) as folder,
        connect(f"{memory}MiB", Path(folder) / "spill") as connection,
    ):
        spool = Spool(connection, source, Path(folder), holds=memory << 17)
        with readable(extract):
            mapping, names = _chosen(workspace, source, extract, given)
            members = [member(extract, name, mapping.reads) for name in names]
            bindings = [bind(mapping, source, each.header, each.name) for each in members]
            _fill(spool, workspace, mapping, members, bindings, progress)
        return _commit(workspace, spool, extract, mapping, names, bindings, progress, mark)


def _chosen(
    workspace: Workspace, source: Source, extract: Extract, given: Mapping | None
) -> tuple[Mapping, list[str]]:
    names = member_names(extract)
    if not names:
        raise UserError(f"{extract.name} has no CSV file in it")
    if given is None:
        return choose(
            workspace.root, source, names, lambda n, reads: member(extract, n, reads).header, extract.name
        )
    fits = members_of(given, names, extract.name)
    if not fits:
        others = " and others" if len(names) > 5 else ""
        raise UserError(
            f"{extract.name} has no member like {given.reads.members}; it has {', '.join(names[:5])}{others}"
        )
    return given, fits


def _fill(
    spool: Spool,
    workspace: Workspace,
    mapping: Mapping,
    members: Sequence[Member],
    bindings: Sequence[Binding],
    progress: Progress,
) -> None:
    """Read every member into the spool; UserError when a required instant is never more than a date."""
    local = workspace.settings.time_zone
    for place, (each, binding) in enumerate(zip(members, bindings, strict=True)):
        for batch in _ahead(each.batches()):
            spool.add(batch, place, each.name, binding, mapping.time_zone or local, local)
            progress(spool.read, 0, f"{each.name}: {spool.read:,} rows read")
    if not spool.batches:
        width = len(members[0].header)
        spool.add(
            Batch(text_columns([], width), pa.array([], pa.int64())),
            0,
            members[0].name,
            bindings[0],
            local,
            local,
        )
    spool.settle()
    _refuse_dates(spool, members, bindings)


def _refuse_dates(spool: Spool, members: Sequence[Member], bindings: Sequence[Binding]) -> None:
    source = spool.source
    whole = spool.count("SELECT count(*) FROM spooled")
    for name, column in source.columns.items():
        needed = column.required or name == source.period
        if not needed or column.type != "instant" or column.part or not whole:
            continue
        reason = f"{name}: a date without a time of day"
        is_it = f"len(list_filter(_reasons, lambda r: r.counted = '{reason}')) > 0"
        dates = spool.count(f"SELECT count(*) FROM spooled WHERE {is_it}")
        if dates == whole:
            offered = ", ".join(bindings[0].header)
            supports = f" {source.supports.strip()}" if source.supports else ""
            raise UserError(
                f"{members[0].name} cannot be loaded into {source.id}: every {name} is a date without a "
                f"time of day.{supports} The extract offers: {offered}. Nothing was written."
            )


def _commit(
    workspace: Workspace,
    spool: Spool,
    extract: Extract,
    mapping: Mapping,
    names: Sequence[str],
    bindings: Sequence[Binding],
    progress: Progress,
    mark: Callable[[str], None],
) -> Receipt:
    """Rejected rows first, then the rows with the receipt in one commit, then the receipt.

    Until the rows are committed nothing has happened. After that the next command can keep the receipt.
    """
    tables, source = workspace.tables, spool.source
    at = datetime.now(UTC)
    load_id = f"{at:%Y%m%dT%H%M%S%f}-{uuid.uuid4().hex[:6]}"
    name, rejected_name = f"rows/{source.id}", f"rejected/{source.id}"
    snapshot = tables.snapshot(name) if tables.exists(name) else None
    merged = Merge(spool, tables, name, snapshot, load_id).run(progress)
    rejected, count, reasons = stage_rejected(tables, spool, names, load_id)
    repeats = spool.count("SELECT count(*) FROM settled WHERE fate = 'same'")
    first, last = _periods(spool)
    receipt = Receipt(
        load_id=load_id,
        source=source.id,
        file=extract.name,
        mapping=mapping.id,
        at=at,
        read=spool.read,
        accepted=merged.fresh + merged.revised,
        rejected=count,
        unchanged=merged.same + repeats,
        revised=merged.revised,
        reasons=reasons,
        first_period=first,
        last_period=last,
        quality=spooled_quality(spool, count).score,
        unmapped=tuple(dict.fromkeys(c for binding in bindings for c in binding.unmapped)),
        absent=tuple(dict.fromkeys(c for binding in bindings for c in binding.absent)),
        members=tuple(names) if names != [extract.name] else (),
    )
    if rejected:
        tables.commit(rejected_name, REJECTED, rejected)
    mark(source.id)
    if merged.staged.files or merged.replaced:
        tables.commit(
            name,
            row_schema(source),
            merged.staged,
            partition_by=["_month"],
            replacing=[{"_month": month} for month in merged.replaced],
            since=snapshot.version if snapshot else None,
            metadata={COMMIT_KEY: receipt.to_json()},
        )
    append(tables, receipt)
    mark("")
    if rejected:
        tables.compact(rejected_name)
    return receipt


def _periods(spool: Spool) -> tuple[date | None, date | None]:
    first, last = spool.connection.execute("SELECT min(_date), max(_date) FROM good").fetchall()[0]
    return first, last


def _memory() -> int:
    """Megabytes: PEELIAN_MEMORY, else a quarter of this machine's memory and at most 4 GB."""
    if told := os.environ.get(MEMORY):
        if not told.isdigit() or int(told) < 64:
            raise UserError(f"{MEMORY} is {told!r}: it is a number of megabytes, 64 or more")
        return int(told)
    return min(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 4, 4 << 30) >> 20


def _ahead(items: Iterator[Item]) -> Iterator[Item]:
    """The same items, each read while the one before is worked on."""
    with ThreadPoolExecutor(1) as reader:
        waiting = reader.submit(next, items, None)
        try:
            while (item := waiting.result()) is not None:
                waiting = reader.submit(next, items, None)
                yield item
        finally:
            with suppress(Exception):
                waiting.result()
            items.close()  # type: ignore[attr-defined]
