"""One action: what is owed, whether it worked, what was said and shown, and what its reader may do."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.http import Http404

from peelian.apps.access.names import names_of
from peelian.apps.access.viewer import Viewer
from peelian.apps.access.visible import Visible, visible_to
from peelian.apps.attachments.models import Attachment
from peelian.apps.improvement.models import Action, Evidence, Update
from peelian.apps.improvement.parts import action_seen, may_move, may_withdraw, parts_of
from peelian.apps.improvement.queries.rows import ActionRow, as_rows, visible_actions
from peelian.apps.improvement.states import CHARGED, MOVES, STATES, Move
from peelian.documents.kept import opened, readings
from peelian.documents.readings import Reading
from peelian.framework.measure import Question


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
    measured: str


@dataclass(frozen=True)
class Shown:
    """A piece of evidence. `file` says its kind and size, "" for a link; `may_withdraw` and `may_open` are
    the viewer's.
    """

    number: int
    title: str
    link: str
    name: str
    file: str
    evidence_date: date
    added_by: str
    added_at: datetime
    withdrawn_by: str
    withdrawn_at: datetime | None
    withdrawn_reason: str
    may_withdraw: bool

    @property
    def in_force(self) -> bool:
        return self.withdrawn_at is None


@dataclass(frozen=True)
class Step:
    """A move that the viewer may make."""

    key: str
    move: Move


@dataclass(frozen=True)
class ActionPage:
    """An action. `reading` is its success measure at its unit, None without one, without values and where
    they are not the viewer's to see; `waits_for_other` that somebody else signs off what the viewer owns.
    """

    row: ActionRow
    question: Question | None
    reading: Reading | None
    filed_by: str
    filed_at: datetime
    closed_by: str
    updates: list[Said]
    evidence: list[Shown]
    steps: list[Step]
    may_update: bool
    may_charge: bool
    is_owner: bool

    @property
    def in_force(self) -> list[Shown]:
        """The evidence that nobody has withdrawn."""
        return [each for each in self.evidence if each.in_force]

    @property
    def waits_for_other(self) -> bool:
        return self.is_owner and self.row.state == "awaiting_sign_off"


def action_page(viewer: Viewer, number: int) -> ActionPage:
    """An action; Http404 for none of that number, PermissionDenied when it is not the viewer's to see."""
    visible = visible_to(viewer)
    action = action_seen(visible, number)
    row = as_rows(visible, visible_actions(visible).filter(pk=number))[0]
    updates = list(action.updates.all())
    evidence = list(action.evidence.select_related("attachment"))
    names = names_of(
        {action.filed_by, action.closed_by}
        | {name for update in updates for name in (update.by, update.owner)}
        | {name for each in evidence for name in (each.added_by, each.withdrawn_by)}
    )
    parts = parts_of(visible, action)
    sees = visible.sees(action.unit)
    return ActionPage(
        row=row,
        question=opened().framework.questions.get(action.question),
        reading=_reading(action) if sees else None,
        filed_by=names[action.filed_by],
        filed_at=action.filed_at,
        closed_by=names[action.closed_by],
        updates=[_said(update, names, sees) for update in updates],
        evidence=[_shown(visible, action, each, names) for each in evidence],
        steps=[Step(key, MOVES[key]) for key in may_move(visible, action)],
        may_update=bool(parts),
        may_charge=bool(parts & CHARGED) and row.stands.is_open,
        is_owner=action.owner.username == viewer.username,
    )


def evidence_to_withdraw(viewer: Viewer, number: int, evidence: int) -> Evidence:
    """A piece of evidence; PermissionDenied when it is not the viewer's to withdraw, Http404 for none."""
    visible = visible_to(viewer)
    found = _evidence(visible, number, evidence)
    if not may_withdraw(visible, found.action, found):
        raise PermissionDenied("Whoever added this evidence or sees to the action may withdraw it.")
    return found


def evidence_file(viewer: Viewer, number: int, evidence: int) -> Attachment:
    """The file of a piece of evidence; Http404 for a link and once it is withdrawn, otherwise as
    `action_page`.
    """
    found = _evidence(visible_to(viewer), number, evidence)
    if found.attachment is None or not found.in_force:
        raise Http404("This evidence has no file, or it was withdrawn.")
    return found.attachment


def _evidence(visible: Visible, number: int, evidence: int) -> Evidence:
    action = action_seen(visible, number)
    found = action.evidence.select_related("attachment", "action__owner").filter(pk=evidence).first()
    if found is None:
        raise Http404(f"Action {number} has no such evidence.")
    return found


def _reading(action: Action) -> Reading | None:
    workspace = opened()
    if action.measure not in workspace.framework.measures:
        return None
    found = readings(workspace, measures=[action.measure], units=[action.unit])
    return found[0] if found else None


def _said(update: Update, names: dict[str, str], sees: bool) -> Said:
    if update.state:
        title = STATES[update.state].title
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
        measured=update.measured if sees else "",
    )


def _shown(visible: Visible, action: Action, each: Evidence, names: dict[str, str]) -> Shown:
    file = each.attachment
    return Shown(
        number=each.pk,
        title=each.title,
        link=each.link,
        name=file.name if file else "",
        file=f"{file.title}, {_sized(file.size)}" if file else "",
        evidence_date=each.evidence_date,
        added_by=names[each.added_by],
        added_at=each.added_at,
        withdrawn_by=names[each.withdrawn_by],
        withdrawn_at=each.withdrawn_at,
        withdrawn_reason=each.withdrawn_reason,
        may_withdraw=each.in_force and may_withdraw(visible, action, each),
    )


def _sized(size: int) -> str:
    """Bytes as people say them."""
    if size < 1024:
        return f"{size} bytes"
    return f"{size / 1024:.0f} KB" if size < 2**20 else f"{size / 2**20:.1f} MB"
