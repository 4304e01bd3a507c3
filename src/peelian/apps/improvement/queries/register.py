"""The register: every action that its reader may see, searched, narrowed, sorted, a page at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.utils import timezone

from peelian.apps.access.models import Account
from peelian.apps.access.viewer import Viewer
from peelian.apps.access.visible import Visible, visible_to
from peelian.apps.improvement.measuring import measured
from peelian.apps.improvement.models import Action
from peelian.apps.improvement.origins import KINDS
from peelian.apps.improvement.parts import units_to_file_at
from peelian.apps.improvement.queries.mine import has_actions
from peelian.apps.improvement.queries.rows import ActionRow, as_rows, visible_actions
from peelian.apps.improvement.states import OPEN, STATES
from peelian.apps.improvement.timing import LATE_TITLES, lateness
from peelian.apps.listing import Sorting
from peelian.apps.paging import Paging
from peelian.pipeline.organisation import Unit

COLUMNS = {
    "number": "Number",
    "title": "Action",
    "unit": "Unit",
    "owner": "Owner",
    "due": "Due",
    "state": "State",
    "updated": "Last update",
}
EVERY, UNMOVED = "every", "unmoved"
WHEN_TITLES = {**LATE_TITLES, "slipped": "Put off at least once"}
_SORTED = {"number": "pk", "title": "title", "owner": "owner__display_name", "due": "due"}
_SORTED |= {"updated": "updated_at"}


@dataclass(frozen=True)
class Asked:
    """Which actions are asked for; "" for any. `state` "" is every open one, `EVERY` every one, and
    `UNMOVED` those closed whose measure has not moved. `unit` is a unit and all below it.
    """

    q: str = ""
    state: str = ""
    unit: str = ""
    owner: str = ""
    origin: str = ""
    late: str = ""

    @classmethod
    def at(cls, given: Mapping[str, str]) -> "Asked":
        """What an address asks for, without what makes no sense."""
        asked = {field.name: given.get(field.name, "").replace("\0", "")[:200] for field in fields(cls)}
        known = {"state": {*STATES, EVERY, UNMOVED}, "origin": set(KINDS), "late": set(WHEN_TITLES)}
        return cls(**{
            name: value.strip() for name, value in asked.items()
            if name not in known or value in known[name]
        })  # fmt: skip

    @property
    def said(self) -> dict[str, str]:
        """As an address says it."""
        return {field.name: value for field in fields(self) if (value := getattr(self, field.name))}


@dataclass(frozen=True)
class Counted:
    """How many actions are in a state, and what an address says to show them."""

    title: str
    state: str
    count: int
    href: str


@dataclass(frozen=True)
class RegisterPage:
    """A page of the register, with what it can be narrowed to and how many are in each state."""

    rows: list[ActionRow]
    asked: Asked
    paging: Paging
    sorting: Sorting
    counts: list[Counted]
    units: list[Unit]
    owners: list[Account]
    may_file: bool

    @property
    def query(self) -> str:
        """What an address adds to ask for the same actions."""
        return f"?{urlencode(self.paging.asked)}" if self.paging.asked else ""

    @property
    def states(self) -> Sequence[tuple[str, str]]:
        each = [(key, state.title) for key, state in STATES.items()]
        return [("", "Open"), *each, (UNMOVED, "Closed, measure has not moved"), (EVERY, "Every state")]

    @property
    def origins(self) -> Mapping[str, str]:
        return KINDS

    @property
    def lates(self) -> Mapping[str, str]:
        return WHEN_TITLES


def register(viewer: Viewer, asked: Asked, *, sort: str = "", page: str = "1") -> RegisterPage:
    """A page of the actions asked for; PermissionDenied for somebody who sees no unit and has no action."""
    visible = _let(viewer)
    every = visible_actions(visible)
    sorting = Sorting.at(sort, COLUMNS, usual="due", asked=asked.said)
    found = _sorted(visible, _asked_for(visible, every, asked), sorting)
    paging = Paging.at(page, found.count(), asked={**asked.said, "sort": sorting.said})
    return RegisterPage(
        rows=as_rows(visible, found[paging.rows]),
        asked=asked,
        paging=paging,
        sorting=sorting,
        counts=_counts(visible, every, asked),
        units=_units(visible, every),
        owners=list(Account.objects.filter(pk__in=every.values("owner")).order_by("display_name")),
        may_file=bool(units_to_file_at(visible)),
    )


def found_rows(viewer: Viewer, asked: Asked, *, sort: str = "") -> list[ActionRow]:
    """Every action asked for, as `register` shows them a page at a time."""
    visible = _let(viewer)
    sorting = Sorting.at(sort, COLUMNS, usual="due", asked={})
    return as_rows(visible, _sorted(visible, _asked_for(visible, visible_actions(visible), asked), sorting))


def _let(viewer: Viewer) -> Visible:
    visible = visible_to(viewer)
    if not visible.anything and not has_actions(viewer):
        raise PermissionDenied("Your account holds no role that shows actions, and owns none.")
    return visible


def _asked_for(visible: Visible, every: QuerySet[Action], asked: Asked) -> QuerySet[Action]:
    found = _narrowed(visible, every, asked)
    if asked.state == EVERY:
        return found
    if asked.state == UNMOVED:
        return found.filter(pk__in=_unmoved(visible, found))
    return found.filter(state__in=OPEN if asked.state == "" else [asked.state])


def _narrowed(visible: Visible, every: QuerySet[Action], asked: Asked) -> QuerySet[Action]:
    """Those asked for, in whatever state."""
    found = every
    if asked.q:
        words = asked.q.lower().removeprefix("action").strip()
        number = Q(pk=int(words)) if words.isascii() and words.isdigit() and len(words) < 10 else Q()
        found = found.filter(
            number
            | Q(title__icontains=asked.q)
            | Q(details__icontains=asked.q)
            | Q(success__icontains=asked.q)
            | Q(origin_label__icontains=asked.q)
            | Q(reference__iexact=asked.q)
            | Q(owner__display_name__icontains=asked.q)
        )
    if asked.unit:
        found = found.filter(unit__in=at_or_below(visible, asked.unit))
    if asked.owner:
        found = found.filter(owner__username=asked.owner)
    if asked.origin:
        found = found.filter(origin_kind=asked.origin)
    if asked.late == "slipped":
        found = found.filter(slips__gt=0)
    elif asked.late:
        found = found.filter(lateness(asked.late, timezone.localdate()))
    return found


def at_or_below(visible: Visible, unit: str) -> list[str]:
    """The ids of a unit and all below it."""
    known = visible.organisation
    if unit not in known:
        return [unit]
    below = (u for u in known.unit_ids if any(above.id == unit for above in known.ancestors(u)))
    return [unit, *below]


def _unmoved(visible: Visible, found: QuerySet[Action]) -> list[int]:
    """The numbers of those closed whose measure has not moved, as far as its values are the viewer's."""
    closed = [each for each in found.filter(state="closed").exclude(measure="") if visible.sees(each.unit)]
    return [number for number, moved in measured(closed).items() if moved.disappoints]


