"""Who sees which units and whom: for any organisation, any posting and any grants."""

from dataclasses import dataclass
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st

from peelian.apps.access.permissions import Permission
from peelian.apps.access.roles import GRANTED, Analyst, Auditor, Commander, PeopleAdviser, Role, Supervisor
from peelian.apps.access.viewer import Held, require
from peelian.apps.access.visible import LINE, SELF, Visible
from peelian.pipeline.organisation import FOREVER, ROOT, Organisation, Posting, UnitSpell


@dataclass(frozen=True)
class Someone:
    """A viewer with a person and grants."""

    person_id: str | None = None
    held: tuple[Held, ...] = ()
    username: str = "someone"

    def holds(self, permission: Permission) -> bool:
        return any(permission in held.role.permissions for held in self.held)


def spell(unit: str, parent: str | None) -> UnitSpell:
    return UnitSpell(unit, unit, "team" if parent else "force", parent, 0, FOREVER)


def posting(person: str, unit: str, leads: bool = False, end: date | None = None) -> Posting:
    return Posting(person, f"Name of {person}", unit, "", leads, date(2020, 1, 1), end)


#            ALD
#       N          S
#    N1    N2      S1
FORCE = Organisation(
    "Force",
    [
        spell("ALD", None),
        *(spell(u, "ALD") for u in ("N", "S")),
        spell("N1", "N"),
        spell("N2", "N"),
        spell("S1", "S"),
    ],
    [
        posting("chief", "ALD", leads=True),
        posting("north", "N", leads=True),
        posting("sergeant", "N1", leads=True),
        posting("other sergeant", "N1", leads=True),
        posting("constable", "N1"),
        posting("neighbour", "N2"),
        posting("southerner", "S1"),
        posting("leaver", "N1", end=date(2021, 1, 1)),
    ],
)
UNITS = ("ALD", "N", "S", "N1", "N2", "S1")
PEOPLE = ("chief", "north", "sergeant", "other sergeant", "constable", "neighbour", "southerner", "leaver")
NORTHERNERS = {"north", "sergeant", "other sergeant", "constable", "neighbour"}


def seen(viewer: Someone) -> tuple[set[str], set[str]]:
    visible = Visible(viewer, FORCE)
    return (
        {unit for unit in UNITS if visible.sees(unit)},
        {person for person in PEOPLE if visible.by_what(person) is not None},
    )


@pytest.mark.parametrize(
    ("person", "units", "people"),
    [
        ("constable", {"N1", "N", "ALD"}, {"constable"}),
        ("sergeant", {"N1", "N", "ALD"}, {"sergeant", "constable"}),
        (
            "north",
            {"N", "N1", "N2", "ALD"},
            {"north", "sergeant", "other sergeant", "constable", "neighbour"},
        ),
        ("chief", set(UNITS), set(PEOPLE) - {"leaver"}),
        ("leaver", set(), {"leaver"}),
        ("nobody", set(), set()),
        (None, set(), set()),
    ],
)
def test_what_a_posting_shows(person: str | None, units: set[str], people: set[str]) -> None:
    assert seen(Someone(person)) == (units, people)


@pytest.mark.parametrize(
    ("role", "unit", "units", "people"),
    [
        (Supervisor, "N1", {"N1", "N", "ALD"}, {"sergeant", "other sergeant", "constable"}),
        (Commander, "N", {"N", "N1", "N2", "ALD"}, NORTHERNERS),
        (Analyst, "N2", {"N2", "N", "ALD"}, set()),
        (Analyst, ROOT, set(UNITS), set()),
        (PeopleAdviser, ROOT, set(UNITS), set(PEOPLE) - {"leaver"}),
        (Auditor, ROOT, set(), set()),
        (Supervisor, "no such unit", set(), set()),
    ],
)  # fmt: skip
def test_what_a_grant_shows(role: type[Role], unit: str, units: set[str], people: set[str]) -> None:
    assert seen(Someone(held=(Held(role, unit),))) == (units, people)


def test_a_grant_adds_to_a_posting_and_the_nearer_reason_is_told() -> None:
    visible = Visible(Someone("constable", (Held(Supervisor, "S1"), Held(PeopleAdviser, ROOT))), FORCE)
    assert visible.by_what("constable") == SELF
    assert visible.by_what("southerner") == "Supervisor"
    assert visible.by_what("neighbour") == "People adviser"
    assert Visible(Someone("sergeant", (Held(Supervisor, "N1"),)), FORCE).by_what("constable") == LINE


def test_leading_shows_nobody_who_leads_beside_one() -> None:
    assert Visible(Someone("sergeant"), FORCE).by_what("other sergeant") is None


