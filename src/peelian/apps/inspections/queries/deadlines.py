"""What is late today and what is next: statutory answers, comments, findings, and actions of findings."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any, NamedTuple
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
_GIVERS = {"answer": "The commissioner’s office", "comments": "The chief constable"}
"""Who gives what no one person owes."""
_ORIGIN = "finding:"


class Due(NamedTuple):
    """Something that is due, by no more than it takes to sort and count it: `kind` is one of KINDS, `number`
    that of its publication, finding or action, `owner` a username, "" where no one person owes it.
    """

    due: date
    order: int
    number: int
    kind: str
    owner: str


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
    today, every = timezone.localdate(), every_due(visible)
    mine = _mine(visible, every)
    found = [each for each in (mine if asked.whose else every) if asked.kind in ("", each.kind)]
    groups = [group_of(each.due, today) for each in found]
    shown = [each for each, key in zip(found, groups, strict=True) if asked.when in ("", key)]
    paging = Paging.at(page, len(shown), asked=asked.said)
    rows = filled(shown[paging.rows])
    return DeadlinesPage(
        groups=[(GROUPS[key], list(some)) for key, some in groupby(rows, lambda each: each.group)],
        asked=asked,
        paging=paging,
        counts=[_count(asked, key, groups.count(key)) for key in GROUPS],
        late=sum(each.due < today for each in every),
        late_of_mine=sum(each.due < today for each in mine),
        today=today,
    )


def every_due(visible: Visible | None, kinds: Sequence[str] = tuple(KINDS)) -> list[Due]:
    """What is due and not done, the earliest first: one question to the database for each kind. `visible` is
    None for work in the background, which is told of no actions.
    """
    of = {"answer": _answers, "comments": _comments, "finding": _findings, "action": _actions}
    order = {kind: at for at, kind in enumerate(KINDS)}
    return sorted(
        Due(due, order[kind], number, kind, owner or "")
        for kind in order
        if kind in kinds
        for number, due, owner in of[kind](visible)
    )


def filled(some: Sequence[Due]) -> list[Deadline]:
    """Some of `every_due` with all that is said of them, in order: one question for each kind."""
    fill = {"answer": _publication, "comments": _publication, "finding": _finding, "action": _action}
    found: dict[tuple[str, int], Deadline] = {}
    for kind, one in fill.items():
        wanted = {each.number: each for each in some if each.kind == kind}
        if wanted:
            found |= {(kind, made[0]): made[1] for made in one(wanted)}
    return [found[each.kind, each.number] for each in some if (each.kind, each.number) in found]


def own_deadlines(viewer: Viewer) -> list[Deadline]:
    """The dates of one's own calendar: all of them for whoever keeps inspections, approves responses or
    leads the force, for others those of findings and actions they own. PermissionDenied as `deadlines`.
    """
    visible = visible_to(viewer)
    must_see(visible)
    every = every_due(visible)
    return filled(every if _answers_for_all(visible) else _mine(visible, every))


def may_follow(viewer: Viewer) -> None:
    """PermissionDenied for somebody who sees no unit, so no dates either."""
    must_see(visible_to(viewer))


def own_feed(account: Account) -> DeadlineFeed | None:
    """The account's calendar of dates, None while it has none."""
    return DeadlineFeed.objects.filter(account=account).first()


def whose_feed(secret: str) -> Account | None:
    """Whose calendar of dates a secret is of; None for no calendar's, and for that of a closed account."""
    return whose(DeadlineFeed, secret)


def _mine(visible: Visible, every: Sequence[Due]) -> list[Due]:
    """Those that the viewer owes; answers and comments are whose role it is to give them."""
    me, all_of_them = visible.viewer.username, _answers_for_all(visible)
    return [each for each in every if each.owner == me or (not each.owner and all_of_them)]


def _answers_for_all(visible: Visible) -> bool:
    return kept_by(visible) is not None or approved_by(visible) is not None or leads_force(visible)


_Found = Iterable[tuple[int, date, str | None]]
"""The number of each, the day it is due, and the username of its owner."""


def _answers(_: Visible | None) -> _Found:
    found = Publication.objects.exclude(published=None).exclude(response__state="published")
    ours = _our_name()
    for number, day, force in found.order_by().values_list("pk", "published", "force"):
        if day is not None and concerns(force, ours):
            yield number, answer_due(day), None


def _comments(_: Visible | None) -> _Found:
    found = Publication.objects.exclude(comments_due=None).exclude(response__state="published")
    waiting = found.filter(Q(response=None) | Q(response__chief_comments=""))
    ours = _our_name()
    for number, day, force in waiting.order_by().values_list("pk", "comments_due", "force"):
        if day is not None and concerns(force, ours):
            yield number, day, None


def _findings(_: Visible | None) -> _Found:
    found: Any = Finding.objects.filter(at_stages(*OPEN)).exclude(due=None).order_by()
    return found.values_list("pk", "due", "owner__username")  # type: ignore[no-any-return]


def _actions(visible: Visible | None) -> _Found:
    if visible is None:
        return []
    found = Action.objects.filter(seen(visible), origin_key__startswith=_ORIGIN, state__in=OWED)
    return found.order_by().values_list("pk", "due", "owner__username")


def _publication(wanted: Mapping[int, Due]) -> Iterator[tuple[int, Deadline]]:
    found = Publication.objects.filter(pk__in=wanted).values_list("pk", "title", "added_at")
    for number, title, at in found:
        one = wanted[number]
        yield number, Deadline(
            kind=one.kind, key=f"{one.kind}:{number}", due=one.due, what=KINDS[one.kind], of=title,
            as_written="", owner="", owner_name=_GIVERS[one.kind], changed_at=at,
            address=reverse("inspections:publication", args=[number]),
        )  # fmt: skip


def _finding(wanted: Mapping[int, Due]) -> Iterator[tuple[int, Deadline]]:
    title_of = opened().framework.inspections.title_of
    columns = (
        "pk", "number", "kind", "text", "due_as_written", "publication__title", "owner__display_name",
        "updated_at",
    )  # fmt: skip
    for pk, number, kind, text, written, title, name, at in Finding.objects.filter(pk__in=wanted).values_list(
        *columns
    ):
        called = f"{title_of(kind)} {number}".strip()
        yield pk, Deadline(
            kind="finding", key=f"{_ORIGIN}{pk}", due=wanted[pk].due, of=title, as_written=written,
            what=f"{called}: {Truncator(text).words(16, truncate=' …')}", owner=wanted[pk].owner,
            owner_name=name or "Nobody yet", address=reverse("inspections:finding", args=[pk]), changed_at=at,
        )  # fmt: skip


def _action(wanted: Mapping[int, Due]) -> Iterator[tuple[int, Deadline]]:
    columns = ("pk", "title", "origin_label", "owner__display_name", "updated_at")
    for pk, title, label, name, at in Action.objects.filter(pk__in=wanted).values_list(*columns):
        yield pk, Deadline(
            kind="action", key=f"action:{pk}", due=wanted[pk].due, what=title, of=label, as_written="",
            owner=wanted[pk].owner, owner_name=name, changed_at=at,
            address=reverse("improvement:action", args=[pk]),
        )  # fmt: skip


def _our_name() -> str:
    return opened().settings.name


def _count(asked: Asked, key: str, number: int) -> Count:
    others = {name: value for name, value in asked.said.items() if name != "when"}
    return Count(key, GROUPS[key], number, "?" + urlencode(others | {"when": key}))
