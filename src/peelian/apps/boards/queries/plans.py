"""Plans as those read them who may: the list, one with its editions, one edition with what is measured."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, IntegerField, QuerySet, Value, When
from django.http import Http404
from django.utils import timezone

from peelian.apps.access.models import Account
from peelian.apps.access.viewer import Viewer
from peelian.apps.access.visible import Visible, visible_to
from peelian.apps.boards.judging import Signals
from peelian.apps.boards.models import Edition, Objective, Plan
from peelian.apps.boards.models_plans import KINDS
from peelian.apps.boards.planning import (
    approves_by,
    drafts_by,
    edition_read,
    may_draft,
    must_approve,
    plan_read,
    plans_read,
    reads_drafts,
)
from peelian.apps.boards.queries.boards import name_of, units_to_keep
from peelian.apps.improvement.parts import filed_by, must_file
from peelian.apps.improvement.queries import ActionRow
from peelian.apps.improvement.queries.rows import as_rows, visible_actions
from peelian.apps.listing import Sorting
from peelian.apps.paging import Paging
from peelian.documents.kept import opened, organisation, readings
from peelian.documents.readings import Reading
from peelian.framework.measure import Measure, Question

COLUMNS = {"title": "Plan", "kind": "Kind"}
"""What a list of plans can be sorted by."""


@dataclass(frozen=True)
class Asked:
    """What a list is narrowed to and sorted by, as its address says it."""

    q: str = ""
    kind: str = ""
    sort: str = ""

    @property
    def said(self) -> dict[str, str]:
        """Only what is said."""
        return {name: value for name, value in vars(self).items() if value}


@dataclass(frozen=True)
class PlanRow:
    """A plan in the list: the edition in force, else the latest approved, and a draft that is the viewer's to
    read.
    """

    plan: Plan
    kind: str
    unit_name: str
    owner: str
    edition: Edition | None
    draft: Edition | None
    is_current: bool
    objectives: int


@dataclass(frozen=True)
class PlansPage:
    rows: list[PlanRow]
    paging: Paging
    sorting: Sorting
    may_make: bool


def plans_page(viewer: Viewer, asked: Asked, page: str = "1") -> PlansPage:
    """The plans that the viewer reads anything of; PermissionDenied for somebody who sees no unit."""
    visible = visible_to(viewer)
    visible.some_unit()
    found, sorting = _narrowed(visible, asked), _sorting(asked)
    paging = Paging.at(page, found.count(), asked=asked.said)
    rows = _rows(visible, list(_sorted(found, sorting)[paging.rows]))
    return PlansPage(rows, paging, sorting, bool(units_to_keep(visible)))


def plan_rows(viewer: Viewer, asked: Asked) -> list[PlanRow]:
    """Every plan of a list; otherwise as `plans_page`."""
    visible = visible_to(viewer)
    visible.some_unit()
    return _rows(visible, list(_sorted(_narrowed(visible, asked), _sorting(asked))))


def _narrowed(visible: Visible, asked: Asked) -> QuerySet[Plan]:
    found = plans_read(visible)
    if asked.kind:
        found = found.filter(kind=asked.kind)
    return found.filter(title__icontains=asked.q) if asked.q else found


def _sorting(asked: Asked) -> Sorting:
    return Sorting.at(asked.sort, COLUMNS, usual="kind", asked=asked.said)


def _sorted(found: QuerySet[Plan], sorting: Sorting) -> QuerySet[Plan]:
    places = [When(kind=kind, then=Value(at)) for at, kind in enumerate(KINDS)]
    found = found.annotate(at=Case(*places, default=99, output_field=IntegerField()))
    by = "at" if sorting.by == "kind" else "title"
    return found.order_by(f"-{by}" if sorting.down else by, "title", "pk")


def _rows(visible: Visible, plans: list[Plan]) -> list[PlanRow]:
    names, today = names_of(plan.owner for plan in plans), timezone.localdate()
    editions: dict[int, list[Edition]] = {}
    every = Edition.objects.filter(plan__in=plans).annotate(count=Count("objectives"))
    for each in every.order_by("-starts", "-pk"):
        editions.setdefault(each.plan_id, []).append(each)  # type: ignore[attr-defined]
    return [_row(visible, plan, names(plan.owner), editions.get(plan.pk, []), today) for plan in plans]


def _row(visible: Visible, plan: Plan, owner: str, editions: list[Edition], today: date) -> PlanRow:
    approved = [each for each in editions if each.is_approved]
    current = next((each for each in approved if each.starts <= today <= each.ends), None)
    shown = current or (approved[0] if approved else None)
    drafts = [each for each in editions if not each.is_approved] if reads_drafts(visible, plan) else []
    return PlanRow(
        plan,
        KINDS[plan.kind],
        name_of(visible, plan.unit),
        owner,
        shown,
        drafts[0] if drafts else None,
        current is not None,
        getattr(shown, "count", 0),
    )


def names_of(usernames: Iterable[str]) -> Callable[[str], str]:
    """The names of some accounts, asked for at once; a username that no account has stays as it is."""
    wanted = {name for name in usernames if name}
    known = dict(Account.objects.filter(username__in=wanted).values_list("username", "display_name"))
    return lambda username: known.get(username, username)


# ---- one plan


@dataclass(frozen=True)
class EditionRow:
    """An edition in the list of its plan."""

    edition: Edition
    objectives: int
    drafted_by: str
    approved_by: str
    is_current: bool


@dataclass(frozen=True)
class PlanPage:
    """A plan, its editions newest first, and whether the viewer drafts it."""

    plan: Plan
    kind: str
    unit_name: str
    owner: str
    editions: list[EditionRow]
    may_draft: bool

    @property
    def has_draft(self) -> bool:
        return any(not each.edition.is_approved for each in self.editions)


def plan_page(viewer: Viewer, number: int) -> PlanPage:
    """A plan; Http404 for none of that number, PermissionDenied when the viewer may read nothing of it."""
    visible = visible_to(viewer)
    plan, today = plan_read(visible, number), timezone.localdate()
    found = editions_read(visible, plan).annotate(count=Count("objectives"))
    editions = list(found.order_by("-starts", "-pk"))
    names = names_of([plan.owner, *(n for each in editions for n in (each.drafted_by, each.approved_by))])
    rows = [
        EditionRow(
            each,
            each.count,  # type: ignore[attr-defined]
            names(each.drafted_by),
            names(each.approved_by),
            each.is_approved and each.starts <= today <= each.ends,
        )
        for each in editions
    ]
    return PlanPage(
        plan, KINDS[plan.kind], name_of(visible, plan.unit), names(plan.owner), rows,
        may_draft(visible, plan.unit),
    )  # fmt: skip


def editions_read(visible: Visible, plan: Plan) -> QuerySet[Edition]:
    """The editions of a plan that the viewer reads: all of them, or those approved."""
    every = plan.editions.all()
    return every if reads_drafts(visible, plan) else every.filter(approved_at__isnull=False)


# ---- one edition


@dataclass(frozen=True)
class LinkedQuestion:
    """A question that an objective serves; `signals` says what its measures show at the plan's unit."""

    id: str
    question: Question | None
    signals: str

    @property
    def title(self) -> str:
        return self.question.title if self.question else self.id


