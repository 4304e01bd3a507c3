"""A pack as Word: real headings, captions, alt text, heads that repeat, and its language."""

import io

import pytest
from docx import Document
from docx.oxml.ns import qn

from peelian.documents.packs.forms import build
from tests.documents.packs.making import pack


@pytest.fixture(scope="module")
def paper():
    return Document(io.BytesIO(build(pack(), "docx")))


def test_it_has_its_title_and_language(paper) -> None:
    told = paper.core_properties
    assert (told.title, told.author, told.language) == (pack().title, pack().force, "en-GB")
    languages = {each.get(qn("w:val")) for each in paper.styles.element.iter(qn("w:lang"))}
    assert languages == {"en-GB"}


def test_its_headings_are_styled_as_such_in_order(paper) -> None:
    headings = [(p.style.name, p.text) for p in paper.paragraphs if p.style.name.startswith("Heading")]
    first = [text for style, text in headings if style == "Heading 1"]
    assert first == [
        "Contents",
        "In brief",
        "1. How good are we at responding to the public?",
        "2. How quickly do we answer?",
        "Decisions of the last meeting",
        "Actions",
        "Where these numbers come from",
    ]
    titles = [text for style, text in headings if style == "Heading 3"]
    assert titles == [measure.title for measure in pack().measures]


def test_every_chart_has_alt_text_and_a_caption(paper) -> None:
    told = [each._inline.docPr.get("descr") for each in paper.inline_shapes]
    assert told == [measure.alt for measure in pack().measures]
    captions = [p.text for p in paper.paragraphs if p.style.name == "Caption"]
    assert len(captions) == 4
    assert captions[0].startswith(
        "Chart  SEQ Chart \\* ARABIC 1: Attended within the standard (in_time)."
    ) or (captions[0].startswith("Chart 1: Attended within the standard (in_time)."))


def test_the_heads_of_tables_repeat_on_every_page(paper) -> None:
    headed = [t for t in paper.tables if len(t.columns) > 2 or t.rows[0].cells[0].text == "Mark"]
    assert len(headed) >= 8
    for table in headed:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))
    assert any("North command" in cell.text for table in headed for cell in table.column_cells(0))


def test_pages_are_numbered_of_how_many(paper) -> None:
    footer = paper.sections[0].footer._element.xml
    assert "PAGE" in footer
    assert "NUMPAGES" in footer


def test_it_says_what_people_judged_with_the_disagreement(paper) -> None:
    boxes = "\n".join(cell.text for table in paper.tables for row in table.rows for cell in row.cells)
    for told in (
        "Adequate",
        "A. Morris had judged: Good",
        "The signals say otherwise.",
        "B. Jones challenges: Adequate",
        "Rural areas wait.",
        "◆ H",
        "Getting better",
        "Late",
        "Two cars move to the coast at night.",
        pack().sha256,
    ):
        assert told in boxes, told
