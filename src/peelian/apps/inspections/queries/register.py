"""The register: every finding, searched, narrowed, sorted, a page at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from peelian.apps.access.models import Account
from peelian.apps.access.viewer import Viewer
from peelian.apps.access.visible import Visible, visible_to
from peelian.apps.improvement.queries.register import Counted, at_or_below, ranked
from peelian.apps.inspections.models_register import Finding, Publication
from peelian.apps.inspections.parts import kept_by, must_see
from peelian.apps.inspections.queries.rows import (
    WHEN_TITLES,
    FindingRow,
    as_rows,
    at_stages,
    findings,
    lateness,
)
from peelian.apps.inspections.states import OPEN, OURS, STAGES
from peelian.apps.inspections.taking_part import stages
from peelian.apps.listing import Sorting
from peelian.apps.paging import Paging
from peelian.documents.kept import opened
from peelian.framework.inspecting import FindingKind
from peelian.pipeline.organisation import Unit

COLUMNS = {
    "number": "Number",
    "finding": "Finding",
    "publication": "Publication",
    "owner": "Owner",
    "due": "Due",
    "status": "Status",
    "updated": "Last update",
}
EVERY, OF_OURS, UNALLOCATED = "every", "ours", "nobody"
_SORTED = {
    "number": "pk",
    "finding": "text",
    "publication": "publication__title",
    "owner": "owner__display_name",
    "due": "due",
    "updated": "updated_at",
}


@dataclass(frozen=True)
class Asked:
    """Which findings are asked for; "" for any. `stage` "" is every one of ours that is not closed, `OF_OURS`
    those that are closed too, `EVERY` also those of other bodies. `status` is one status of whatever stage,
    `owner` a username or `UNALLOCATED`, `unit` a unit and all below it.
    """

    q: str = ""
    stage: str = ""
    status: str = ""
    publication: str = ""
    kind: str = ""
    owner: str = ""
    unit: str = ""
    when: str = ""

    @classmethod
    def at(cls, given: Mapping[str, str]) -> "Asked":
        """What an address asks for, without what makes no sense."""
        asked = {field.name: given.get(field.name, "").replace("\0", "")[:200] for field in fields(cls)}
        known = {"stage": {*STAGES, OF_OURS, EVERY}, "when": set(WHEN_TITLES)}
        if not asked["publication"].isascii() or not asked["publication"].isdigit():
            asked["publication"] = ""
        return cls(**{
            name: value.strip() for name, value in asked.items()
            if name not in known or value in known[name]
        })  # fmt: skip

    @property
    def said(self) -> dict[str, str]:
        """As an address says it."""
        return {field.name: value for field in fields(self) if (value := getattr(self, field.name))}


@dataclass(frozen=True)
class RegisterPage:
    """A page of the register, with what it can be narrowed to and how many are at each stage."""

    rows: list[FindingRow]
    asked: Asked
    paging: Paging
    sorting: Sorting
    counts: list[Counted]
    publications: list[tuple[int, str]]
    kinds: Sequence[FindingKind]
    owners: list[Account]
    units: list[Unit]
    may_keep: bool

    @property
    def query(self) -> str:
        """What an address adds to ask for the same findings."""
        return f"?{urlencode(self.paging.asked)}" if self.paging.asked else ""

    @property
    def stages(self) -> Sequence[tuple[str, str]]:
        return stage_choices()

    @property
    def statuses(self) -> Sequence[tuple[str, str]]:
        """The statuses, where some stage has several; none otherwise, since a stage says as much."""
        known = opened().framework.inspections.statuses
        return [(each.id, each.title) for each in known] if len(known) > len(STAGES) else []

    @property
    def whens(self) -> Mapping[str, str]:
        return WHEN_TITLES

    @property
    def chosen_publication(self) -> int:
        return int(self.asked.publication or 0)


def register(viewer: Viewer, asked: Asked, *, sort: str = "", page: str = "1") -> RegisterPage:
    """A page of the findings asked for; PermissionDenied for somebody who sees no unit."""
    visible = visible_to(viewer)
    must_see(visible)
    sorting = Sorting.at(sort, COLUMNS, usual="due", asked=asked.said)
    found = _sorted(_asked_for(visible, asked), sorting)
    paging = Paging.at(page, found.count(), asked={**asked.said, "sort": sorting.said})
    owners = Account.objects.filter(pk__in=Finding.objects.order_by().values("owner").distinct())
    return RegisterPage(
        rows=as_rows(visible, found[paging.rows]),
        asked=asked,
        paging=paging,
        sorting=sorting,
        counts=_counts(visible, asked),
        publications=list(Publication.objects.order_by("title", "pk").values_list("pk", "title")),
        kinds=opened().framework.inspections.kinds,
        owners=list(owners.order_by("display_name", "pk")),
        units=_units(visible),
        may_keep=kept_by(visible) is not None,
    )


def found_findings(visible: Visible, asked: Asked, *, sort: str = "") -> QuerySet[Finding]:
    """Every finding asked for, as `register` shows them a page at a time."""
    return _sorted(_asked_for(visible, asked), Sorting.at(sort, COLUMNS, usual="due", asked={}))


def stage_choices() -> list[tuple[str, str]]:
    """What the register can be narrowed to, with the words for it: a stage goes by its first status."""
    first = opened().framework.inspections.first
    each = [(stage, first(stage).title) for stage in STAGES]
    return [("", "Ours, not closed"), *each, (OF_OURS, "Ours, closed too"), (EVERY, "Every one")]


def _asked_for(visible: Visible, asked: Asked) -> QuerySet[Finding]:
    found = _narrowed(visible, asked)
    if asked.status:
        found = found.filter(status=asked.status)
    if asked.stage == EVERY or (asked.status and not asked.stage):
        return found
    wanted = {"": OPEN, OF_OURS: OURS}.get(asked.stage) or [s for s in STAGES if s == asked.stage]
    return found.filter(at_stages(*wanted))


def _narrowed(visible: Visible, asked: Asked) -> QuerySet[Finding]:
    """Those asked for, at whatever stage."""
    found = findings()
    if asked.q:
        found = found.filter(_search(asked.q))
    if asked.publication:
        found = found.filter(publication=int(asked.publication[:9]))
    if asked.kind:
        found = found.filter(kind=asked.kind)
    if asked.owner == UNALLOCATED:
        found = found.filter(owner=None)
    elif asked.owner:
        found = found.filter(owner__username=asked.owner)
    if asked.unit:
        found = found.filter(unit__in=at_or_below(visible, asked.unit))
    return found.filter(lateness(asked.when, timezone.localdate())) if asked.when else found


def _search(words: str) -> Q:
    """What the database is asked for words: a number of the register or of the inspectorate's portal too."""
    number = words.lower().removeprefix("finding").strip().removeprefix("#")
    of_number = Q(pk=int(number)) if number.isascii() and number.isdigit() and len(number) < 10 else Q()
    return (
        of_number
        | Q(portal_id=number)
        | Q(number__iexact=words)
        | Q(text__icontains=words)
        | Q(publication__title__icontains=words)
        | Q(owner__display_name__icontains=words)
        | Q(reference__iexact=words)
    )


