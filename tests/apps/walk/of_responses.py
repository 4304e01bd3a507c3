"""Who is given what of responses to publications: those who draft and approve; once published, everybody."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils import timezone

from peelian.apps.access.models import Account, Grant
from peelian.apps.inspections import actions_responses as actions
from peelian.apps.inspections.answering import answered, content_of
from peelian.apps.inspections.models import Finding, Publication, Response
from peelian.apps.inspections.queries import responses as queries
from peelian.documents.kept import opened, organisation
from peelian.pipeline.organisation import ROOT
from tests.apps.walk.visits import ANYBODY, SEERS, SIGNED_IN, Ids, Visit

KEEPERS, APPROVERS = frozenset({"inspection-liaison"}), frozenset({"commissioners-approver"})
READERS = KEEPERS | APPROVERS | {"chief"}
"""Who reads a response before it is published."""
DAY = date(2025, 3, 3)
NAMES = {"layout": "record", "body_title": "Mayor", "commissioner": "A", "chief_constable": "B"}


def made(walkers: dict[str, Account], ids: Ids) -> dict[str, Any]:
    """Reports without a response, with a draft, one for approval, one approved, and one published."""
    fresh = _report("fresh")
    draft, waits, done, out = (_response(state) for state in ("draft", "submitted", "approved", "published"))
    return {
        "response fresh": fresh.pk, "response draft": draft.publication.pk,
        "response waits": waits.publication.pk, "response done": done.publication.pk,
        "response out": out.publication.pk, "response finding": draft.publication.findings.get().pk,
        "response sha256": content_of(waits, answered(waits)).sha256,
    }  # fmt: skip


def _report(state: str) -> Publication:
    report = Publication.objects.create(title=f"Report to walk past: {state}", published=DAY, added_by="walk")
    workspace = opened()
    Finding.objects.create(
        publication=report, number="1", kind="recommendation", text="To walk", added_by="walk",
        status=workspace.framework.inspections.first("new").id, unit=organisation(workspace).root.id,
    )  # fmt: skip
    return report


def _response(state: str) -> Response:
    report = _report(state)
    response = Response.objects.create(
        publication=report, begun_by="walk", dated=DAY, chief_comments="Good", chief_comments_by="B",
        commissioner_comments="Good", **NAMES,
    )  # fmt: skip
    response.replies.create(finding=report.findings.get(), stance="taken", force_words="Done", by="walk")
    if state in ("approved", "published"):
        content = content_of(response, answered(response))
        response.content, response.sha256 = content.json_text, content.sha256
        response.published_at = timezone.now() if state == "published" else None
    response.state = state
    response.save()
    return response


def expectations(ids: Ids) -> dict[str, list[Visit]]:
    """What every address gives."""
    kept = ids.records
    fresh, draft, waits, done, out, finding = (
        kept.get(f"response {name}", 0) for name in ("fresh", "draft", "waits", "done", "out", "finding")
    )

    def of(number: int, way: str, to: frozenset[str], **more: Any) -> Visit:
        return Visit(f"/inspections/responses/{number}/{way}", to, **more)

    def said(number: int, way: str, to: frozenset[str], data: dict[str, Any]) -> list[Visit]:
        """A form, seen and sent, and that of a report without a response."""
        return [
            of(number, way, to),
            of(number, way, to, method="post", data=data),
            of(0, way, SEERS, status=404),
        ]

    def pressed(number: int, way: str, to: frozenset[str], **data: Any) -> list[Visit]:
        return [
            of(number, way, SIGNED_IN, status=405),
            of(number, way, to, method="post", data=data),
            of(0, way, SEERS, status=404, method="post"),
        ]

    def paper(way: str) -> list[Visit]:
        return [of(draft, way, READERS), of(out, way, SEERS), of(fresh, way, SEERS, status=404)]

    def public(way: str) -> list[Visit]:
        return [
            Visit(f"/inspections/responses/public/{out}/{way}", ANYBODY),
            Visit(f"/inspections/responses/public/{done}/{way}", ANYBODY, 404),
        ]

    handlers, day = KEEPERS | APPROVERS, DAY.isoformat()
    reply = {"stance": "none", "force_words": "We need not"}
    return {
        "inspections:responses": [
            Visit("/inspections/responses/", SEERS), Visit("/inspections/responses/?state=draft", SEERS)
        ],
        "inspections:responses_csv": [Visit("/inspections/responses/responses.csv", SEERS)],
        "inspections:response": [
            *(of(number, "", SEERS) for number in (fresh, draft, waits, done, out)),
            of(0, "", SEERS, status=404),
        ],
        "inspections:response_begin": said(fresh, "begin/", KEEPERS, NAMES),
        "inspections:response_names": said(draft, "names/", KEEPERS, NAMES),
        "inspections:response_reply": [
            of(draft, f"findings/{finding}/", KEEPERS),
            of(draft, f"findings/{finding}/", KEEPERS, method="post", data=reply),
            of(draft, "findings/0/", KEEPERS, status=404),
        ],
        "inspections:response_chief": said(
            draft, "chief-officer/", KEEPERS | {"chief"}, {"words": "Well", "name": "B", "on": day}
        ),
        "inspections:response_commissioner": said(draft, "commissioner/", handlers, {"words": "Well"}),
        "inspections:response_submit": pressed(draft, "submit/", KEEPERS),
        "inspections:response_back": said(waits, "back/", APPROVERS, {"why": "To walk"}),
        "inspections:response_approve": pressed(
            waits, "approve/", APPROVERS, sha256=kept.get("response sha256", "")
        ),
        "inspections:response_publish": pressed(done, "publish/", APPROVERS),
        "inspections:response_address": said(out, "address/", handlers, {"address": "https://a.example"}),
        "inspections:response_copy": said(
            out, "copy/", handlers, {"recipient": "other", "other": "A", "sent_on": day}
        ),
        "inspections:response_paper": paper("letter/"),
        "inspections:response_file": paper("page.docx"),
        "inspections:response_json": paper("response.json"),
        "inspections:published_responses": [Visit("/inspections/responses/public/", ANYBODY)],
        "inspections:published_response": public(""),
        "inspections:published_response_file": public("response.docx"),
        "inspections:published_response_json": public("response.json"),
    }  # fmt: skip


def _of(state: str) -> Response:
    return Response.objects.select_related("publication").get(state=state)


def _own(by: Account) -> Response:
    """A response that waits for approval, which somebody drafted part of and may otherwise approve."""
    response = _of("submitted")
    Response.objects.filter(pk=response.pk).update(drafters=[by.username])
    Grant.objects.create(
        account=by, role="commissioners-approver", unit=ROOT, starts=timezone.localdate(), granted_by="walk",
        reason="To walk",
    )  # fmt: skip
    return response


def _sha(response: Response) -> str:
    return content_of(response, answered(response)).sha256


STRANGERS: dict[str, Callable[[Account, Account], Any]] = {
    "begin_response": lambda by, _: actions.begin_response(
        by=by, publication=Publication.objects.get(title__endswith=": fresh"), layout="record", body_title="M"
    ),
    "set_names": lambda by, _: actions.set_names(
        by=by, response=_of("draft"), layout="page", body_title="Mayor"
    ),
    "write_reply": lambda by, _: actions.write_reply(
        by=by, response=_of("draft"), finding=_of("draft").publication.findings.get(), stance="taken",
        force_words="Done",
    ),
    "write_chief_comments": lambda by, _: actions.write_chief_comments(
        by=by, response=_of("draft"), words="Well", name="B", on=DAY
    ),
    "write_commissioner_comments": lambda by, _: actions.write_commissioner_comments(
        by=by, response=_of("draft"), words="Well"
    ),
    "submit": lambda by, _: actions.submit(by=by, response=_of("draft")),
    "send_back": lambda by, _: actions.send_back(by=by, response=_of("submitted"), why="To walk"),
    "approve": lambda by, _: actions.approve(
        by=by, response=_of("submitted"), sha256=_sha(_of("submitted"))
    ),
    "approve one's own": lambda by, _: actions.approve(
        by=by, response=_own(by), sha256=_sha(_of("submitted"))
    ),
    "publish response": lambda by, _: actions.publish(by=by, response=_of("approved")),
    "record_address": lambda by, _: actions.record_address(
        by=by, response=_of("published"), address="https://a.example"
    ),
    "record_copy": lambda by, _: actions.record_copy(
        by=by, response=_of("published"), recipient="A", sent_on=DAY
    ),
    "to_begin": lambda by, _: queries.to_begin(by, Publication.objects.get(title__endswith=": fresh").pk),
    **{
        name: lambda by, _, query=query: query(by, _of("published").publication.pk)
        for name, query in (
            ("to_draft", queries.to_draft),
            ("to_speak_for_chief", queries.to_speak_for_chief),
            ("to_handle", queries.to_handle),
            ("to_approve", queries.to_approve),
        )
    },
    "response_seen": lambda by, _: queries.response_seen(by, _of("draft").publication.pk),
}  # fmt: skip
