"""Judging series: limits, every rule and a verdict for 100,000 series of 60 months, as one matrix.

Beside it stands statprocon's XmR, which takes one series at a time, doing the part of the work it has: both
charts' limits and its rules. It is timed on some of the same series. Both sides have judged a few series
before they are timed, and each time is the best of three.
"""

from collections.abc import Iterator

import numpy as np
from statprocon import XmR

from benchmarks.figure import Figure, seconds
from peelian.stats.spc import verdicts_matrix

SERIES, POINTS, SAMPLE = 100_000, 60, 300


def figures(rows: int) -> Iterator[Figure]:
    """Two figures, of the same 100,000 series whatever `rows` is."""
    dates = np.arange("2020-01", "2025-01", dtype="datetime64[M]").astype("datetime64[D]")
    values = series(SERIES)
    counts = values[:SAMPLE].astype(int).tolist()

    def judged() -> None:
        verdicts_matrix(values, dates, improves="decrease", target=110.0)

    def one_by_one() -> None:
        for each in counts:
            chart = XmR(each)
            chart.to_dict()
            chart.rule_1_x_indices_beyond_limits()
            chart.rule_1_mr_indices_beyond_limits()
            chart.rule_2_runs_about_central_line()
            chart.rule_3_runs_near_limits()

    verdicts_matrix(values[:SAMPLE], dates)
    one_by_one()
    value, other = seconds(judged, times=3), seconds(one_by_one, times=3)
    yield Figure(
        name="100,000 series of 60 points judged",
        value=value,
        unit="s",
        reference="1.5 s",
        ratio=value / 1.5,
        bar=1.0,
    )
    ours, theirs = value / SERIES, other / SAMPLE
    yield Figure(
        name="one of those series",
        value=ours * 1e6,
        unit="µs",
        reference=f"statprocon's XmR, {theirs * 1e6:,.0f} µs",
        ratio=theirs / ours,
        bar=300.0,
        better="higher",
    )


def series(many: int) -> np.ndarray:
    """Monthly counts around 100, (many, 60): a third steady, a third with a step, a third with a trend."""
    random = np.random.default_rng(4)
    month = np.arange(POINTS)
    step = 25 * (month >= random.integers(12, 48, (many, 1)))
    trend = month * random.choice([-0.6, 0.6], (many, 1))
    shift = np.choose(np.arange(many)[:, None] % 3, [np.zeros(POINTS), step, trend])
    return random.poisson(100 + shift).astype(float)
