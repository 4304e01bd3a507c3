"""The library of practices as those read it who may: the list, one with its assessments and trials."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import Http404

from peelian.apps.access.names import names_of
from peelian.apps.access.viewer import Viewer
from peelian.apps.access.visible import Visible, visible_to
from peelian.apps.improvement.queries import ActionRow, actions_from
from peelian.apps.inspections.models_practices import STATES, Assessment, Practice
from peelian.apps.inspections.parts import must_see
from peelian.apps.inspections.practising import (
    MOVES,
    Move,
    assessed_by,
    decided_by,
    moves_for,
    must_assess,
    must_take,
)
from peelian.apps.inspections.queries.comparing import title_of
from peelian.apps.listing import Sorting
from peelian.apps.paging import Paging
from peelian.documents.tables import Cell

TEMPLATE = {
    "does_it_work": "Does it work?",
    "focus": "Focus",
    "topic": "Topic",
    "organisation": "Organisation",
    "contact": "Contact",
    "region": "Region",
    "partners": "Partners",
    "stage": "Stage of practice",
    "start_date": "Start date",
    "scale": "Scale of initiative",
    "target_group": "Target group",
    "aim": "Aim",
    "intended_outcome": "Intended outcome",
    "description": "Description",
}
"""The fields of the College of Policing's template, in its order."""
COLUMNS = {"title": "Practice", "organisation": "Organisation", "stage": "Stage", "state": "Here"}
NARROWED = ("stage", "topic", "region", "organisation")
"""Fields whose values the list can be narrowed to."""
_SEARCHED = (
    "title", "description", "organisation", "aim", "intended_outcome", "topic", "partners", "target_group",
    "stage",
)  # fmt: skip
FILE_COLUMNS = ("id", "title", *TEMPLATE, "ours", "state", "report", "finding", "document", "added")
SUGGESTED = ("does_it_work", "focus", "topic", "region", "partners", "stage", "scale", "target_group")
"""Fields that suggest what to enter: the examples of the template, and what the library has."""


@dataclass(frozen=True)
class Asked:
    """What the library is narrowed to and sorted by, as its address says it. `ours` is "yes", "no" or ""."""

    q: str = ""
    state: str = ""
    stage: str = ""
    topic: str = ""
    region: str = ""
    organisation: str = ""
    ours: str = ""
    sort: str = ""

    @property
    def said(self) -> dict[str, str]:
        """Only what is said."""
        return {name: value for name, value in vars(self).items() if value}


@dataclass(frozen=True)
class Narrowing:
    """A field that the list can be narrowed by: its values, and the one asked for."""

    name: str
    title: str
    values: list[str]
    asked: str


@dataclass(frozen=True)
class PracticesPage:
    rows: list[Practice]
    paging: Paging
    sorting: Sorting
    narrowings: list[Narrowing]
    may_add: bool

    @property
    def query(self) -> str:
        return urlencode(self.paging.asked)


def practices_page(viewer: Viewer, asked: Asked, page: str = "1") -> PracticesPage:
    """The practices asked for; PermissionDenied for somebody who sees no unit."""
    visible = visible_to(viewer)
    must_see(visible)
    found, sorting = _found(asked)
    paging = Paging.at(page, found.count(), asked=asked.said)
    narrowings = [Narrowing(name, TEMPLATE[name], _values(name), getattr(asked, name)) for name in NARROWED]
    rows = list(found.defer("description", "aim", "intended_outcome")[paging.rows])
    return PracticesPage(rows, paging, sorting, narrowings, assessed_by(visible) is not None)


def practice_file_rows(viewer: Viewer, asked: Asked) -> list[tuple[Cell, ...]]:
    """Every practice asked for, in the order of FILE_COLUMNS; otherwise as `practices_page`."""
    must_see(visible_to(viewer))
    found, _ = _found(asked)
    return [_cells(each) for each in found.select_related("finding__publication", "document__attachment")]


def _found(asked: Asked) -> tuple[QuerySet[Practice], Sorting]:
    sorting = Sorting.at(asked.sort, COLUMNS, usual="title", asked=asked.said)
    found = Practice.objects.defer("document__text", "document__read")
    for word in asked.q.split()[:8]:
        anywhere = Q()
        for name in _SEARCHED:
            anywhere |= Q(**{f"{name}__icontains": word})
        found = found.filter(anywhere)
    exactly = {name: value for name in (*NARROWED, "state") if (value := getattr(asked, name))}
    if asked.ours:
        exactly["ours"] = asked.ours == "yes"
    found = found.filter(**exactly)
    return found.order_by(f"-{sorting.by}" if sorting.down else sorting.by, "title", "pk"), sorting


