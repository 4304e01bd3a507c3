"""Answers: what belongs to a finding's words and what to the answer, and whose answer it is."""

import re
from dataclasses import replace

from peelian.documents.inspections.bodies import MODAL, bodies_named, owners_in, police_bodies
from peelian.documents.inspections.document import Finding
from peelian.documents.inspections.drafts import ANY, Draft, Part, alike, told
from peelian.documents.inspections.findings import Found, who_by_words
from peelian.documents.inspections.labels import COMMISSIONER, FINDINGS, FORCE, JOINT
from peelian.documents.inspections.text import ITEM, SAME

_ANOTHER = re.compile(
    r"(?:^\W*(?:recommendation|action)\s+|\b(?:recommendation|area\s+for\s+improvement|this|action)\s+(?:is|was|has\s+been|are)\s+)"
    r"(?:not\s+)?(?:made\s+|directed\s+|addressed\s+|aimed\s+|targeted\s+|specifically\s+|one\s+|intended\s+|a\s+matter\s+|primarily\s+|solely\s+)*(?:for|to|at)\b(.{0,160})",
    re.IGNORECASE,
)
_NOT_OURS = re.compile(
    r"\bnot\s+(?:(?:directly|specifically|applicable|relevant|directed|addressed|aimed|a\s+recommendation)\s+)*(?:applicable|relevant|directed|addressed|aimed|for|to|at)\s+(?:to\s+|at\s+)?(?:the\s+)?(?:force|constabulary|forces|chief\s+constable|\w+\s+(?:police|constabulary))"
    r"|\bno\s+(?:action|response)\s+(?:is\s+)?(?:required|needed|necessary)\s+(?:by|from|for)\s+(?:the\s+)?(?:force|constabulary|chief\s+constable|PF?CC)"
    r"|^(?:this\s+is\s+)?(?:a\s+)?national\s+(?:recommendation|action)\b",
    re.IGNORECASE,
)
_STOP = frozenset(
    [
        "the",
        "a",
        "an",
        "and",
        "or",
        "of",
        "to",
        "in",
        "for",
        "on",
        "by",
        "with",
        "from",
        "at",
        "as",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "being",
        "this",
        "that",
        "these",
        "those",
        "it",
        "its",
        "their",
        "they",
        "them",
        "there",
        "which",
        "who",
        "whom",
        "whose",
        "how",
        "what",
        "when",
        "where",
        "why",
        "should",
        "must",
        "will",
        "would",
        "can",
        "could",
        "may",
        "might",
        "has",
        "have",
        "had",
        "do",
        "does",
        "did",
        "not",
        "no",
        "than",
        "then",
        "into",
        "over",
        "under",
        "through",
        "also",
        "such",
        "any",
        "all",
        "each",
        "other",
        "more",
        "most",
        "both",
        "our",
        "we",
        "us",
        "i",
        "my",
        "his",
        "her",
        "he",
        "she",
        "you",
        "your",
        "force",
        "forces",
        "police",
        "constabulary",
        "officer",
        "staff",
        "chief",
        "constable",
        "constables",
        "commissioner",
        "january",
        "february",
        "march",
        "april",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "make",
        "sure",
        "includ",
        "include",
        "review",
        "right",
    ]
)


def shared_out(found: Found) -> None:
    """Settle, for each finding, which of the lines after it answer it, and who gave the answer."""
    labelled = any(draft.labelled for draft in found.drafts)
    answers = bool(found.sections or found.general or labelled)
    for draft in found.drafts:
        if not draft.labelled and draft.section != "table":
            words, rest = _told_apart(draft.parts, alone=draft.listed)
            draft.parts = words
            if (
                rest
                and draft.section == FINDINGS
                and any(re.search(r"\b(?:I|my)\b", part.text) for part in rest)
            ):
                found.general.setdefault(COMMISSIONER, []).extend(rest)
            elif rest and answers and draft.section != FINDINGS and not labelled:
                draft.reply(ANY, rest[0])
                for part in rest[1:]:
                    draft.reply(ANY, part)
        for name in (ANY, JOINT):
            parts = draft.replies.pop(name, [])
            if parts:
                draft.replies.setdefault(who_by_words(parts), []).extend(parts)
    for name in (ANY, JOINT):
        parts = found.general.pop(name, [])
        if parts:
            who = COMMISSIONER if name == JOINT else who_by_words(parts)
            found.general[who] = parts + found.general.get(who, [])


