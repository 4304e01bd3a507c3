"""Packs for those who may read their board, and public editions for everybody."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from peelian.apps.access.names import names_of
from peelian.apps.access.viewer import Viewer
from peelian.apps.access.visible import Visible, visible_to
from peelian.apps.boards.actions_packs import frozen_content, may_publish
from peelian.apps.boards.keeping import may_keep
from peelian.apps.boards.models import Board, Pack, Redaction
from peelian.apps.boards.packing import content_of
from peelian.apps.boards.periods import last_complete, moved
from peelian.apps.boards.sitting import board_seen, boards_seen, must_keep, seat_of, seats_of
from peelian.apps.listing import Sorting
from peelian.apps.paging import Paging
from peelian.documents.dates import period_label
from peelian.documents.packs.content import MeasureInPack, PackContent
from peelian.documents.packs.public import parts_of, public_edition

KEPT = 36
"""How many periods back a pack can be begun for."""


@dataclass(frozen=True)
class PackRow:
    pack: Pack
    period: str


@dataclass(frozen=True)
class PacksAsked:
    """What a list of packs is narrowed to and sorted by: a board by its slug, a state, words of the title."""

    board: str = ""
    state: str = ""
    q: str = ""
    sort: str = ""

    @property
    def said(self) -> dict[str, str]:
        """As the address says it, without what is not said."""
        every = {"board": self.board, "state": self.state, "q": self.q, "sort": self.sort}
        return {name: value for name, value in every.items() if value}


@dataclass(frozen=True)
class PacksPage:
    """Packs of the boards one may read, the latest period first; `may_make` are boards one keeps."""

    rows: list[PackRow]
    paging: Paging
    sorting: Sorting
    boards: list[Board]
    asked: PacksAsked
    may_make: list[Board]


COLUMNS = {"title": "Pack", "period": "Period", "board": "Board", "state": "State"}
_BY = {"title": "title", "period": "period", "board": "board__name", "state": "state"}


def packs_page(viewer: Viewer, asked: PacksAsked, *, page: str) -> PacksPage:
    """The packs asked for of those the viewer may read, a page at a time."""
    visible = visible_to(viewer)
    boards = boards_seen(visible)
    sorting = Sorting.at(asked.sort, COLUMNS, usual="-period", asked=asked.said)
    found = _found(boards, asked, sorting)
    paging = Paging.at(page, found.count(), asked=asked.said)
    rows = [PackRow(each, period_label(each.period, each.board.every)) for each in found[paging.rows]]
    seats = {seat.board_id: seat for seat in seats_of(viewer)}
    kept = [each for each in boards if may_keep(visible, each, seats.get(each.pk))]
    return PacksPage(rows, paging, sorting, boards, asked, kept)


def pack_lines(viewer: Viewer, asked: PacksAsked) -> list[tuple[str, ...]]:
    """The packs asked for as lines of a file, its heading first."""
    sorting = Sorting.at(asked.sort, COLUMNS, usual="-period", asked=asked.said)
    lines: list[tuple[str, ...]] = [("number", "title", "board", "period", "state", "frozen_at", "sha256")]
    for each in _found(boards_seen(visible_to(viewer)), asked, sorting):
        frozen = timezone.localtime(each.frozen_at).isoformat(timespec="seconds") if each.frozen_at else ""
        digest = each.sha256 if each.is_frozen else ""
        period = each.period.isoformat()
        lines.append((str(each.pk), each.title, each.board.name, period, each.state, frozen, digest))
    return lines


def _found(boards: list[Board], asked: PacksAsked, sorting: Sorting) -> QuerySet[Pack]:
    mine = [each for each in boards if asked.board in ("", each.slug)]
    found = Pack.objects.filter(board__in=mine, title__icontains=asked.q).select_related("board")
    if asked.state:
        found = found.filter(state=asked.state)
    way = "-" if sorting.down else ""
    return found.order_by(f"{way}{_BY[sorting.by]}", "-pk").defer("content", "public_content")


@dataclass(frozen=True)
class NewPack:
    """A board to begin a pack for, with the periods and meetings to choose from, the latest first."""

    board: Board
    periods: list[tuple[str, str]]
    meetings: list[tuple[str, str]]


def new_pack(viewer: Viewer, slug: str) -> NewPack:
    """What a new pack may be of; PermissionDenied for whoever does not keep the board."""
    visible = visible_to(viewer)
    board = board_seen(visible, slug)
    must_keep(visible, board)
    last = last_complete(board.every)
    starts = [moved(last, board.every, -back) for back in range(KEPT)]
    meetings = board.meetings.exclude(state="cancelled")[:50]
    return NewPack(
        board,
        [(each.isoformat(), period_label(each, board.every)) for each in starts],
        [(str(each.pk), str(each)) for each in meetings],
    )


@dataclass(frozen=True)
class PackPage:
    """A pack, what it says, and what the viewer may do with it."""

    pack: Pack
    content: PackContent
    period: str
    made_by: str
    approved_by: str
    changed: bool
    may_approve: bool
    may_freeze: bool
    may_redact: bool
    may_publish: bool
    unjudged: list[str]


def pack_page(viewer: Viewer, number: int) -> PackPage:
    """A pack whole; Http404 for none of that number, PermissionDenied when its board is not the viewer's."""
    visible = visible_to(viewer)
    pack = _seen(visible, number)
    content, seat = content_in(pack), seat_of(viewer, pack.board)
    keeps = may_keep(visible, pack.board, seat)
    approved = pack.state == "approved" and content.sha256 == pack.sha256
    theirs = pack.made_by == viewer.username
    unjudged = [question.title for question in content.questions if question.judgement is None]
    chairs = seat is not None and seat.part == "chair" and not theirs
    public = pack.state == "frozen" and pack.board.is_public
    names = names_of([pack.made_by, pack.approved_by])
    return PackPage(
        pack, content, period_label(pack.period, pack.board.every), names[pack.made_by],
        names[pack.approved_by] if pack.approved_by else "",
        changed=pack.state == "approved" and not approved,
        may_approve=chairs and not pack.is_frozen and not approved and not unjudged,
        may_freeze=keeps and approved,
        may_redact=keeps and public,
        may_publish=public and not theirs and may_publish(visible, pack.board),
        unjudged=[] if pack.is_frozen else unjudged,
    )  # fmt: skip


