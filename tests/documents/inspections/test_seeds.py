"""The five real answers, each in another layout: every fact, with precision and recall by field."""

from pathlib import Path

import pytest

from peelian.documents.inspections import Document, read_documents
from tests.documents.inspections.measured import FIELDS, Measured
from tests.documents.inspections.seeds import OURS, REPORT, SEEDS, TEXTS


@pytest.fixture(scope="module")
def documents(shared: Path) -> dict[str, Document]:
    read = read_documents([shared / "seeds"])
    assert read.refused == ()
    return {one.file: one for one in read.documents}


@pytest.mark.realdata
def test_every_fact_is_found_and_nothing_else(documents: dict[str, Document]) -> None:
    measured = Measured()
    assert documents.keys() == SEEDS.keys()
    for name, facts in SEEDS.items():
        document = documents[name]
        for field in FIELDS:
            measured.one(name, field, getattr(document, field), facts[field])
        for field in ("summary", "force_response", "commissioner_response"):
            measured.one(name, field, _ends(getattr(document, field), facts[field]), facts[field])
        measured.one(name, "findings", len(document.findings), len(facts["findings"]))
        for finding, number in zip(document.findings, facts["findings"], strict=True):
            where, (owners, due, bullets) = f"{name} {number}", REPORT[number]
            day, written = facts["due"].get(number, (due, finding.due_as_written))
            measured.one(where, "number", finding.number, number if facts["numbered"] else None)
            measured.one(where, "portal_id", finding.portal_id, facts["portal_ids"].get(number))
            measured.one(where, "kind", finding.kind, "recommendation")
            measured.one(where, "owners", finding.owners, owners)
            measured.one(where, "due", finding.due, day)
            measured.one(where, "due_as_written", finding.due_as_written, written)
            measured.one(where, "bullets", len(finding.bullets), bullets)
            has, has_not = TEXTS[number]
            measured.one(where, "text", (has in finding.text, has_not in finding.text), (True, False))
            measured.one(
                where, "force_response", *_said(finding.force_response, facts["force_answers"].get(number))
            )
            answer = facts["commissioner_answers"].get(number)
            measured.one(where, "commissioner_response", *_said(finding.commissioner_response, answer))
            measured.one(where, "for_another_body", finding.for_another_body, facts["others"][number])
            start, end = finding.span
            measured.one(where, "span", all(one in document.text[start:end] for one in finding.bullets), True)
        found = {(one.name, one.stage) for one in document.practices}
        measured.several(name, "practices", found, facts["practices"])
        measured.several(name, "flags", {flag.kind for flag in document.flags}, facts["flags"])
    print(measured.printed())
    assert measured.mistakes == []
    assert all(score == (1.0, 1.0) for score in measured.table().values())


@pytest.mark.realdata
def test_a_document_read_alone_says_the_same_of_itself(documents: dict[str, Document], shared: Path) -> None:
    """The difference of wording that is known is told of one document, without others to compare it with."""
    name = "001_3a6c317f0342ce7c.txt"
    (alone,) = read_documents([shared / "seeds" / name]).documents
    assert alone.findings == documents[name].findings
    assert [flag.kind for flag in alone.flags] == ["wording_difference"]


@pytest.mark.realdata
def test_a_practice_knows_the_finding_that_it_answers(documents: dict[str, Document]) -> None:
    for document in documents.values():
        for practice in document.practices:
            assert practice.finding in (*OURS, None)
            start, end = practice.span
            assert practice.description.split()[0] in document.text[start:end]


def _ends(text: str | None, expected: object) -> object:
    """The beginning and end of a text if they are those that are expected."""
    if text is None or not isinstance(expected, tuple):
        return text
    first, last = expected
    return expected if first in text[:80] and text.endswith(last) else (text[:60], text[-60:])


def _said(answer: str | None, words: str | None) -> tuple[object, object]:
    found = words if answer is not None and words is not None and words in answer else answer
    return found, words
