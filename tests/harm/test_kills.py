"""Killed at any moment: nothing is lost, doubled or half visible, and the next command mends it."""

import fcntl
import os
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from peelian.pipeline.ingest import load
from peelian.pipeline.receipts import receipts, rejected_rows
from peelian.pipeline.refresh import pending, refresh
from peelian.pipeline.tidy import tidy
from peelian.pipeline.workspace import Workspace
from tests.harm.cycle import REVISED, STEPS, Bag, Cycle, left_behind, made, rows_of, values_of
from tests.harm.work import ended, loading, reading, refreshing, started, tidying

OPERATIONS = ("load", "refresh", "tidy", "read")
CHANGED = {"load": "rows/jobs", "refresh": "values", "tidy": "loads"}  # a table each commits to
COLUMNS = (
    "kills", "before commit", "after commit", "left files", "mended", "lost", "doubled", "half visible",
)  # fmt: skip


@dataclass
class Killing:
    """A workspace, opened anew after each kill. `tally` counts by (operation, column)."""

    workspace: Workspace
    cycle: Cycle
    random: Random
    step: int = 0  # how often jobs were loaded
    tally: Counter[tuple[str, str]] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    usual: dict[str, float] = field(default_factory=dict)  # seconds an operation takes

    @property
    def kills(self) -> int:
        return sum(self.tally[operation, "kills"] for operation in OPERATIONS)

    def until(self, kills: int) -> None:
        """Load, refresh, tidy and read in turn, each killed before it ends, until so many were."""
        while self.kills < kills:
            for operation in (self.load, self.refresh, self.tidy, self.read):
                found = len(self.wrong)
                self.tally[operation.__name__, "mended"] += operation() and len(self.wrong) == found

    def load(self) -> bool:
        kept, extract = receipts(self.workspace), self.cycle.extract(self.step + 1)
        before, after = self.cycle.rows_at(self.step), self.cycle.rows_at(self.step + 1)
        killed = self.kill("load", loading, extract)
        landed = self.judge("load", rows_of(self.workspace), before, after, killed)
        self.same("load", "values", values_of(self.workspace), self.cycle.values_at(self.step))
        now = receipts(self.workspace)  # keeps the one of a load that was killed too late to do so
        if now[len(now) - len(kept) :] != kept or len(now) - len(kept) != landed:
            self.wrong.append(f"load: {len(now)} receipts after {len(kept)}, landed: {landed}")
        new = [*now[: len(now) - len(kept)], *load(self.workspace, "jobs", [extract])]
        self.step += 1
        self.same("load", "rows", rows_of(self.workspace), after)
        for place, receipt in enumerate(new):
            broken = len(rejected_rows(self.workspace, "jobs", receipt.load_id))
            told = (receipt.accepted, receipt.unchanged, receipt.rejected, broken)
            accepted = 0 if place else REVISED
            bad = (self.step - 1) % STEPS + 1
            if told != (accepted, REVISED + 1 - accepted, bad, bad):
                self.wrong.append(f"load: {receipt}, {broken} rejected rows are there")
        return killed

    def refresh(self) -> bool:
        before, after = self.cycle.values_at(self.step - 1), self.cycle.values_at(self.step)
        killed = self.kill("refresh", refreshing, self.random.random() < 0.3)
        self.judge("refresh", values_of(self.workspace), before, after, killed)
        refresh(self.workspace)
        self.stands("refresh")
        if pending(self.workspace):
            self.wrong.append("refresh: something is still to be refreshed")
        return killed

    def tidy(self) -> bool:
        kept = receipts(self.workspace)
        killed = self.kill("tidy", tidying)
        self.stands("tidy")
        tidy(self.workspace, keep=timedelta(0))
        self.stands("tidy")
        left = left_behind(self.workspace)
        if left or receipts(self.workspace) != kept:
            self.wrong.append(f"tidy: {left[:3]} are left")
        return killed

    def read(self) -> bool:
        killed = self.kill("read", reading)
        self.stands("read")
        return killed

    def kill(self, operation: str, work: Callable[..., None], *given: object) -> bool:
        """Begin it and kill it at some moment of the time it usually takes; False when it ended first.

        One in ten is let end, and timed. One in three is killed just after it begins to commit.
        """
        timed = operation not in self.usual or self.random.random() < 0.1
        root = self.workspace.root
        log = root / "tables" / CHANGED.get(operation, "") / "_delta_log"
        there = committed(log)
        process = started(work, root, *given)
        begun = time.perf_counter()
        if timed:
            process.join()
        elif operation in CHANGED and self.random.random() < 1 / 3:
            while process.is_alive() and committed(log) == there:
                time.sleep(0.0005)
            process.join(0.05 * self.random.random())
        else:
            process.join(1.1 * self.usual[operation] * self.random.random())
        took = time.perf_counter() - begun
        process.kill()
        said = ended(process)
        if timed:
            self.usual[operation] = 0.5 * (self.usual.get(operation, took) + took)
        if said not in ("", "done"):
            self.wrong.append(f"{operation}: {said}")
        with (root / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # or it raises: a lock was left
        self.workspace = Workspace.open(root)
        self.tally[operation, "kills"] += not said
        self.tally[operation, "left files"] += not said and bool(left_behind(self.workspace))
        return not said

    def judge(self, operation: str, found: Bag, before: Bag, after: Bag, killed: bool) -> bool:
        """Count what a kill led to; whether the change is there."""
        if found not in (before, after):
            whole = before | after
            known = {row[:1] for row in found}
            lost = any(row[:1] not in known for row in before)
            doubled = any(count > 1 for count in found.values()) or found.total() > whole.total()
            self.tally[operation, "lost" if lost else "doubled" if doubled else "half visible"] += 1
            self.wrong.append(f"{operation}: neither as before nor as after")
        elif killed:
            self.tally[operation, "after commit" if found == after else "before commit"] += 1
        return found == after

    def same(self, operation: str, what: str, found: Bag, expected: Bag) -> None:
        if found != expected:
            self.wrong.append(f"{operation}: {what}: {found - expected} are there, not {expected - found}")

    def stands(self, operation: str) -> None:
        """Rows and values are those of the step."""
        self.same(operation, "rows", rows_of(self.workspace), self.cycle.rows_at(self.step))
        self.same(operation, "values", values_of(self.workspace), self.cycle.values_at(self.step))

    def told(self) -> str:
        lines = ["".join(f"{head:>15}" for head in ("", *COLUMNS))]
        for operation in OPERATIONS:
            counts = (self.tally[operation, column] for column in COLUMNS)
            lines.append("".join(f"{cell:>15}" for cell in (operation, *counts)))
        return "\n".join(lines)


def committed(log: Path) -> list[str]:
    """The names in a table's log."""
    return os.listdir(log) if log.is_dir() else []


def kill(folder: Path, cycle: Cycle, kills: int, seed: int) -> None:
    """So many kills, a new workspace every hundred: its first loads make the tables."""
    print(f"\n{kills} kills, seed {seed}")
    killing = Killing(made(folder / "after0"), cycle, Random(seed))
    killing.until(min(kills, 100))
    while killing.kills < kills:
        killing.workspace, killing.step = made(folder / f"after{killing.kills}"), 0
        killing.until(min(kills, killing.kills + 100))
    print(killing.told())
    assert not killing.wrong, "\n".join(killing.wrong)


def test_twenty_kills(tmp_path: Path, cycle: Cycle) -> None:
    kill(tmp_path, cycle, 20, seed=20)


@pytest.mark.soak
def test_a_thousand_kills(tmp_path: Path, cycle: Cycle) -> None:
    kill(tmp_path, cycle, 1000, seed=1000)
