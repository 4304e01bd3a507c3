from collections import Counter
from itertools import pairwise

import numpy as np
import pytest

from peelian.demo.organisation import REORGANISED, build_units, command_ids, parents, teams_at_work
from peelian.demo.postings import Duty, Roster
from peelian.demo.sizes import SIZES, Size


@pytest.fixture(scope="module", params=["small", "force"])
def size(request: pytest.FixtureRequest) -> Size:
    return SIZES[request.param]


@pytest.fixture(scope="module")
def roster(size: Size) -> Roster:
    return Roster(build_units(size), size, 1)


def test_every_unit_has_a_parent_one_level_up_in_every_month(size: Size) -> None:
    units = build_units(size)
    above = {"command": "force", "department": "command", "team": "department"}
    for month in size.span:
        level = {unit.id: unit.level for unit in units if unit.lasts(month)}
        for unit, parent in parents(units, month).items():
            assert (level[unit], parent) == ("force", "") or level[parent] == above[level[unit]]


def test_a_unit_is_in_one_place_at_a_time(size: Size) -> None:
    units = build_units(size)
    for month in size.span:
        assert max(Counter(unit.id for unit in units if unit.lasts(month)).values()) == 1


def test_the_reorganisation_moves_teams_between_commands_and_splits_one(size: Size) -> None:
    units = build_units(size)
    before, after = parents(units, REORGANISED - 1), parents(units, REORGANISED)
    moved = {unit for unit in before if before[unit] != after[unit]}
    assert len(moved) == 2
    assert {before[before[unit]] for unit in moved} == set(command_ids(size)[1:3])
    assert set(after) - set(before) == {f"{unit.id}2" for unit in units if unit.name.endswith("(North)")}
    volume = [sum(t.volume for t in teams_at_work(units, {"local"}, REORGANISED - m)) for m in (1, 0)]
    assert volume[0] == pytest.approx(volume[1])


def test_sizes_have_the_people_they_promise() -> None:
    people = {}
    for name in ("small", "force", "national"):
        size = SIZES[name]
        last = size.span[-1].astype("M8[D]").astype(int)
        postings = Roster(build_units(size), size, 1).postings
        people[name] = len({p.person for p in postings if p.starts <= last and (p.ends or last + 1) > last})
    assert 100 <= people["small"] <= 140
    assert 1_900 <= people["force"] <= 2_200
    assert 5_600 <= people["national"] <= 6_600


def test_nobody_is_in_two_places_at_once_and_no_spell_is_empty(roster: Roster) -> None:
    spells: dict[int, list[tuple[int, int]]] = {}
    for posting in roster.postings:
        spells.setdefault(posting.person, []).append((posting.starts, posting.ends or 10**6))
    for own in spells.values():
        own.sort()
        assert all(start < end for start, end in own)
        assert all(a[1] <= b[0] for a, b in pairwise(own))
    assert max(len(own) for own in spells.values()) > 1


def test_every_unit_has_exactly_one_leader_on_every_day(size: Size, roster: Roster) -> None:
    for month in (size.span[0], REORGANISED, size.span[-1]):
        day = int(month.astype("M8[D]").astype(int)) + 14
        leading = Counter(
            p.unit
            for p in roster.postings
            if p.leads and p.starts <= day and (p.ends is None or day < p.ends)
        )
        units = {unit.id for unit in build_units(size) if unit.lasts(month)}
        assert leading == dict.fromkeys(units, 1)


def test_duty_gives_rows_only_to_those_posted_that_day(size: Size, roster: Roster) -> None:
    rng = np.random.default_rng(3)
    first = int(REORGANISED.astype("M8[D]").astype(int))
    teams = teams_at_work(build_units(size), {"response", "local"}, REORGANISED)
    duty = Duty(roster, teams, first, 31)
    team, day = rng.integers(0, len(teams), 4_000), rng.integers(0, 31, 4_000)
    posted: dict[tuple[int, str], list[tuple[int, int]]] = {}
    for p in roster.postings:
        posted.setdefault((p.person, p.unit), []).append((p.starts, p.ends or 10**6))
    for person, place, when in zip(duty.draw(team, day, rng), team, day, strict=True):
        assert any(start <= first + when < end for start, end in posted[int(person), teams[place].id])
