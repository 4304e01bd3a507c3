"""What is late today and what is next: statutory answers, comments, findings, and actions of findings."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator

from peelian.apps.access.feeds import whose
from peelian.apps.access.models import Account
from peelian.apps.access.viewer import Viewer
from peelian.apps.access.visible import Visible, visible_to
from peelian.apps.improvement.models import Action
from peelian.apps.improvement.parts import seen
from peelian.apps.improvement.states import OWED
from peelian.apps.inspections.deadlines import GROUPS, answer_due, concerns, group_of, said_of
from peelian.apps.inspections.models_deadlines import DeadlineFeed
from peelian.apps.inspections.models_register import Finding, Publication
from peelian.apps.inspections.parts import approved_by, kept_by, leads_force, must_see
from peelian.apps.inspections.queries.rows import at_stages
from peelian.apps.inspections.states import OPEN
from peelian.apps.paging import Paging
from peelian.documents.kept import opened

KINDS = {
    "answer": "Answer to a publication",
    "comments": "Chief officer’s comments",
    "finding": "Finding",
    "action": "Action of a finding",
}
_ORIGIN = "finding:"


@dataclass(frozen=True)
class Deadline:
    """Something that is due on a day and not done. `key` names it for ever ("finding:12"), `what` says what
    it is, `of` what it belongs to, `as_written` how the report puts the day. `owner` is a username, "" where
    no one person owes it.
    """

    kind: str
    key: str
    due: date
    what: str
    of: str
    as_written: str
    owner: str
    owner_name: str
    address: str
    changed_at: datetime

    @property
    def kind_title(self) -> str:
        return KINDS[self.kind]

    @property
    def of_what(self) -> str:
        """What it is, in a line of its own: "Answer to a publication: Getting a grip"."""
        return f"{self.what}: {self.of}" if self.kind in ("answer", "comments") else self.what

    @property
    def group(self) -> str:
        return group_of(self.due, timezone.localdate())

    @property
    def is_late(self) -> bool:
        return self.group == "late"

    @property
    def said(self) -> str:
        return said_of(self.due, timezone.localdate())

    @property
    def days(self) -> int:
        """Days that are left, below nought once it is late."""
        return (self.due - timezone.localdate()).days


@dataclass(frozen=True)
class Asked:
    """Which dates are asked for, "" for any: one of KINDS, those that are `mine`, one of GROUPS."""

    kind: str = ""
    whose: str = ""
    when: str = ""

    @classmethod
    def at(cls, given: Mapping[str, str]) -> "Asked":
        """What an address asks for, without what makes no sense."""
        known = {"kind": KINDS, "whose": ("mine",), "when": GROUPS}
        return cls(**{name: value for name, of in known.items() if (value := given.get(name, "")) in of})

    @property
    def said(self) -> dict[str, str]:
        """As an address says it."""
        every = {"kind": self.kind, "whose": self.whose, "when": self.when}
        return {name: value for name, value in every.items() if value}


@dataclass(frozen=True)
class Count:
    """How many dates are in a group, and what an address says to show them."""

    key: str
    title: str
    count: int
    href: str


@dataclass(frozen=True)
class DeadlinesPage:
    """A page of dates in groups. `late_of_mine` counts what is late of the viewer's own."""

    groups: list[tuple[str, list[Deadline]]]
    asked: Asked
    paging: Paging
    counts: list[Count]
    late: int
    late_of_mine: int
    today: date

    @property
    def kinds(self) -> Mapping[str, str]:
        return KINDS

    @property
    def next(self) -> Deadline | None:
        """What is due first of what is shown and not late."""
        return next((each for _, rows in self.groups for each in rows if not each.is_late), None)


def deadlines(viewer: Viewer, asked: Asked, *, page: str = "1") -> DeadlinesPage:
    """A page of the dates asked for, the earliest first; PermissionDenied for somebody who sees no unit."""
    visible = visible_to(viewer)
    must_see(visible)
    every = every_deadline(visible)
    mine = _mine(visible, every)
    found = [each for each in (mine if asked.whose else every) if asked.kind in ("", each.kind)]
    numbers = dict.fromkeys(GROUPS, 0)
    for each in found:
        numbers[each.group] += 1
    shown = [each for each in found if asked.when in ("", each.group)]
    paging = Paging.at(page, len(shown), asked=asked.said)
    return DeadlinesPage(
        groups=[(GROUPS[key], list(rows)) for key, rows in groupby(shown[paging.rows], lambda d: d.group)],
        asked=asked,
        paging=paging,
        counts=[_count(asked, key, numbers[key]) for key in GROUPS],
        late=sum(each.is_late for each in every),
        late_of_mine=sum(each.is_late for each in mine),
        today=timezone.localdate(),
    )


