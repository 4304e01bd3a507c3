"""A pack as Word: real headings, tables whose heads repeat, pictures with captions and alt text."""

import io
from collections.abc import Mapping
from typing import Any

from docx import Document
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from peelian.documents.packs import laid_out, phrases
from peelian.documents.packs.charted import png
from peelian.documents.packs.content import JudgementInPack, MeasureInPack, PackContent, QuestionInPack, Sign
from peelian.documents.packs.fixed import fixed, made_at
from peelian.documents.packs.laid_out import Cell, Table
from peelian.documents.packs.signs import drawn_as

FONT = "Arial"
WIDE = Cm(16.6)
"""Of the text of a page."""
PICTURE = Cm(15)
"""Of a chart: two of them fit on a page."""
INK, SOFT, RULE, WASH = "0B0C0C", "4A5560", "B1B4B6", "F3F4F5"


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
        _field(self.words(""), 'TOC \\o "1-2" \\h \\z \\u', "\n".join(self._headings()))
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
        section = self.document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.2)
        section.top_margin, section.bottom_margin = Cm(2.4), Cm(2.2)
        section.different_first_page_header_footer = True
        self._mark_text(section.header.paragraphs[0], f"{self.content.force}: {self.content.title}")
        for footer in (section.footer, section.first_page_footer):
            line = footer.paragraphs[0]
            edition = f"{phrases.EDITION}. " if self.content.public else ""
            self._mark_text(line, f"{edition}Page ")
            _field(line, "PAGE", "1", small=True)
            self._mark_text(line, " of ")
            _field(line, "NUMPAGES", "1", small=True)

    def _mark_text(self, line: Any, words: str) -> None:
        run = line.add_run(words)
        run.font.size, run.font.color.rgb = Pt(8.5), RGBColor.from_string(SOFT)

    def _styles(self) -> None:
        styles = self.document.styles
        normal = styles["Normal"]
        _font(normal, FONT, 10.5)
        language = OxmlElement("w:lang")
        for name in ("w:val", "w:eastAsia", "w:bidi"):
            language.set(qn(name), "en-GB")
        for properties in (normal.element.get_or_add_rPr(), _default_run(styles)):
            for old in properties.findall(qn("w:lang")):
                properties.remove(old)
            properties.append(language if properties.getparent() is normal.element else _copied(language))
        normal.paragraph_format.space_after = Pt(6)
        for level, size, before in ((1, 20, 0), (2, 14, 18), (3, 11.5, 14)):
            style = styles[f"Heading {level}"]
            _font(style, FONT, size, bold=True)
            style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(6)
            style.paragraph_format.keep_with_next = True
        _font(styles["Title"], FONT, 28, bold=True)
        _font(styles["Caption"], FONT, 8.5, colour=SOFT)
        styles["Caption"].font.bold = False
        _font(styles["List Bullet"], FONT, 9)
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
        _field(caption, "SEQ Chart \\* ARABIC", str(self.pictures))
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
        return _words(self.document, said, **look)

    def left_out(self, words: str) -> None:
        """A black frame with a black bar, which is seen where something is not there to be seen."""
        _Box(self.document, bar="000000", frame="000000").words(words, bold=True)
        self.words("", size=4)

    def named(self, pairs: list[tuple[str, str]]) -> None:
        """Words with the name of each before them."""
        table = self.document.add_table(len(pairs), 2)
        _widths(table, (1, 2.6))
        for row, (name, value) in zip(table.rows, pairs, strict=True):
            _ruled(row)
            _written(row.cells[0], name, bold=True)
            _written(row.cells[1], value)

    def _table_or(self, table: Table, none: str) -> None:
        if table.rows:
            self.table(table)
        else:
            self.words(none)

    def table(self, given: Table) -> None:
        """A table whose first row is its heading on every page it goes on to."""
        table = self.document.add_table(1 + len(given.rows), len(given.heads))
        _titled(table, given.title)
        _widths(table, given.shares)
        rows = list(table.rows)
        _repeated(rows[0])
        _ruled(rows[0], INK, 12)
        for cell, head in zip(rows[0].cells, given.heads, strict=True):
            _written(cell, head, bold=True)
        for row, cells in zip(rows[1:], given.rows, strict=True):
            _ruled(row)
            _whole(row)
            for cell, told in zip(row.cells, cells, strict=True):
                _filled(cell, told)


class _Box:
    """A frame of one cell that words are put in."""

    def __init__(self, document: Any, *, fill: str = "", bar: str = INK, frame: str = "") -> None:
        table = document.add_table(1, 1)
        _widths(table, (1,))
        self.cell, self.empty = table.rows[0].cells[0], True
        properties = self.cell._tc.get_or_add_tcPr()
        borders = OxmlElement("w:tcBorders")
        for side in ("top", "left", "bottom", "right"):
            size = 48 if side == "left" else 10
            _bordered(borders, side, bar if side == "left" else frame, size)
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
            _run(line, paragraph, **look)