def answered(finding: Finding, draft: Draft) -> Finding:
    """The finding with the answers of its draft."""
    force, commissioner = (
        told(unsigned(draft.replies.get(FORCE, []))),
        told(unsigned(draft.replies.get(COMMISSIONER, []))),
    )
    said = force or commissioner
    return replace(
        finding,
        force_response=force,
        commissioner_response=commissioner,
        for_another_body=None if said is None else is_for_another_body(said),
    )


def is_for_another_body(answer: str) -> bool:
    """Whether an answer says that what was found is for another body to act on."""
    first = " ".join(re.split(r"(?<=[.!?])\s", answer.translate(SAME).strip())[:2])
    if _NOT_OURS.search(first):
        return True
    found = _ANOTHER.search(first)
    if found is None or found.start() > 60:
        return False
    named = bodies_named(found[1])
    return bool(named) and not any(_polices(name) for name in named)


def by_topic(found: Found) -> None:
    """Share a general answer out when it plainly takes the findings one by one: each has its own paragraph, in order."""
    drafts = found.drafts
    if not 1 < len(drafts) <= 12 or any(draft.replies for draft in drafts):
        return
    topics = [_topic(" ".join(part.text for part in draft.parts)) for draft in drafts]
    for who in (FORCE, COMMISSIONER):
        parts = [
            part for part in found.general.get(who, []) if part.kind != ITEM and len(part.text.split()) >= 30
        ]
        matched = [(at, part) for part in parts if (at := _about(part, topics)) is not None]
        order = [at for at, _ in matched]
        if set(order) == set(range(len(drafts))) and order == sorted(order):
            for at, part in matched:
                drafts[at].reply(who, part)


def _about(part: Part, topics: list[set[str]]) -> int | None:
    """The finding whose own words a paragraph uses: three or more, and more than those of any other."""
    words = _topic(part.text)
    scores = []
    for at, topic in enumerate(topics):
        others = set().union(*(topics[:at] + topics[at + 1 :]))
        scores.append((len((topic - others) & words), at))
    (best, at), (second, _) = sorted(scores, key=lambda score: -score[0])[:2]
    return at if best >= 3 and best > second else None


def _topic(text: str) -> set[str]:
    return {_stem(word) for word in alike(text).split() if len(word) > 3 and word not in _STOP} - _STOP


def _stem(word: str) -> str:
    for ending in ("ations", "ation", "ings", "ing", "ment", "ers", "ied", "ies", "ed", "es", "s", "e", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


_UNDER = re.compile(
    r"^(?:[A-Z][\w.',-]*(?:\s+(?:[A-Z][\w.'&,-]*|&|of|and|for|the|de|ap)){0,9},?|(?:[Dd]ated?|[Ss]igned)?\W*\d{1,2}\w{0,2}[\s/.-]\w+[\s/.-]\d{2,4}|.*\b[Cc]ommissioner(?: for [\w ,&]+)?|[Ss]igned\W*|[Dd]ate\W*)$",
)


def unsigned(parts: list[Part]) -> list[Part]:
    """An answer without the names and titles under it."""
    kept = list(parts)
    while len(kept) > 1 and kept[-1].kind != ITEM and _UNDER.match(kept[-1].text.translate(SAME)):
        kept.pop()
    return kept


def _told_apart(parts: list[Part], *, alone: bool) -> tuple[list[Part], list[Part]]:
    """The words of a finding, and what follows them: an answer, or what the inspectors say of it."""
    for at, part in enumerate(parts):
        if at == 0 or part.kind == ITEM:
            continue
        last = parts[at - 1].text.rstrip()
        if alone and not last.endswith(":") and not MODAL.search(part.text):
            return parts[:at], parts[at:]
        goes_on = last.endswith((":", ";", ":-", "and")) or (
            MODAL.search(part.text)
            and not re.match(r"(?:we|i|our)\b", part.text, re.IGNORECASE)
            and _orders(part.text)
        )
        if not goes_on and (any(MODAL.search(one.text) for one in parts[:at]) or at > 1):
            return parts[:at], parts[at:]
    return parts, []


def _orders(text: str) -> bool:
    """Whether a paragraph tells somebody to do something, not what somebody did."""
    first = re.split(r"(?<=[.!?])\s", text, maxsplit=1)[0]
    return bool(MODAL.search(first)) and (bool(owners_in(first)) or len(first.split()) < 30)


def _polices(name: str) -> bool:
    return name in police_bodies() or bool(re.search(r"\b(?:Police|Constabulary)$", name))
