"""The organisation as it was and as it is."""

from datetime import date

import numpy as np
import pytest

from peelian.framework.errors import UserError
from peelian.pipeline.organisation import Organisation, Posting, UnitSpell, days_of

D = date
EARLY, MOVE, LATE = D(2023, 1, 1), D(2024, 6, 1), D(2025, 1, 1)


def spell(
    unit: str, level: str, parent: str | None, start: date = EARLY, end: date | None = None
) -> UnitSpell:
    return UnitSpell(unit, unit.title(), level, parent, days_of(start), days_of(end))


def posting(person: str, unit: str, start: date, end: date | None = None, *, leads: bool = False) -> Posting:
    return Posting(person, person.upper(), unit, "", leads, start, end)


@pytest.fixture
def organisation() -> Organisation:
    """Team t moves from command a to b on 1 June 2024; sergeant s leads it, inspector i leads b."""
    units = [
        spell("force", "force", None),
        spell("a", "command", "force", end=LATE),
        spell("b", "command", "force"),
        spell("t", "team", "a", end=MOVE),
        spell("t", "team", "b", MOVE),
    ]
    postings = [
        posting("s", "t", EARLY, leads=True),
        posting("i", "b", EARLY, leads=True),
        posting("p", "t", EARLY, MOVE),
        posting("p", "b", MOVE),
        posting("q", "t", EARLY),
        posting("gone", "t", EARLY, MOVE),
    ]
    return Organisation("Force", units, postings, ["stray"])


def line(organisation: Organisation, unit: str, day: date) -> list[str]:
    path = organisation.paths[
        organisation.segment_of(np.array([days_of(day)], np.int32))[0], organisation.code_of[unit]
    ]
    return [organisation.unit_ids[code] for code in path if code >= 0]


def test_a_unit_is_under_those_it_was_under_that_day(organisation: Organisation) -> None:
    assert line(organisation, "t", D(2024, 5, 31)) == ["force", "a", "t"]
    assert line(organisation, "t", MOVE) == ["force", "b", "t"]
    assert line(organisation, "t", D(2022, 1, 1)) == []
    assert line(organisation, "stray", MOVE) == ["force", "stray"]


def test_as_it_is_now(organisation: Organisation) -> None:
    assert organisation.root.id == "force"
    assert [u.id for u in organisation.ancestors("t")] == ["force", "b"]
    assert [u.id for u in organisation.children("force")] == ["b", "stray"]  # a has ended
    assert not organisation.unit("stray").described
    assert "t" in organisation
    assert "nowhere" not in organisation


def test_people_now(organisation: Organisation) -> None:
    assert [p.person for p in organisation.people("t")] == ["s", "q"]
    assert organisation.posting_of("gone") is None


@pytest.mark.parametrize(
    ("viewer", "person", "sees"),
    [("s", "q", True), ("i", "q", True), ("i", "s", True), ("q", "s", False), ("s", "i", False),
     ("s", "s", False), ("s", "p", False), ("i", "p", True), ("s", "gone", False), ("nobody", "q", False)],
)  # fmt: skip
def test_who_leads_above_whom(organisation: Organisation, viewer: str, person: str, sees: bool) -> None:
    assert organisation.leads_above(viewer, person) is sees


def test_the_posting_that_day_counts(organisation: Organisation) -> None:
    people = ["p", "p", "gone", "unknown", None]
    on = np.array([days_of(d) for d in (D(2024, 5, 31), MOVE, MOVE, MOVE, MOVE)], np.int32)
    found = organisation.posted_unit(people, np.arange(5, dtype=np.int32), on)
    assert [organisation.unit_ids[c] if c >= 0 else None for c in found] == ["t", "b", None, None, None]


def test_units_in_a_circle_are_an_error_that_names_one() -> None:
    units = [spell("force", "force", None), spell("a", "command", "b"), spell("b", "command", "a")]
    with pytest.raises(UserError, match="above itself"):
        _ = Organisation("Force", units, []).paths


def test_a_force_nobody_described_still_has_a_root() -> None:
    organisation = Organisation("Force", [], [], ["x", "y"])
    assert (organisation.root.name, organisation.root.level) == ("Force", "force")
    assert [u.id for u in organisation.children(organisation.root.id)] == ["x", "y"]


def test_several_tops_are_put_under_one() -> None:
    organisation = Organisation("Nation", [spell("n", "force", None), spell("s", "force", None)], [])
    assert organisation.root.level == "national"
    assert line(organisation, "n", MOVE) == [organisation.root.id, "n"]


def test_the_fingerprint_follows_what_a_roll_up_depends_on(organisation: Organisation) -> None:
    same = Organisation("Other name", organisation._spells, organisation.postings)
    moved = Organisation("Force", organisation._spells[:-1], organisation.postings)
    assert same.hierarchy == organisation.hierarchy != moved.hierarchy


def test_a_posting_matters_to_the_days_it_touches_alone(organisation: Organisation) -> None:
    joined = Posting("new", "New", "t", "", False, D(2024, 5, 10), None)
    grown = Organisation("Force", organisation._spells, [*organisation.postings, joined])
    april, may, june = (days_of(D(2024, month, 1)) for month in (4, 5, 6))
    assert grown.postings_in(april, may) == organisation.postings_in(april, may)
    assert grown.postings_in(may, june) != organisation.postings_in(may, june)
