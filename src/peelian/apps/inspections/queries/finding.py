"""One finding: what was found, who owes what, what was done, and what its reader may do."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied

from peelian.apps.access.names import names_of
from peelian.apps.access.viewer import Viewer
from peelian.apps.access.visible import Visible, visible_to
from peelian.apps.improvement.measuring import Watched, moved_of
from peelian.apps.improvement.models import Evidence
from peelian.apps.improvement.moved import Moved
from peelian.apps.improvement.parts import units_to_file_at
from peelian.apps.improvement.queries import ActionRow, actions_from
from peelian.apps.inspections.actions_findings import ALLOCATED, Proof, called, proof_of
from peelian.apps.inspections.models_register import Finding, Publication, Update
from peelian.apps.inspections.parts import finding_seen, kept_by
from peelian.apps.inspections.queries.rows import FindingRow, as_rows
from peelian.apps.inspections.states import CHARGED, MOVES, OWNER, SAYING, WORKING, Move
from peelian.apps.inspections.taking_part import may_move, parts_of
from peelian.apps.paging import Paging
from peelian.documents.kept import opened, readings
from peelian.documents.readings import Reading
from peelian.framework.inspecting import FindingStatus
from peelian.framework.measure import Measure, Question
from peelian.pipeline.organisation import Unit


@dataclass(frozen=True)
class Said:
    """An update, with the names of those in it. `measured` is "" where the values are not the viewer's."""

    words: str
    by: str
    at: datetime
    title: str
    due: date | None
    due_was: date | None
    owner: str
    unit: str
    measured: str


@dataclass(frozen=True)
class Shown:
    """A piece of evidence of one of a finding's actions."""

    title: str
    evidence_date: date
    action: int
    evidence: int
    link: str


@dataclass(frozen=True)
class Step:
    """A move that the viewer may make."""

    key: str
    move: Move


@dataclass(frozen=True)
class FindingPage:
    """A finding. `moved` and `reading` are of its measure at its unit, None without one and where its values
    are not the viewer's to see. `answers` counts what documents say that forces answered to it.
    """

    row: FindingRow
    finding: Finding
    called: str
    question: Question | None
    measure_title: str
    moved: Moved | None
    reading: Reading | None
    actions: list[ActionRow]
    evidence: list[Shown]
    proof: Proof
    added_by: str
    assured_by: str
    closed_by: str
    updates: list[Said]
    paging: Paging
    answers: int
    practices: list[tuple[int, str]]
    steps: list[Step]
    statuses: list[FindingStatus]
    may_keep: bool
    may_allocate: bool
    may_charge: bool
    may_update: bool
    may_say_success: bool
    may_file: bool
    is_owner: bool

    @property
    def publication(self) -> Publication:
        return self.finding.publication

    @property
    def disappoints(self) -> bool:
        """Whether it is closed, and its measure has not moved as it should."""
        return self.row.stage == "done" and self.moved is not None and self.moved.disappoints

    @property
    def waits_for(self) -> str:
        """What its owner is told while somebody else has to act."""
        waits = {
            "assuring": "You own this finding, so somebody independent looks at it: whoever keeps findings "
            "or leads its unit, and owns no action of it.",
            "signing": "You own this finding, so whoever leads its unit, or a commander, signs it off.",
        }
        return waits.get(self.row.stage, "") if self.is_owner else ""


@dataclass(frozen=True)
class ChoosingPage:
    """What somebody may choose from who allocates a finding or says how one will know that it worked."""

    units: list[Unit]
    measures: dict[str, Measure]
    questions: dict[str, Question]


