"""A response as Word: real headings and lists, a table whose head repeats, its language and its title."""

import io
from collections.abc import Iterable
from typing import Any

from docx import Document
from docx.shared import Pt

from peelian.documents.packs.fixed import fixed, made_at
from peelian.documents.responses import phrases
from peelian.documents.responses.blocks import Block, Facts, Heading, Items, Lines, NewPage, Words
from peelian.documents.responses.content import Layout, ResponseContent
from peelian.documents.responses.laid_out import laid_out
from peelian.documents.word_parts import (
    FONT,
    INK,
    font,
    paged,
    repeated,
    ruled,
    run,
    styled,
    titled,
    widths,
    written,
)

BULLET = "List Bullet"


def to_docx(content: ResponseContent, layout: Layout) -> bytes:
    """The response as a document of A4 pages, in British English."""
    document: Any = Document()
    told = document.core_properties
    told.title, told.author = phrases.about_report(content)[:255], content.body_title[:255]
    told.language, told.comments, told.last_modified_by, told.revision = "en-GB", "", "", 1
    paged(document, header=phrases.about_report(content))
    styled(document)
    font(document.styles[BULLET], FONT, 10.5)
    _Paper(document).write(laid_out(content, layout))
    file = io.BytesIO()
    document.save(file)
    return fixed(file.getvalue(), made_at(content.dated))


class _Paper:
    """One document being written."""

    def __init__(self, document: Any) -> None:
        self.document, self.new_page = document, False

    def write(self, blocks: Iterable[Block]) -> None:
        for block in blocks:
            if isinstance(block, Heading):
                line = self.document.add_heading(block.words, block.level)
                line.paragraph_format.page_break_before, self.new_page = self.new_page, False
            elif isinstance(block, NewPage):
                self.new_page = True
            elif isinstance(block, Facts):
                self._facts(block)
            else:
                _put(self.document.add_paragraph, block)

    def _facts(self, facts: Facts) -> None:
        table = self.document.add_table(1 + len(facts.rows), 2)
        titled(table, facts.title)
        widths(table, (1, 2.8))
        head, *rows = list(table.rows)
        repeated(head)
        ruled(head, INK, 12)
        for cell, words in zip(head.cells, facts.heads, strict=True):
            written(cell, words, bold=True)
        for row, (name, blocks) in zip(rows, facts.rows, strict=True):
            ruled(row)
            first, second = row.cells
            written(first, name, bold=True)
            empty = [second.paragraphs[0]]  # a cell has one paragraph before any is added

            def paragraph(cell: Any = second, empty: list[Any] = empty) -> Any:
                return empty.pop() if empty else cell.add_paragraph()

            for block in blocks:
                _put(paragraph, block)


def _put(paragraph: Any, block: Block) -> None:
    """Write words, a list or short lines into paragraphs that `paragraph` gives."""
    if isinstance(block, Items):
        for item in block.items:
            line = paragraph()
            line.style = BULLET
            run(line, item)
    elif isinstance(block, Lines):
        last = len(block.lines) - 1
        for at, words in enumerate(block.lines):
            line = paragraph()
            line.paragraph_format.space_after = Pt(14 if at == last else 0)
            run(line, words)
    elif isinstance(block, Words):
        line = paragraph()
        if block.label:
            run(line, f"{block.label} " if block.words else block.label, bold=True)
        if block.words:
            run(line, block.words, bold=block.strong)
