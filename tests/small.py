"""One small demo force for a whole run: the worker that needs it first builds it, everybody gets a copy."""

import fcntl
import os
import shutil
from pathlib import Path

import pytest

from peelian.demo import DemoForce, build

SEED = 1


def small_demo(factory: pytest.TempPathFactory) -> tuple[Path, DemoForce]:
    """The folder of a workspace with the small demo force, loaded and refreshed, nobody else's; the force."""
    base = factory.getbasetemp()
    run = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    with (run / "small-demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        build(run / "small-demo", size="small", seed=SEED)
    folder = factory.mktemp("demo") / "workspace"
    shutil.copytree(run / "small-demo", folder)
    return folder, build(folder, size="small", seed=SEED)
