"""The accounts that walk, and what they ask for."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from peelian.apps.access.tokens import make_token
from peelian.demo import DemoForce
from peelian.pipeline.organisation import ROOT
from tests.apps.walk.expectations import TOKEN
from tests.apps.walk.visitors import made
from tests.apps.walk.walking import Walk, ids_of


@pytest.fixture
def walk(demo: DemoForce, accounts: dict[str, Any]) -> Walk:
    people = {each["username"]: each["person_id"] for each in demo.accounts if each["person_id"]}
    ids = ids_of(people)
    walkers = made(accounts, ids.there)
    grants = {name: walkers[name].grants_in_force().get().pk for name in ("analyst", "administrator")}
    tomorrow = timezone.localdate() + timedelta(1)
    token, _ = make_token(by=walkers["analyst"], role="analyst", unit=ROOT, label=TOKEN, ends=tomorrow)
    own = {"grant": grants["analyst"], "own_grant": grants["administrator"], "token": token.pk}
    return Walk(replace(ids, **own), walkers)