def _words(
    where: Any,
    said: str,
    *,
    size: float = 0,
    bold: bool = False,
    colour: str = "",
    before: Any = None,
    after: Any = None,
    keep: bool = False,
) -> Any:
    line: Any = None
    for paragraph in phrases.paragraphs(said) or [""]:
        line = where.add_paragraph()
        _run(line, paragraph, size=size, bold=bold, colour=colour)
        line.paragraph_format.keep_with_next = keep
    if before is not None:
        line.paragraph_format.space_before = before
    if after is not None:
        line.paragraph_format.space_after = after
    return line


def _run(line: Any, words: str, *, size: float = 0, bold: bool = False, colour: str = "") -> Any:
    run = line.add_run(words)
    run.font.bold = bold or None
    if size:
        run.font.size = Pt(size)
    if colour:
        run.font.color.rgb = RGBColor.from_string(colour)
    return run


def _filled(cell: Any, told: Cell) -> None:
    """Marks, words and what stands below them; or, in bold, why they are not there."""
    line = cell.paragraphs[0]
    _tight(line)
    for sign in told.signs:
        _signed(line, sign)
    hidden = [f"■ {told.hidden}"] if told.hidden else []
    first, *more = [*phrases.paragraphs(told.words), *hidden] or [""]
    _run(line, first, size=9, bold=bool(told.hidden))
    for paragraph in more:
        _run(_tight(cell.add_paragraph()), paragraph, size=9, bold=bool(told.hidden))
    if told.hidden:
        return
    for paragraph in phrases.paragraphs(told.below):
        _run(_tight(cell.add_paragraph()), paragraph, size=8, colour=SOFT)


def _signed(line: Any, sign: Sign) -> None:
    shape, colour = drawn_as(sign)
    _run(line, f"{shape}  ", size=9.5, bold=True, colour=colour)


def _written(cell: Any, words: str, *, bold: bool = False) -> None:
    line = _tight(cell.paragraphs[0])
    _run(line, " ".join(words.split()), size=9, bold=bold)


def _tight(line: Any) -> Any:
    line.paragraph_format.space_before, line.paragraph_format.space_after = Pt(2), Pt(2)
    return line


def _font(style: Any, name: str, size: float, *, bold: bool = False, colour: str = INK) -> None:
    style.font.name, style.font.size, style.font.bold = name, Pt(size), bold
    style.font.color.rgb, style.font.italic = RGBColor.from_string(colour), False
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(theme), None)
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), name)


def _default_run(styles: Any) -> Any:
    return styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))


def _copied(element: Any) -> Any:
    again = OxmlElement(element.tag.replace(f"{{{element.nsmap['w']}}}", "w:"))
    for name, value in element.attrib.items():
        again.set(name, value)
    return again


def _field(line: Any, code: str, shown: str, *, small: bool = False) -> None:
    """A field that Word works out, and what it shows until then."""
    for kind in ("begin", "separate", "end"):
        run = line.add_run()
        if small:
            run.font.size, run.font.color.rgb = Pt(8.5), RGBColor.from_string(SOFT)
        mark = OxmlElement("w:fldChar")
        mark.set(qn("w:fldCharType"), kind)
        if kind == "separate":
            told = OxmlElement("w:instrText")
            told.set(qn("xml:space"), "preserve")
            told.text = f" {code} "
            run._r.append(told)
            run = line.add_run()
            run._r.append(mark)
            for at, words in enumerate(shown.split("\n")):
                run = line.add_run()
                if small:
                    run.font.size, run.font.color.rgb = Pt(8.5), RGBColor.from_string(SOFT)
                if at:
                    run.add_break(WD_BREAK.LINE)
                run.add_text(words)
        else:
            run._r.append(mark)


def _titled(table: Any, title: str) -> None:
    caption = OxmlElement("w:tblCaption")
    caption.set(qn("w:val"), title)
    table._tbl.tblPr.append(caption)


def _widths(table: Any, shares: tuple[float, ...]) -> None:
    table.autofit = False
    wide = laid_out.spread(shares, int(WIDE))
    for column, width in zip(table.columns, wide, strict=True):
        column.width = width
    for row in table.rows:
        for cell, width in zip(row.cells, wide, strict=True):
            cell.width = width


def _repeated(row: Any) -> None:
    head = OxmlElement("w:tblHeader")
    head.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(head)


def _whole(row: Any) -> None:
    """A row that is not parted by the end of a page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _ruled(row: Any, colour: str = RULE, size: int = 4) -> None:
    """A line below every cell of a row, `size` in eighths of a point."""
    for cell in row.cells:
        borders = OxmlElement("w:tcBorders")
        _bordered(borders, "bottom", colour, size)
        cell._tc.get_or_add_tcPr().append(borders)


def _bordered(borders: Any, side: str, colour: str, size: int) -> None:
    line = OxmlElement(f"w:{side}")
    line.set(qn("w:val"), "single" if colour else "nil")
    line.set(qn("w:sz"), str(size))
    line.set(qn("w:space"), "0")
    line.set(qn("w:color"), colour or "auto")
    borders.append(line)
