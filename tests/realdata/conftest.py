"""Workspaces as `peelian init` makes them, for extracts nobody here wrote."""

from collections.abc import Callable
from pathlib import Path

import pytest

from peelian.pipeline.ingest import load
from peelian.pipeline.receipts import Receipt
from peelian.pipeline.workspace import Workspace, init

MAPPINGS = Path(__file__).parent / "mappings"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return init(tmp_path / "workspace")


@pytest.fixture
def data(shared: Path) -> Path:
    return shared / "data"


Loads = Callable[..., Receipt]


@pytest.fixture
def twice(workspace: Workspace) -> Loads:
    """Loads an extract, and again to see that this changes nothing; the first receipt."""

    def run(source: str, file: Path, mapping: str | None = None) -> Receipt:
        (first,) = load(workspace, source, [file], mapping=mapping)
        version = workspace.tables.version(f"rows/{source}")
        (again,) = load(workspace, source, [file], mapping=mapping)
        assert (again.read, again.accepted, again.rejected) == (first.read, 0, first.rejected)
        assert again.reasons == first.reasons
        assert workspace.tables.version(f"rows/{source}") == version
        return first

    return run
