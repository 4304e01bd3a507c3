"""Judging series: limits, every rule and a verdict for 100,000 series of 60 months, as one matrix.

Beside them stand the public Python packages that judge one series at a time, statprocon and pycontrolcharts,
each doing the part of the work it has. They are timed on some of the same series, and the quicker is the
reference. All sides have judged a few series before they are timed, and each time is the best of three.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pycontrolcharts
from pycontrolcharts import RunTestConfig
from statprocon import XmR

from benchmarks.figure import Figure, seconds
from peelian.stats.spc import Chart, verdict, verdicts_matrix

SERIES, POINTS, SAMPLE, ALONE = 100_000, 60, 300, 100
DATES = np.arange("2020-01", "2025-01", dtype="datetime64[M]").astype("datetime64[D]")
MDC = RunTestConfig(test2_n=7, test3_n=7, test6=False)
"""The rules of Making Data Count, of those that pycontrolcharts has."""


def figures(rows: int) -> Iterator[Figure]:
    """The same series whatever `rows` is."""
    values = series(SERIES)
    some = [each.tolist() for each in values[:SAMPLE]]
    whole = seconds_of(lambda: verdicts_matrix(values, DATES, improves="decrease", target=110.0))
    yield Figure(
        name="100,000 series of 60 points judged",
        value=whole,
        unit="s",
        reference="1.5 s",
        ratio=whole / 1.5,
        bar=1.0,
    )
    rivals = {
        "statprocon's XmR": seconds_of(lambda: [statprocon(each) for each in some]) / SAMPLE,
        "pycontrolcharts' XmR": seconds_of(
            lambda: [pycontrolcharts.calc_xmr(each, run_tests=MDC) for each in some]
        )
        / SAMPLE,
    }
    for (name, theirs), bar in zip(rivals.items(), (300.0, 200.0), strict=True):
        yield beside(f"one of those series, beside {name}", whole / SERIES, name, theirs, bar=bar)
    name, theirs = min(rivals.items(), key=lambda rival: rival[1])
    alone = seconds_of(lambda: [verdict(DATES, each, improves="decrease") for each in some[:ALONE]]) / ALONE
    yield beside("one series alone, with its points and words", alone, name, theirs, bar=None)
    yield from other_charts(values)


def other_charts(values: np.ndarray) -> Iterator[Figure]:
    """A p chart and a chart of averages, which of the two packages pycontrolcharts alone has."""
    n = np.random.default_rng(5).integers(200, 400, values.shape).astype(float)
    counts = np.minimum(values, n)
    groups = np.random.default_rng(6).normal(values[:SAMPLE, :, None], 10, (SAMPLE, POINTS, 5))
    means, spread = values, np.abs(np.random.default_rng(7).normal(10, 1, values.shape))
    rivals: dict[Chart, tuple[dict[str, Any], np.ndarray, Callable[[int], Any]]] = {
        "p": (
            {"n": n},
            counts,
            lambda row: pycontrolcharts.calc_p(
                counts[row].tolist(), sample_size=n[row].astype(int).tolist(), run_tests=MDC
            ),
        ),
        "xbar_s": (
            {"n": 5.0, "sd": spread},
            means,
            lambda row: pycontrolcharts.calc_xbar_s(
                groups[row].ravel().tolist(), subgroup_size=5, run_tests=MDC
            ),
        ),
    }
    for chart, (more, given, rival) in rivals.items():
        whole = seconds_of(lambda: verdicts_matrix(given, DATES, chart=chart, **more))  # noqa: B023
        theirs = seconds_of(lambda: [rival(row) for row in range(SAMPLE)]) / SAMPLE  # noqa: B023
        yield beside(f"one series on a {chart} chart", whole / SERIES, "pycontrolcharts", theirs, bar=100.0)


def beside(name: str, ours: float, rival: str, theirs: float, *, bar: float | None) -> Figure:
    """Seconds a series of ours beside those of another."""
    return Figure(
        name=name,
        value=ours * 1e6,
        unit="µs",
        reference=f"{rival}, {theirs * 1e6:,.0f} µs",
        ratio=theirs / ours,
        bar=bar,
        better="higher",
    )


def statprocon(values: list[float]) -> None:
    chart = XmR([int(each) for each in values])
    chart.to_dict()
    chart.rule_1_x_indices_beyond_limits()
    chart.rule_1_mr_indices_beyond_limits()
    chart.rule_2_runs_about_central_line()
    chart.rule_3_runs_near_limits()


def seconds_of(work: Callable[[], Any]) -> float:
    """The best of three, after one that is not timed."""
    work()
    return seconds(work, times=3)


def series(many: int) -> np.ndarray:
    """Monthly counts around 100, (many, 60): a third steady, a third with a step, a third with a trend."""
    random = np.random.default_rng(4)
    month = np.arange(POINTS)
    step = 25 * (month >= random.integers(12, 48, (many, 1)))
    trend = month * random.choice([-0.6, 0.6], (many, 1))
    shift = np.choose(np.arange(many)[:, None] % 3, [np.zeros(POINTS), step, trend])
    return random.poisson(100 + shift).astype(float)
