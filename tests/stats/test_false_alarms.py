"""How often a process in control is marked: the figures docs/reference/spc.md gives."""

import re

import numpy as np
import pytest
from tests.conftest import CHECKOUT

from peelian.stats.spc import verdicts_matrix

ROW = re.compile(r"^\| (\d+) \| (\d) \| ([\d.]+)% \| ([\d.]+)% \|$", re.M)
DOCUMENTED = ROW.findall((CHECKOUT / "docs" / "reference" / "spc.md").read_text(encoding="utf-8"))


def test_the_page_documents_both_run_lengths_at_24_points() -> None:
    assert {(points, run) for points, run, _, _ in DOCUMENTED} >= {("24", "6"), ("24", "7")}


@pytest.mark.parametrize(("points", "run", "last", "some"), DOCUMENTED)
def test_false_alarms_are_as_documented(points: str, run: str, last: str, some: str) -> None:
    noise = np.random.default_rng(int(points)).normal(size=(40_000, int(points)))
    when = np.arange(int(points)).astype("datetime64[D]")
    judged = verdicts_matrix(noise, when, improves="increase", run_length=int(run))
    assert (judged.variation != 0).mean() == pytest.approx(float(last) / 100, abs=0.004)
    assert (judged.types != 0).any(axis=1).mean() == pytest.approx(float(some) / 100, abs=0.012)
