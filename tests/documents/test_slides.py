"""Slides open, say what the page says, and hold the picture of the same spec."""

import io
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st
from pptx import Presentation

from peelian.documents.charts import spc_chart, to_png
from peelian.documents.readings import Reading, read
from peelian.documents.slides import to_pptx
from peelian.pipeline.annotations import Annotation
from tests.documents.made import BETTER, NAN, STEADY, measure, series, standard

EMU = 914_400


def deck(reading: Reading, where: str = "Wynmouth") -> list:
    return list(Presentation(io.BytesIO(to_pptx(reading, where=where, source="Incidents"))).slides)


def picture(slide):
    return next(shape for shape in slide.shapes if shape.shape_type == 13)


def table(slide):
    return next(shape.table for shape in slide.shapes if shape.has_table)


def test_the_picture_is_the_one_of_the_page_with_its_alt_text() -> None:
    reading = read(series(BETTER, of=measure(standards=[standard(0.85)])))
    shape = picture(deck(reading)[0])
    assert shape.image.blob == to_png(spc_chart(reading.verdict, reading.series))
    assert shape._element.nvPicPr.cNvPr.get("descr") == reading.alt


def test_every_slide_has_a_title_and_everything_is_on_it() -> None:
    note = Annotation("event", "m", "force", date(2023, 5, 3), "New rota", "A. Morris", date(2023, 6, 1))
    reading = read(series(BETTER, notes=[note]))
    slides = deck(reading)
    for slide in slides:
        assert slide.shapes.title.text.startswith(f"{reading.measure.title}: Wynmouth")
        assert not [shape for shape in slide.placeholders if not shape.text]
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= 13.34 * EMU
            assert shape.top + shape.height <= 7.5 * EMU
    words = " ".join(shape.text for shape in slides[0].shapes if shape.has_text_frame)
    assert reading.sentence in words
    for said in (
        "January 2023 to October 2024",
        "Source: Incidents.",
        "moving range",
        "1: New rota, 3 May 2023",
    ):
        assert said in words


def test_no_letters_are_too_small_to_read_from_a_chair() -> None:
    for slide in deck(read(series(BETTER))):
        frames = [shape.text_frame for shape in slide.shapes if shape.has_text_frame]
        if any(shape.has_table for shape in slide.shapes):
            frames += [cell.text_frame for cell in table(slide).iter_cells()]
        assert all(p.font.size.pt >= 12 for frame in frames for p in frame.paragraphs)


def test_every_value_is_in_a_table_newest_first() -> None:
    reading = read(series([*BETTER, NAN, *STEADY]))
    rows = [
        [cell.text for cell in row.cells]
        for slide in deck(reading)[1:]
        for row in list(table(slide).rows)[1:]
    ]
    assert [row[0] for row in rows] == [line.period for line in reading.lines]
    assert [row[1] for row in rows] == [line.value or "–" for line in reading.lines]
    improved = next(line for line in reading.lines if line.rules)
    said = rows[reading.lines.index(improved)][-1]
    assert said == f"{improved.says}: {'; '.join(improved.rules)}"


@settings(max_examples=6, deadline=None)
@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=30))
def test_any_name_can_be_on_a_slide(where: str) -> None:
    assert len(deck(read(series(STEADY)), where)) == 2
