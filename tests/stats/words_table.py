"""Real series for everything a verdict can say."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any

from tests.stats.series import months

from peelian.stats.spc import CHARTS, Chart, Verdict, verdict

FROZEN = 24
UNITS = {"p": "%", "p_prime": "%", "t": "days", "xbar_s": "minutes", "s": "minutes"}


@dataclass(frozen=True)
class Case:
    """A series and the options to judge it with; `finding` names what it shows."""

    chart: Chart
    finding: str
    values: tuple[float | None, ...]
    options: dict[str, Any] = field(default_factory=dict, hash=False)
    dates: tuple[date, ...] = ()

    def judged(self, language: str = "en", **more: Any) -> Verdict:
        """Its verdict. A ratio is written as a percentage."""
        unit = UNITS.get(self.chart, "")
        show = (lambda number: f"{100 * number:.1f}%") if unit == "%" else None
        options = {"name": "The measure", "unit": unit, "show": show} | self.options | more
        when = list(self.dates) or months(len(self.values))
        return verdict(when, self.values, chart=self.chart, language=language, **options)


def _base(chart: Chart) -> list[float]:
    """A steady baseline of FROZEN plotted values."""
    low, high = {
        "p": (0.495, 0.505), "p_prime": (0.495, 0.505), "u": (0.98, 1.02), "u_prime": (0.98, 1.02),
        "c": (96, 104), "g": (50, 60), "t": (20, 30), "xbar_s": (9.8, 10.2), "s": (1.9, 2.1),
    }.get(chart, (48, 52))  # fmt: skip
    return [low, high] * (FROZEN // 2)


def _options(chart: Chart, count: int) -> dict[str, Any]:
    if chart in ("p", "p_prime", "u", "u_prime"):
        return {"n": [10_000.0 + 100 * (at % 5) for at in range(count)]}
    if chart == "xbar_s":
        return {"n": [5.0 + at % 2 for at in range(count)], "sd": [2.0] * count}
    return {"n": [5.0 + at % 2 for at in range(count)]} if chart == "s" else {}


def case(chart: Chart, finding: str, plotted: list[float | None], **options: Any) -> Case:
    """A case of plotted values: of p and u charts they are given as counts."""
    own = _options(chart, len(plotted)) | options
    values = plotted
    if chart in ("p", "p_prime", "u", "u_prime"):
        values = [None if v is None else round(v * n) for v, n in zip(plotted, own["n"], strict=True)]
    return Case(chart, finding, tuple(values), own)


def _later() -> dict[str, Callable[[float, float], list[float]]]:
    """What follows a steady baseline, by what it shows: places between centre and limit, by which side."""
    return {
        "no signal": lambda a, b: [0.1 * a],
        "outside": lambda a, b: [1.5 * a],
        "trend": lambda a, b: [0.1 * a * step for step in range(-3, 5)],
        "two of three, one before": lambda a, b: [0.8 * a, 0.1 * a, 0.8 * a],
        "two of three, both before": lambda a, b: [0.8 * a, 0.8 * a, 0.8 * a],
        "shift": lambda a, b: [-0.1 * b, *[0.1 * a, 0.2 * a] * 4],
        "trend towards the centre": lambda a, b: [-0.1 * b, *[0.05 * a * step for step in range(9, 1, -1)]],
        "outside, then nothing known": lambda a, b: [1.5 * a, float("nan")],
    }


def _around_limits(chart: Chart) -> Iterator[Case]:
    base = _base(chart)
    end = case(chart, "", [*base], baseline=FROZEN).judged().points[-1]
    if end.upl is None or end.lpl is None or end.mean is None:
        return
    up, down = end.upl - end.mean, end.lpl - end.mean
    for finding, places in _later().items():
        for side, (a, b) in {"high": (up, down), "low": (down, up)}.items():
            later = [end.mean + place for place in places(a, -b if b < 0 < a else -abs(b))]
            if min(later) < 0 and chart != "xmr":
                continue
            known: list[float | None] = [None if value != value else value for value in later]
            name = finding if finding == "no signal" else f"{finding}, {side}"
            if finding != "no signal" or side == "high":
                found = case(chart, name, [*base, *known], baseline=FROZEN)
                last = found.judged().last
                if last and bool(last.rules) == (finding != "no signal"):  # a limit at 0 is passed by nothing
                    yield found


def _constants(chart: Chart) -> Iterator[Case]:
    level, other = {"t": (5.0, 8.0), "xbar_s": (5.0, 8.0), "xmr": (5.0, 8.0)}.get(chart, (0.0, 0.01))
    if chart in ("g", "c", "s"):
        other = 1.0
    flat: dict[str, tuple[list[float | None], dict[str, Any]]] = {
        "constant": ([level] * 24, {}),
        "constant, one other before": ([level] * 10 + [other] + [level] * 13, {}),
        "constant, left as before": (
            [*[level] * 8, other, *[level] * 9, other, *[level] * 4, other], {}),
        "constant, left, high": ([level] * 23 + [other], {}),
        "constant, left, low": ([other] * 23 + [level], {}),
        "constant, run beside it, high": (
            [*[level] * 5, other, *[level] * 7, *[other] * 7], {"baseline": 12}),
        "constant, run beside it, low": (
            [*[other] * 5, level, *[other] * 7, *[level] * 7], {"baseline": 12}),
    }  # fmt: skip
    for finding, (plotted, options) in flat.items():
        more = {"sd": [0.0] * len(plotted)} if chart == "xbar_s" else {}
        found = case(chart, finding, plotted, **options, **more)
        if found.judged().flat is not None:
            yield found


def _runs() -> Iterator[Case]:
    block, mixed = [1.0, 2.0, 3.0, 2.0, 1.0], [1.0, -1.0] * 6
    yield case("run", "no signal", [50 + v for v in [*mixed, 0.5]])
    for side, sign in {"high": 1, "low": -1}.items():
        yield case("run", f"long run, {side}", [50 + sign * v for v in [*mixed, *[-2.0] * 6, *[2.0] * 10]])
        blocks = [-v for v in block] + block
        yield case("run", f"few crossings, {side}", [50 + sign * v for v in blocks * 2])
    yield case("run", "few crossings, then nothing known", [50 + v for v in blocks * 2] + [None])
    yield case("run", "too few off the median", [50.0] * 10 + [51.0, 49.0] * 4)
    yield case("run", "one off the median", [50.0] * 14 + [51.0])
    yield case("run", "two segments", [50 + v for v in mixed * 2 + [0.5]], rebase=[months(13)[12]])


def _withheld(chart: Chart) -> Iterator[Case]:
    base: list[float | None] = [*_base(chart)]
    later = months(FROZEN + 13)
    yield case(chart, "no figure", [None] * 3)
    yield case(chart, "one figure", base[:1])
    yield case(chart, "nine figures", base[:9])
    yield case(chart, "new average, no figure since", [*base, None, None], rebase=[later[FROZEN]])
    yield case(chart, "new average, one figure since", base, rebase=[later[FROZEN - 1]])
    if chart != "run":
        never = [value for pair in zip(base[:15], [None] * 15, strict=True) for value in pair]
        yield case(chart, "no two neighbours", never)
        yield case(chart, "no figure to begin with", [None] * 12 + base[:13], baseline=12)


@cache
def cases() -> tuple[Case, ...]:
    """One series for everything that each kind of chart can find."""
    found: list[Case] = []
    for chart in CHARTS:
        found += [*_around_limits(chart), *_constants(chart)]
        found += _runs() if chart == "run" else ()
        found += _withheld(chart)
    return tuple(found)


def every(days: int, count: int) -> tuple[date, ...]:
    return tuple(date(2024, 1, 1) + timedelta(days=days * step) for step in range(count))


def cadences() -> Iterator[Case]:
    """One series of each cadence: a run above the average, which the last two points do not know of."""
    base, run = _base("xmr"), [51.0, 52.0] * 5
    for many in (1, 2, 3, 5):
        values = (*base, *run, *[None] * many)
        count = len(values)
        working = tuple(day for day in every(1, 2 * count) if day.weekday() < 5)[:count]
        for name, dates in {
            "day": every(1, count),
            "working day": working,
            "week": every(7, count),
            "fortnight": every(14, count),
            "four-week period": every(28, count),
            "month": tuple(months(count)),
            "quarter": tuple(months(3 * count)[::3]),
            "half-year": tuple(months(6 * count)[::6]),
            "year": tuple(months(12 * count, month=1)[::12]),
            "point": every(10, count),
        }.items():
            yield Case("xmr", name, values, {"baseline": FROZEN}, dates)


def oddities() -> Iterator[Case]:
    """Series that are warned of."""
    base = _base("xmr")
    when = months(40)
    yield Case("xmr", "out of order", tuple(base), {}, tuple(reversed(when[:24])))
    yield Case("xmr", "periods skipped", tuple(base), {}, (*when[:10], *when[12:26]))
    yield Case("xmr", "many periods skipped", tuple(base), {}, (*when[:6:2], *when[7:18:2], *when[20:35]))
    yield Case("xmr", "four gaps", tuple(base), {}, (*when[:8:2], *when[8:28]))
    yield Case("xmr", "off the rhythm", tuple(base), {}, (*when[:23], when[23] + timedelta(days=3)))
    lawless = tuple(date(2024, 1, 1) + timedelta(days=at * at * 3 + at % 4) for at in range(24))
    yield Case("xmr", "no rhythm", tuple(base), {}, lawless)
    yield Case("xmr", "one ghost", tuple(base), {"ghosts": when[3:4]})
    yield Case("xmr", "five ghosts", tuple(base), {"ghosts": when[3:8]})
    yield Case("xmr", "one missing", (*base[:3], None, *base[4:]), {})
    yield Case("xmr", "six missing", (*[None] * 6, *base[6:], *base), {})
    yield Case("xmr", "beyond bounds", tuple(base), {"floor": 49.0, "ceiling": 51.0})
    yield Case("xmr", "two new averages", tuple(base + base), {"rebase": [when[4], when[20]]})
    yield Case("xmr", "new averages of constants", (5, *[5] * 14, *[7] * 14, 8), {"rebase": [when[15]]})
    yield Case("xmr", "new averages, one without neighbours", (*[5, None] * 3, *base), {"rebase": [when[6]]})
    yield Case("c", "new averages, one without figures", (*[None] * 4, *base), {"rebase": [when[4]]})
    yield case("c", "a c chart without a figure", [None] * 3)
    ratios = tuple(0.495 + 0.01 * (at % 2) for at in range(24))
    yield Case("p", "ratios given for counts", ratios, {"n": [10_000.0] * 24})
    falling = (*base, 40.0, *(50.0 + at for at in range(9, 1, -1)))
    yield Case("xmr", "points read both ways", falling, {"baseline": FROZEN, "improves": "increase"})
    yield Case("xmr", "points read both ways, neither better", falling, {"baseline": FROZEN})
    yield case("xbar_s", "a spread that changed", [*_base("xbar_s")], sd=[2.0] * 23 + [9.0])
