"""A pack as Word: real headings, tables whose heads repeat, pictures with captions and alt text."""

import io
from collections.abc import Mapping
from typing import Any

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from peelian.documents.packs import laid_out, phrases
from peelian.documents.packs.charted import png
from peelian.documents.packs.content import JudgementInPack, MeasureInPack, PackContent, QuestionInPack, Sign
from peelian.documents.packs.fixed import fixed, made_at
from peelian.documents.packs.laid_out import Cell, Table
from peelian.documents.packs.signs import drawn_as
from peelian.documents.word_parts import (
    FONT,
    INK,
    SOFT,
    WASH,
    bordered,
    field,
    font,
    paged,
    repeated,
    ruled,
    run,
    styled,
    tight,
    titled,
    whole,
    widths,
    words,
    written,
)

PICTURE = Cm(15)
"""Of a chart: two of them fit on a page."""


def to_docx(content: PackContent, charts: Mapping[str, str], digest: str) -> bytes:
    """The pack as a document of A4 pages, in British English."""
    paper = Paper(content, charts)
    paper.write(digest)
    file = io.BytesIO()
    paper.document.save(file)
    return fixed(file.getvalue(), made_at(content.values_at))


class Paper:
    """One document being written."""

    def __init__(self, content: PackContent, charts: Mapping[str, str]) -> None:
        self.content, self.charts, self.pictures = content, charts, 0
        self.document: Any = Document()
        self._properties()
        self._page()
        self._styles()

    def write(self, digest: str) -> None:
        content = self.content
        self._cover()
        self.heading(1, phrases.CONTENTS, new_page=True)
        field(self.words(""), 'TOC \\o "1-2" \\h \\z \\u', "\n".join(self._headings()))
        self.words("")
        self.heading(1, phrases.BRIEF)
        self.table(laid_out.brief(content))
        for number, question in enumerate(content.questions, start=1):
            self._question(number, question)
        self.heading(1, phrases.DECISIONS, new_page=True)
        self._table_or(laid_out.decisions(content), phrases.NO_DECISIONS)
        self.heading(1, phrases.ACTIONS, new_page=True)
        self._table_or(laid_out.actions(content), phrases.NO_ACTIONS)
        self.heading(1, phrases.SOURCES, new_page=True)
        self._table_or(laid_out.traces(content), phrases.NO_VALUES)
        self._marks()
        self.heading(2, phrases.SELF)
        self.named(phrases.itself(content, digest))

    def _headings(self) -> list[str]:
        """What the contents list until Word makes them anew, with their pages."""
        titles = [phrases.heading(at, each) for at, each in enumerate(self.content.questions, start=1)]
        return [phrases.BRIEF, *titles, phrases.DECISIONS, phrases.ACTIONS, phrases.SOURCES]

    def _properties(self) -> None:
        told = self.document.core_properties
        told.title, told.author, told.language = self.content.title[:255], self.content.force[:255], "en-GB"
        told.subject, told.comments = f"{self.content.unit}, {self.content.period}"[:255], ""
        told.last_modified_by, told.revision = "", 1

    def _page(self) -> None:
        edition = f"{phrases.EDITION}. " if self.content.public else ""
        paged(self.document, header=f"{self.content.force}: {self.content.title}", footer=edition)

    def _styles(self) -> None:
        styles = self.document.styles
        styled(self.document)
        font(styles["Title"], FONT, 28, bold=True)
        font(styles["Caption"], FONT, 8.5, colour=SOFT)
        styles["Caption"].font.bold = False
        font(styles["List Bullet"], FONT, 9)
        border = styles["Title"].element.pPr.find(qn("w:pBdr"))
        if border is not None:
            styles["Title"].element.pPr.remove(border)

    def _cover(self) -> None:
        self.words(self.content.force, colour=SOFT, size=12, before=Cm(2.4))
        self.document.add_paragraph(self.content.title, style="Title")
        self.words(f"{self.content.unit}, {self.content.period}", size=14, after=Cm(1))
        if self.content.public:
            self.left_out(phrases.EDITION)
        if self.content.notice:
            self.left_out(self.content.notice)
        self.named(phrases.about(self.content))
        agenda = laid_out.agenda(self.content)
        if agenda.rows:
            self.words(agenda.title, size=14, bold=True, before=Pt(26))
            self.table(agenda)

    def _question(self, number: int, question: QuestionInPack) -> None:
        self.heading(1, phrases.heading(number, question), new_page=True)
        self.words(question.theme, colour=SOFT)
        self.words(question.why, size=11.5)
        self.words(phrases.owned(question), colour=SOFT, size=9)
        if question.redacted:
            self.left_out(phrases.left_out(question.redacted))
            return
        self.heading(2, phrases.JUDGED)
        if question.judgement:
            self._judgement(question.judgement)
        else:
            self.words(phrases.NOT_JUDGED)
        self.heading(2, phrases.SIGNALS)
        self.words(question.signals)
        if question.measures:
            self.table(laid_out.signals(question))
        if question.unmeasured:
            self.words(phrases.unmeasured(question), colour=SOFT, size=9, before=Pt(10))
        if question.measures:
            self.heading(2, phrases.CHARTS)
        for measure in question.measures:
            self._measure(measure)
        tables = laid_out.places(question)
        if tables:
            self.heading(2, phrases.BELOW)
        for table in tables:
            self.table(table)
            self.words("")

    def _judgement(self, judged: JudgementInPack) -> None:
        box = _Box(self.document, fill=WASH, bar=INK)
        ended = bool(judged.concluded_grade)
        box.words(judged.concluded_grade or judged.grade, size=16, bold=True)
        if ended:
            box.words(judged.concluded_words)
            box.words(f"Concluded by {judged.concluded_by}, {judged.concluded_at}", size=9, colour=SOFT)
            box.words(f"{judged.by} had judged: {judged.grade}", bold=True)
        box.words(judged.means, size=9, colour=SOFT)
        box.words(judged.words)
        if judged.because:
            box.words(phrases.OTHERWISE, bold=True)
            box.words(judged.because)
        box.words(f"{judged.by}, {judged.at}. {judged.confidence} confidence.", size=9, colour=SOFT)
        for view in judged.views:
            box.words(phrases.seen(view), bold=True)
            box.words(view.words)

    def _measure(self, measure: MeasureInPack) -> None:
        self.heading(3, measure.title)
        if measure.suppressed:
            self.left_out(phrases.left_out(measure.suppressed))
            return
        self.words(measure.sentence, keep=True)
        self.words(phrases.beside(measure), colour=SOFT, size=9, keep=True)
        if measure.chart:
            self._picture(measure)
        else:
            self.words(phrases.NO_CHART, colour=SOFT, size=9)
        for event in measure.events:
            self.document.add_paragraph(event, style="List Bullet")
        if measure.suppressed_places:
            self.left_out(phrases.below_left_out(measure.suppressed_places))

    def _picture(self, measure: MeasureInPack) -> None:
        """The chart with its alt text, and below it a numbered caption that says how it was drawn."""
        line = self.document.add_paragraph()
        line.paragraph_format.keep_with_next = True
        picture = line.add_run().add_picture(io.BytesIO(png(self.charts[measure.id])), width=PICTURE)
        self.pictures += 1
        named = picture._inline.docPr
        named.set("descr", measure.alt or measure.title)
        named.set("name", f"Chart {self.pictures}")
        caption = self.document.add_paragraph(style="Caption")
        caption.add_run("Chart ")
        field(caption, "SEQ Chart \\* ARABIC", str(self.pictures))
        caption.add_run(f": {phrases.joined((measure.title, phrases.drawn(measure), measure.caveats))}")

    def _marks(self) -> None:
        self.heading(2, phrases.MARKS)
        rows = [(Cell("", (sign,)), Cell(means)) for sign, means in phrases.meanings()]
        if laid_out.hides(self.content):
            rows.append((Cell(phrases.HIDDEN), Cell(phrases.HIDDEN_MEANS)))
        self.table(Table(phrases.MARKS, ("Mark", "Meaning"), (1, 8), tuple(rows)))

    def heading(self, level: int, words: str, *, new_page: bool = False) -> None:
        line = self.document.add_heading(words, level)
        line.paragraph_format.page_break_before = new_page

    def words(self, said: str, **look: Any) -> Any:
        """Paragraphs of words; the last of them, empty when there are none."""
        return words(self.document, said, **look)

    def left_out(self, words: str) -> None:
        """A black frame with a black bar, which is seen where something is not there to be seen."""
        _Box(self.document, bar="000000", frame="000000").words(words, bold=True)
        self.words("", size=4)

    def named(self, pairs: list[tuple[str, str]]) -> None:
        """Words with the name of each before them."""
        table = self.document.add_table(len(pairs), 2)
        widths(table, (1, 2.6))
        for row, (name, value) in zip(table.rows, pairs, strict=True):
            ruled(row)
            written(row.cells[0], name, bold=True)
            written(row.cells[1], value)

    def _table_or(self, table: Table, none: str) -> None:
        if table.rows:
            self.table(table)
        else:
            self.words(none)

    def table(self, given: Table) -> None:
        """A table whose first row is its heading on every page it goes on to."""
        table = self.document.add_table(1 + len(given.rows), len(given.heads))
        titled(table, given.title)
        widths(table, given.shares)
        rows = list(table.rows)
        repeated(rows[0])
        ruled(rows[0], INK, 12)
        for cell, head in zip(rows[0].cells, given.heads, strict=True):
            written(cell, head, bold=True)
        for row, cells in zip(rows[1:], given.rows, strict=True):
            ruled(row)
            whole(row)
            for cell, told in zip(row.cells, cells, strict=True):
                _filled(cell, told)


