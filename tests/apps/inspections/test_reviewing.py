"""Corrections over what was read, marks in a text, and wordings compared: pure."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from peelian.apps.inspections.marking import Mark, pieces
from peelian.apps.inspections.reviewing import applied, changes, reviewed, tidied, worded
from peelian.apps.inspections.wording import differences, is_same
from tests.apps.inspections.documented import READ, finding_of, read_of


@dataclass(frozen=True)
class Put:
    field: str
    after: Any
    before: Any = None


def test_what_was_read_is_as_it_was_read_without_corrections() -> None:
    review = reviewed(READ, [])
    assert applied(READ, []) == READ
    assert not review.document.is_corrected
    assert review.values["force"] == "Cumbria"
    assert [block.values["number"] for block in review.standing] == ["1", "2"]
    assert [block.anchor for block in (*review.findings, *review.practices)] == [
        "finding-1", "finding-2", "practice-1",
    ]  # fmt: skip
    assert [block.is_unsure for block in review.findings] == [False, True]
    assert review.unsure == 1
    assert [flag.anchor for flag in review.flags] == ["flag-1", ""]
    assert review.block("findings", 2) is review.block("practices", -1) is review.block("other", 0) is None


def test_the_latest_correction_stands_and_what_was_read_is_kept_beside_it() -> None:
    put = [Put("force", "Kent"), Put("force", None), Put("findings.1.number", "2a")]
    review = reviewed(READ, put)
    force = next(field for field in review.document.fields if field.name == "force")
    assert (force.value, force.was, force.is_corrected) == (None, "Cumbria", True)
    assert review.findings[1].is_corrected
    assert not review.findings[1].is_unsure
    assert READ["force"] == "Cumbria"
    again = reviewed(READ, [*put, Put("force", "Cumbria")])
    assert not again.document.is_corrected


def test_blocks_are_left_out_brought_back_and_added() -> None:
    out = [Put("findings.0", None)]
    review = reviewed(READ, out)
    assert review.findings[0].is_left_out
    assert not review.findings[0].values
    assert next(f for f in review.findings[0].fields if f.name == "number").value == "1"
    assert [block.at for block in review.standing] == [1]
    back = reviewed(READ, [*out, Put("findings.0", finding_of(number="7"))])
    assert back.findings[0].values["number"] == "7"
    assert back.findings[0].is_corrected
    added = reviewed(READ, [Put("practices.1", {"name": "Another", "finding": None})])
    assert added.practices[1].is_added
    assert not added.practices[1].is_corrected
    assert added.practices[1].span is None
    bare: dict[str, Any] = {"force": None}
    assert reviewed(bare, [Put("findings.0", finding_of())]).findings[0].is_added


def test_only_what_differs_is_a_change() -> None:
    block = reviewed(read_of(), []).findings[0]
    same = {"number": "1", "bullets": [], "owners": ["forces"], "portal_id": None, "kind": "recommendation"}
    assert changes(block, same) == []
    assert changes(block, {"owners": [], "due": "2025-07-01", "unknown": 1}) == [
        ("findings.0.owners", ["forces"], []), ("findings.0.due", "2025-06-30", "2025-07-01"),
    ]  # fmt: skip
    own = reviewed(read_of(), []).document
    assert changes(own, {"force": "Kent"}) == [("force", "Cumbria", "Kent")]
    assert [tidied(each) for each in (" a ", "  ", "", date(2025, 1, 2), ["x"], None, False)] == [
        "a", None, None, "2025-01-02", ["x"], None, False,
    ]  # fmt: skip


def test_bullets_that_the_text_has_already_are_said_once() -> None:
    assert worded({"text": "Do:\n• this; and\n• that", "bullets": ["this; and", "that"]}).count("this") == 1
    assert worded({"text": "Do:", "bullets": ["this", "that"]}) == "Do:\nthis\nthat"
    assert worded({"text": None, "bullets": None}) == ""


def test_strange_spans_are_no_place() -> None:
    for span in ([0, 0], [5, 2], [-1, 4], None, "ab", [1]):
        assert reviewed(read_of(findings=[finding_of(span=span)]), []).findings[0].span is None


@given(
    st.text(max_size=40),
    st.lists(st.tuples(st.integers(-3, 45), st.integers(-3, 45)), max_size=8),
)
def test_the_whole_text_is_there_once_with_its_marks_nested(text: str, spans: list[tuple[int, int]]) -> None:
    made = pieces(text, [Mark(f"m{n}", "finding", "x", a, b) for n, (a, b) in enumerate(spans)])
    assert "".join(piece.words for piece in made) == text
    depth = 0
    for piece in made:
        depth += (piece.opens is not None) - piece.closes
        assert depth >= 0
    assert depth == 0
    opened = {piece.opens.anchor for piece in made if piece.opens}
    for n, (a, b) in enumerate(spans):
        if not 0 <= a < min(b, len(text)):
            assert f"m{n}" not in opened


def test_a_mark_that_crosses_another_ends_with_it() -> None:
    made = pieces("abcdef", [Mark("one", "finding", "", 0, 3), Mark("two", "flag", "", 2, 5)])
    said = "".join("<" if each.opens else ">" if each.closes else each.words for each in made)
    assert said == "<ab<c>>def"


def test_wordings_are_compared_word_by_word() -> None:
    found = differences("support for officers and staff ‘now’", "support for staff 'now' please")
    assert found is not None
    assert [(each.kind, each.words) for each in found] == [
        ("same", "support for"), ("gone", "officers and"), ("same", "staff 'now'"), ("added", "please"),
    ]  # fmt: skip
    assert not is_same(found)
    assert is_same(differences("the same – words", "the  same - words"))
    assert differences("a " * 1501, "a") is None
    assert not is_same(None)
