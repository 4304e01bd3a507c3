"""One chart as PowerPoint: a slide of its title, sentence, picture and footnote, and slides of its values."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import PP_ALIGN
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide
from pptx.util import Emu, Inches, Length, Pt

from peelian.documents.chart_style import text_width
from peelian.documents.charts import spc_chart, to_png
from peelian.documents.noted import day_words
from peelian.documents.readings import Line, Reading

WIDTH, HEIGHT, MARGIN = Inches(13.333), Inches(7.5), Inches(0.6)
INSIDE = Emu(WIDTH - 2 * MARGIN)
TITLE_ONLY = 5  # of the layouts of PowerPoint's own blank presentation
TITLE, SENTENCE, CELL, FOOTNOTE = Pt(28), Pt(18), Pt(12), Pt(12)
LINES_A_SLIDE, SHOWN = 15, 3
"""What a slide of values has room for, and how many events a footnote has."""
INK, SOFT, RULE = RGBColor(0x0B, 0x0C, 0x0C), RGBColor(0x4A, 0x55, 0x60), RGBColor(0xEE, 0xF2, 0xF5)

_COLUMNS = (("Period", 2.6), ("Value", 1.4), ("Mean", 1.4), ("Limits", 2.3), ("Standard", 1.4))
_MADE = {
    "xmr": "the mean, and 2.66 times the average moving range either side of it (XmR chart)",
    "p": "the pooled proportion, and three standard errors of each period either side (p chart)",
    "p_prime": "the pooled proportion, and three standard errors widened as periods differ (p′ chart)",
    "u": "the pooled rate, and three standard errors of each period either side (u chart)",
    "u_prime": "the pooled rate, and three standard errors widened as periods differ (u′ chart)",
    "c": "the mean, and three times its square root either side (c chart)",
    "g": "the median, with an upper limit from the mean number between events (g chart)",
    "t": "the centre and limits of the transformed time between events (t chart)",
    "xbar_s": "the mean of subgroups, and three standard errors from the spread within them (x̄-s chart)",
    "s": "the mean spread within subgroups, and three standard errors either side (s chart)",
    "run": "the median; a run chart has no limits",
}


def limits_words(reading: Reading) -> str:
    """How the centre line and limits of a chart were made."""
    return _MADE[reading.verdict.chart]


def footnote(reading: Reading, source: str) -> str:
    """The periods a chart covers, where its values come from and how its limits were made."""
    lines, every = reading.lines, reading.measure.period
    covers = lines[0].period if len(lines) == 1 else f"{lines[-1].period} to {lines[0].period}"
    said = f"{covers[:1].upper()}{covers[1:]}, by {every}. "
    if source:
        said += f"Source: {source}. "
    said += f"Drawn: {limits_words(reading)}."
    if len(reading.events) > SHOWN:
        return f"{said} What the numbers mark is told with the values."
    for event in reading.events:
        said += f" {event.number}: {event.note.reason.strip().rstrip('.')}, {day_words(event.note.day)}."
    return said


def to_pptx(reading: Reading, *, where: str, source: str = "") -> bytes:
    """The chart of a reading as a presentation in 16:9, the picture the wide one with its alt text.

    `where` is the unit or person it is about. Its values follow on as many slides as they take, newest first.
    """
    deck = Presentation()
    deck.slide_width, deck.slide_height = WIDTH, HEIGHT
    title = f"{reading.measure.title}: {where}"
    deck.core_properties.title = _clean(title)
    deck.core_properties.author = "Peelian"
    slide = _slide(deck, title)
    _text(slide, reading.sentence, Inches(1.25), Inches(0.95), SENTENCE)
    _picture(slide, reading, Inches(2.2), Inches(4.25))
    _text(slide, footnote(reading, source), Inches(6.55), Inches(0.75), FOOTNOTE, SOFT)
    pages = list(_pages(reading.lines))
    for number, lines in enumerate(pages, start=1):
        part = f" ({number} of {len(pages)})" if len(pages) > 1 else ""
        _table(_slide(deck, f"{title}: values{part}"), lines)
    file = io.BytesIO()
    deck.save(file)
    return file.getvalue()


def _slide(deck: Deck, title: str) -> Slide:
    slide = deck.slides.add_slide(deck.slide_layouts[TITLE_ONLY])
    box = slide.shapes.title
    assert box is not None
    box.left, box.top, box.width, box.height = MARGIN, Inches(0.35), INSIDE, Inches(0.9)
    box.text_frame.text = _clean(title)
    box.text_frame.word_wrap = True
    for paragraph in box.text_frame.paragraphs:
        paragraph.alignment = PP_ALIGN.LEFT
        paragraph.font.size = TITLE if len(title) < 75 else Pt(22)
        paragraph.font.bold, paragraph.font.color.rgb = True, INK
    return slide


def _text(
    slide: Slide, words: str, top: Length, height: Length, size: Length, colour: RGBColor = INK
) -> None:
    frame = slide.shapes.add_textbox(MARGIN, top, INSIDE, height).text_frame
    frame.word_wrap = True
    frame.text = _clean(words)
    for paragraph in frame.paragraphs:
        paragraph.font.size, paragraph.font.color.rgb = size, colour


def _picture(slide: Slide, reading: Reading, top: Length, most: Length) -> None:
    """The wide chart as large as there is room for, in the middle."""
    png = to_png(spc_chart(reading.verdict, reading.series))
    picture = slide.shapes.add_picture(io.BytesIO(png), MARGIN, top, width=INSIDE)
    if picture.height > most:
        picture.width, picture.height = Emu(int(picture.width * most / picture.height)), most
        picture.left = Emu((WIDTH - picture.width) // 2)
    told: Any = picture._element.nvPicPr
    named = told.cNvPr
    named.set("descr", _clean(reading.alt))
    named.set("name", "Chart")


def _says(line: Line) -> str:
    said = f"{line.says}: {'; '.join(line.rules)}" if line.rules else line.says
    return ". ".join((said, *line.notes)) if line.notes else said


def _pages(lines: Sequence[Line]) -> Iterable[list[Line]]:
    """Lines in parts that each fit on a slide."""
    page: list[Line] = []
    room = LINES_A_SLIDE
    for line in lines:
        takes = 1 + int(text_width(_says(line), 12) / 255)
        if page and takes > room:
            yield page
            page, room = [], LINES_A_SLIDE
        page.append(line)
        room -= takes
    if page:
        yield page


def _table(slide: Slide, lines: Sequence[Line]) -> None:
    standards = any(line.standard for line in lines)
    columns = [each for each in _COLUMNS if standards or each[0] != "Standard"]
    height = Emu(Inches(0.34) * (len(lines) + 1))
    frame = slide.shapes.add_table(len(lines) + 1, len(columns) + 1, MARGIN, Inches(1.35), INSIDE, height)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", "The values of the chart, newest first")
    table = frame.table
    widths = [Inches(width) for _, width in columns]
    for at, width in enumerate([*widths, Emu(INSIDE - sum(widths))]):
        table.columns[at].width = width
    heads = [*(name for name, _ in columns), "What it says"]
    rows = []
    for line in lines:
        cells = [line.period, line.value or "–", line.mean, line.limits, line.standard]
        rows.append([*cells[: len(columns)], _says(line)])
    for row, cells in enumerate([heads, *rows]):
        table.rows[row].height = Inches(0.34)
        for column, words in enumerate(cells):
            cell = table.cell(row, column)
            cell.text = _clean(words)
            cell.margin_top = cell.margin_bottom = Inches(0.03)
            cell.fill.solid()
            cell.fill.fore_color.rgb = RULE if row == 0 else RGBColor(0xFF, 0xFF, 0xFF)
            for paragraph in cell.text_frame.paragraphs:
                paragraph.font.size, paragraph.font.bold = CELL, row == 0
                paragraph.font.color.rgb = INK


def _clean(words: str) -> str:
    """Words without the characters that XML cannot hold."""
    return ILLEGAL_CHARACTERS_RE.sub("\ufffd", words)