class _Box:
    """A frame of one cell that words are put in."""

    def __init__(self, document: Any, *, fill: str = "", bar: str = INK, frame: str = "") -> None:
        table = document.add_table(1, 1)
        widths(table, (1,))
        self.cell, self.empty = table.rows[0].cells[0], True
        properties = self.cell._tc.get_or_add_tcPr()
        borders = OxmlElement("w:tcBorders")
        for side in ("top", "left", "bottom", "right"):
            size = 48 if side == "left" else 10
            bordered(borders, side, bar if side == "left" else frame, size)
        properties.append(borders)
        if fill:
            shade = OxmlElement("w:shd")
            shade.set(qn("w:val"), "clear")
            shade.set(qn("w:fill"), fill)
            properties.append(shade)

    def words(self, said: str, **look: Any) -> None:
        for paragraph in phrases.paragraphs(said):
            line = self.cell.paragraphs[0] if self.empty else self.cell.add_paragraph()
            self.empty = False
            line.paragraph_format.space_before = line.paragraph_format.space_after = Pt(4)
            line.paragraph_format.left_indent = line.paragraph_format.right_indent = Pt(8)
            run(line, paragraph, **look)


def _filled(cell: Any, told: Cell) -> None:
    """Marks, words and what stands below them; or, in bold, why they are not there."""
    line = cell.paragraphs[0]
    tight(line)
    for sign in told.signs:
        _signed(line, sign)
    hidden = [f"■ {told.hidden}"] if told.hidden else []
    first, *more = [*phrases.paragraphs(told.words), *hidden] or [""]
    run(line, first, size=9, bold=bool(told.hidden))
    for paragraph in more:
        run(tight(cell.add_paragraph()), paragraph, size=9, bold=bool(told.hidden))
    if told.hidden:
        return
    for paragraph in phrases.paragraphs(told.below):
        run(tight(cell.add_paragraph()), paragraph, size=8, colour=SOFT)


def _signed(line: Any, sign: Sign) -> None:
    shape, colour = drawn_as(sign)
    run(line, f"{shape}  ", size=9.5, bold=True, colour=colour)