@dataclass(frozen=True)
class LinkedMeasure:
    """A measure that an objective moves, and its reading at the plan's unit, None without values."""

    id: str
    measure: Measure | None
    reading: Reading | None

    @property
    def title(self) -> str:
        return self.measure.title if self.measure else self.id


@dataclass(frozen=True)
class ObjectiveShown:
    """An objective with what it is linked to and the actions that came of it."""

    objective: Objective
    owner: str
    questions: list[LinkedQuestion]
    measures: list[LinkedMeasure]
    actions: list[ActionRow]


@dataclass(frozen=True)
class EditionPage:
    """An edition with its objectives in order, and what the viewer may do about it.

    `others` are the other editions of its plan that they may read.
    """

    edition: Edition
    plan: Plan
    kind: str
    unit_name: str
    owner: str
    drafted_by: str
    approved_by: str
    objectives: list[ObjectiveShown]
    is_current: bool
    may_change: bool
    may_approve: bool
    drafted_it: bool
    may_file: bool
    others: list[Edition]


def edition_page(viewer: Viewer, number: int) -> EditionPage:
    """An edition; Http404 for none of that number, PermissionDenied when it is not the viewer's to read."""
    visible = visible_to(viewer)
    edition, today = edition_read(visible, number), timezone.localdate()
    plan, objectives = edition.plan, list(edition.objectives.all())
    names = names_of([plan.owner, edition.drafted_by, edition.approved_by, *(o.owner for o in objectives)])
    is_draft = not edition.is_approved
    approves = approves_by(visible, plan.kind, plan.unit) is not None
    return EditionPage(
        edition=edition,
        plan=plan,
        kind=KINDS[plan.kind],
        unit_name=name_of(visible, plan.unit),
        owner=names(plan.owner),
        drafted_by=names(edition.drafted_by),
        approved_by=names(edition.approved_by),
        objectives=_shown(visible, plan, objectives, names),
        is_current=edition.is_approved and edition.starts <= today <= edition.ends,
        may_change=is_draft and may_draft(visible, plan.unit),
        may_approve=is_draft and approves and edition.drafted_by != viewer.username,
        drafted_it=edition.drafted_by == viewer.username,
        may_file=edition.is_approved and filed_by(visible, plan.unit) is not None,
        others=list(editions_read(visible, plan).exclude(pk=edition.pk).order_by("-starts", "-pk")),
    )


