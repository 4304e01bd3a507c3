"""What everybody may see, without signing in: the public meetings of public boards, and no more of them."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from peelian.apps.attachments.models import Attachment
from peelian.apps.boards.models import Meeting, Paper
from peelian.apps.boards.models_meetings import STATES
from peelian.apps.paging import Paging
from peelian.documents.dates import period_label


@dataclass(frozen=True)
class PublicMeeting:
    """When and where a public meeting is, or was."""

    board: str
    slug: str
    number: int
    starts_at: datetime
    ends_at: datetime
    venue: str
    link: str
    state: str
    period: str

    @property
    def state_title(self) -> str:
        waits = self.state == "held" or (self.state == "planned" and self.ends_at <= timezone.now())
        return "Minutes not approved yet" if waits else STATES[self.state]


@dataclass(frozen=True)
class PublicPaper:
    number: int
    title: str
    kind: str
    size: int


@dataclass(frozen=True)
class PublicDecision:
    number: int
    words: str
    reason: str


@dataclass(frozen=True)
class PublicItem:
    """An item of the agenda; `title` is "" for one that is not public, and then it has nothing else."""

    number: int
    title: str = ""
    papers: list[PublicPaper] = field(default_factory=list)
    decisions: list[PublicDecision] = field(default_factory=list)


@dataclass(frozen=True)
class PublicPage:
    """A public meeting; `papers` and `decisions` are those of no item."""

    meeting: PublicMeeting
    purpose: str
    items: list[PublicItem]
    papers: list[PublicPaper]
    decisions: list[PublicDecision]


@dataclass(frozen=True)
class PublicMeetings:
    """Public meetings to come, the next first, and a page of those that are past, the latest first."""

    coming: list[PublicMeeting]
    past: list[PublicMeeting]
    paging: Paging


def public_meetings(page: str) -> PublicMeetings:
    """The public meetings of every public board."""
    every, now = _public().order_by("starts_at", "pk"), timezone.now()
    coming = every.filter(ends_at__gt=now).exclude(state__in=("held", "closed"))
    past = every.exclude(pk__in=coming.values("pk")).order_by("-starts_at", "-pk")
    paging = Paging.at(page, past.count(), asked={})
    return PublicMeetings(
        [_meeting(each) for each in coming], [_meeting(each) for each in past[paging.rows]], paging
    )


def public_meeting(slug: str, number: int) -> PublicPage:
    """A public meeting of a public board; Http404 for any other, whether there is one or not."""
    meeting = _named(slug, number)
    shows_items = meeting.state != "cancelled"
    papers = list(_papers(meeting)) if shows_items else []
    decisions = list(meeting.decisions.filter(is_public=True)) if meeting.state == "closed" else []
    items = []
    for place, item in enumerate(meeting.items.all() if shows_items else [], start=1):
        if not item.is_public:
            items.append(PublicItem(place))
            continue
        items.append(
            PublicItem(
                place,
                item.title,
                [_paper(each) for each in papers if each.item_id == item.pk],
                [
                    PublicDecision(each.number, each.words, each.reason)
                    for each in decisions
                    if each.item_id == item.pk
                ],
            )
        )
    return PublicPage(
        meeting=_meeting(meeting),
        purpose=meeting.board.purpose,
        items=items,
        papers=[_paper(each) for each in papers if each.item_id is None],
        decisions=[
            PublicDecision(each.number, each.words, each.reason) for each in decisions if each.item_id is None
        ],
    )


def public_paper(slug: str, number: int, paper: int) -> Attachment:
    """The file of a public paper; Http404 for any other, whether there is one or not."""
    meeting = _named(slug, number)
    found = _papers(meeting).filter(pk=paper).first() if meeting.state != "cancelled" else None
    if found is None:
        raise Http404("There is no such page.")
    return found.attachment


def _public() -> QuerySet[Meeting]:
    return Meeting.objects.filter(is_public=True, board__is_public=True).select_related("board")


def _named(slug: str, number: int) -> Meeting:
    found = _public().filter(board__slug=slug, pk=number).first()
    if found is None:
        raise Http404("There is no such page.")
    return found


def _papers(meeting: Meeting) -> QuerySet[Paper]:
    of_public_items = Q(item=None) | Q(item__is_public=True)
    return meeting.papers.filter(of_public_items, is_public=True).select_related("attachment")


def _meeting(meeting: Meeting) -> PublicMeeting:
    board = meeting.board
    return PublicMeeting(
        board=board.name, slug=board.slug, number=meeting.pk, starts_at=meeting.starts_at,
        ends_at=meeting.ends_at, venue=meeting.venue, link=meeting.link, state=meeting.state,
        period=period_label(meeting.period, board.every),
    )  # fmt: skip


def _paper(paper: Paper) -> PublicPaper:
    return PublicPaper(paper.pk, paper.title, paper.attachment.title, paper.attachment.size)
