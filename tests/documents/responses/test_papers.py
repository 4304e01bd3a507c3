"""Papers of responses: all that is said in every layout, tagged, titled, and the same to the byte."""

import io
import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from peelian.documents.responses.blocks import Items, Words, bulleted, told
from peelian.documents.responses.content import Form, Layout, ResponseContent
from peelian.documents.responses.forms import build, shown
from peelian.documents.responses.laid_out import laid_out
from peelian.documents.responses.phrases import LAYOUTS, belongs_to, listed, possessive, salutation
from tests.documents.responses.making import finding, response

FORMS: tuple[Form, ...] = ("pdf", "docx")
SAID = (
    "Cheshire Constabulary",
    "Ceri Morgan",
    "Bo Hughes",
    "Answering the call: how forces deal with 999",
    "5 November 2026",
    "10 December 2026",
    "By March 2027, forces should review how quickly they answer.",
    "nights; and",
    "The review should cover every control room.",
    "Action taken. We reviewed all nights of 2026.",
    "The rota began in May.",
    "A second review follows in spring.",
    "I asked for the second review, and will see it.",
    "No action. We publish them already, each month.",
    "This recommendation is for National Police Chiefs’ Council and Home Office.",
    "Action proposed. A message is drafted.",
    "Nights were our weakness too.",
    "Chief Constable Bo Hughes, 25 November 2026.",
    "I welcome the report, and what the force has done.",
)
"""What every paper says, whatever its layout."""


@cache
def made(layout: Layout, form: Form) -> bytes:
    return build(response(), layout, form)


def words(layout: Layout, form: Form) -> str:
    """All that a file says, as it is read."""
    if form == "pdf":
        pages = PdfReader(io.BytesIO(made(layout, form))).pages
        found = " ".join(page.extract_text() for page in pages)
    else:
        body = Document(io.BytesIO(made(layout, form))).element.body
        found = " ".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in body.iter(qn("w:p")))
    return " ".join(found.replace("\u200b", "").replace("\u00a0", " ").split())


def elements(node: Any) -> Iterator[DictionaryObject]:
    """Every element of structure below one, in reading order."""
    node = node.get_object() if isinstance(node, IndirectObject) else node
    if isinstance(node, ArrayObject):
        for each in node:
            yield from elements(each)
    elif isinstance(node, DictionaryObject):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from elements(node["/K"])


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_paper_says_all_of_it(layout: Layout, form: Form) -> None:
    found = words(layout, form)
    for said in SAID:
        assert said in found, said


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_same_content_is_the_same_file(layout: Layout, form: Form) -> None:
    assert build(response(), layout, form) == made(layout, form)
    other = response(commissioner_comments="I am not content.")
    assert build(other, layout, form) != made(layout, form)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_pdf_is_tagged_with_its_title_and_language(layout: Layout) -> None:
    reader = PdfReader(io.BytesIO(made(layout, "pdf")))
    root = reader.root_object
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert re.search(r"pdfuaid:part(>|=\")1", root["/Metadata"].get_object().get_data().decode())
    assert reader.metadata is not None
    assert reader.metadata.title == "Response to Answering the call: how forces deal with 999"
    kinds = [str(tag["/S"])[1:] for tag in elements(root["/StructTreeRoot"])]
    levels = [int(kind[1:]) for kind in kinds if re.fullmatch(r"H\d", kind)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert "L" in kinds
    assert ("Table" in kinds) is (layout in ("record", "form"))
    if "Table" in kinds:
        assert "TH" in kinds
    for number, page in enumerate(reader.pages, start=1):
        assert f"Page {number} of {len(reader.pages)}" in " ".join(page.extract_text().split())


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_word_file_has_real_headings_lists_and_table_heads(layout: Layout) -> None:
    paper = Document(io.BytesIO(made(layout, "docx")))
    told_of = paper.core_properties
    assert told_of.title == "Response to Answering the call: how forces deal with 999"
    assert told_of.language == "en-GB"
    assert {each.get(qn("w:val")) for each in paper.styles.element.iter(qn("w:lang"))} == {"en-GB"}
    styles = [p.style.name for p in paper.paragraphs]
    levels = [int(name[-1]) for name in styles if name.startswith("Heading")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert any("w:ilvl" in p._p.xml or "List Bullet" in p.style.name for p in _every(paper))
    for table in paper.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))
    assert bool(paper.tables) is (layout in ("record", "form"))
    with ZipFile(io.BytesIO(made(layout, "docx"))) as parts:
        assert {info.date_time for info in parts.infolist()} == {(2026, 12, 10, 0, 0, 0)}


