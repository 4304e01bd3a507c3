"""One series spoken of in one language: its phrases, values, dates and counts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from peelian.stats.spc.cadence import Cadence
from peelian.stats.spc.vocabulary import Chart, Point
from peelian.stats.spc.words.catalogue import Catalogue

Show = Callable[[float], str]

_SHOWN = 3
_RANGES = {"p": "range.cases", "p_prime": "range.cases", "u": "range.base", "u_prime": "range.base",
           "xbar_s": "range.subgroup", "s": "range.subgroup"}  # fmt: skip
_CENTRES = {"g": "median", "run": "median", "t": "typical"}


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who says it and of what: `show` writes a value of the series as text."""

    catalogue: Catalogue
    cadence: Cadence
    show: Show
    chart: Chart = "xmr"
    name: str = ""

    def say(self, key: str, *, n: int = 0, **slots: object) -> str:
        return self.catalogue.say(key, n=n, **slots)

    def when(self, at: int) -> str:
        """The date of point `at`."""
        return self.catalogue.moment(self.cadence.dates[at].item(), self.cadence.unit)

    def periods(self, count: int) -> str:
        """ "1 month", "8 months"."""
        return self.catalogue.count(count, self.cadence.unit)

    def span(self, count: int, at: int) -> str:
        """The `count` points that end at `at`: "8 months", or "8 figures" where periods are skipped."""
        index = self.cadence.index
        steady = index[at] - index[at - count + 1] == count - 1 and self.cadence.unit != "point"
        return self.periods(count) if steady else self.catalogue.count(count, "figure")

    def listed(self, at: Sequence[int]) -> str:
        """The dates of some points, the first few by name."""
        said = ", ".join(self.when(one) for one in at[:_SHOWN])
        return self.say("list.more", list=said, n=len(at) - _SHOWN) if len(at) > _SHOWN else said

    def value(self, number: float | None) -> str:
        return self.show(number or 0.0)

    @property
    def centre(self) -> str:
        """Which of the phrases `centre.*` names the line in the middle."""
        return _CENTRES.get(self.chart, "average")

    @property
    def centre_word(self) -> str:
        return self.say(f"centre.{self.centre}")

    def range(self, point: Point, *, varies: bool) -> str:
        """The usual range in force at a point, and whether that of another may differ."""
        low, high = self.value(point.lpl), self.value(point.upl)
        return self.say(_RANGES.get(self.chart, "range") if varies else "range", low=low, high=high)
