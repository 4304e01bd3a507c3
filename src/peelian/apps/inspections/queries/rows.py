"""Findings as lists show them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator

from peelian.apps.access.visible import Visible
from peelian.apps.improvement.models import Action
from peelian.apps.improvement.parts import seen
from peelian.apps.improvement.states import OWED
from peelian.apps.inspections.deadlines import MONTH, SOON, said_of
from peelian.apps.inspections.models_register import Finding
from peelian.apps.inspections.states import COLOURS, OPEN
from peelian.apps.inspections.taking_part import stages
from peelian.documents.kept import opened
from peelian.framework.inspecting import Stage

WHEN_TITLES = {
    "late": "Late",
    "soon": "Due in the next 7 days",
    "month": "Due in the next 30 days",
    "undated": "Without a date",
}


@dataclass(frozen=True)
class FindingRow:
    """One finding in a list. `called` is its kind and number, `title` as much of its text as a line holds,
    `to_do` how many of its actions somebody has still to do, of those the viewer may see.
    """

    number: int
    publication: int
    publication_title: str
    kind: str
    kind_title: str
    said_number: str
    portal_id: str
    text: str
    unit: str
    unit_name: str
    owner: str
    owner_name: str
    due: date | None
    due_as_written: str
    status: str
    status_title: str
    stage: Stage
    updated_at: datetime
    to_do: int

    @property
    def called(self) -> str:
        return f"{self.kind_title} {self.said_number}".strip()

    @property
    def title(self) -> str:
        return Truncator(" ".join(self.text.split())).words(26, truncate=" …")

    @property
    def is_open(self) -> bool:
        return self.stage in OPEN

    @property
    def is_late(self) -> bool:
        return self.is_open and self.due is not None and self.due < timezone.localdate()

    @property
    def when(self) -> str:
        """How far off its day is, "" for one without, and once it is closed or another body's."""
        return said_of(self.due, timezone.localdate()) if self.due and self.is_open else ""

    @property
    def colour(self) -> str:
        return COLOURS[self.stage]

    @property
    def address(self) -> str:
        return reverse("inspections:finding", args=[self.number])


def findings() -> QuerySet[Finding]:
    """Every finding with its publication and owner: whoever sees any unit may read them all."""
    return Finding.objects.select_related("publication", "owner")


def as_rows(visible: Visible, found: Iterable[Finding]) -> list[FindingRow]:
    """Findings of `findings` as rows, in order."""
    every = list(found)
    known, inspections, stage_by = visible.organisation, opened().framework.inspections, stages()
    to_do = _to_do(visible, every)
    return [
        FindingRow(
            number=finding.pk,
            publication=finding.publication_id,
            publication_title=finding.publication.title,
            kind=finding.kind,
            kind_title=inspections.title_of(finding.kind),
            said_number=finding.number,
            portal_id=finding.portal_id,
            text=finding.text,
            unit=finding.unit,
            unit_name=known.unit(finding.unit).name if finding.unit in known else finding.unit,
            owner=finding.owner.username if finding.owner else "",
            owner_name=finding.owner.display_name if finding.owner else "",
            due=finding.due,
            due_as_written=finding.due_as_written,
            status=finding.status,
            status_title=inspections.title_of(finding.status),
            stage=stage_by.get(finding.status, "working"),
            updated_at=finding.updated_at,
            to_do=to_do[finding.origin_key],
        )
        for finding in every
    ]


def at_stages(*wanted: Stage, of: str = "") -> Q:
    """What the database is asked for the findings at some stages; those whose status the framework has no
    more are worked on. `of` comes before the names of fields, "findings__" where publications are asked for.
    """
    known = stages()
    here = Q(**{f"{of}status__in": [status for status, stage in known.items() if stage in wanted]})
    return here | ~Q(**{f"{of}status__in": list(known)}) if "working" in wanted else here


def lateness(key: str, today: date, *, of: str = "") -> Q:
    """What the database is asked for those of WHEN_TITLES; KeyError for another key."""
    asked: dict[str, dict[str, date | None]] = {
        "late": {"due__lt": today},
        "soon": {"due__gte": today, "due__lte": today + SOON},
        "month": {"due__gte": today, "due__lte": today + MONTH},
        "undated": {"due": None},
    }
    return at_stages(*OPEN, of=of) & Q(**{f"{of}{name}": value for name, value in asked[key].items()})


def _to_do(visible: Visible, found: Iterable[Finding]) -> Counter[str]:
    keys = [finding.origin_key for finding in found]
    owed = Action.objects.filter(seen(visible), origin_key__in=keys, state__in=OWED)
    return Counter(owed.order_by().values_list("origin_key", flat=True))
