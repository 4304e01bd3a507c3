"""PDF: the words of its pages, with the lines that the paper's width broke put together again."""

import io
import logging
import re
from collections.abc import Iterator
from statistics import quantiles

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from peelian.documents.inspections.text import Block, unmarked
from peelian.framework.errors import UserError

MOST_PAGES = 300
"""Pages that are read; a response has some twenty, a long report two hundred."""
MOST_LETTERS = 3_000_000
_PAGE_NUMBER = re.compile(
    r"^\s*(?:page\s*)?[-–|]?\s*\d{1,4}\s*(?:[-–|]|(?:of|/)\s*\d{1,4})?\s*$", re.IGNORECASE
)
_ENDS = re.compile(r"[.:;!?]['\"’”)]?$")
_STARTS = re.compile(
    r"^(?:(?:recommendations?|rec|areas? for improvement|afi|causes? of concern|response|part|appendix|page)\b"
    r"|R\d|#?\d{1,6}(?:\.\d+)*[.):\s-]|[A-Z][\w'’/& ]{2,60}:)",
    re.IGNORECASE,
)


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
    pages, missing = _pages(reader, count)
    if not any(page.strip() for page in pages):
        raise UserError("its pages are pictures without words: run it through text recognition (OCR) first")
    blank = [str(at) for at, page in enumerate(pages, start=1) if len(page.strip()) < 3]
    if blank and len(blank) > len(pages) // 4:
        missing.append(f"{len(blank)} of its pages hold no words, perhaps pictures: {', '.join(blank[:20])}")
    return [block for page in pages for block in _paragraphs(page)], missing


def _pages(reader: PdfReader, count: int) -> tuple[list[str], list[str]]:
    pages: list[str] = []
    missing: list[str] = []
    letters = 0
    for at in range(min(count, MOST_PAGES)):
        try:
            page = reader.pages[at].extract_text()
        except MemoryError:
            raise
        except (PyPdfError, Exception) as error:
            missing.append(f"page {at + 1} cannot be read ({type(error).__name__})")
            page = ""
        pages.append(page)
        letters += len(page)
        if letters > MOST_LETTERS:
            missing.append(f"it has too many words: what follows page {at + 1} is left out")
            return pages, missing
    if count > MOST_PAGES:
        missing.append(f"it has {count:,} pages: those after page {MOST_PAGES} are left out")
    return pages, missing


def _paragraphs(page: str) -> Iterator[Block]:
    """Lines of a page as paragraphs: one ends where a line is short, or where the next begins something."""
    lines = [line.rstrip() for line in page.splitlines()]
    long = [len(line) for line in lines if len(line) > 20]
    full = quantiles(long, n=10)[-1] if len(long) > 3 else 80.0
    gathered: list[str] = []
    for at, line in enumerate(lines):
        if not line.strip() or (_PAGE_NUMBER.match(line) and at in (0, 1, len(lines) - 1, len(lines) - 2)):
            if gathered and not line.strip():
                yield Block(" ".join(gathered))
                gathered = []
            continue
        if gathered and not _goes_on(gathered[-1], line.strip(), full):
            yield Block(" ".join(gathered))
            gathered = []
        gathered.append(line.strip())
    if gathered:
        yield Block(" ".join(gathered))


def _goes_on(last: str, line: str, full: float) -> bool:
    if unmarked(line)[1] or _STARTS.match(line):
        return False
    if line[:1].islower():
        return not _ENDS.search(last)
    if _ENDS.search(last):
        return len(last) > 0.85 * full and not last.endswith(":")
    return len(last) > 0.7 * full
