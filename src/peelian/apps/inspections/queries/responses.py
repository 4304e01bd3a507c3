"""Responses: which are owed by when, one with what it lacks, a reply being written, those that are out."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db.models import F, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from peelian.apps.access.names import names_of
from peelian.apps.access.viewer import Viewer
from peelian.apps.access.visible import visible_to
from peelian.apps.improvement.queries import ActionRow, actions_from
from peelian.apps.inspections.actions_responses import may_read_drafts
from peelian.apps.inspections.answering import (
    FROZEN,
    Answered,
    Lack,
    answered,
    content_in,
    days_late,
    hands,
    lacks,
)
from peelian.apps.inspections.deadlines import DAYS_TO_ANSWER, answer_due
from peelian.apps.inspections.law import COPIES
from peelian.apps.inspections.models_register import Publication
from peelian.apps.inspections.models_responses import LAYOUTS, STATES, Copy, Reply, Response
from peelian.apps.inspections.parts import (
    approved_by,
    kept_by,
    leads_force,
    must_keep,
    must_see,
    publication_seen,
)
from peelian.apps.listing import Sorting
from peelian.apps.paging import Paging
from peelian.documents.kept import opened, readings
from peelian.documents.readings import Reading
from peelian.documents.responses.blocks import Block, bare
from peelian.documents.responses.content import Layout, ResponseContent
from peelian.documents.responses.forms import shown
from peelian.documents.responses.laid_out import laid_out

LISTED = {"none": "Not begun", **STATES}
"""States of a list, which has reports too that nobody has begun to answer."""
COLUMNS = {"title": "Report", "due": "Last day", "state": "State"}
_BY = {"title": "title", "due": "published", "state": "response__state"}


@dataclass(frozen=True)
class Standing:
    """When an answer is due and how that stands. `due` is None where nobody knows when the report was
    published, `out` is the day the answer was published.
    """

    due: date | None
    state: str
    out: date | None

    @property
    def state_title(self) -> str:
        return LISTED[self.state]

    @property
    def days_left(self) -> int | None:
        """Days that remain, 0 on the last, less when it is over; None for what is out or has no last day."""
        if self.due is None or self.out is not None:
            return None
        return (self.due - timezone.localdate()).days

    @property
    def is_late(self) -> bool:
        left = self.days_left
        return left is not None and left < 0

    @property
    def said(self) -> str:
        """ "12 days left", "today is the last day", "3 days late"."""
        left = self.days_left
        if left is None:
            return ""
        if left == 0:
            return "today is the last day"
        return f"{counted(abs(left))} {'left' if left > 0 else 'late'}"


@dataclass(frozen=True)
class ResponseRow:
    publication: Publication
    standing: Standing


@dataclass(frozen=True)
class ResponsesAsked:
    """What a list of responses is narrowed to and sorted by: words of the report's title, and a state."""

    q: str = ""
    state: str = ""
    sort: str = ""

    @property
    def said(self) -> dict[str, str]:
        """As the address says it, without what is not said."""
        every = {"q": self.q, "state": self.state, "sort": self.sort}
        return {name: value for name, value in every.items() if value}


@dataclass(frozen=True)
class ResponsesPage:
    """Reports with their answers, the latest first; `owed` counts those that are late and not out."""

    rows: list[ResponseRow]
    paging: Paging
    sorting: Sorting
    asked: ResponsesAsked
    owed: int


def responses_page(viewer: Viewer, asked: ResponsesAsked, *, page: str) -> ResponsesPage:
    """The responses asked for, a page at a time."""
    must_see(visible_to(viewer))
    sorting = Sorting.at(asked.sort, COLUMNS, usual="-due", asked=asked.said)
    found = _found(asked, sorting)
    paging = Paging.at(page, found.count(), asked=asked.said)
    rows = [ResponseRow(each, standing_of(each)) for each in found[paging.rows]]
    return ResponsesPage(rows, paging, sorting, asked, _late())


