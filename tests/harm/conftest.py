"""What every test of harm begins from."""

import pytest

from tests.harm.cycle import Cycle


@pytest.fixture(scope="session")
def cycle(tmp_path_factory: pytest.TempPathFactory) -> Cycle:
    return Cycle.make(tmp_path_factory.mktemp("cycle") / "made")
