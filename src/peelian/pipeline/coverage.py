"""What has been loaded: which days the rows of each source cover."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from peelian.framework.source import Source
from peelian.pipeline.contents import Content
from peelian.pipeline.periods import Days, month_index, period_start

Bools = npt.NDArray[np.bool_]

MOST = 0.9


@dataclass(frozen=True)
class Coverage:
    """First and last day covered, and the days that have rows, in days since 1970-01-01, sorted.

    Rows dated to the month cover all of it. For spells the days are those on which any starts or ends.
    """

    first: int
    last: int
    days: Days

    def complete(self, starts: Days, ends: Days, *, adds: bool) -> Bools:
        """Which periods [start, end) are covered well enough to be judged.

        What `adds` up (a count, a sum) is too low until the period is over: one day may be quiet at either
        edge of what was loaded. A share or a typical time needs most of the period: nine days in ten.
        """
        if adds:
            return (self.first <= starts + 1) & (self.last >= ends - 2)
        covered = np.minimum(ends, self.last + 1) - np.maximum(starts, self.first)
        return covered >= MOST * (ends - starts)


def coverages(
    contents: Mapping[str, Sequence[Content]], sources: Mapping[str, Source]
) -> dict[str, Coverage]:
    """The coverage of every source whose files of rows have days in them."""
    found = {}
    for source_id, files in contents.items():
        if any(len(file.days) for file in files):
            found[source_id] = _coverage(files, sources[source_id])
    return found


def _coverage(files: Sequence[Content], source: Source) -> Coverage:
    days = np.unique(np.concatenate([np.array(file.days, np.int32) for file in files]))
    last = int(days[-1])
    if source.period and source.columns[source.period].type == "month":
        last = int(period_start(month_index(days[-1:]) + 1, "month")[0]) - 1
    return Coverage(int(days[0]), last, days)
