"""Requests for analysis, for those who may read them: the list, one with its answers, and what is like it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.http import Http404
from django.utils import timezone

from peelian.apps.access.models import Account
from peelian.apps.access.viewer import Viewer
from peelian.apps.access.visible import Visible, visible_to
from peelian.apps.attachments.models import Attachment
from peelian.apps.listing import Sorting
from peelian.apps.paging import Paging
from peelian.apps.performance.answer_times import AnswerTimes, answer_times, working_days
from peelian.apps.performance.models_requests import (
    OPEN,
    STATES,
    AnalysisRequest,
    AnsweredReading,
    AnswerFile,
    RequestStep,
)
from peelian.apps.performance.queries.scope import place
from peelian.apps.performance.requesting import (
    alike,
    analysts_of,
    asker_of,
    may_answer,
    may_read,
    must_answer,
    must_have_asked,
    request_read,
    requests_read,
    sees,
    sees_reading,
    with_words,
)
from peelian.documents.kept import opened
from peelian.framework.measure import Measure
from peelian.pipeline.organisation import Organisation, Unit

MOST_ALIKE = 5
"""Earlier answers that are shown to whoever asks."""
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
    named = sorted(((unit, _unit_name(visible.organisation, unit)) for unit in units), key=lambda u: u[1])
    return RequestsPage(_rows(visible, listed), paging, sorting, named, _numbers(visible))


def request_rows(viewer: Viewer, asked: Asked) -> Iterable[Mapping[str, Any]]:
    """Every request of a list, as programs and spreadsheets have it; otherwise as `requests_page`."""
    visible = visible_to(viewer)
    visible.some_unit()
    if asked.unit:
        place(visible, asked.unit)
    for row in _rows(visible, list(_sorted(_narrowed(visible, asked), _sorting(asked)))):
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


def _rows(visible: Visible, listed: list[AnalysisRequest]) -> list[RequestRow]:
    names, today = _names({n for each in listed for n in (each.asked_by, each.analyst)}), timezone.localdate()
    return [
        RequestRow(
            each,
            _unit_name(visible.organisation, each.unit),
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


def _names(usernames: Iterable[str]) -> Callable[[str], str]:
    """The names of some accounts, asked for at once; a username that no account has stays as it is."""
    wanted = {name for name in usernames if name}
    known = dict(Account.objects.filter(username__in=wanted).values_list("username", "display_name"))
    return lambda username: known.get(username, username)


def _unit_name(known: Organisation, unit: str) -> str:
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


# ---- one request


@dataclass(frozen=True)
class GivenReading:
    """A reading that was given; `now` says that its measure and unit still are, to read as they are now."""

    reading: AnsweredReading
    now: bool


@dataclass(frozen=True)
class Step:
    """One step with the names of those in it, and what came with an answer that the viewer may see."""

    step: RequestStep
    by: str
    analyst: str
    readings: list[GivenReading]
    hidden: int
    files: list[Attachment]


@dataclass(frozen=True)
class RequestPage:
    """A request, its steps oldest first, its latest answer, and what the viewer may do about it.

    `pointed` is the step that pointed to `earlier`; `readers` is the unit whose people read it.
    """

    row: RequestRow
    measures: list[Measure]
    steps: list[Step]
    answer: Step | None
    earlier: AnalysisRequest | None
    pointed: Step | None
    is_own: bool
    may_answer: bool
    readers: str

    @property
    def asked(self) -> AnalysisRequest:
        return self.row.asked


def request_page(viewer: Viewer, number: int) -> RequestPage:
    """A request; Http404 for none of that number, PermissionDenied when it is not the viewer's to read."""
    visible = visible_to(viewer)
    asked = request_read(visible, number)
    steps = _steps(visible, asked)
    (row,) = _rows(visible, [asked])
    measures = opened().framework.measures
    answers = [each for each in steps if each.step.kind == "answered"]
    before = asked.earlier if asked.earlier and may_read(visible, asked.earlier) else None
    return RequestPage(
        row=row,
        measures=[measures[each] for each in asked.measures if each in measures],
        steps=steps,
        answer=answers[-1] if answers else None,
        earlier=before,
        pointed=next((each for each in reversed(steps) if each.step.kind == "answered_before"), None),
        is_own=asked.asked_by == viewer.username,
        may_answer=may_answer(visible, asked.unit),
        readers=_unit_name(visible.organisation, asked.unit),
    )


def _steps(visible: Visible, asked: AnalysisRequest) -> list[Step]:
    steps = list(asked.steps.all())
    names = _names(name for step in steps for name in (step.by, step.analyst))
    given: dict[int, list[AnsweredReading]] = {}
    for reading in AnsweredReading.objects.filter(request=asked).defer("charts"):
        given.setdefault(reading.step_id, []).append(reading)  # type: ignore[attr-defined]
    files: dict[int, list[Attachment]] = {}
    for file in AnswerFile.objects.filter(step__request=asked).select_related("attachment"):
        files.setdefault(file.step_id, []).append(file.attachment)  # type: ignore[attr-defined]
    return [
        _step(visible, asked, step, names, given.get(step.pk, []), files.get(step.pk, [])) for step in steps
    ]


