"""A pack as PDF/UA-1: its tags, its titles and the letters it has."""

import io
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
import typst
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from peelian.documents import typeset
from peelian.documents.packs import pdf
from peelian.documents.packs.charted import charts_of
from peelian.documents.packs.forms import build
from tests.documents.packs.making import action, judgement, measured, pack, question


@pytest.fixture(scope="module")
def made() -> PdfReader:
    return PdfReader(io.BytesIO(build(pack(), "pdf")))


@pytest.fixture(scope="module")
def tags(made: PdfReader) -> list[DictionaryObject]:
    return list(elements(made.root_object["/StructTreeRoot"]))


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


def kinds(tags: list[DictionaryObject]) -> list[str]:
    return [str(tag["/S"])[1:] for tag in tags]


def words(reader: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).replace("\u200b", "").split())


def test_it_says_that_it_is_pdf_ua_with_its_title_and_language(made: PdfReader) -> None:
    root = made.root_object
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    metadata = root["/Metadata"].get_object().get_data().decode()
    assert re.search(r"pdfuaid:part(>|=\")1", metadata)
    assert made.metadata is not None
    assert made.metadata.title == "Performance pack, October 2024"
    assert "/Encrypt" not in made.trailer


def test_it_has_headings_in_order_without_a_gap(tags: list[DictionaryObject]) -> None:
    levels = [int(kind[1:]) for kind in kinds(tags) if re.fullmatch(r"H\d", kind)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert levels.count(1) == 7  # contents, in brief, two questions, decisions, actions, sources
    assert levels.count(3) == 4  # a chart each


def test_its_tables_have_cells_that_head_them(tags: list[DictionaryObject]) -> None:
    tables = [tag for tag in tags if tag["/S"] == "/Table"]
    assert len(tables) == 10
    for table in tables:
        inside = kinds(list(elements(table["/K"])))
        assert "TR" in inside
        assert "TH" in inside
        assert "TD" in inside


def test_every_chart_is_a_figure_with_its_alt_text(tags: list[DictionaryObject]) -> None:
    alts = [str(tag["/Alt"]) for tag in tags if tag["/S"] == "/Figure"]
    assert alts == [measure.alt for measure in pack().measures]


def test_every_page_is_numbered_of_how_many(made: PdfReader) -> None:
    many = len(made.pages)
    for number, page in enumerate(made.pages, start=1):
        assert f"Page {number} of {many}" in " ".join(page.extract_text().split())
        assert page["/StructParents"] >= 0
        assert page["/Tabs"] == "/S"


def test_its_outline_leads_to_every_part(made: PdfReader) -> None:
    titles = [each.title for each in made.outline if not isinstance(each, list)]
    assert titles[-3:] == ["Decisions of the last meeting", "Actions", "Where these numbers come from"]
    assert "1. How good are we at responding to the public?" in titles


def test_it_says_all_that_is_in_the_pack(made: PdfReader) -> None:
    found = words(made)
    content = pack()
    for told in (
        content.force,
        content.board,
        content.meeting,
        "Adequate",
        "We go with the challenge",
        "A. Morris had judged: Good",
        "The signals say otherwise.",
        "B. Jones challenges: Adequate (4 November 2024)",
        "Rural areas wait.",
        "Nobody has judged this question yet.",
        "No values here: Calls answered in ten seconds.",
        "Getting worse",
        "Hit or miss",
        "North command",
        "Two cars move to the coast at night.",
        "Late",
        "Move two cars to the coast at night",
        "incidents.csv, loaded 1 November 2024",
        "f00dfeed",
        "1 November 2024, 02:00 UTC",
        "Incidents that nobody attended are left out.",
    ):
        assert told in found, told
    for measure in content.measures:
        assert measure.sentence in found


def test_its_letters_are_in_it_and_are_those_typst_brings(made: PdfReader) -> None:
    names = set()
    for page in made.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            names.add(str(font.get_object()["/BaseFont"]).split("+")[-1].removesuffix("-Identity-H"))
    assert names <= {
        "LibertinusSerif-Regular",
        "LibertinusSerif-Bold",
        "LibertinusSerif-Semibold",
        "LibertinusSerif-Italic",
    }


def test_typst_refuses_a_chart_without_alt_text(monkeypatch: pytest.MonkeyPatch) -> None:
    without = re.sub(rb", alt: given.alt", b"", pdf.SOURCE)
    assert without != pdf.SOURCE
    monkeypatch.setattr(pdf, "SOURCE", without)
    with pytest.raises(typst.TypstError, match="alt"):
        build(pack(), "pdf", charts_of(pack()))


def test_letters_that_no_font_has_are_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typeset, "_unset", set())
    said = judgement(
        words="Well done 😀👩‍👩‍👧 and 中文, العربية, ŵ", views=(), concluded_words="\U000e0041\ue123"
    )
    content = pack(
        questions=(question(judgement=said, measures=(measured(),)),), actions=(action(title="中"),)
    )
    charts = charts_of(content)
    first = build(content, "pdf", charts)
    found = words(PdfReader(io.BytesIO(first)))
    assert "Well done (grinning face)" in found
    assert "□□" in found
    assert "ŵ" in found
    assert build(content, "pdf", charts) == first  # learnt by now, and the same


def test_words_too_long_for_a_line_are_broken() -> None:
    content = pack(questions=(question(why="x" * 500, measures=()),))
    made = PdfReader(io.BytesIO(build(content, "pdf")))
    assert "x" * 500 in words(made).replace(" ", "")
