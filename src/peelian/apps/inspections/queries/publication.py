"""Publications: the list of them, and one with what it found and its answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from peelian.apps.access.names import names_of
from peelian.apps.access.viewer import Viewer
from peelian.apps.access.visible import visible_to
from peelian.apps.improvement.queries.register import Counted
from peelian.apps.inspections.deadlines import said_of
from peelian.apps.inspections.models_register import INSPECTION_TYPES, Publication
from peelian.apps.inspections.parts import kept_by, must_see, publication_seen
from peelian.apps.inspections.queries.answering import Answering, answering
from peelian.apps.inspections.queries.rows import FindingRow, as_rows, at_stages, findings, lateness
from peelian.apps.inspections.states import OPEN, STAGES
from peelian.apps.inspections.taking_part import stages
from peelian.apps.listing import Sorting
from peelian.apps.paging import Paging
from peelian.documents.kept import opened

COLUMNS = {"published": "Published", "title": "Publication", "findings": "Findings", "open": "Open"}
_SORTED = {"published": "published", "title": "title", "findings": "found", "open": "left"}


@dataclass(frozen=True)
class PublicationRow:
    """One publication in a list, with how many findings it has, of ours how many are open, and late."""

    publication: Publication
    findings: int
    open: int
    late: int
    answer: Answering


@dataclass(frozen=True)
class PublicationsPage:
    """A page of the publications; `q` and `type` say which are asked for, "" for any."""

    rows: list[PublicationRow]
    q: str
    type: str
    paging: Paging
    sorting: Sorting
    may_keep: bool

    @property
    def types(self) -> Mapping[str, str]:
        return INSPECTION_TYPES


@dataclass(frozen=True)
class PublicationPage:
    """A publication. `comments_words` say how far off the day for the chief officer's comments is, "" for
    none and once they are there.
    """

    publication: Publication
    type_title: str
    answer: Answering
    comments_words: str
    comments_late: bool
    added_by: str
    rows: list[FindingRow]
    counts: list[Counted]
    paging: Paging
    may_keep: bool

    @property
    def total(self) -> int:
        return self.paging.total


def publications(
    viewer: Viewer, *, q: str = "", type: str = "", sort: str = "", page: str = "1"
) -> PublicationsPage:
    """A page of the publications; PermissionDenied for somebody who sees no unit."""
    visible = visible_to(viewer)
    must_see(visible)
    q, type = q.replace("\0", "").strip()[:200], type if type in INSPECTION_TYPES else ""
    asked = {name: value for name, value in (("q", q), ("type", type)) if value}
    sorting = Sorting.at(sort, COLUMNS, usual="-published", asked=asked)
    found = _sorted(_asked_for(q, type), sorting)
    paging = Paging.at(page, found.count(), asked={**asked, "sort": sorting.said})
    return PublicationsPage(
        rows=[_row(each) for each in _counted(found)[paging.rows]],
        q=q,
        type=type,
        paging=paging,
        sorting=sorting,
        may_keep=kept_by(visible) is not None,
    )


def publication_page(viewer: Viewer, number: int, *, page: str = "1") -> PublicationPage:
    """A publication with a page of its findings; Http404 for none of that number, PermissionDenied for
    somebody who sees no unit.
    """
    visible = visible_to(viewer)
    publication = publication_seen(visible, number)
    found = findings().filter(publication=publication).order_by("pk")
    numbers = _at_each_stage(publication)
    paging = Paging.at(page, sum(numbers.values()), asked={})
    words, late = _comments(publication)
    return PublicationPage(
        publication=publication,
        type_title=INSPECTION_TYPES.get(publication.inspection_type, ""),
        answer=answering(publication),
        comments_words=words,
        comments_late=late,
        added_by=names_of([publication.added_by])[publication.added_by],
        rows=as_rows(visible, found[paging.rows]),
        counts=[_count(publication, stage, numbers[stage]) for stage in STAGES if numbers[stage]],
        paging=paging,
        may_keep=kept_by(visible) is not None,
    )


def publication_to_change(viewer: Viewer, number: int) -> Publication:
    """A publication; Http404 for none of that number, PermissionDenied for somebody who sees no unit."""
    return publication_seen(visible_to(viewer), number)


def _asked_for(q: str, type: str) -> QuerySet[Publication]:
    found = Publication.objects.select_related("response")
    if q:
        found = found.filter(Q(title__icontains=q) | Q(portal_id=q.removeprefix("#")) | Q(body__icontains=q))
    return found.filter(inspection_type=type) if type else found


def _counted(found: QuerySet[Publication]) -> QuerySet[Publication]:
    """Publications with how many findings each has, open and late."""
    today = timezone.localdate()
    return found.annotate(late=Count("findings", filter=lateness("late", today, of="findings__")))


def _sorted(found: QuerySet[Publication], sorting: Sorting) -> QuerySet[Publication]:
    left = Count("findings", filter=at_stages(*OPEN, of="findings__"))
    by: Any = F(_SORTED[sorting.by])
    by = by.desc(nulls_last=True) if sorting.down else by.asc(nulls_last=True)
    return found.annotate(found=Count("findings"), left=left).order_by(by, "-pk")


def _row(publication: Publication) -> PublicationRow:
    counted: Any = publication
    return PublicationRow(publication, counted.found, counted.left, counted.late, answering(publication))


def _at_each_stage(publication: Publication) -> dict[str, int]:
    of, numbers = stages(), dict[str, int](dict.fromkeys(STAGES, 0))
    for status, number in publication.findings.order_by().values_list("status").annotate(Count("pk")):
        numbers[of.get(status, "working")] += number
    return numbers


def _count(publication: Publication, stage: Any, number: int) -> Counted:
    asked = urlencode({"publication": publication.pk, "stage": stage})
    return Counted(opened().framework.inspections.first(stage).title, stage, number, f"?{asked}")


def _comments(publication: Publication) -> tuple[str, bool]:
    """How far off the day for the chief officer's comments is, and whether it has passed without them."""
    due: date | None = publication.comments_due
    response = getattr(publication, "response", None)
    given = response is not None and (response.chief_comments or response.state == "published")
    if due is None or given:
        return "", False
    today = timezone.localdate()
    return said_of(due, today), due < today