def test_what_is_not_theirs_is_refused() -> None:
    visible = Visible(Someone("sergeant"), FORCE)
    assert visible.unit("N1").id == "N1"
    assert visible.person("constable") is not None
    for refused in (
        lambda: visible.unit("N2"),
        lambda: visible.person("neighbour"),
        lambda: visible.unit("?"),
    ):
        with pytest.raises(PermissionDenied):
            refused()
    assert visible.people(FORCE.people("N1")) == [
        each for each in FORCE.people("N1") if each.person in ("sergeant", "constable")
    ]
    assert [unit.id for unit in visible.units(FORCE.children("N"))] == ["N1"]
    assert visible.own_unit == FORCE.unit("N1")
    assert Visible(Someone(), FORCE).own_unit is None


def test_somebody_who_sees_no_unit_is_told_so() -> None:
    Visible(Someone("constable"), FORCE).some_unit()
    with pytest.raises(PermissionDenied, match="no role that shows values"):
        Visible(Someone(held=(Held(Auditor, ROOT),)), FORCE).some_unit()


def test_what_a_role_allows_it_allows_below_its_unit() -> None:
    visible = Visible(Someone(held=(Held(Analyst, "N"),)), FORCE)
    assert {unit for unit in UNITS if visible.may(Permission.LOAD_ROWS, unit)} == {"N", "N1", "N2"}
    assert visible.may(Permission.LOAD_ROWS)
    assert not visible.may(Permission.LOAD_ROWS, ROOT)
    assert not visible.may(Permission.MANAGE_ACCOUNTS)
    assert Visible(Someone(held=(Held(Analyst, ROOT),)), FORCE).may(Permission.LOAD_ROWS, ROOT)


def test_a_permission_is_asked_for_by_name() -> None:
    require(Someone(held=(Held(Auditor, ROOT),)), Permission.READ_AUDIT)
    with pytest.raises(PermissionDenied, match="Your account may not make accounts, and give and end grants"):
        require(Someone(held=(Held(Auditor, ROOT),)), Permission.MANAGE_ACCOUNTS)


# ---- any organisation


@dataclass(frozen=True)
class Case:
    parents: dict[str, str | None]
    postings: list[Posting]
    viewer: Someone

    @property
    def organisation(self) -> Organisation:
        return Organisation("Any", [spell(u, p) for u, p in self.parents.items()], self.postings)

    def chain(self, unit: str) -> set[str]:
        """A unit and all above it, found by walking the parents; units without one are under the force."""
        found, at = set[str](), unit if unit in self.parents else None
        while at is not None:
            found.add(at)
            at = self.parents[at]
        tops = [unit for unit, parent in self.parents.items() if parent is None]
        return {unit} | found | {tops[0] if len(tops) == 1 else ROOT}


@st.composite
def cases(draw: st.DrawFn) -> Case:
    count = draw(st.integers(1, 9))
    names = [f"u{n}" for n in range(count)]
    if draw(st.booleans()):
        names[0] = ROOT
    parents: dict[str, str | None] = {names[0]: None}
    for at, name in enumerate(names[1:], start=1):
        top = draw(st.integers(0, 9)) == 0 and names[0] != ROOT
        parents[name] = None if top else draw(st.sampled_from(names[:at]))
    people = [f"p{n}" for n in range(draw(st.integers(0, 7)))]
    postings = [posting(p, draw(st.sampled_from([*names, "stray"])), draw(st.booleans())) for p in people]
    held = draw(
        st.lists(
            st.builds(Held, st.sampled_from(list(GRANTED.values())), st.sampled_from([*names, ROOT, "gone"])),
            max_size=3,
        )
    )
    return Case(parents, postings, Someone(draw(st.sampled_from([None, "away", *people])), tuple(held)))


@given(cases())
def test_nobody_sees_more_or_less_than_their_line_and_grants(case: Case) -> None:
    known = case.organisation
    visible = Visible(case.viewer, known)
    at = {each.person: each for each in case.postings}
    mine = at.get(case.viewer.person_id or "")
    root = known.root.id

    def granted(permission: Permission) -> set[str]:
        places = {h.unit for h in case.viewer.held if permission in h.role.permissions}
        return {root if unit == ROOT else unit for unit in places} & set(known.unit_ids)

    led = {mine.unit} if mine and mine.leads else set()
    wide = led | granted(Permission.READ_VALUES)
    for unit in known.unit_ids:
        chain = case.chain(unit)
        in_line = mine is not None and unit in case.chain(mine.unit)
        below = bool(wide & chain)
        above = any(unit in case.chain(each) for each in wide)
        assert visible.sees(unit) == (in_line or below or above), unit
    assert not visible.sees("no such unit")
    for each in case.postings:
        chain = case.chain(each.unit)
        is_led = bool(led & chain) and not (mine and mine.unit == each.unit and each.leads)
        told = each is mine or is_led or bool(granted(Permission.READ_PEOPLE) & chain)
        assert (visible.by_what(each.person) is not None) == told, each.person
    assert visible.anything == any(visible.sees(unit) for unit in known.unit_ids)