def _cells(each: Practice) -> tuple[Cell, ...]:
    said = [value.isoformat() if isinstance(value, date) else value for value in _said(each)]
    finding = each.finding
    return (
        each.pk, each.title, *said, "yes" if each.ours else "no", STATES[each.state],
        finding.publication.title if finding else "", title_of(finding) if finding else "",
        each.document.attachment.name if each.document else "", each.added_at.date().isoformat(),
    )  # fmt: skip


def _said(each: Practice) -> list[Any]:
    return [getattr(each, name) for name in TEMPLATE]


def _values(name: str) -> list[str]:
    """What the library has in a field, in order."""
    return list(
        Practice.objects.exclude(**{name: ""}).values_list(name, flat=True).distinct().order_by(name)[:300]
    )


# ---- one practice


@dataclass(frozen=True)
class AssessmentShown:
    """An assessment with the name of whoever made it."""

    assessment: Assessment
    by: str

    @property
    def state_title(self) -> str:
        return STATES[self.assessment.state]


@dataclass(frozen=True)
class Step:
    """A step that the viewer may take."""

    key: str
    move: Move


@dataclass(frozen=True)
class PracticePage:
    """A practice with what is said of it, what a board said of it, and the actions that try it.

    `proposed` says that the viewer could decide of it had they not proposed it.
    """

    practice: Practice
    fields: list[tuple[str, Any]]
    finding_title: str
    assessments: list[AssessmentShown]
    actions: list[ActionRow]
    steps: list[Step]
    added_by: str
    may_change: bool
    proposed: bool


def practice_page(viewer: Viewer, number: int) -> PracticePage:
    """A practice; Http404 for none of that number, PermissionDenied for somebody who sees no unit."""
    visible = visible_to(viewer)
    practice = _seen(visible, number)
    assessments = list(practice.assessments.all())
    names = names_of([practice.added_by, *(each.by for each in assessments)])
    moves = moves_for(visible, practice, assessments)
    decides = [key for key, move in MOVES.items() if move.decides and practice.state in move.before]
    return PracticePage(
        practice=practice,
        fields=[(TEMPLATE[name], getattr(practice, name)) for name in ("description", *list(TEMPLATE)[:-1])],
        finding_title=title_of(practice.finding) if practice.finding else "",
        assessments=[AssessmentShown(each, names[each.by]) for each in assessments],
        actions=actions_from(viewer, practice.origin_key),
        steps=[Step(key, MOVES[key]) for key in moves],
        added_by=names[practice.added_by],
        may_change=assessed_by(visible) is not None,
        proposed=bool(decides) and decided_by(visible) is not None and not set(decides) & set(moves),
    )


def practice_to_change(viewer: Viewer, number: int) -> Practice:
    """A practice to change; Http404 for none, PermissionDenied for whoever may not assess practices."""
    visible = visible_to(viewer)
    must_assess(visible)
    return _seen(visible, number)


def practice_to_move(viewer: Viewer, number: int, move: str) -> tuple[Practice, Move]:
    """A practice to take a step with; Http404 for no practice or step, PermissionDenied as `must_take`."""
    visible = visible_to(viewer)
    if move not in MOVES:
        raise Http404(f"There is no step {move!r}.")
    practice = _seen(visible, number)
    must_take(visible, practice, MOVES[move])
    return practice, MOVES[move]


def may_add(viewer: Viewer) -> None:
    """PermissionDenied for whoever may not add practices."""
    must_assess(visible_to(viewer))


def suggestions() -> dict[str, list[str]]:
    """What each field of SUGGESTED suggests: the template's examples, then what the library has."""
    return {name: _unique([*_examples().get(name, ()), *_values(name)]) for name in SUGGESTED}


def boards_named() -> list[str]:
    """The boards that have assessed practices."""
    named = Assessment.objects.exclude(board="").order_by("board").values_list("board", flat=True)
    return list(named.distinct()[:50])


def _seen(visible: Visible, number: int) -> Practice:
    must_see(visible)
    every = Practice.objects.select_related("finding__publication", "document__attachment")
    found = every.defer("document__text", "document__read").filter(pk=number).first()
    if found is None:
        raise Http404(f"There is no practice {number}.")
    return found


def _unique(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(value for value in values if value))


@cache
def _examples() -> dict[str, Sequence[str]]:
    """The options that the package ships, by field; each row of the file says where it is from."""
    file = files("peelian.apps.inspections") / "practice_options.csv"
    found: dict[str, list[str]] = {}
    for row in csv.DictReader(file.read_text(encoding="utf-8").splitlines()):
        found.setdefault(row["field"], []).append(row["option"])
    return dict(found)