def response_lines(viewer: Viewer, asked: ResponsesAsked) -> list[tuple[str, ...]]:
    """The responses asked for as lines of a file, its heading first."""
    must_see(visible_to(viewer))
    sorting = Sorting.at(asked.sort, COLUMNS, usual="-due", asked=asked.said)
    lines: list[tuple[str, ...]] = [
        ("publication", "title", "published", "last_day", "state", "dated", "response_published", "address")
    ]
    for each in _found(asked, sorting):
        stands, response = standing_of(each), _response_of(each)
        out = response if response and response.state == "published" else None
        days = (each.published, stands.due, out and out.dated, stands.out)
        published, due, dated, shown_on = (day.isoformat() if day else "" for day in days)
        told = (stands.state, dated, shown_on, out.address if out else "")
        lines.append((str(each.pk), each.title, published, due, *told))
    return lines


def standing_of(publication: Publication) -> Standing:
    """How the answer to a publication stands; its response is best loaded with it."""
    response = _response_of(publication)
    due = answer_due(publication.published) if publication.published else None
    out = timezone.localdate(response.published_at) if response and response.published_at else None
    return Standing(due, response.state if response else "none", out)


def _response_of(publication: Publication) -> Response | None:
    return getattr(publication, "response", None)


def _found(asked: ResponsesAsked, sorting: Sorting) -> QuerySet[Publication]:
    found = Publication.objects.filter(title__icontains=asked.q).select_related("response")
    if asked.state:
        none = asked.state == "none"
        found = found.filter(response=None) if none else found.filter(response__state=asked.state)
    by = F(_BY[sorting.by])
    way = by.desc(nulls_last=True) if sorting.down else by.asc(nulls_last=True)
    return found.order_by(way, "-pk").defer("summary", "response__content")


def _late() -> int:
    """How many reports had their last day and have no answer that is out."""
    last = timezone.localdate() - timedelta(days=DAYS_TO_ANSWER - 1)
    waits = Q(response=None) | ~Q(response__state="published")
    return Publication.objects.filter(waits, published__lt=last).count()


@dataclass(frozen=True)
class CopyRow:
    """A recipient, and each copy that was sent; `by_law` where the law names it, owed until one is sent."""

    recipient: str
    by_law: bool
    sent: list[Copy] = field(default_factory=list)

    @property
    def owed(self) -> bool:
        return self.by_law and not self.sent


@dataclass(frozen=True)
class ResponsePage:
    """The response to a publication, and what the viewer may do. `response` is None before it is begun;
    where `reads` is false the viewer sees how it stands, and nothing of what it says.
    """

    publication: Publication
    response: Response | None
    standing: Standing
    reads: bool = False
    findings: list[Answered] = field(default_factory=list)
    lacks: list[Lack] = field(default_factory=list)
    days_late: int = 0
    content: ResponseContent | None = None
    copies: list[CopyRow] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    may_begin: bool = False
    may_draft: bool = False
    may_speak_for_chief: bool = False
    may_speak_for_commissioner: bool = False
    may_submit: bool = False
    may_approve: bool = False
    may_send_back: bool = False
    may_publish: bool = False
    may_handle: bool = False
    drafted_it: bool = False

    @property
    def layouts(self) -> list[tuple[str, str]]:
        return list(LAYOUTS.items())

    @property
    def needed(self) -> int:
        return sum(each.needed for each in self.findings)

    @property
    def replied(self) -> int:
        return sum(each.needed and each.reply is not None for each in self.findings)

    @property
    def layout_title(self) -> str:
        return LAYOUTS[self.response.layout] if self.response else ""

    @property
    def is_frozen(self) -> bool:
        return self.response is not None and self.response.state in FROZEN

    def name(self, username: str) -> str:
        return self.names.get(username, username)