def _every(paper: Any) -> list[Any]:
    inside = [
        p for table in paper.tables for row in table.rows for cell in row.cells for p in cell.paragraphs
    ]
    return [*paper.paragraphs, *inside]


def test_what_each_layout_is_known_by() -> None:
    found = words("letter", "docx")
    order = [
        "Office of the Police and Crime Commissioner", "The Rt Hon Sam Lee MP", "10 December 2026",
        "Dear Home Secretary", "HMICFRS report: Answering the call", "section 55(5) of the Police Act 1996",
        "Yours sincerely", "Enc: Appendix 1", "Appendix 1 Cheshire Constabulary’s response", "Response:",
    ]  # fmt: skip
    places = [found.index(each) for each in order]
    assert places == sorted(places)
    found = words("record", "docx")
    for told_of in (
        "PCC and CC force inspection response record", "Title of inspection", "Inspectorate", "Grade",
        "Not graded", "Areas for improvement", "Chief Constable’s response", "PCC’s overall comments",
    ):  # fmt: skip
        assert told_of in found, told_of
    assert "Published by HMICFRS on 5 November 2026." in words("page", "docx")
    found = words("form", "docx")
    assert "Police and Crime Commissioner’s response to HMICFRS inspections" in found
    assert (
        found.index("Report summary")
        < found.index("Recommendation 1")
        < found.index("Commissioner’s response I")
    )


def test_what_is_not_there_is_not_made_up() -> None:
    bare = ResponseContent(
        layout="page", force="", body_title="Mayor", body_short="Mayor", commissioner="", chief_constable="",
        title="", inspectorate="", findings=(finding(stance="", force_words="", commissioner_words=""),),
    )  # fmt: skip
    for layout in LAYOUTS:
        for form in FORMS:
            assert build(bare, layout, form)
    said = "\n".join(str(block) for block in laid_out(bare, "page"))
    assert "There is no response to this one yet." in said
    unneeded = response(
        findings=(finding(improvement=True, stance="", force_words="", commissioner_words=""),)
    )
    assert "no response" not in "\n".join(str(block) for block in laid_out(unneeded, "letter"))
    assert salutation(bare) == "Dear Home Secretary"
    assert salutation(response(addressed_to=("The inspector", "London"))) == "Dear The inspector"
    assert belongs_to(finding(addressed_to=())) == "This recommendation is for another body."
    assert listed(("A", " ", "B", "C")) == "A, B and C"
    assert possessive("Police forces") == "Police forces’"


def test_a_reply_of_the_commissioner_alone_says_what_is_done() -> None:
    content = response(findings=(finding(stance="none", force_words="", commissioner_words="Not ours."),))
    for layout in LAYOUTS:
        said = [block for block in _flat(laid_out(content, layout)) if isinstance(block, Words)]
        assert any("No action. Not ours." in block.words for block in said), layout
        assert not any("no response" in block.words for block in said), layout


def _flat(blocks: Any) -> Iterator[Any]:
    for block in blocks:
        yield block
        for _, inner in getattr(block, "rows", ()):
            yield from _flat(inner)


def test_lines_that_begin_with_a_mark_are_items() -> None:
    assert told("One.\n- two\n• three\n4. four\n\nFive.", label="Response:") == [
        Words("One.", label="Response:"), Items(("two", "three", "four")), Words("Five."),
    ]  # fmt: skip
    assert told("- one", label="Response:") == [Words("", label="Response:"), Items(("one",))]
    assert told(" ") == []
    assert bulleted("Do:\none; and\nAll of it.", ("• one; and", "two.")) == [
        Words("Do:"), Items(("one; and",)), Words("All of it."), Items(("two.",)),
    ]  # fmt: skip


def test_what_a_file_cannot_hold_is_cleaned_and_markup_is_words() -> None:
    evil = "A\x00\u202eB <b>#strong[x]</b> =SUM(1) \U0001f600 " + "x" * 300
    content = response(
        commissioner_comments=evil,
        title=evil,
        findings=(finding(text=evil, force_words=evil, bullets=(evil,)),),
    )
    assert "\x00" not in shown(content).json_text
    for layout in LAYOUTS:
        for form in FORMS:
            assert build(content, layout, form)
    found = " ".join(p.text for p in Document(io.BytesIO(build(content, "page", "docx"))).paragraphs)
    assert "<b>#strong[x]</b>" in found


def test_content_is_canonical_and_its_digest_is_of_that() -> None:
    content = response()
    again = ResponseContent.model_validate_json(content.json_text)
    assert again.sha256 == content.sha256
    assert response(dated="2026-12-11").sha256 != content.sha256
    assert content.json_text.startswith('{"addressed_to":[')
