"""How often a process in control is marked: the figures docs/reference/spc.md gives."""

import re

import numpy as np
import pytest
from tests.conftest import CHECKOUT

from peelian.stats.spc import CHARTS, MatrixVerdicts, verdicts_matrix

ROW = re.compile(r"^\| (\d+) \| (\d) \| ([\d.]+)% \| ([\d.]+)% \|$", re.M)
PAGE = (CHECKOUT / "docs" / "reference" / "spc.md").read_text(encoding="utf-8")
DOCUMENTED = ROW.findall(PAGE)


OF_CHARTS = re.findall(r"^\| `(\w+)` \| ([\d.]+)% \| ([\d.]+)% \| ([\d.]+)% \| ([\d.]+)% \|$", PAGE, re.M)
LENGTHS = (12, 24, 36, 60)


def test_the_page_documents_every_length_run_and_chart() -> None:
    assert {(points, run) for points, run, _, _ in DOCUMENTED} >= {
        (str(points), run) for points in LENGTHS for run in ("6", "7")
    }
    assert {"xmr", "s", *(chart for chart, *_ in OF_CHARTS)} == set(CHARTS)


@pytest.mark.parametrize(("chart", "rates"), [(chart, rates) for chart, *rates in OF_CHARTS], ids=str)
def test_false_alarms_of_other_charts_are_as_documented(chart: str, rates: list[str]) -> None:
    for points, rate in zip(LENGTHS, rates, strict=True):
        judged = in_control(chart, np.random.default_rng(points), points)
        assert (judged.variation != 0).mean() == pytest.approx(float(rate) / 100, abs=0.003), points


def in_control(chart: str, random: np.random.Generator, points: int) -> MatrixVerdicts:
    """20,000 series of what each chart supposes."""
    shape = (20_000, points)
    n = random.integers(80, 160, shape).astype(float)
    more: dict = {"n": n} if chart in ("p", "p_prime", "u", "u_prime") else {}
    made = {
        "p": lambda: random.binomial(n.astype(int), 0.3),
        "u": lambda: random.poisson(0.2 * n),
        "c": lambda: random.poisson(25, shape),
        "g": lambda: random.geometric(0.05, shape) - 1,
        "t": lambda: random.exponential(20, shape) + 1e-9,
        "xbar_s": lambda: random.normal(size=(*shape, 5)),
        "run": lambda: random.normal(size=shape),
    }[chart.removesuffix("_prime")]().astype(float)
    if chart == "xbar_s":
        made, more = made.mean(axis=2), {"n": 5.0, "sd": made.std(axis=2, ddof=1)}
    when = np.arange(points).astype("datetime64[D]")
    return verdicts_matrix(made, when, chart=chart, improves="increase", **more)


@pytest.mark.parametrize(("points", "run", "last", "some"), DOCUMENTED)
def test_false_alarms_are_as_documented(points: str, run: str, last: str, some: str) -> None:
    noise = np.random.default_rng(int(points)).normal(size=(40_000, int(points)))
    when = np.arange(int(points)).astype("datetime64[D]")
    judged = verdicts_matrix(noise, when, improves="increase", run_length=int(run))
    assert (judged.variation != 0).mean() == pytest.approx(float(last) / 100, abs=0.004)
    assert (judged.types != 0).any(axis=1).mean() == pytest.approx(float(some) / 100, abs=0.012)
