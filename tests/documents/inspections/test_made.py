"""Made-up documents of every layout in every kind of file say what was put into them."""

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from peelian.documents.inspections.document import Document, of_json
from peelian.documents.inspections.files import text_of
from peelian.documents.inspections.grammar import understood
from peelian.framework.errors import UserError
from tests.documents.inspections.forms import FORMS, as_html, as_txt
from tests.documents.inspections.made import MADE
from tests.documents.inspections.measured import FIELDS, Measured


def read(name: str, content: bytes) -> Document:
    """What a file says, read in this process."""
    return understood(name, text_of(content))


@pytest.mark.parametrize("form", FORMS)
def test_a_layout_says_the_same_in_every_kind_of_file(form: str) -> None:
    measured = Measured()
    for name, (blocks, facts) in MADE.items():
        document = read(f"{name}.{form}", FORMS[form](blocks))
        for field in FIELDS:
            measured.one(document.file, field, getattr(document, field), facts[field])
        found = [
            (
                one.kind, one.number, one.portal_id, one.owners, one.due,
                one.force_response is not None, one.commissioner_response is not None, one.for_another_body,
            )
            for one in document.findings
        ]  # fmt: skip
        measured.one(document.file, "findings", found, facts["findings"])
        measured.several(
            document.file,
            "flags",
            {flag.kind for flag in document.flags} - {"missing_response"},
            facts["flags"],
        )
    print(measured.printed())
    assert measured.mistakes == []


def test_a_document_comes_back_from_its_json() -> None:
    document = read("page", as_html(MADE["page"][0]))
    assert of_json(document.as_json(), document.text) == document
    assert list(document.as_json()["findings"][0]) == [
        "kind", "text", "number", "portal_id", "owners", "due", "due_as_written", "bullets", "force_response",
        "commissioner_response", "for_another_body", "confidence", "span",
    ]  # fmt: skip


def test_spans_point_at_what_was_read() -> None:
    for blocks, _ in MADE.values():
        document = read("made", as_txt(blocks))
        for finding in document.findings:
            start, end = finding.span
            assert finding.text.split("\n")[0].removeprefix("• ")[:40] in document.text[start:end]
            assert 0.4 <= finding.confidence <= 1


def test_answers_are_told_apart_by_who_gives_them() -> None:
    document = read("welsh", as_txt(MADE["welsh"][0]))
    first, second = document.findings
    assert first.force_response == "Searches are now reviewed each week by supervisors."
    assert first.commissioner_response == "I shall look at this in my Strategic Executive Board."
    assert second.commissioner_response == "I welcome the plan."
    form = read("form", as_txt(MADE["form"][0]))
    assert form.summary == "Forces plan well for protests, and share too little of what they learn."
    assert (
        form.force_response == "The force has enough trained officers, and will keep the number under review."
    )
    assert form.commissioner_response is not None
    page = read("page", as_txt(MADE["page"][0]))
    assert (
        page.force_response
        == "We accept every recommendation, and have begun work on each of them with our partners."
    )


def test_what_answers_nothing_says_so() -> None:
    document = read("local", as_txt(MADE["local"][0]))
    assert document.commissioner_response is not None
    report = read(
        "report",
        b"PEEL 2018: An inspection of Kent Police\n\nPublished on: 1 May 2019\n\nRecommendations\n\nThe force should plan.",
    )
    assert [flag.kind for flag in report.flags] == ["missing_response"]
    assert read("none", b"Minutes of the allotment society of the village").flags[0].kind == "no_force"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(MADE)), st.integers(0, 100_000), st.integers(0, 100_000), st.randoms())
def test_a_document_that_is_cut_or_scrambled_is_read_as_far_as_it_goes(
    name: str, start: int, end: int, random: object
) -> None:
    """Whatever is left of a document: no traceback, and nothing that its words do not say."""
    lines = as_txt(MADE[name][0]).decode().split("\n")
    random.shuffle(lines)  # type: ignore[attr-defined]
    for text in (as_txt(MADE[name][0]).decode(), "\n".join(lines)):
        part = text[start % len(text) :][: end % len(text) + 1]
        try:
            document = read(name, part.encode())
        except UserError:
            continue
        assert all(one.text.replace("• ", "").split("\n")[0] in document.text for one in document.findings)
        assert document.commissioner is None or document.commissioner in document.text.translate({8217: "'"})


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(["docx", "odt", "pdf", "html"]), st.integers(0, 200_000), st.binary(max_size=40))
def test_damaged_files_are_read_or_refused(form: str, at: int, junk: bytes) -> None:
    content = _written(form)
    place = at % len(content)
    for damaged in (content[:place], content[:place] + junk + content[place + len(junk) :]):
        with suppress(UserError):
            read(form, damaged)


_WRITTEN: dict[str, bytes] = {}


def _written(form: str) -> bytes:
    if form not in _WRITTEN:
        _WRITTEN[form] = FORMS[form](MADE["record"][0])
    return _WRITTEN[form]
