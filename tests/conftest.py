"""Fixtures every test folder may use."""

import os
from pathlib import Path

import pytest
from hypothesis import Phase, settings

# `--hypothesis-profile=noshrink` shows the first failure found instead of the smallest
settings.register_profile("noshrink", phases=[Phase.explicit, Phase.generate])

# Playwright keeps an event loop in its process, in which Django would refuse to touch the database
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHECKOUT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of public extracts and reference facts kept beside the checkout, never in it."""
    folder = Path(os.environ.get("PEELIAN_SHARED", CHECKOUT.parent / "shared"))
    if not (folder / "data").is_dir():
        pytest.skip(f"needs the public extracts beside the checkout: {folder} is absent")
    return folder
