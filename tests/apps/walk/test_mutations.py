"""With any one check of authorisation taken out, somebody in the walk is given what they should not be."""

import re
from collections.abc import Iterator
from itertools import chain

import pytest

from tests.apps.walk import direct
from tests.apps.walk.expectations import expectations
from tests.apps.walk.mutations import Site, sites, without
from tests.apps.walk.visits import Visit
from tests.apps.walk.walking import Walk

WHO = ("sergeant", "administrator", "supervisor there", "nothing granted", "analyst", "auditor", "chief")
"""Those who find out soonest."""

pytestmark = pytest.mark.django_db


def test_there_are_checks() -> None:
    assert len(sites()) > 30


def test_nothing_is_noticed_while_all_checks_are_there(walk: Walk) -> None:
    assert list(direct.wrong(walk)) == []


@pytest.mark.parametrize("site", sites(), ids=str)
def test_a_check_taken_out_is_noticed(site: Site, walk: Walk) -> None:
    with without(site):
        walked = (
            wrong
            for visits in near_ones_first(nearest_first(site, walk))
            for visitor in WHO
            for wrong in walk.wrong(visitor, visits)
        )
        asked = direct.wrong(walk)
        each = (asked, walked) if site.function in direct.STRANGERS else (walked, asked)
        noticed = next(chain(*each), None)
    assert noticed, f"nobody notices that {site} is gone"


def nearest_first(site: Site, walk: Walk) -> list[Visit]:
    """Every visit, those first whose address is named like the function."""
    words = {word.rstrip("s") for word in re.split(r"[._]", f"{site.module}.{site.function}")}
    every = [(name, visit) for name, visits in expectations(walk.ids).items() for visit in visits]
    near = {name: sum(word.rstrip("s") in words for word in re.split(r"[:_]", name)) for name, _ in every}
    return [visit for name, visit in sorted(every, key=lambda each: -near[each[0]])]


def near_ones_first(visits: list[Visit]) -> Iterator[list[Visit]]:
    """Visits in growing parts, so that everybody tries the nearest before anybody tries the rest."""
    begins, size = 0, 8
    while begins < len(visits):
        yield visits[begins : begins + size]
        begins, size = begins + size, size * 4
