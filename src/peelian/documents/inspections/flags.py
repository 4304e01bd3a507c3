"""What a person should look at: slips, lateness, wrong sections of the Act, other wordings, what is missing."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from peelian.documents.inspections.bodies import _rows, police_bodies
from peelian.documents.inspections.document import Document, Finding, Flag
from peelian.documents.inspections.drafts import alike, near
from peelian.documents.inspections.text import SAME

LAST_DAY = timedelta(days=55)
"""Police Act 1996, section 55(5A): before the end of 56 days beginning with the day of publication."""
THE_SECTION = "55"
_SECTION = re.compile(
    r"\b(?:section|sec\.?|s\.?)\s*(\d{1,3})[A-Z]?(?:\(\d+[A-Z]?\))*\s+(?:of\s+)?(?:the\s+)?police\s+act\s+1996",
    re.IGNORECASE,
)
_DUTY = re.compile(r"\b(?:respon|comment|publish|reply)", re.IGNORECASE)
_WEEKS = re.compile(r"\b(?:eight|8)\s+weeks\b", re.IGNORECASE)
_SLIP = re.compile(r"\bby\s+\w+\s+\d{1,2}\b", re.IGNORECASE)
_CLEAR = 0.75
"""How much two texts must have in common to be the same finding in two wordings."""


def flags_of(document: Document, missing: Sequence[str]) -> tuple[Flag, ...]:
    """Everything that one document alone gives reason to flag."""
    whole = document.text.translate(SAME)
    made = [Flag("truncated", f"Part of the file could not be read: {one}.", (0, 0)) for one in missing]
    if document.force is None:
        made.append(Flag("no_force", "No one force can be told from the words: name it."))
    if not document.findings:
        made.append(
            Flag("no_findings", "No recommendation, area for improvement or cause of concern was found.")
        )
    made += _late(document)
    made += _cited(whole)
    made += [
        Flag(
            "deadline_wording",
            f"The law gives 56 days beginning with the day of publication; the document says “{m[0]}”.",
            m.span(),
        )
        for m in _WEEKS.finditer(whole)
        if _DUTY.search(whole[max(0, m.start() - 120) : m.end() + 80])
    ]
    for finding in document.findings:
        made += _slip(finding)
        made += _known_wording(document, finding)
    return (*made, *_unanswered(document), *_cut_short(document))


def compared(documents: Sequence[Document]) -> list[Document]:
    """The same documents, with a flag wherever one words a finding otherwise than the others of that report do."""
    more: dict[int, list[Flag]] = {}
    for group in _of_one_report(documents):
        for wordings in _same_findings([(at, documents[at]) for at in group]):
            if len({at for at, _ in wordings}) < 2:
                continue
            counted = Counter(alike(finding.text) for _, finding in wordings)
            most, times = counted.most_common(1)[0]
            if times * 2 <= len(wordings) and len(counted) > 1 and len(wordings) > 2:
                continue
            for at, finding in wordings:
                words = alike(finding.text)
                if words != most and (len(wordings) > 2 or times > 1):
                    message = _difference(finding, words, most)
                    if not any(
                        f.kind == "wording_difference" and f.span == finding.span for f in documents[at].flags
                    ):
                        more.setdefault(at, []).append(Flag("wording_difference", message, finding.span))
    return [one.with_flags(tuple(more.get(at, ()))) for at, one in enumerate(documents)]


def name_of(finding: Finding) -> str:
    """What a finding is called in a message."""
    kind = finding.kind.replace("_", " ").capitalize()
    if finding.number:
        return f"{kind} {finding.number}"
    return (
        f"{kind} #{finding.portal_id}"
        if finding.portal_id
        else f"{kind} “{' '.join(finding.text.split()[:8])} …”"
    )


def _late(document: Document) -> list[Flag]:
    if not document.published or not document.responded:
        return []
    last = date.fromisoformat(document.published) + LAST_DAY
    late = (date.fromisoformat(document.responded) - last).days
    if late <= 0:
        return []
    days = "1 day" if late == 1 else f"{late} days"
    return [
        Flag(
            "late_response",
            f"Dated {document.responded}, {days} after the last day of the 56, {last.isoformat()}.",
        )
    ]


def _cited(whole: str) -> list[Flag]:
    """Sections other than 55 that are said to require the response; 54 is what inspections rest on."""
    made = []
    for found in _SECTION.finditer(whole):
        around = whole[max(0, found.start() - 100) : found.end() + 200]
        if found[1] not in (THE_SECTION, "54") and _DUTY.search(around):
            message = f"It cites section {found[1]} of the Police Act 1996; the duty to respond is in section {THE_SECTION}."
            made.append(Flag("citation", message, found.span()))
    return made


def _slip(finding: Finding) -> list[Flag]:
    written = finding.due_as_written
    if finding.due is None and written and _SLIP.fullmatch(written.strip()):
        message = (
            f"{name_of(finding)} is due “{written}”, without a year: probably a slip. It is kept as written."
        )
        return [Flag("probable_slip", message, finding.span)]
    return []


def _known_wording(document: Document, finding: Finding) -> list[Flag]:
    report, text = alike(document.report_title or ""), alike(finding.text)
    for row in _rows("wordings.csv"):
        same = finding.portal_id == row["portal_id"] or (
            finding.number == row["number"] and finding.kind == row["kind"]
        )
        if (
            same
            and (row["report"] in report or finding.portal_id == row["portal_id"])
            and row["words"] not in text
            and row["instead"] in text
        ):
            message = f"{name_of(finding)} was published with the words “{row['words']}”; here they are not."
            return [Flag("wording_difference", message, finding.span)]
    return []


def _unanswered(document: Document) -> list[Flag]:
    """Findings for the force without an answer of their own, where others have one; or no answer at all."""
    if not document.findings:
        return []
    answered = [f for f in document.findings if f.force_response or f.commissioner_response]
    if not answered and not document.force_response and not document.commissioner_response:
        return [Flag("missing_response", "Nothing in the document answers what was found.")]
    if not answered:
        return []
    ours = [f for f in document.findings if set(f.owners) & police_bodies() or not f.owners]
    return [
        Flag("missing_response", f"{name_of(f)} has no answer of its own.", f.span)
        for f in ours
        if not (f.force_response or f.commissioner_response)
    ]


def _cut_short(document: Document) -> list[Flag]:
    """Words that end in the middle of a sentence at the very end of the document."""
    last = document.text.rstrip()[-200:]
    if len(document.text) > 400 and re.search(
        r"(?:,|\b(?:and|or|the|of|to|for|with|a|in|by|should))$", last, re.IGNORECASE
    ):
        return [
            Flag(
                "truncated",
                "The document ends in the middle of a sentence.",
                (max(0, len(document.text) - 100), len(document.text)),
            )
        ]
    return []


def _of_one_report(documents: Sequence[Document]) -> list[list[int]]:
    groups: list[tuple[str, list[int]]] = []
    for at, document in enumerate(documents):
        title = alike(document.report_title or "")
        if not title:
            continue
        for known, members in groups:
            if known in title or title in known or near(known, title) > 0.8:
                members.append(at)
                break
        else:
            groups.append((title, [at]))
    return [members for _, members in groups if len(members) > 1]


def _same_findings(documents: list[tuple[int, Document]]) -> list[list[tuple[int, Finding]]]:
    """Findings of several documents put together that are one: by number, portal id, or their words."""
    groups: list[list[tuple[int, Finding]]] = []
    every = [(at, finding) for at, document in documents for finding in document.findings]
    for at, finding in sorted(every, key=lambda pair: pair[1].number is None):
        for group in groups:
            if any(_one(finding, other) for _, other in group) and at not in {one for one, _ in group}:
                group.append((at, finding))
                break
        else:
            groups.append([(at, finding)])
    return groups


def _one(finding: Finding, other: Finding) -> bool:
    if finding.kind != other.kind:
        return False
    if finding.number and other.number:
        return finding.number == other.number and near(alike(finding.text), alike(other.text)) > 0.4
    if finding.portal_id and finding.portal_id == other.portal_id:
        return True
    return near(alike(finding.text), alike(other.text)) > _CLEAR


def _difference(finding: Finding, words: str, most: str) -> str:
    here, there = Counter(words.split()), Counter(most.split())
    lacks, adds = " ".join((there - here).elements()), " ".join((here - there).elements())
    parts = [f"lacks “{lacks}”" if lacks else "", f"has “{adds}”" if adds else ""]
    said = " and ".join(part for part in parts if part) or "has the words in another order"
    return f"{name_of(finding)} is worded otherwise than in the other documents: it {said}."
