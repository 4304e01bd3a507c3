"""A source's rows as they are kept, file by file, for questions that no measure asks."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pyarrow as pa

from peelian.framework.source import Source
from peelian.pipeline.contracts import row_schema
from peelian.pipeline.factbook import WORKERS
from peelian.pipeline.pinned import Pinned
from peelian.pipeline.vectors import Vectors

Found = TypeVar("Found")


def scan(
    tables: Pinned, source: Source, columns: Iterable[str], ask: Callable[[Vectors], Found]
) -> Iterator[Found]:
    """What `ask` makes of each file of a source's rows, which it is given those columns of."""
    snapshot = tables.snapshot(f"rows/{source.id}")
    schema = row_schema(source)
    wanted = pa.schema([schema.field(name) for name in dict.fromkeys(["_date", *columns])])
    files = snapshot.files if snapshot else ()
    with ThreadPoolExecutor(WORKERS) as workers:
        yield from workers.map(
            lambda file: ask(Vectors(tables.tables.columns(snapshot, file, wanted))),  # type: ignore[arg-type]
            files,
        )