def _sorted(found: QuerySet[Finding], sorting: Sorting) -> QuerySet[Finding]:
    """In the order asked for; what has no day or no owner comes last whichever way."""
    by: Any
    if sorting.by == "status":
        by = ranked("status", [each.id for each in opened().framework.inspections.statuses])
    else:
        by = F(_SORTED[sorting.by])
    return found.order_by(by.desc(nulls_last=True) if sorting.down else by.asc(nulls_last=True), "pk")


def _counts(visible: Visible, asked: Asked) -> list[Counted]:
    """How many are at each stage, of those asked for at whatever stage."""
    of, numbers = stages(), dict.fromkeys(STAGES, 0)
    counted = _narrowed(visible, asked).order_by().values_list("status").annotate(Count("pk"))
    for status, number in counted:
        numbers[of.get(status, "working")] += number
    others = {name: value for name, value in asked.said.items() if name not in ("stage", "status")}

    def count(title: str, key: str, number: int) -> Counted:
        return Counted(title, key, number, "?" + urlencode(others | ({"stage": key} if key else {})))

    titles = dict(stage_choices())
    return [
        count(titles[""], "", sum(numbers[stage] for stage in OPEN)),
        *(count(titles[stage], stage, numbers[stage]) for stage in STAGES),
    ]


def _units(visible: Visible) -> list[Unit]:
    """The units that findings are at, by name."""
    known = visible.organisation
    there = Finding.objects.order_by().values_list("unit", flat=True).distinct()
    return sorted((known.unit(unit) for unit in there if unit in known), key=lambda unit: unit.name)
