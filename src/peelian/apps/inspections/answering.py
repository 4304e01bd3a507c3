"""What a response says, from its parts: the publication, its findings, the replies that stand, comments.

And what it lacks before it can be approved.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from peelian.apps.inspections.deadlines import answer_due
from peelian.apps.inspections.law import short_title
from peelian.apps.inspections.models_register import Finding
from peelian.apps.inspections.models_responses import Reply, Response
from peelian.documents.kept import opened
from peelian.documents.responses.content import FindingInResponse, ResponseContent
from peelian.framework.inspecting import Inspections

FROZEN = ("approved", "published")
"""States in which nothing of what is said changes any more."""


@dataclass(frozen=True)
class Answered:
    """A finding with the reply that stands, None for none. `needed` says whether it has to have one."""

    finding: Finding
    title: str
    apart: bool
    needed: bool
    improvement: bool
    reply: Reply | None


@dataclass(frozen=True)
class Lack:
    """What is missing, in words, and the page where it is put right: names, chief, commissioner or a reply
    to the finding of that number.
    """

    words: str
    where: str
    finding: int = 0


def answered(response: Response) -> list[Answered]:
    """Every finding of the publication in the order of the report, with the latest reply to each."""
    replies = {reply.finding_id: reply for reply in response.replies.order_by("at", "pk")}
    return paired(response.publication.findings.all(), replies)


def paired(findings: Iterable[Finding], replies: dict[int, Reply]) -> list[Answered]:
    """Findings with their replies, by the finding's number here."""
    said = opened().framework.inspections
    apart = said.staged("apart")
    kinds = {kind.id: kind for kind in said.kinds}
    return [
        Answered(
            finding,
            title=named(said, finding),
            apart=finding.status in apart,
            needed=finding.status not in apart and finding.kind in kinds and kinds[finding.kind].answered,
            improvement=finding.kind in kinds and not kinds[finding.kind].answered,
            reply=replies.get(finding.pk),
        )
        for finding in sorted(findings, key=lambda each: (_order(each.number), each.pk))
    ]


def named(said: Inspections, finding: Finding) -> str:
    """What a finding is called: "Recommendation 2"."""
    number = finding.number or (f"#{finding.portal_id}" if finding.portal_id else "")
    return f"{said.title_of(finding.kind)} {number}".strip()


def content_in(response: Response) -> ResponseContent:
    """What a response says: as it was approved, else as it is now."""
    if response.state in FROZEN:
        return ResponseContent.model_validate_json(response.content)
    return content_of(response, answered(response))


def content_of(response: Response, findings: Sequence[Answered]) -> ResponseContent:
    """What a response says now, of its parts."""
    publication = response.publication
    return ResponseContent.model_validate(
        {
            "layout": response.layout,
            "force": opened().settings.name,
            "body_title": response.body_title,
            "body_short": short_title(response.body_title),
            "commissioner": response.commissioner,
            "chief_constable": response.chief_constable,
            "sender": _lines(response.sender),
            "addressed_to": _lines(response.addressed_to),
            "title": publication.title,
            "inspectorate": publication.body,
            "portal_id": publication.portal_id,
            "inspection_type": publication.inspection_type,
            "published": publication.published.isoformat() if publication.published else "",
            "dated": response.dated.isoformat() if response.dated else "",
            "grade": publication.grade,
            "summary": publication.summary,
            "link": publication.link,
            "findings": tuple(_said(each) for each in findings),
            "initial_comments": response.initial_comments,
            "chief_comments": response.chief_comments,
            "chief_comments_by": response.chief_comments_by,
            "chief_comments_on": response.chief_comments_on.isoformat() if response.chief_comments_on else "",
            "commissioner_comments": response.commissioner_comments,
        }
    )


def lacks(response: Response, findings: Sequence[Answered]) -> list[Lack]:
    """What has to be there before a response is approved, and is not."""
    publication, missing = response.publication, []
    if not response.commissioner or not response.chief_constable:
        missing.append(Lack("The names of the commissioner and the chief constable", "names"))
    if response.dated is None:
        missing.append(Lack("The date of the response", "names"))
    elif publication.published is not None and response.dated < publication.published:
        missing.append(Lack("A date that is not before the report was published", "names"))
    if response.layout == "letter" and not response.addressed_to.strip():
        missing.append(Lack("Whom the letter is addressed to", "names"))
    missing += [
        Lack(f"A reply to {each.title}", "reply", each.finding.pk)
        for each in findings
        if each.needed and each.reply is None
    ]
    if not response.chief_comments:
        missing.append(Lack("The chief officer’s comments, with their date", "chief"))
    if not response.commissioner_comments:
        missing.append(Lack("The commissioner’s comments", "commissioner"))
    return missing


def days_late(response: Response) -> int:
    """By how many days the date of a response comes after the last day, 0 for none."""
    if response.dated is None or response.publication.published is None:
        return 0
    return max(0, (response.dated - answer_due(response.publication.published)).days)


def hands(response: Response) -> set[str]:
    """The usernames of all who began, drafted or submitted a response: nobody of them approves it."""
    replied = response.replies.values_list("by", flat=True)
    return {response.begun_by, response.submitted_by, *response.drafters, *replied} - {""}


def _said(answered: Answered) -> FindingInResponse:
    finding, reply = answered.finding, answered.reply
    return FindingInResponse(
        number=finding.number,
        portal_id=finding.portal_id,
        kind=opened().framework.inspections.title_of(finding.kind),
        improvement=answered.improvement,
        text=finding.text,
        bullets=tuple(finding.bullets),
        addressed_to=tuple(finding.addressed_to),
        apart=answered.apart,
        due=finding.due.isoformat() if finding.due else "",
        due_as_written=finding.due_as_written,
        stance=reply.stance if reply else "",
        force_words=reply.force_words if reply else "",
        commissioner_words=reply.commissioner_words if reply else "",
    )


def _order(number: str) -> list[tuple[int, str]]:
    """Numbers as people count: 2 before 10, 1a before 1b; findings without a number last."""
    parts = re.findall(r"\d+|\D+", number)
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts] or [(10**9, "")]


def _lines(words: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in words.splitlines() if line.strip())
