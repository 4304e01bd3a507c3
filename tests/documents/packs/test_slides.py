"""A pack as slides: a title on each, a chart with its alt text and sentence, nothing beyond the edge."""

import io

import pytest
from pptx import Presentation

from peelian.documents.packs.forms import build
from tests.documents.packs.making import action, decision, judgement, measured, pack, question

EMU = 914_400


@pytest.fixture(scope="module")
def deck():
    return Presentation(io.BytesIO(build(pack(), "pptx")))


def titles(deck) -> list[str]:
    return [slide.shapes.title.text for slide in deck.slides]


def words(slide) -> str:
    said = [shape.text for shape in slide.shapes if shape.has_text_frame]
    for shape in slide.shapes:
        if shape.has_table:
            said += [cell.text for row in shape.table.rows for cell in row.cells]
    return " ".join(" ".join(said).split())


def test_there_is_a_slide_for_everything_in_order(deck) -> None:
    assert titles(deck) == [
        "Performance pack, October 2024",
        "In brief",
        "1. How good are we at responding to the public?",
        "What people judge: 1. How good are we at responding to the public?",
        "Attended within the standard (in_time)",
        "Attended within the standard (worse)",
        "2. How quickly do we answer?",
        "What people judge: 2. How quickly do we answer?",
        "Attended within the standard (steady)",
        "Attended within the standard (soon)",
        "Decisions of the last meeting",
        "Actions",
        "What the marks mean",
        "This pack",
    ]


def test_every_chart_has_its_alt_text_sentence_and_marks(deck) -> None:
    slides = {slide.shapes.title.text: slide for slide in deck.slides}
    for measure in pack().measures:
        slide = slides[measure.title]
        (picture,) = [shape for shape in slide.shapes if shape.shape_type == 13]
        assert picture._element.nvPicPr.cNvPr.get("descr") == measure.alt
        assert measure.sentence in words(slide)
        assert measure.variation.label in words(slide)
        assert measure.latest in words(slide)


def test_tables_say_what_they_are_and_have_heads(deck) -> None:
    tables = [shape for slide in deck.slides for shape in slide.shapes if shape.has_table]
    for shape in tables:
        assert shape._element.nvGraphicFramePr.cNvPr.get("descr")
        assert shape.table.first_row
    assert len(tables) == 7


def test_it_is_in_british_english(deck) -> None:
    for slide in deck.slides:
        runs = list(slide.element.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}r"))
        assert all(run.rPr.get("lang") == "en-GB" for run in runs)
    assert deck.core_properties.title == pack().title


def test_however_much_people_wrote_it_stays_on_the_slide_and_says_where_the_rest_is() -> None:
    much = "A long story of many words. " * 60
    said = judgement(words=much, because=much, concluded_words=much)
    content = pack(
        title=much[:190],
        questions=(question(why=much, judgement=said, measures=(measured(),)),),
        decisions=tuple(decision(n, words=much, reason=much) for n in range(12)),
        actions=tuple(action(n, title=much[:190], latest=much) for n in range(30)),
    )
    deck = Presentation(io.BytesIO(build(content, "pptx")))
    assert "(in full in the PDF)" in " ".join(words(slide) for slide in deck.slides)
    actions = [title for title in titles(deck) if title.startswith("Actions (")]
    assert actions[0].startswith("Actions (1 of ")
    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= 13.34 * EMU
            assert shape.top + shape.height <= 7.5 * EMU
