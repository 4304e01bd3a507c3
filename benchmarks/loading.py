"""Loading a police.uk extract into the lake: every check of its contract, its keys, its receipt.

The file is every crime of Avon and Somerset from 2018 to 2021 as data.police.uk published it, or one like it
where the public extracts are absent. Beside it, DuckDB copies the same file to one Parquet file. Both
are warm: the file is in the cache, and each time is the best of three in a process that has done it before.
"""

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import duckdb

from benchmarks.figure import Figure, seconds
from peelian.pipeline.ingest import load
from peelian.pipeline.workspace import init

HERE = Path(__file__).parent
WORK = HERE / ".work" / "loading"
PUBLIC = HERE.parent.parent / "shared/data/policeuk_street_long/street_avon-and-somerset.parquet"

# As many rows, months, identifiers and gaps as the public file has.
_ALIKE = """
    SELECT CASE WHEN i % 5 > 0 THEN sha256((CASE WHEN i % 50 = 1 THEN i - 5 ELSE i END)::VARCHAR) END
            AS "Crime ID",
        strftime(DATE '2018-01-01' + to_months((i // 14102)::INTEGER), '%Y-%m') AS "Month",
        'Avon and Somerset Constabulary' AS "Reported by", 'Avon and Somerset Constabulary' AS "Falls within",
        round(-2.6 + (hash(i) % 900000) / 1e6, 6)::DECIMAL(9, 6) AS "Longitude",
        round(51.2 + (hash(i + 1) % 400000) / 1e6, 6)::DECIMAL(9, 6) AS "Latitude",
        'On or near ' || hash(i) % 9000 || ' Street' AS "Location",
        'E0' || 1014000 + hash(i) % 900 AS "LSOA code", 'Bristol ' || hash(i) % 900 || 'A' AS "LSOA name",
        CASE WHEN i % 5 = 0 THEN 'Anti-social behaviour'
            ELSE ['Burglary', 'Drugs', 'Vehicle crime', 'Violence and sexual offences'][1 + hash(i) % 4] END
            AS "Crime type",
        CASE WHEN i % 5 > 0
            THEN ['Status update unavailable', 'Unable to prosecute suspect'][1 + hash(i) % 2] END
            AS "Last outcome category",
        NULL AS "Context"
    FROM range(620488) t(i)
"""


def figures(rows: int) -> Iterator[Figure]:
    """One figure, of 620,000 rows whatever `rows` is: the file is a real one."""
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    extract, copy, workspaces = WORK / "street.csv", WORK / "street.parquet", count()
    duckdb.execute("SET enable_progress_bar = false")
    alike = f'SELECT * EXCLUDE source_file FROM "{PUBLIC}"' if PUBLIC.is_file() else _ALIKE
    duckdb.execute(f"COPY ({alike}) TO '{extract}' (HEADER)")

    def loaded() -> None:
        (receipt,) = load(init(WORK / f"workspace-{next(workspaces)}"), "recorded_crimes", extract)
        assert receipt.accepted > 600_000

    def copied() -> None:
        duckdb.execute(f"COPY (FROM read_csv('{extract}')) TO '{copy}' (COMPRESSION zstd)")

    copied()
    loaded()
    reference, value = seconds(copied, times=3), seconds(loaded, times=3)
    shutil.rmtree(WORK)
    yield Figure(
        name="620,000 police.uk rows into the lake, every check made",
        value=value,
        unit="s",
        reference=f"DuckDB's own read_csv to Parquet, {reference:.2f} s",
        ratio=value / reference,
        bar=4.0,
    )