def _shown(
    visible: Visible, plan: Plan, objectives: Sequence[Objective], names: Callable[[str], str]
) -> list[ObjectiveShown]:
    """Objectives with their links: one read of the values and one of the register for all of them."""
    framework = opened().framework
    asked = {question for each in objectives for question in each.questions}
    wanted = {measure for each in objectives for measure in each.measures}
    wanted |= {measure.id for measure in framework.measures.values() if measure.question in asked}
    known = sorted(wanted & set(framework.measures))
    is_there = plan.unit in visible.organisation and visible.sees(plan.unit)
    found = readings(opened(), measures=known, units=[plan.unit]) if known and is_there else []
    read = {reading.measure.id: reading for reading in found}
    of_question: dict[str, list[Reading]] = {}
    for reading in found:
        of_question.setdefault(reading.measure.question, []).append(reading)
    signals = {each: Signals.of(of_question.get(each, ())).in_words for each in asked}
    actions = actions_of(visible, objectives)
    return [
        ObjectiveShown(
            each,
            names(each.owner),
            [LinkedQuestion(one, framework.questions.get(one), signals[one]) for one in each.questions],
            [LinkedMeasure(one, framework.measures.get(one), read.get(one)) for one in each.measures],
            actions.get(each.pk, []),
        )
        for each in objectives
    ]


def actions_of(visible: Visible, objectives: Iterable[Objective]) -> dict[int, list[ActionRow]]:
    """The actions of each of some objectives, by its key. As many queries for many as for one."""
    keys = {f"objective:{each.pk}": each.pk for each in objectives}
    found = list(visible_actions(visible).filter(origin_key__in=keys).order_by("due", "pk")) if keys else []
    arising: dict[int, list[ActionRow]] = {}
    for action, row in zip(found, as_rows(visible, found), strict=True):
        arising.setdefault(keys[action.origin_key], []).append(row)
    return arising


# ---- to change


@dataclass(frozen=True)
class DraftPage:
    """A plan that the viewer may draft, for one of its editions that too; `last` is its latest edition."""

    plan: Plan
    unit_name: str
    edition: Edition | None = None
    last: Edition | None = None


def plan_to_draft(viewer: Viewer, number: int) -> DraftPage:
    """A plan to change or draft; Http404 for none, PermissionDenied for whoever may not draft it."""
    plan = Plan.objects.filter(pk=number).first()
    if plan is None:
        raise Http404(f"There is no plan {number}.")
    drafts_by(viewer, plan.unit)
    last = plan.editions.order_by("-starts", "-pk").first()
    return DraftPage(plan, _called(plan.unit), last=last)


def edition_to_draft(viewer: Viewer, number: int) -> DraftPage:
    """An edition to change, as `plan_to_draft`. Whether it still may be is for the action to say."""
    edition = _edition(number)
    drafts_by(viewer, edition.plan.unit)
    return DraftPage(edition.plan, _called(edition.plan.unit), edition)


def objective_to_draft(viewer: Viewer, number: int) -> Objective:
    """An objective to change; otherwise as `edition_to_draft`."""
    objective = _objective(number)
    drafts_by(viewer, objective.edition.plan.unit)
    return objective


def edition_to_approve(viewer: Viewer, number: int) -> Edition:
    """An edition to approve; Http404 for none, PermissionDenied for whoever may not."""
    edition = _edition(number)
    must_approve(visible_to(viewer), edition)
    return edition


def objective_to_act_on(viewer: Viewer, number: int) -> Objective:
    """An objective to file an action of; Http404 for none, PermissionDenied for whoever may not."""
    objective = _objective(number)
    must_file(visible_to(viewer), objective.edition.plan.unit)
    return objective


def _edition(number: int) -> Edition:
    found = Edition.objects.select_related("plan").filter(pk=number).first()
    if found is None:
        raise Http404(f"There is no edition {number} of a plan.")
    return found


def _objective(number: int) -> Objective:
    found = Objective.objects.select_related("edition__plan").filter(pk=number).first()
    if found is None:
        raise Http404(f"There is no objective {number}.")
    return found


def _called(unit: str) -> str:
    known = organisation(opened())
    return known.unit(unit).name if unit in known else unit
