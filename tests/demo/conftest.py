"""One small force for every test here: making it takes about a second."""

import pytest
from tests.demo.reading import SEED

from peelian.demo import DemoForce, generate


@pytest.fixture(scope="session")
def force(tmp_path_factory: pytest.TempPathFactory) -> DemoForce:
    return generate(tmp_path_factory.mktemp("small"), size="small", seed=SEED)
