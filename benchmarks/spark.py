"""How the time of a refresh on Spark grows with the rows: ten times as many beside the tenth of them.

Spark is started, facts are laid out and each size is refreshed once before it is timed, so that neither pays
for what is done once. Spark and everything that follows it share this machine's cores.
"""

from collections.abc import Iterator

from benchmarks.figure import Figure, seconds
from benchmarks.world import world
from peelian.pipeline.refresh import refresh
from peelian.pipeline.workspace import Workspace


def figures(rows: int) -> Iterator[Figure]:
    name = "200 counts and proportions on Spark, every unit and month, written"
    few = _refreshed(rows // 10)
    yield Figure(f"{name}: {rows // 10:,} rows", few, "s", "itself", 1, None)
    many = _refreshed(rows)
    yield Figure(f"{name}: {rows:,} rows", many, "s", f"{rows // 10:,} rows on Spark", many / few, None)


def _refreshed(rows: int) -> float:
    made = world(rows)
    workspace = Workspace(made.root, made.settings.model_copy(update={"engine": "spark"}))
    refresh(workspace, full=True)
    return seconds(lambda: refresh(workspace, full=True))