def finding_page(viewer: Viewer, number: int, *, page: str = "1") -> FindingPage:
    """A finding with a page of its history; Http404 for none of that number, PermissionDenied for somebody
    who sees no unit.
    """
    visible = visible_to(viewer)
    finding = finding_seen(visible, number)
    row = as_rows(visible, [finding])[0]
    paging = Paging.at(page, finding.updates.count(), asked={})
    updates = list(finding.updates.all()[paging.rows])
    names = names_of(
        {finding.added_by, finding.assured_by, finding.closed_by}
        | {name for update in updates for name in (update.by, update.owner)}
    )
    parts, framework = parts_of(visible, finding), opened().framework
    measures, sees = framework.measures, visible.sees(finding.unit)
    actions = actions_from(viewer, finding.origin_key)
    known = framework.inspections.statuses
    return FindingPage(
        row=row,
        finding=finding,
        called=called(finding),
        question=framework.questions.get(finding.question),
        measure_title=measures[finding.measure].title if finding.measure in measures else finding.measure,
        moved=_moved(finding) if sees else None,
        reading=_reading(finding) if sees else None,
        actions=actions,
        evidence=_evidence([action.number for action in actions]),
        proof=proof_of(finding),
        added_by=names[finding.added_by],
        assured_by=names[finding.assured_by],
        closed_by=names[finding.closed_by],
        updates=[_said(visible, update, names, sees) for update in updates],
        paging=paging,
        answers=finding.answers.count(),
        practices=list(finding.practices.values_list("pk", "title")[:50]),
        steps=[Step(key, MOVES[key]) for key in may_move(visible, finding)],
        statuses=[each for each in known if each.stage == row.stage],
        may_keep=kept_by(visible, finding.unit) is not None,
        may_allocate=row.stage == "new" and bool(parts & CHARGED),
        may_charge=row.is_open and bool(parts & CHARGED),
        may_update=bool(parts & SAYING),
        may_say_success=row.is_open and bool(parts & WORKING),
        may_file=row.is_open and bool(units_to_file_at(visible)),
        is_owner=OWNER in parts,
    )


def choosing_page(viewer: Viewer) -> ChoosingPage:
    """The units, measures and questions to choose from; PermissionDenied for somebody who sees no unit."""
    visible = visible_to(viewer)
    visible.some_unit()
    framework = opened().framework
    return ChoosingPage(_units(visible), dict(framework.measures), dict(framework.questions))


def may_keep_findings(viewer: Viewer) -> None:
    """PermissionDenied for whoever may not keep findings of the force."""
    if kept_by(visible_to(viewer)) is None:
        raise PermissionDenied("Your account may not keep recommendations and draft responses to them.")


def _units(visible: Visible) -> list[Unit]:
    known = visible.organisation
    units = [known.unit(unit) for unit in known.unit_ids]
    return sorted(units, key=lambda unit: (unit.id != known.root.id, unit.name))


def _moved(finding: Finding) -> Moved | None:
    if not finding.measure or finding.began_on is None:
        return None
    watched = Watched(finding.pk, finding.measure, finding.unit, finding.began_on)
    return moved_of([watched])[finding.pk]


def _reading(finding: Finding) -> Reading | None:
    workspace = opened()
    if finding.measure not in workspace.framework.measures:
        return None
    found = readings(workspace, measures=[finding.measure], units=[finding.unit])
    return found[0] if found else None


def _evidence(actions: list[int]) -> list[Shown]:
    """The evidence in force of some actions, without what their files hold."""
    found = Evidence.objects.filter(action__in=actions, withdrawn_at=None)
    columns = ("title", "evidence_date", "action", "pk", "link")
    return [Shown(*each) for each in found.order_by("-evidence_date", "-pk").values_list(*columns)[:200]]


def _said(visible: Visible, update: Update, names: dict[str, str], sees: bool) -> Said:
    known, status = visible.organisation, opened().framework.inspections.title_of(update.status)
    if update.move == ALLOCATED:
        title = "Allocated"
    elif update.status:
        title = status
    elif update.due:
        title = "Due date changed"
    else:
        title = "Owner changed" if update.owner else "Update"
    return Said(
        words=update.words,
        by=names[update.by],
        at=update.at,
        title=title,
        due=update.due,
        due_was=update.due_was,
        owner=names[update.owner],
        unit=known.unit(update.unit).name if update.unit in known else update.unit,
        measured=update.measured if sees else "",
    )