def _sorted(visible: Visible, found: QuerySet[Action], sorting: Sorting) -> QuerySet[Action]:
    if sorting.by == "state":
        by: Any = ranked("state", list(STATES))
    elif sorting.by == "unit":
        by = ranked("unit", [unit.id for unit in _units(visible, found)])
    else:
        by = F(_SORTED[sorting.by])
    return found.order_by(by.desc() if sorting.down else by.asc(), "pk")


def ranked(field: str, values: Sequence[str]) -> Case:
    """What the database sorts by for the order that some values of a field are in; others come last."""
    places = [When(**{field: value}, then=Value(place)) for place, value in enumerate(values)]
    return Case(*places, default=Value(len(values)), output_field=IntegerField())


def _counts(visible: Visible, every: QuerySet[Action], asked: Asked) -> list[Counted]:
    """How many are in each state, of those asked for in whatever state."""
    found = _narrowed(visible, every, asked)
    counted = dict(
        Action.objects.filter(pk__in=found.values("pk")).order_by().values_list("state").annotate(Count("pk"))
    )
    unmoved = len(_unmoved(visible, found)) if counted.get("closed") else 0

    def count(title: str, key: str, number: int) -> Counted:
        said = {name: value for name, value in asked.said.items() if name != "state"}
        return Counted(title, key, number, "?" + urlencode(said | ({"state": key} if key else {})))

    return [
        count("Open", "", sum(counted.get(key, 0) for key in OPEN)),
        *(count(state.title, key, counted.get(key, 0)) for key, state in STATES.items()),
        count("Closed, measure has not moved", UNMOVED, unmoved),
    ]


def _units(visible: Visible, found: QuerySet[Action]) -> list[Unit]:
    """The units of some actions, by name."""
    known = visible.organisation
    there = found.order_by().values_list("unit", flat=True).distinct()
    units = [known.unit(u) if u in known else Unit(u, u, "team", None, False) for u in there]
    return sorted(units, key=lambda unit: (unit.name, unit.id))
