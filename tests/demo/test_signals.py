"""The verdicts find the planted signals, and no others beyond the false alarms SPC itself documents."""

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import binom
from tests.conftest import CHECKOUT
from tests.small import SEED

from peelian.demo import DemoForce, build
from peelian.demo.organisation import build_units
from peelian.demo.sizes import SIZES
from peelian.pipeline.values import Series, series
from peelian.pipeline.verdicts import verdict_of
from peelian.pipeline.workspace import Workspace
from peelian.stats.spc import Verdict, verdict

COMMON = "common_cause"


@pytest.fixture(scope="session")
def judged(built: tuple[Workspace, DemoForce]) -> list[tuple[Series, Verdict]]:
    """Every series of the force, its commands and its departments, with its verdict."""
    workspace, force = built
    units = [unit.id for unit in build_units(SIZES[force.size]) if unit.level != "team"]
    return [(one, verdict_of(one)) for one in series(workspace, units=dict.fromkeys(units))]


def documented(points: int) -> tuple[float, float]:
    """How often an in-control series of `points` is marked at its latest point, and at any: the table of
    docs/reference/spc.md, read between its lines."""
    page = (CHECKOUT / "docs" / "reference" / "spc.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \| 7 \| ([\d.]+)% \| ([\d.]+)% \|$", page, re.M)
    length, latest, some = np.array(rows, dtype=float).T
    return float(np.interp(points, length, latest)) / 100, float(np.interp(points, length, some)) / 100


def shape(values: np.ndarray) -> bytes:
    """The same for series that differ only by a scale and an offset, which no verdict can tell apart:
    a command with one department, constables and officers where sergeants are constant."""
    known = values[~np.isnan(values)]
    if not len(known) or not np.ptp(known):
        return b"constant"
    centred, spread = values - known.mean(), known.std()
    known = known - known.mean()
    return np.round(centred / spread * np.sign(known[np.argmax(np.abs(known))]), 6).tobytes()


def unplanted(force: DemoForce, judged: list[tuple[Series, Verdict]]) -> Iterator[Verdict]:
    """One verdict for each distinct series that no planted cause reaches."""
    units = build_units(SIZES[force.size])
    reached = set().union(*(signal.reach(units) for signal in force.signals))
    seen: set[bytes] = set()
    for one, judgement in judged:
        form = shape(one.value)
        if (one.measure.id, one.unit) not in reached and form not in seen:
            seen.add(form)
            yield judgement


def assert_only_the_planted_are_found(force: DemoForce, judged: list[tuple[Series, Verdict]]) -> None:
    verdicts = {(one.measure.id, one.unit): judgement for one, judgement in judged}
    for signal in force.signals:
        assert verdicts[signal.measure, signal.unit].variation == signal.expected_variation, signal.id
    others = list(unplanted(force, judged))
    latest, some = documented(SIZES[force.size].months)
    alarms = sum(judgement.variation != COMMON for judgement in others)
    anywhere = sum(any(point.type not in (None, COMMON) for point in j.points) for j in others)
    assert len(others) > 150
    assert alarms <= binom.ppf(0.99, len(others), latest)
    assert anywhere <= binom.ppf(0.999, len(others), some)


def test_the_planted_signals_are_found_and_no_others_beyond_false_alarms(
    built: tuple[Workspace, DemoForce], judged: list[tuple[Series, Verdict]]
) -> None:
    assert_only_the_planted_are_found(built[1], judged)


def test_there_was_nothing_to_find_before_each_cause_began(
    built: tuple[Workspace, DemoForce], judged: list[tuple[Series, Verdict]]
) -> None:
    found = {(one.measure.id, one.unit): one for one, _ in judged}
    for signal in built[1].signals:
        one = found[signal.measure, signal.unit]
        before = one.periods < np.datetime64(signal.start_month, "M")
        earlier = verdict(
            one.periods[before].astype(object).tolist(), one.value[before], improves=one.measure.improves
        )
        assert earlier.variation == COMMON, signal.id
        assert one.measure.period == "month"


def test_every_planted_measure_and_knock_on_is_in_the_framework(built: tuple[Workspace, DemoForce]) -> None:
    workspace, force = built
    for signal in force.signals:
        assert {signal.measure, *signal.also} <= set(workspace.framework.measures)


def test_the_guide_lists_every_signal(built: tuple[Workspace, DemoForce]) -> None:
    page = (CHECKOUT / "docs" / "guide" / "demo-force.md").read_text(encoding="utf-8")
    for signal in built[1].signals:
        assert f"`{signal.measure}`" in page
        assert f"`{signal.unit}`" in page
        assert signal.start_month in page


@pytest.mark.soak
def test_the_planted_signals_are_found_in_a_whole_force(tmp_path: Path) -> None:
    force = build(tmp_path / "force", size="force", seed=SEED)
    workspace = Workspace.open(tmp_path / "force")
    units = [unit.id for unit in build_units(SIZES["force"]) if unit.level != "team"]
    stored = series(workspace, units=dict.fromkeys(units))
    assert_only_the_planted_are_found(force, [(one, verdict_of(one)) for one in stored])
