"""What slides are made of: titles, words, pictures with alt text and tables, each where it is told."""

import io
from collections.abc import Callable, Sequence
from typing import Any

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import PP_ALIGN
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide
from pptx.util import Emu, Inches, Length, Pt

WIDTH, HEIGHT, MARGIN = Inches(13.333), Inches(7.5), Inches(0.6)
INSIDE = Emu(WIDTH - 2 * MARGIN)
TITLE_ONLY = 5  # of the layouts of PowerPoint's own blank presentation
TITLE, SMALLER_TITLE, LONG_TITLE = Pt(28), Pt(22), 75
"""A title of more letters than that is smaller."""
CELL = Pt(12)
INK, SOFT, RULE = RGBColor(0x0B, 0x0C, 0x0C), RGBColor(0x4A, 0x55, 0x60), RGBColor(0xEE, 0xF2, 0xF5)
PAPER = RGBColor(0xFF, 0xFF, 0xFF)
ROW = Inches(0.34)
BELOW_TITLE = Inches(1.35)


def new_deck(title: str, author: str) -> Deck:
    """An empty presentation in 16:9."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = WIDTH, HEIGHT
    deck.core_properties.title, deck.core_properties.author = clean(title)[:255], clean(author)[:255]
    return deck


def saved(deck: Deck) -> bytes:
    file = io.BytesIO()
    deck.save(file)
    return file.getvalue()


def new_slide(deck: Deck, title: str) -> Slide:
    """A slide with a title and nothing else."""
    slide = deck.slides.add_slide(deck.slide_layouts[TITLE_ONLY])
    box = slide.shapes.title
    assert box is not None
    box.left, box.top, box.width, box.height = MARGIN, Inches(0.35), INSIDE, Inches(0.9)
    box.text_frame.text = clean(title)
    box.text_frame.word_wrap = True
    for paragraph in box.text_frame.paragraphs:
        paragraph.alignment = PP_ALIGN.LEFT
        paragraph.font.size = TITLE if len(title) < LONG_TITLE else SMALLER_TITLE
        paragraph.font.bold, paragraph.font.color.rgb = True, INK
    return slide


def put_text(
    slide: Slide,
    words: str,
    top: Length,
    height: Length,
    size: Length,
    colour: RGBColor = INK,
    *,
    left: Length = MARGIN,
    width: Length = INSIDE,
    bold: bool = False,
) -> Any:
    """Words in a box, which is given back."""
    box = slide.shapes.add_textbox(left, top, width, height)
    frame = box.text_frame
    frame.word_wrap = True
    frame.text = clean(words)
    for paragraph in frame.paragraphs:
        paragraph.font.size, paragraph.font.color.rgb = size, colour
        if bold:
            paragraph.font.bold = True
    return box


def put_picture(
    slide: Slide,
    png: bytes,
    alt: str,
    top: Length,
    most: Length,
    *,
    left: Length = MARGIN,
    width: Length = INSIDE,
) -> None:
    """A picture as large as there is room for, in the middle of its room."""
    picture = slide.shapes.add_picture(io.BytesIO(png), left, top, width=width)
    if picture.height > most:
        picture.width, picture.height = Emu(int(picture.width * most / picture.height)), most
        picture.left = Emu(left + (width - picture.width) // 2)
    told: Any = picture._element.nvPicPr
    told.cNvPr.set("descr", clean(alt))
    told.cNvPr.set("name", "Chart")


def put_table(
    slide: Slide,
    heads: Sequence[str],
    rows: Sequence[Sequence[Any]],
    widths: Sequence[Length],
    alt: str,
    *,
    top: Length = BELOW_TITLE,
    write: Callable[[Any, Any], None] | None = None,
) -> None:
    """A table whose first row is its heading. A cell is words, or what `write` puts into one."""
    height = Emu(ROW * (len(rows) + 1))
    frame = slide.shapes.add_table(len(rows) + 1, len(heads), MARGIN, top, INSIDE, height)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", clean(alt))
    table = frame.table
    for at, width in enumerate(widths):
        table.columns[at].width = width
    for number, cells in enumerate([heads, *rows]):
        table.rows[number].height = ROW
        for column, told in enumerate(cells):
            cell = table.cell(number, column)
            cell.margin_top = cell.margin_bottom = Inches(0.03)
            cell.fill.solid()
            cell.fill.fore_color.rgb = RULE if number == 0 else PAPER
            if number and write:
                write(cell, told)
                continue
            cell.text = clean(told)
            for paragraph in cell.text_frame.paragraphs:
                paragraph.font.size, paragraph.font.bold = CELL, number == 0
                paragraph.font.color.rgb = INK


def clean(words: str) -> str:
    """Words without the characters that XML cannot hold."""
    return ILLEGAL_CHARACTERS_RE.sub("\ufffd", words)
