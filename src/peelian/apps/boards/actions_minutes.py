"""What is written of a meeting: who was there, what was said, what was decided and who does what by when."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.urls import reverse

from peelian.apps.access.models import Account
from peelian.apps.access.viewer import Viewer
from peelian.apps.boards.keeping import is_chair, kept_by, locked, record_of
from peelian.apps.boards.models import AgendaItem, Attendance, Board, Decision, Meeting
from peelian.apps.boards.sitting import seat_of
from peelian.apps.improvement.actions import file_action
from peelian.apps.improvement.models import Action
from peelian.apps.improvement.origins import Origin
from peelian.framework.errors import UserError

MEMBERS_ARE = ("present", "apologies", "absent")


@transaction.atomic
def record_attendance(
    *, by: Viewer, meeting: Meeting, members: Mapping[str, str], others: Sequence[str] = ()
) -> None:
    """Write who is to be, or was, at a meeting: of each account by username how, and the names of others.

    What was written before is replaced. PermissionDenied for whoever does not keep the board; UserError for
    an unknown member, and once the meeting is cancelled or its minutes are approved.
    """
    role = kept_by(by, meeting.board)
    meeting = locked(meeting, "planned", "held")
    said = {name: how for name, how in members.items() if how}
    if strange := sorted(set(said.values()) - set(MEMBERS_ARE)):
        raise UserError(f"{strange[0]!r} is not how a member is: {', '.join(MEMBERS_ARE)}")
    known = {
        account.username: account
        for account in Account.objects.filter(username__in=said, seats__board=meeting.board).distinct()
    }
    if missing := sorted(set(said) - set(known)):
        raise UserError(f"{missing[0]} does not sit on this board")
    rows = [
        Attendance(meeting=meeting, account=known[name], name=known[name].display_name, presence=how)
        for name, how in said.items()
    ]
    named = {row.name for row in rows}
    for name in dict.fromkeys(" ".join(each.split())[:120] for each in others):
        if name and name not in named:
            rows.append(Attendance(meeting=meeting, account=None, name=name, presence="attending"))
    if len({row.name for row in rows}) < len(rows):
        raise UserError("two members have the same name: change the name of one account first")
    meeting.attendances.all().delete()
    Attendance.objects.bulk_create(rows)
    record_of(by, "attendance.recorded", meeting, role, after=said | {"in attendance": len(rows) - len(said)})


@transaction.atomic
def write_minutes(*, by: Viewer, meeting: Meeting, minutes: Mapping[int, str]) -> None:
    """Write what was said, item by item of a meeting that was held: `minutes` has words by the item's number.

    PermissionDenied for whoever does not keep the board, and for its chair, who approves them; UserError for
    an item of another meeting, and unless the meeting was held and its minutes are not approved.
    """
    role = kept_by(by, meeting.board)
    if is_chair(by, meeting.board):
        raise PermissionDenied("You are in the chair and approve the minutes: the secretary writes them.")
    meeting = locked(meeting, "held")
    items = {item.pk: item for item in meeting.items.all()}
    if set(minutes) - set(items):
        raise UserError("that item is of another meeting")
    changed: list[AgendaItem] = []
    for number, words in minutes.items():
        if items[number].minutes != words.strip():
            items[number].minutes = words.strip()
            changed.append(items[number])
    if not changed:
        raise UserError("nothing is changed")
    AgendaItem.objects.bulk_update(changed, ["minutes"])
    meeting.minutes_by = by.username
    meeting.save(update_fields=["minutes_by", "changed_at"])
    record_of(by, "minutes.written", meeting, role, after={"items": [item.title for item in changed]})


@transaction.atomic
def record_decision(
    *,
    by: Viewer,
    meeting: Meeting,
    words: str,
    reason: str = "",
    item: AgendaItem | None = None,
    is_public: bool = False,
) -> Decision:
    """Write down what a meeting that was held decided, under the board's next number. It is never changed.

    PermissionDenied for whoever does not keep the board; UserError without words, for an item of another
    meeting, for a public decision of a meeting or an item that is not, and once the minutes are approved.
    """
    role = kept_by(by, meeting.board)
    Board.objects.select_for_update().get(pk=meeting.board.pk)  # numbers have no gaps and no twins
    meeting = locked(meeting, "held")
    if not words.strip():
        raise UserError("say what was decided")
    if item is not None and item.meeting_id != meeting.pk:
        raise UserError("that item is of another meeting")
    if is_public and not (meeting.is_public and (item is None or item.is_public)):
        raise UserError("the meeting or the item is not public, so its decisions cannot be")
    last = Decision.objects.filter(meeting__board=meeting.board).aggregate(last=Max("number"))["last"] or 0
    decision = Decision.objects.create(
        meeting=meeting, item=item, number=last + 1, words=words.strip(), reason=reason.strip(),
        is_public=is_public, recorded_by=by.username,
    )  # fmt: skip
    after = {"number": decision.number, "is_public": is_public}
    record_of(by, "decision.recorded", meeting, role, after=after)
    return decision


def address_of(decision: Decision) -> str:
    """Where a decision is read."""
    meeting = decision.meeting
    return f"{reverse('boards:meeting', args=[meeting.board.slug, meeting.pk])}#decision-{decision.number}"


def origin_of(decision: Decision) -> Origin:
    """What the register says an action of a decision came of."""
    label = f"Decision {decision.number} of {decision.meeting.board.name}"
    return Origin("decision", f"decision:{decision.pk}", label, address_of(decision))


@transaction.atomic
def file_action_of(
    *,
    by: Viewer,
    decision: Decision,
    title: str,
    owner: str,
    due: date,
    success: str = "",
    measure: str = "",
) -> Action:
    """File an action at the board's unit that comes of a decision; `owner` is a username, an e-mail address
    or a full name.

    PermissionDenied for whoever neither sits on the board nor keeps it, and for whoever may not file actions
    at its unit; UserError as the register's `file_action`.
    """
    board = decision.meeting.board
    if seat_of(by, board) is None:
        kept_by(by, board)
    return file_action(
        by=by, title=title, unit=board.unit, owner=owner, due=due, origin=origin_of(decision),
        success=success, measure=measure,
    )  # fmt: skip
