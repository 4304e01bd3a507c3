"""One figure, and how things are timed."""

import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True)
class Figure:
    """A measured `value` in `unit`, beside a `reference` in words, and the `ratio` of the two.

    `bar` is what the ratio has to keep: at most it when `better` is "lower", at least it when "higher".
    None is a figure without a bar.
    """

    name: str
    value: float
    unit: str
    reference: str
    ratio: float
    bar: float | None
    better: Literal["lower", "higher"] = "lower"

    @property
    def kept(self) -> bool:
        if self.bar is None:
            return True
        return self.ratio <= self.bar if self.better == "lower" else self.ratio >= self.bar


def seconds(work: Callable[[], Any], *, times: int = 1) -> float:
    """Wall seconds of the quickest of `times` runs."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return min(taken)


def peak() -> float:
    """The most memory this process has held so far, in gigabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20)