def response_page(viewer: Viewer, number: int) -> ResponsePage:
    """The response to a publication; Http404 for no publication of that number."""
    visible = visible_to(viewer)
    publication = publication_seen(visible, number)
    response = Response.objects.filter(publication=publication).first()
    keeps = kept_by(visible) is not None
    if response is None:
        return ResponsePage(publication, None, standing_of(publication), may_begin=keeps)
    response.publication = publication
    publication.response = response
    reads = response.state == "published" or may_read_drafts(visible)
    if not reads:
        return ResponsePage(publication, response, standing_of(publication))
    findings = answered(response)
    missing = [] if response.state in FROZEN else lacks(response, findings)
    draft, waits, mine = response.state == "draft", response.state == "submitted", hands(response)
    approves = approved_by(visible) is not None
    return ResponsePage(
        publication, response, standing_of(publication), reads=True, findings=findings, lacks=missing,
        days_late=days_late(response), content=content_in(response), copies=_copies(response),
        names=_names(response, findings),
        may_draft=draft and keeps,
        may_speak_for_chief=draft and (keeps or leads_force(visible)),
        may_speak_for_commissioner=draft and (keeps or approves),
        may_submit=draft and keeps and not missing,
        may_approve=waits and approves and viewer.username not in mine and not missing,
        may_send_back=waits and approves,
        may_publish=response.state == "approved" and approves,
        may_handle=response.state == "published" and (keeps or approves),
        drafted_it=waits and approves and viewer.username in mine,
    )  # fmt: skip


def _names(response: Response, findings: Iterable[Answered]) -> dict[str, str]:
    replied = {each.reply.by for each in findings if each.reply}
    people = {response.begun_by, response.submitted_by, response.approved_by, response.published_by}
    return names_of((people | replied | {copy.by for copy in response.copies.all()}) - {""})


def _copies(response: Response) -> list[CopyRow]:
    rows = {name: CopyRow(name, True) for name in COPIES}
    for copy in response.copies.all():
        rows.setdefault(copy.recipient, CopyRow(copy.recipient, False)).sent.append(copy)
    return list(rows.values())


def response_seen(viewer: Viewer, number: int) -> Response:
    """The response to a publication, to be read or changed; Http404 where there is none, PermissionDenied for
    whoever may not read what is not published.
    """
    visible = visible_to(viewer)
    publication = publication_seen(visible, number)
    response = Response.objects.select_related("publication").filter(publication=publication).first()
    if response is None:
        raise Http404("Nobody has begun a response to this report.")
    if response.state != "published" and not may_read_drafts(visible):
        raise PermissionDenied("Your account may not read a response before it is published.")
    return response


def to_begin(viewer: Viewer, number: int) -> Publication:
    """A publication to begin the response to; PermissionDenied for whoever does not keep inspections."""
    visible = visible_to(viewer)
    publication = publication_seen(visible, number)
    must_keep(visible)
    return publication


def to_draft(viewer: Viewer, number: int) -> Response:
    """A response to draft; PermissionDenied for whoever does not keep inspections, otherwise as
    `response_seen`.
    """
    response = response_seen(viewer, number)
    must_keep(visible_to(viewer))
    return response


def to_speak_for_chief(viewer: Viewer, number: int) -> Response:
    """The same for the chief officer's comments, which whoever leads the force may write too."""
    response, visible = response_seen(viewer, number), visible_to(viewer)
    if not leads_force(visible):
        must_keep(visible)
    return response


def to_handle(viewer: Viewer, number: int) -> Response:
    """The same for the commissioner's comments, copies and the address, which are the approver's too."""
    response, visible = response_seen(viewer, number), visible_to(viewer)
    if approved_by(visible) is None:
        must_keep(visible)
    return response


def to_approve(viewer: Viewer, number: int) -> Response:
    """A response to send back; PermissionDenied for whoever does not approve responses."""
    response = response_seen(viewer, number)
    if approved_by(visible_to(viewer)) is None:
        raise PermissionDenied("Your account may not approve and publish responses.")
    return response


@dataclass(frozen=True)
class Offer:
    """Words that a reply can begin with: from a document of ours that was read, or the latest update."""

    key: str
    title: str
    force_words: str
    commissioner_words: str = ""