def every_deadline(visible: Visible, kinds: Sequence[str] = tuple(KINDS)) -> list[Deadline]:
    """What is due and not done, the earliest first: one question to the database for each kind."""
    of = {"answer": _answers, "comments": _comments, "finding": _findings, "action": _actions}
    found = [each for kind in kinds for each in of[kind](visible)]
    order = list(KINDS)
    return sorted(found, key=lambda each: (each.due, order.index(each.kind), each.key))


def own_deadlines(viewer: Viewer) -> list[Deadline]:
    """The dates of one's own calendar: all of them for whoever keeps inspections, approves responses or
    leads the force, for others those of findings and actions they own. PermissionDenied as `deadlines`.
    """
    visible = visible_to(viewer)
    must_see(visible)
    every = every_deadline(visible)
    return every if _answers_for_all(visible) else _mine(visible, every)


def may_follow(viewer: Viewer) -> None:
    """PermissionDenied for somebody who sees no unit, so no dates either."""
    must_see(visible_to(viewer))


def own_feed(account: Account) -> DeadlineFeed | None:
    """The account's calendar of dates, None while it has none."""
    return DeadlineFeed.objects.filter(account=account).first()


def whose_feed(secret: str) -> Account | None:
    """Whose calendar of dates a secret is of; None for no calendar's, and for that of a closed account."""
    return whose(DeadlineFeed, secret)


def _mine(visible: Visible, every: Sequence[Deadline]) -> list[Deadline]:
    """Those that the viewer owes; answers and comments are whose role it is to give them."""
    me, all_of_them = visible.viewer.username, _answers_for_all(visible)
    return [each for each in every if each.owner == me or (not each.owner and all_of_them)]


def _answers_for_all(visible: Visible) -> bool:
    return kept_by(visible) is not None or approved_by(visible) is not None or leads_force(visible)


def _answers(_: Visible) -> Iterator[Deadline]:
    columns = ("pk", "title", "published", "force", "added_at")
    found = Publication.objects.exclude(published=None).exclude(response__state="published")
    for number, title, published, force, at in found.values_list(*columns):
        if concerns(force, _our_name()):
            yield _of_publication("answer", number, title, answer_due(published), at)


def _comments(_: Visible) -> Iterator[Deadline]:
    columns = ("pk", "title", "comments_due", "force", "added_at")
    found = Publication.objects.exclude(comments_due=None).exclude(response__state="published")
    waiting = found.filter(Q(response=None) | Q(response__chief_comments=""))
    for number, title, due, force, at in waiting.values_list(*columns):
        if concerns(force, _our_name()):
            yield _of_publication("comments", number, title, due, at)


def _findings(_: Visible) -> Iterator[Deadline]:
    title_of = opened().framework.inspections.title_of
    columns = (
        "pk", "number", "kind", "text", "due", "due_as_written", "publication__title", "owner__username",
        "owner__display_name", "updated_at",
    )  # fmt: skip
    found = Finding.objects.filter(at_stages(*OPEN)).exclude(due=None).order_by()
    for pk, number, kind, text, due, written, title, owner, name, at in found.values_list(*columns):
        called = f"{title_of(kind)} {number}".strip()
        yield Deadline(
            kind="finding",
            key=f"{_ORIGIN}{pk}",
            due=due,
            what=f"{called}: {Truncator(text).words(16, truncate=' …')}",
            of=title,
            as_written=written,
            owner=owner or "",
            owner_name=name or "Nobody yet",
            address=reverse("inspections:finding", args=[pk]),
            changed_at=at,
        )


def _actions(visible: Visible) -> Iterator[Deadline]:
    columns = ("pk", "title", "due", "origin_label", "owner__username", "owner__display_name", "updated_at")
    found = Action.objects.filter(seen(visible), origin_key__startswith=_ORIGIN, state__in=OWED)
    for pk, title, due, label, owner, name, at in found.order_by().values_list(*columns):
        yield Deadline(
            kind="action",
            key=f"action:{pk}",
            due=due,
            what=title,
            of=label,
            as_written="",
            owner=owner,
            owner_name=name,
            address=reverse("improvement:action", args=[pk]),
            changed_at=at,
        )


def _of_publication(kind: str, number: int, title: str, due: date, at: datetime) -> Deadline:
    address = reverse("inspections:publication", args=[number])
    who: dict[str, Any] = {"owner": "", "owner_name": "", "as_written": ""}
    return Deadline(
        kind=kind, key=f"{kind}:{number}", due=due, what=KINDS[kind], of=title, address=address,
        changed_at=at, **who,
    )  # fmt: skip


def _our_name() -> str:
    return opened().settings.name


def _count(asked: Asked, key: str, number: int) -> Count:
    others = {name: value for name, value in asked.said.items() if name != "when"}
    return Count(key, GROUPS[key], number, "?" + urlencode(others | {"when": key}))
