"""Two editions beside one another, and what the plans in force leave out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.http import Http404

from peelian.apps.access.viewer import Viewer
from peelian.apps.access.visible import visible_to
from peelian.apps.boards.models import Edition, Objective, Plan
from peelian.apps.boards.planning import in_force, plan_read, plans_read
from peelian.apps.boards.queries.boards import name_of
from peelian.apps.boards.queries.plans import editions_read, names_of
from peelian.documents.kept import opened
from peelian.framework.measure import Question

FIELDS = {"title": "Title", "why": "Why", "owner": "Owner", "questions": "Questions", "measures": "Measures"}
"""What of an objective is compared."""


@dataclass(frozen=True)
class Difference:
    """What one field of an objective was and is now, in words."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Changed:
    """An objective that both editions have, with what differs in the later."""

    objective: Objective
    differences: list[Difference]


@dataclass(frozen=True)
class ComparePage:
    """Two editions by the codes of their objectives. `editions` are those there are to choose from."""

    plan: Plan
    unit_name: str
    editions: list[Edition]
    before: Edition
    after: Edition
    added: list[Objective]
    removed: list[Objective]
    changed: list[Changed]
    same: list[Objective]


def compare_page(viewer: Viewer, number: int, *, before: str = "", after: str = "") -> ComparePage:
    """Two editions of a plan, by their numbers; the latest two when none are named.

    Http404 for a plan or edition there is not and a plan of one edition, PermissionDenied for a plan that is
    not the viewer's to read; drafts of others are not there.
    """
    visible = visible_to(viewer)
    plan = plan_read(visible, number)
    editions = list(editions_read(visible, plan).order_by("-starts", "-pk"))
    if len(editions) < 2:
        raise Http404("This plan has no two editions to compare.")
    one = _chosen(editions, before, editions[1])
    two = _chosen(editions, after, editions[0])
    was = {each.code.casefold(): each for each in one.objectives.all()}
    now = {each.code.casefold(): each for each in two.objectives.all()}
    names = names_of(each.owner for each in (*was.values(), *now.values()))
    both = [(now[code], _differences(was[code], now[code], names)) for code in now if code in was]
    return ComparePage(
        plan=plan,
        unit_name=name_of(visible, plan.unit),
        editions=editions,
        before=one,
        after=two,
        added=[each for code, each in now.items() if code not in was],
        removed=[each for code, each in was.items() if code not in now],
        changed=[Changed(each, differences) for each, differences in both if differences],
        same=[each for each, differences in both if not differences],
    )


def _chosen(editions: Sequence[Edition], wanted: str, usual: Edition) -> Edition:
    if not wanted:
        return usual
    found = next((each for each in editions if str(each.pk) == wanted), None)
    if found is None:
        raise Http404(f"This plan has no edition {wanted!r} to compare.")
    return found


def _differences(was: Objective, now: Objective, names: Callable[[str], str]) -> list[Difference]:
    before, after = _said(was, names), _said(now, names)
    return [
        Difference(title, before[field] or "None", after[field] or "None")
        for field, title in FIELDS.items()
        if getattr(was, field) != getattr(now, field)
    ]


def _said(objective: Objective, names: Callable[[str], str]) -> dict[str, str]:
    """What is compared of an objective, in words."""
    framework = opened().framework
    questions, measures = framework.questions, framework.measures
    asked = (questions[one].title if one in questions else one for one in objective.questions)
    measured = (measures[one].title if one in measures else one for one in objective.measures)
    return {
        "title": objective.title,
        "why": objective.why,
        "owner": names(objective.owner),
        "questions": "; ".join(asked),
        "measures": "; ".join(measured),
    }


# ---- what is left out


@dataclass(frozen=True)
class Unmeasured:
    """An objective that names no measure, with where its edition is read."""

    objective: Objective
    edition: Edition
    unit_name: str


@dataclass(frozen=True)
class GapsPage:
    """What the plans in force leave out, of those that the viewer reads."""

    plans: int
    objectives: int
    unserved: list[Question]
    questions: int
    unmeasured: list[Unmeasured]


def gaps_page(viewer: Viewer) -> GapsPage:
    """Questions that no objective in force serves, by name or by a measure of them, and objectives without a
    measure. PermissionDenied for somebody who sees no unit.
    """
    visible = visible_to(viewer)
    visible.some_unit()
    framework = opened().framework
    editions = Edition.objects.filter(in_force(), plan__in=plans_read(visible))
    objectives = list(
        Objective.objects.filter(edition__in=editions)
        .select_related("edition__plan")
        .order_by("edition__plan__title", "edition__plan_id", "place", "pk")
    )
    measures = framework.measures
    served = {question for each in objectives for question in each.questions}
    served |= {measures[one].question for each in objectives for one in each.measures if one in measures}
    return GapsPage(
        plans=editions.count(),
        objectives=len(objectives),
        unserved=[each for key, each in framework.questions.items() if key not in served],
        questions=len(framework.questions),
        unmeasured=[
            Unmeasured(each, each.edition, name_of(visible, each.edition.plan.unit))
            for each in objectives
            if not any(one in measures for one in each.measures)
        ],
    )
