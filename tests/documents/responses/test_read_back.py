"""The reader of other forces' answers reads ours: numbers, days and replies, of every layout and file."""

import re
from html import unescape

import pytest
from django.template.loader import render_to_string

from peelian.documents.inspections import read_bytes
from peelian.documents.responses.content import Layout
from peelian.documents.responses.forms import build
from peelian.documents.responses.laid_out import laid_out
from peelian.documents.responses.phrases import LAYOUTS
from tests.documents.responses.making import response


def file_of(layout: Layout, form: str) -> bytes:
    if form != "html":
        return build(response(), layout, form)  # type: ignore[arg-type]
    blocks = render_to_string("inspections/response_blocks.html", {"blocks": laid_out(response(), layout)})
    return f"<!DOCTYPE html><html lang=en-GB><body><main>{blocks}</main></body></html>".encode()


@pytest.mark.parametrize("form", ["docx", "pdf", "html"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_our_own_papers_are_read_back(layout: Layout, form: str) -> None:
    read = read_bytes(f"response.{form}", file_of(layout, form))
    recommended = {each.number: each for each in read.findings if each.kind == "recommendation"}
    assert list(recommended) == ["1", "2", "3"]
    assert [each.due for each in recommended.values()] == ["2027-05-31", "2027-03-31", "2027-06-30"]
    assert [recommended[number].portal_id for number in ("2", "3")] == ["31002", "31003"]
    assert "We reviewed all nights of 2026." in (recommended["2"].force_response or "")
    assert "The rota began in May." in (recommended["2"].force_response or "")
    assert "We publish them already, each month." in (recommended["3"].force_response or "")
    improve = next(each for each in read.findings if each.kind == "area_for_improvement")
    assert "A message is drafted." in (improve.force_response or "")
    commissioner = f"{recommended['2'].commissioner_response or ''} {read.commissioner_response or ''}"
    assert "I asked for the second review, and will see it." in commissioner
    assert (read.force, read.body_title, read.responded) == ("Cheshire", "PCC", "2026-12-10")


def test_the_page_says_what_the_files_say() -> None:
    shown = unescape(re.sub(r"<[^>]+>", " ", file_of("record", "html").decode()))
    assert "We reviewed all nights of 2026." in " ".join(shown.split())
