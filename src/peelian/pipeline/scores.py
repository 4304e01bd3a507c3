"""The quality of a source's rows by month, as one number for any stretch of days."""

from dataclasses import dataclass

import numpy as np

from peelian.pipeline.quality import period_quality
from peelian.pipeline.snapshot import Snapshot
from peelian.pipeline.workspace import Workspace


@dataclass(frozen=True)
class Scores:
    """Scores of 0 to 1 by month ('YYYY-MM')."""

    by_month: dict[str, float]

    @classmethod
    def read(cls, workspace: Workspace, source_id: str, snapshot: Snapshot | None = None) -> "Scores":
        """The scores of one source, its rows as in `snapshot`, the latest when None."""
        by_month = period_quality(workspace, source_id, snapshot)
        return cls({month: quality.score for month, quality in by_month.items()})

    def between(self, start: int, end: int) -> float:
        """The mean over the months of [start, end), in days since 1970-01-01; NaN when none has a score.

        A source without months (spells) has one score for all time.
        """
        if "" in self.by_month:
            return self.by_month[""]
        first, last = np.array([start, end - 1]).astype("datetime64[D]").astype("datetime64[M]")
        known = [self.by_month[str(m)] for m in np.arange(first, last + 1) if str(m) in self.by_month]
        return float(np.mean(known)) if known else float("nan")