def content_in(pack: Pack) -> PackContent:
    """What a pack says: as it was frozen, else as it is now."""
    return frozen_content(pack) if pack.is_frozen else content_of(pack)


def pack_seen(viewer: Viewer, number: int) -> Pack:
    """A pack to take away or to change; otherwise as `pack_page`."""
    return _seen(visible_to(viewer), number)


@dataclass(frozen=True)
class ValuesPage:
    """Where one measure's values in a pack come from, and all of them."""

    pack: Pack
    measure: MeasureInPack
    content: PackContent


def values_page(viewer: Viewer, number: int, measure: str) -> ValuesPage:
    """A measure of a pack; Http404 when the pack has none of that name."""
    pack = _seen(visible_to(viewer), number)
    content = content_in(pack)
    return ValuesPage(pack, measure_of(content, measure), content)


def measure_of(content: PackContent, measure: str) -> MeasureInPack:
    """A measure of a pack; Http404 when it has none of that name."""
    found = next((each for each in content.measures if each.id == measure), None)
    if found is None:
        raise Http404(f"This pack has no measure {measure!r}.")
    return found


@dataclass(frozen=True)
class Redacted:
    redaction: Redaction
    title: str


@dataclass(frozen=True)
class PublicPage:
    """The public edition being made: what will be left out, what may be, and what it will say."""

    pack: Pack
    content: PackContent
    redacted: list[Redacted]
    parts: list[tuple[str, str]]
    may_publish: bool


def public_page(viewer: Viewer, number: int) -> PublicPage:
    """The public edition as it would be published; PermissionDenied for whoever neither keeps the board nor
    publishes for it.
    """
    visible = visible_to(viewer)
    pack = _seen(visible, number)
    publishes = may_publish(visible, pack.board)
    if not publishes:
        must_keep(visible, pack.board)
    if not pack.is_frozen:
        raise Http404("A public edition is made of a frozen pack.")
    whole = frozen_content(pack)
    redactions = list(pack.redactions.all())
    named = parts_of(whole)
    left_out = {each.part: each.reason for each in redactions}
    return PublicPage(
        pack,
        public_edition(whole, left_out),
        [Redacted(each, named.get(each.part, each.part)) for each in redactions],
        [(part, title) for part, title in named.items() if part not in left_out],
        publishes and pack.state == "frozen" and pack.board.is_public and pack.made_by != viewer.username,
    )


def published(number: int) -> tuple[Pack, PackContent]:
    """A public edition, for everybody; Http404 for anything that is not published."""
    pack = Pack.objects.filter(pk=number, state="published", board__is_public=True).select_related("board")
    found = pack.first()
    if found is None:
        raise Http404("There is no public edition of that number.")
    return found, PackContent.model_validate_json(found.public_content)


def published_packs(meeting: int | None = None) -> list[PackRow]:
    """Public editions, the latest period first, those read at one meeting where its number is given."""
    found = Pack.objects.filter(state="published", board__is_public=True).select_related("board")
    if meeting is not None:
        found = found.filter(meeting=meeting)
    found = found.defer("content", "public_content")
    return [PackRow(each, period_label(each.period, each.board.every)) for each in found]


def _seen(visible: Visible, number: int) -> Pack:
    pack = Pack.objects.filter(pk=number).select_related("board", "meeting").first()
    if pack is None:
        raise Http404("There is no such pack.")
    board_seen(visible, pack.board.slug)
    return pack
