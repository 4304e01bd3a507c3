"""The list of requests for analysis, for those who may read them, and how long answers take."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.utils import timezone

from peelian.apps.access.models import Account
from peelian.apps.access.viewer import Viewer
from peelian.apps.access.visible import Visible, visible_to
from peelian.apps.listing import Sorting
from peelian.apps.paging import Paging
from peelian.apps.performance.answer_times import AnswerTimes, answer_times, working_days
from peelian.apps.performance.models_requests import (
    OPEN,
    STATES,
    AnalysisRequest,
)
from peelian.apps.performance.queries.scope import place
from peelian.apps.performance.requesting import (
    requests_read,
    with_words,
)
from peelian.pipeline.organisation import Organisation

CHOICES = {"open": "Open", "late": "Late", **STATES}
"""What a list can be narrowed to."""
COLUMNS = {
    "title": "Question", "state": "State", "asked": "Asked", "needed": "Needed by", "expected": "Expected",
    "answered": "Answered",
}  # fmt: skip
_FIELDS = {
    "title": "title", "state": "place", "asked": "asked_at", "needed": "needed_by", "expected": "expected",
    "answered": "answered_at",
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What a list is narrowed to and sorted by, as its address says it."""

    q: str = ""
    state: str = ""
    unit: str = ""
    mine: str = ""
    sort: str = ""

    @property
    def said(self) -> dict[str, str]:
        """Only what is said."""
        return {name: value for name, value in vars(self).items() if value}

    @property
    def narrows(self) -> bool:
        """Whether anything is left out."""
        return bool(self.q or self.state or self.unit or self.mine)


@dataclass(frozen=True)
class RequestRow:
    """A request in a list. `days` are the working days to its first answer, None before it."""

    asked: AnalysisRequest
    unit_name: str
    asker: str
    analyst: str
    days: int | None
    is_late: bool


@dataclass(frozen=True)
class TeamNumbers:
    """How the performance team stands: counts of open requests, and the times of those answered."""

    open: int
    waiting: int
    late: int
    times: AnswerTimes


@dataclass(frozen=True)
class RequestsPage:
    """A page of the list; `units` are those it can be narrowed to."""

    rows: list[RequestRow]
    paging: Paging
    sorting: Sorting
    units: list[tuple[str, str]]
    numbers: TeamNumbers


def requests_page(viewer: Viewer, asked: Asked, page: str = "1") -> RequestsPage:
    """A page of the requests that the viewer may read; PermissionDenied for somebody who sees no unit."""
    visible = visible_to(viewer)
    visible.some_unit()
    sorting = _sorting(asked)
    found = _narrowed(visible, asked)
    paging = Paging.at(page, found.count(), asked=asked.said)
    listed = list(_sorted(found, sorting)[paging.rows])
    units = requests_read(visible).order_by().values_list("unit", flat=True).distinct()
    named = sorted(((unit, unit_name(visible.organisation, unit)) for unit in units), key=lambda u: u[1])
    return RequestsPage(rows_of(visible, listed), paging, sorting, named, _numbers(visible))


def request_rows(viewer: Viewer, asked: Asked) -> Iterable[Mapping[str, Any]]:
    """Every request of a list, as programs and spreadsheets have it; otherwise as `requests_page`."""
    visible = visible_to(viewer)
    visible.some_unit()
    if asked.unit:
        place(visible, asked.unit)
    for row in rows_of(visible, list(_sorted(_narrowed(visible, asked), _sorting(asked)))):
        each = row.asked
        yield {
            "id": str(each.pk),
            "days": row.days,
            "late": row.is_late,
            "analyst": each.analyst or None,
            "answer": each.answer or None,
            "answered_before": str(each.earlier_id) if each.earlier_id else None,
            **{
                name: getattr(each, name)
                for name in ("title", "question", "why", "unit", "measures", "state", "asked_by", "asked_at",
                             "needed_by", "expected", "answered_at")
            },
        }  # fmt: skip


def _sorting(asked: Asked) -> Sorting:
    """The best matches first when something is searched for, else the newest."""
    return Sorting.at(asked.sort, COLUMNS, usual="match" if asked.q else "-asked", asked=asked.said)


def _narrowed(visible: Visible, asked: Asked) -> QuerySet[AnalysisRequest]:
    found = requests_read(visible)
    if asked.mine:
        found = found.filter(asked_by=visible.viewer.username)
    if asked.unit:
        found = found.filter(unit=asked.unit)
    if asked.state == "open":
        found = found.filter(state__in=OPEN)
    elif asked.state == "late":
        found = found.filter(_late())
    elif asked.state:
        found = found.filter(state=asked.state)
    return with_words(found, asked.q) if asked.q else found


def _late() -> Q:
    return Q(state__in=OPEN, expected__lt=timezone.localdate())


def _sorted(found: QuerySet[AnalysisRequest], sorting: Sorting) -> QuerySet[AnalysisRequest]:
    if sorting.by not in _FIELDS:
        return found.order_by("-hits", "-asked_at", "-pk")
    if sorting.by == "state":
        places = [When(state=state, then=Value(at)) for at, state in enumerate(STATES)]
        found = found.annotate(place=Case(*places, default=99, output_field=IntegerField()))
    by = F(_FIELDS[sorting.by])
    order = by.desc(nulls_last=True) if sorting.down else by.asc(nulls_last=True)
    return found.order_by(order, "-asked_at", "-pk")


def rows_of(visible: Visible, listed: list[AnalysisRequest]) -> list[RequestRow]:
    """Requests as a list shows them."""
    names, today = namer({n for each in listed for n in (each.asked_by, each.analyst)}), timezone.localdate()
    return [
        RequestRow(
            each,
            unit_name(visible.organisation, each.unit),
            names(each.asked_by),
            names(each.analyst),
            _days(each),
            each.is_late(today),
        )
        for each in listed
    ]


def _days(asked: AnalysisRequest) -> int | None:
    if asked.answered_at is None:
        return None
    return working_days(timezone.localdate(asked.asked_at), timezone.localdate(asked.answered_at))


def namer(usernames: Iterable[str]) -> Callable[[str], str]:
    """The names of some accounts, asked for at once; a username that no account has stays as it is."""
    wanted = {name for name in usernames if name}
    known = dict(Account.objects.filter(username__in=wanted).values_list("username", "display_name"))
    return lambda username: known.get(username, username)


def unit_name(known: Organisation, unit: str) -> str:
    """The name of a unit, its id where there is none of that id now."""
    return known.unit(unit).name if unit in known else unit


def _numbers(visible: Visible) -> TeamNumbers:
    """The numbers of the requests that the viewer may read."""
    every, today = requests_read(visible), timezone.localdate()
    counted = every.aggregate(
        open=Count("pk", filter=Q(state__in=OPEN)),
        waiting=Count("pk", filter=Q(state="asked")),
        late=Count("pk", filter=_late()),
    )
    lately = every.filter(answered_at__gte=timezone.now() - timedelta(days=366)).order_by()
    pairs = lately.values_list("asked_at", "answered_at")
    days = ((timezone.localdate(a), timezone.localdate(b)) for a, b in pairs if b is not None)
    return TeamNumbers(counted["open"], counted["waiting"], counted["late"], answer_times(days, today))
