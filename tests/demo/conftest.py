"""One small force for every test here: making it takes a second, building its workspace some twenty."""

import pytest
from tests.small import SEED, small_demo

from peelian.demo import DemoForce, generate
from peelian.pipeline.workspace import Workspace


@pytest.fixture(scope="session")
def force(tmp_path_factory: pytest.TempPathFactory) -> DemoForce:
    return generate(tmp_path_factory.mktemp("small"), size="small", seed=SEED)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, DemoForce]:
    folder, made = small_demo(tmp_path_factory)
    return Workspace.open(folder), made
