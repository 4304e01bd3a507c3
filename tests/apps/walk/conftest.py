"""The accounts that walk, and what they ask for."""

from dataclasses import replace
from typing import Any

import pytest

from peelian.demo import DemoForce
from tests.apps.walk.visitors import made
from tests.apps.walk.walking import Walk, ids_of


@pytest.fixture
def walk(demo: DemoForce, accounts: dict[str, Any]) -> Walk:
    people = {each["username"]: each["person_id"] for each in demo.accounts if each["person_id"]}
    ids = ids_of(people)
    walkers = made(accounts, ids.there)
    grants = {name: walkers[name].grants_in_force().get().pk for name in ("analyst", "administrator")}
    return Walk(replace(ids, grant=grants["analyst"], own_grant=grants["administrator"]), walkers)
