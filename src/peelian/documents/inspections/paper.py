"""PDF: the words of its pages, as paragraphs, headings and the cells of its tables."""

import io
import logging

from pypdf import PdfReader

from peelian.documents.inspections.sheet import Sheet
from peelian.documents.inspections.text import Block
from peelian.framework.errors import UserError

MOST_PAGES = 300
"""Pages that are read; a response has some twenty, a long report two hundred."""
MOST_LETTERS = 1_500_000


def paper_blocks(content: bytes) -> tuple[list[Block], list[str]]:
    """The blocks of a PDF, and what of it could not be read. UserError when nothing can."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UserError("it is protected by a password: save it without one")
        count = len(reader.pages)
    except UserError:
        raise
    except Exception as error:  # a damaged PDF makes pypdf raise anything
        raise UserError("it is damaged or not complete: get it again from where it was published") from error
    sheets, missing = _sheets(reader, count)
    if not any(sheet.text().strip() for sheet in sheets):
        if missing:
            raise UserError("it is damaged or not complete: get it again from where it was published")
        raise UserError("its pages are pictures without words: run it through text recognition (OCR) first")
    blank = [str(at) for at, sheet in enumerate(sheets, start=1) if len(sheet.text()) < 3]
    if len(blank) > len(sheets) // 4:
        missing.append(f"{len(blank)} of its pages hold no words, perhaps pictures: {', '.join(blank[:20])}")
    blocks: list[Block] = []
    tables = 0
    for sheet in sheets:
        made = sheet.blocks(tables)
        tables = max([tables, *(block.cell[0] + 1 for block in made if block.cell is not None)])
        blocks += made
    return blocks, missing


def _sheets(reader: PdfReader, count: int) -> tuple[list[Sheet], list[str]]:
    sheets: list[Sheet] = []
    missing: list[str] = []
    letters = 0
    for at in range(min(count, MOST_PAGES)):
        sheet = Sheet()
        try:
            reader.pages[at].extract_text(visitor_text=sheet.word, visitor_operand_before=sheet.drawn)
        except MemoryError:
            raise
        except Exception as error:  # a damaged page makes pypdf raise anything
            missing.append(f"page {at + 1} cannot be read ({type(error).__name__})")
        sheets.append(sheet)
        letters += len(sheet.text())
        if letters > MOST_LETTERS:
            missing.append(f"it has too many words: what follows page {at + 1} is left out")
            return sheets, missing
    if count > MOST_PAGES:
        missing.append(f"it has {count:,} pages: those after page {MOST_PAGES} are left out")
    return sheets, missing