@dataclass(frozen=True)
class ReplyPage:
    """A finding to reply to, with what is done about it, how its measure stands and what was said before."""

    response: Response
    answered: Answered
    actions: list[ActionRow]
    reading: Reading | None
    offers: list[Offer]
    earlier: list[tuple[Reply, str]]
    next: Answered | None

    @property
    def title(self) -> str:
        return self.answered.title

    @property
    def bullets(self) -> list[str]:
        """The bullets of the finding that its text does not have itself."""
        finding = self.answered.finding
        held = {bare(line) for line in finding.text.splitlines()}
        return [each for each in finding.bullets if bare(each) not in held]

    def offered(self, key: str) -> dict[str, str]:
        """What a form begins with: an offer by its key, else the reply that stands."""
        chosen = next((each for each in self.offers if each.key == key), None)
        if chosen is not None:
            return {"force_words": chosen.force_words, "commissioner_words": chosen.commissioner_words}
        reply = self.answered.reply
        if reply is None:
            return {}
        return {
            "stance": reply.stance,
            "force_words": reply.force_words,
            "commissioner_words": reply.commissioner_words,
        }


def reply_page(viewer: Viewer, number: int, finding: int) -> ReplyPage:
    """A finding of a publication to reply to; Http404 where it has none of that number."""
    response = to_draft(viewer, number)
    findings = answered(response)
    found = next((each for each in findings if each.finding.pk == finding), None)
    if found is None:
        raise Http404("This report has no such finding.")
    said = response.replies.filter(finding=finding)
    names = names_of(reply.by for reply in said)
    waiting = [each for each in findings if each.needed and each.reply is None and each is not found]
    return ReplyPage(
        response, found, actions_from(viewer, found.finding.origin_key), _reading(found),
        _offers(found), [(reply, names[reply.by]) for reply in said], waiting[0] if waiting else None,
    )  # fmt: skip


def _reading(answered: Answered) -> Reading | None:
    """How the measure of a finding stands at its unit, None where it has none. Whoever drafts keeps what
    inspections of the whole force find, and so sees every unit.
    """
    finding, workspace = answered.finding, opened()
    if finding.measure not in workspace.framework.measures:
        return None
    return next(iter(readings(workspace, measures=[finding.measure], units=[finding.unit])), None)


def _offers(answered: Answered) -> list[Offer]:
    ours = answered.finding.answers.filter(force=opened().settings.name).select_related("document")
    offers = [
        Offer(
            f"answer-{each.pk}", f"what {each.document} says", each.force_response, each.commissioner_response
        )
        for each in ours
        if each.force_response or each.commissioner_response
    ]
    update = answered.finding.updates.exclude(words="").first()
    if update is not None:
        day = f"{timezone.localdate(update.at):%-d %B %Y}"
        offers.append(Offer("update", f"the latest update, of {day}", update.words))
    return offers


@dataclass(frozen=True)
class PaperPage:
    """A response in one layout, as blocks to be drawn."""

    response: Response
    layout: Layout
    blocks: list[Block]
    content: ResponseContent

    @property
    def layout_title(self) -> str:
        return LAYOUTS[self.layout]

    @property
    def report(self) -> str:
        """The address of the report itself, "" where the register has none of the web."""
        link = self.content.link
        return link if link.lower().startswith(("https://", "http://")) else ""

    @property
    def layouts(self) -> list[tuple[str, str]]:
        return list(LAYOUTS.items())


def paper_page(viewer: Viewer, number: int, layout: Layout) -> PaperPage:
    """A response in a layout, as it was approved or as it is now."""
    return _paper(response_seen(viewer, number), layout)


def _paper(response: Response, layout: Layout) -> PaperPage:
    content = shown(content_in(response))
    return PaperPage(response, layout, laid_out(content, layout), content)


def published(number: int) -> PaperPage:
    """A published response in the layout chosen for it, for everybody; Http404 for any other."""
    found = Response.objects.select_related("publication").filter(publication=number, state="published")
    response = found.first()
    if response is None:
        raise Http404("There is no published response of that number.")
    content = content_in(response)
    return _paper(response, content.layout)


@dataclass(frozen=True)
class PublishedPage:
    rows: list[Response]
    paging: Paging


def published_page(page: str) -> PublishedPage:
    """Every published response, the latest first, a page at a time; for everybody."""
    found = Response.objects.filter(state="published").select_related("publication")
    paging = Paging.at(page, found.count(), asked={})
    rows = found.order_by("-published_at", "-pk").defer("content")
    return PublishedPage(list(rows[paging.rows]), paging)


def counted(days: int) -> str:
    return "1 day" if days == 1 else f"{days} days"
