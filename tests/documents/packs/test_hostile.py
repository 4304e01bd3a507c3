"""Whatever people write, every form is made, and nothing they write does anything."""

import io
from functools import cache

import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from pptx import Presentation
from pypdf import PdfReader

from peelian.documents.packs.charted import charts_of
from peelian.documents.packs.content import PackContent
from peelian.documents.packs.forms import build
from tests.documents.packs.making import action, decision, judgement, measured, pack, question

TRICKS = (
    '#import "x": *',
    '#eval("1+1")',
    '"#panic()"',
    "$ x^2 $",
    "@nothing",
    "<label>",
    "`raw`",
    "*b* _i_ = H",
    "\\u{0}",
    '#read("/etc/passwd")',
    '=HYPERLINK("x")',
    "+1",
    "@SUM(A1)",
    "\t=1",
    "\x00\x01\x0b\x1f\ufffe",
    "\u202edesrever\u202c",
    "\u200f\u200e\u061c",
    "😀👩‍👩‍👧🏴󠁧󠁢󠁷󠁬󠁳󠁿",
    "中文 日本 한국",
    "العربية עברית",
    "e\u0301\u0302\u0303" * 30,
    "x" * 5000,
    "word " * 3000,
    "</w:t><w:t>",
    "<script>alert(1)</script>",
    "&amp;&#0;",
    "{{ 1 }}",
    "%s%n",
    "\ue000\U000e0001\U0010ffff",
    "\r\n\r\n\n\n",
    " ",
    "",
)
written = st.one_of(
    st.sampled_from(TRICKS),
    st.lists(st.sampled_from(TRICKS), min_size=2, max_size=4).map(" ".join),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
)
few = settings(max_examples=5, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def hostile(words: list[str]) -> PackContent:
    a, b, c, d = words
    said = judgement(words=a, because=b, by=c, at=d, grade=d, confidence=c, concluded_words=a, concluded_by=b)
    measure = measured().model_copy(update={"title": c or "x", "sentence": b, "alt": d, "caveats": a})
    one = question(
        title=d, why=a, owner=b, theme=c, signals=d, unmeasured=(a, c), judgement=said, measures=(measure,)
    )
    return pack(
        title=b or "x",
        force=c or "x",
        board=a,
        period=d,
        unit=a,
        notice=c,
        edition=b,
        scale=d,
        questions=(one,),
        decisions=(decision(words=a, reason=b, meeting=c),),
        actions=(action(title=b, owner=c, latest=d, origin=a, due=b, state=c),),
    )


@cache
def drawn_once() -> dict[str, str]:
    """The chart says nothing of what people write."""
    return charts_of(pack(questions=(question(measures=(measured(),)),)))


@given(st.lists(written, min_size=4, max_size=4))
@few
def test_every_form_is_made_and_opens(words: list[str]) -> None:
    content = hostile(words)
    charts = drawn_once()
    assert len(PdfReader(io.BytesIO(build(content, "pdf", charts))).pages) > 3
    assert Document(io.BytesIO(build(content, "docx", charts))).paragraphs
    assert len(Presentation(io.BytesIO(build(content, "pptx", charts))).slides) > 3
    for sheet in load_workbook(io.BytesIO(build(content, "xlsx"))):
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in row)


@pytest.mark.parametrize("at", range(0, len(TRICKS), 8))
def test_every_trick_is_only_words(at: int) -> None:
    """As it was written, in Typst's output too."""
    some = "\n".join(TRICKS[at : at + 8])
    content = pack(questions=(question(why=some, measures=(), judgement=None),), decisions=(), actions=())
    found = "".join(page.extract_text() for page in PdfReader(io.BytesIO(build(content, "pdf", {}))).pages)
    plain = "".join(found.replace("\u200b", "").split())
    for trick in TRICKS[at : at + 8]:
        if trick.isascii() and trick.isprintable() and len(trick) < 60:
            assert "".join(trick.split()) in plain
