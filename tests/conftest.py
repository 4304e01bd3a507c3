"""Fixtures every test folder may use."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import Phase, settings

from peelian.framework.errors import UserError
from peelian.pipeline.engines.session import session
from tests import flushing, postgres

# `--hypothesis-profile=noshrink` shows the first failure found instead of the smallest
settings.register_profile("patient", deadline=None)  # no test is about elapsed time
settings.load_profile("patient")
settings.register_profile("noshrink", phases=[Phase.explicit, Phase.generate])

# Playwright keeps an event loop in its process, in which Django would refuse to touch the database
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHECKOUT = Path(__file__).resolve().parent.parent


MEASURED = ("stats", "framework", "pipeline", "apps")
"""Folders of the tests that hold the packages with a coverage bar to it."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Coverage doubles the time of what it watches: it leaves out tests of packages that have no bar, and
    those that go the same way many times, which find more than they cover.
    """
    for item in items:
        folder, *rest = item.path.relative_to(CHECKOUT / "tests").parts
        again = getattr(getattr(item, "obj", None), "is_hypothesis_test", False) or "walk" in rest
        if folder not in MEASURED or again:
            item.add_marker("no_cover")


@pytest.fixture(autouse=True)
def _environment_put_back() -> Iterator[None]:
    """A command run in the tests' own process names its workspace in the environment: not for the next."""
    with patch.dict(os.environ):
        yield


@pytest.fixture(scope="session", autouse=True)
def _records_may_be_emptied() -> Iterator[None]:
    """Tests that commit (`transaction=True`) may leave audit events, which refuse to be deleted."""
    with pytest.MonkeyPatch.context() as patch:
        flushing.allow(patch)
        yield


@pytest.fixture(scope="session", autouse=True)
def _records_of_this_worker() -> Iterator[None]:
    """What tests start as another process has a database to itself, when DATABASE_URL is a PostgreSQL."""
    url = os.environ.get("DATABASE_URL", "")
    with patch.dict(os.environ):
        if url.startswith("postgresql:"):
            worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
            os.environ["DATABASE_URL"] = postgres.new_database(url, f"records_{worker}")
        yield


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of public extracts and reference facts kept beside the checkout, never in it."""
    folder = Path(os.environ.get("PEELIAN_SHARED", CHECKOUT.parent / "shared"))
    if not (folder / "data").is_dir():
        pytest.skip(f"needs the public extracts beside the checkout: {folder} is absent")
    return folder


SPARK = {  # settings for many small queries: less care over compiling them halves their cost
    "spark.master": "local[2]",
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.codegen.wholeStage": "false",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",
}


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """A Spark session."""
    try:
        started = session(SPARK)
    except UserError as error:
        pytest.skip(str(error))
    yield started
    started.stop()
