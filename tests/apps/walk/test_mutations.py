"""With any one check of authorisation taken out, somebody in the walk is given what they should not be."""

import pytest

from tests.apps.walk.expectations import expectations
from tests.apps.walk.mutations import Site, sites, without
from tests.apps.walk.walking import Walk

WHO = ("sergeant", "administrator", "nothing granted", "supervisor there", "analyst", "auditor", "chief")
"""Those who find out soonest."""


def test_there_are_checks() -> None:
    assert len(sites()) > 20


@pytest.mark.parametrize("site", sites(), ids=str)
def test_a_check_taken_out_is_noticed(site: Site, walk: Walk) -> None:
    every = [visit for visits in expectations(walk.ids).values() for visit in visits]
    with without(site):
        noticed = next((wrong for visitor in WHO for wrong in walk.wrong(visitor, every)), None)
    assert noticed, f"nobody notices that {site} is gone"
