"""Every address, as everybody: who sees what, and nobody sees past their own line or grants."""

import pytest

from peelian.apps.access.roles import ROLES
from tests.apps.walk.expectations import expectations
from tests.apps.walk.visitors import POSTED, VISITORS
from tests.apps.walk.visits import Ids
from tests.apps.walk.walking import Walk, named_patterns

pytestmark = pytest.mark.django_db


def test_every_address_has_an_expectation() -> None:
    ids = Ids("u", "v", dict.fromkeys(POSTED, "x"), "y")
    assert set(named_patterns()) == set(expectations(ids))


def test_every_role_walks() -> None:
    assert set(ROLES) - {"staff"} <= set(VISITORS)


@pytest.mark.parametrize("visitor", VISITORS)
def test_what_each_visitor_is_given(visitor: str, walk: Walk) -> None:
    every = [visit for visits in expectations(walk.ids).values() for visit in visits]
    assert list(walk.wrong(visitor, every)) == []