def _step(
    visible: Visible,
    asked: AnalysisRequest,
    step: RequestStep,
    names: Callable[[str], str],
    given: list[AnsweredReading],
    files: list[Attachment],
) -> Step:
    measures, known = opened().framework.measures, visible.organisation
    shown = [
        GivenReading(each, each.measure in measures and each.unit in known)
        for each in given
        if sees_reading(visible, asked, each.unit)
    ]
    return Step(step, names(step.by), names(step.analyst), shown, len(given) - len(shown), files)


def given_chart(viewer: Viewer, number: int, at: int) -> AnsweredReading:
    """A reading of an answer by its number; Http404 for none, PermissionDenied as `request_page`, and for
    one of a unit that the viewer may not see.
    """
    visible = visible_to(viewer)
    asked = request_read(visible, number)
    found = AnsweredReading.objects.filter(request=asked, number=at).first()
    if found is None:
        raise Http404(f"Request {number} was given no chart {at}.")
    if not sees_reading(visible, asked, found.unit):
        raise PermissionDenied("This unit’s values are not visible to your account.")
    return found


def given_file(viewer: Viewer, number: int, file: int) -> Attachment:
    """A file of an answer; Http404 for none, PermissionDenied as `request_page`."""
    asked = request_read(visible_to(viewer), number)
    found = AnswerFile.objects.filter(step__request=asked, attachment=file).select_related("attachment")
    if not found:
        raise Http404(f"Request {number} was given no such file.")
    return found[0].attachment


# ---- asking


@dataclass(frozen=True)
class Alike:
    """An answered request that is like a question."""

    asked: AnalysisRequest
    unit_name: str


@dataclass(frozen=True)
class AskingPage:
    """What whoever asks may choose from, and answers already given that are like their question."""

    units: list[tuple[str, str]]
    usual: str
    measures: list[Measure]
    alike: list[Alike]


def asking_page(viewer: Viewer, words: str = "") -> AskingPage:
    """To ask about some words; PermissionDenied for somebody who sees no unit."""
    visible = visible_to(viewer)
    visible.some_unit()
    units = [(unit.id, name) for unit, name in _tree(visible.organisation) if visible.sees(unit.id)]
    own = visible.own_unit
    return AskingPage(units, own.id if own else "", _measures(), _alike(visible, words))


def _alike(visible: Visible, words: str, besides: int = 0) -> list[Alike]:
    found = alike(visible, words, besides=besides)[:MOST_ALIKE] if words.strip() else []
    return [Alike(each, _unit_name(visible.organisation, each.unit)) for each in found]


def _measures() -> list[Measure]:
    return sorted(opened().framework.measures.values(), key=lambda measure: measure.title)


def _tree(known: Organisation) -> Iterable[tuple[Unit, str]]:
    """Every unit from the force down, each with its name set in as deep as it is."""

    def below(unit: Unit, depth: int) -> Iterable[tuple[Unit, str]]:
        yield unit, "\u2003" * depth + unit.name
        for each in known.children(unit.id):
            yield from below(each, depth + 1)

    return below(known.root, 0)


# ---- answering


@dataclass(frozen=True)
class TriagePage:
    """A request that the viewer may triage and answer, with whom and what they can choose.

    `units` are those that both they and whoever asked see; `alike` are earlier answers that whoever asked may
    read.
    """

    asked: AnalysisRequest
    asker: str
    unit_name: str
    analysts: list[tuple[str, str]]
    units: list[tuple[str, str]]
    measures: list[Measure]
    alike: list[Alike]


def triage_page(viewer: Viewer, number: int) -> TriagePage:
    """A request to triage or answer; Http404 for none, PermissionDenied for whoever may not."""
    visible = visible_to(viewer)
    asked = request_read(visible, number)
    must_answer(visible, asked)
    theirs = asker_of(asked)
    units = [
        (unit.id, name)
        for unit, name in _tree(visible.organisation)
        if theirs is not None and sees(theirs, unit.id) and sees(visible, unit.id)
    ]
    earlier = _alike(theirs, f"{asked.title} {asked.question}", asked.pk) if theirs else []
    return TriagePage(
        asked,
        _names([asked.asked_by])(asked.asked_by),
        _unit_name(visible.organisation, asked.unit),
        [(account.username, account.display_name) for account in analysts_of(visible, asked.unit)],
        units,
        _measures(),
        [each for each in earlier if may_read(visible, each.asked)],
    )


def own_request(viewer: Viewer, number: int) -> AnalysisRequest:
    """A request of the viewer's own; Http404 for none, PermissionDenied when somebody else asked it."""
    asked = AnalysisRequest.objects.filter(pk=number).first()
    if asked is None:
        raise Http404(f"There is no request {number}.")
    must_have_asked(viewer, asked)
    return asked
