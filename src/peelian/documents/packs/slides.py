"""A pack as PowerPoint in 16:9: signals, judgement and charts of each question, decisions and actions."""

from collections.abc import Iterator, Mapping, Sequence
from math import ceil
from typing import Any

from pptx.dml.color import RGBColor
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.slide import Slide
from pptx.util import Emu, Inches, Length, Pt

from peelian.documents.chart_style import text_width
from peelian.documents.packs import laid_out, phrases
from peelian.documents.packs.charted import png
from peelian.documents.packs.content import MeasureInPack, PackContent, QuestionInPack, Sign
from peelian.documents.packs.fixed import fixed, made_at
from peelian.documents.packs.laid_out import Cell, Table
from peelian.documents.packs.signs import drawn_as
from peelian.documents.slide_parts import (
    INK,
    INSIDE,
    MARGIN,
    PAPER,
    SOFT,
    new_deck,
    new_slide,
    put_picture,
    put_table,
    put_text,
    saved,
)

LINES = 20
"""Of a table's letters that there is room for on a slide."""
IN_A_CELL, IN_A_TITLE, IN_A_BOX, IN_A_VIEW = 330, 150, 620, 220
"""The most letters of what people write; beyond them a slide says where the rest is."""
BLACK = RGBColor(0, 0, 0)


def to_pptx(content: PackContent, charts: Mapping[str, str], digest: str) -> bytes:
    """The pack as slides, in British English. What people wrote at length is shortened, and says so."""
    slides = Slides(content, charts)
    slides.write(digest)
    return fixed(saved(slides.deck), made_at(content.values_at))


class Slides:
    """One presentation being made."""

    def __init__(self, content: PackContent, charts: Mapping[str, str]) -> None:
        self.content, self.charts = content, charts
        self.deck = new_deck(content.title, content.force)

    def write(self, digest: str) -> None:
        content = self.content
        self._cover()
        self._tables(phrases.BRIEF, laid_out.brief(content))
        for number, question in enumerate(content.questions, start=1):
            self._question(phrases.heading(number, question), question)
        self._tables(phrases.DECISIONS, laid_out.decisions(content), phrases.NO_DECISIONS)
        self._tables(phrases.ACTIONS, laid_out.actions(content), phrases.NO_ACTIONS)
        self._tables(phrases.MARKS, _meanings(content))
        self._tables(phrases.SELF, _itself(content, digest))
        self._footers()
        _in_english_and_arial(self.deck)

    def slide(self, title: str) -> Slide:
        return new_slide(self.deck, phrases.shortened(title, IN_A_TITLE))

    def _cover(self) -> None:
        content = self.content
        slide = self.slide(content.title)
        title: Any = slide.shapes.title
        title.top = Inches(2)
        for paragraph in title.text_frame.paragraphs:
            paragraph.font.size = Pt(36) if len(content.title) < 60 else Pt(22)
        put_text(slide, phrases.shortened(content.force, 90), Inches(1.1), Inches(0.5), Pt(18), SOFT)
        about = phrases.shortened(f"{content.unit}, {content.period}", 90)
        put_text(slide, about, Inches(3), Inches(0.6), Pt(22))
        told = [f"{name}: {words}" for name, words in phrases.about(content) if name != "About"]
        told = [phrases.shortened(line, 110) for line in told]
        put_text(slide, "\n".join(told), Inches(3.9), Inches(1.6), Pt(16), SOFT)
        if content.public:
            notice = phrases.joined((phrases.EDITION, content.notice))
            _left_out(slide, phrases.shortened(notice, IN_A_BOX), Inches(5.8))

    def _question(self, heading: str, question: QuestionInPack) -> None:
        if question.redacted:
            slide = self.slide(heading)
            _left_out(slide, phrases.left_out(question.redacted), Inches(1.6))
            return
        lead = phrases.joined((question.why, phrases.owned(question)))
        self._tables(heading, _brief(laid_out.signals(question)), phrases.NO_VALUES, lead)
        self._judgement(heading, question)
        for measure in question.measures:
            self._measure(measure)

    def _judgement(self, heading: str, question: QuestionInPack) -> None:
        slide = self.slide(f"{phrases.JUDGED}: {heading}")
        judged = question.judgement
        if judged is None:
            put_text(slide, phrases.NOT_JUDGED, Inches(1.5), Inches(0.6), Pt(18))
            return
        said: list[tuple[str, Any, bool]] = [(phrases.graded(question), Pt(28), True)]
        if judged.concluded_grade:
            said.append((phrases.shortened(judged.concluded_words, IN_A_BOX), Pt(16), False))
            said.append((f"Concluded by {judged.concluded_by}, {judged.concluded_at}", Pt(12), False))
            said.append((f"{judged.by} had judged: {judged.grade}", Pt(16), True))
        said.append((phrases.shortened(judged.words, IN_A_BOX), Pt(16), False))
        if judged.because:
            said.append((phrases.OTHERWISE, Pt(16), True))
            said.append((phrases.shortened(judged.because, IN_A_VIEW), Pt(16), False))
        said.append((f"{judged.by}, {judged.at}. {judged.confidence} confidence.", Pt(12), False))
        for view in judged.views:
            words = phrases.shortened(view.words, IN_A_VIEW)
            said.append((f"{phrases.seen(view)}{f'. {words}' if words else ''}", Pt(14), False))
        self._flowed(slide, f"{phrases.JUDGED}: {heading}", said)

    def _flowed(self, slide: Slide, title: str, said: Sequence[tuple[str, Any, bool]]) -> None:
        """Paragraphs one below the other, on as many slides as they take."""
        first: Length = Inches(1.5)
        top, bottom, part = first, Inches(6.9), 1
        for words, size, bold in said:
            if not words:
                continue
            wide = INSIDE / 12700
            lines = max(1, ceil(1.06 * text_width(words, size.pt, bold=bold) / (wide - 15)))
            height = Emu(int(lines * size * 1.22) + Inches(0.16))
            if top + height > bottom and top > first:
                part += 1
                slide, top = self.slide(f"{title} (part {part})"), first
            put_text(slide, words, top, height, size, INK if size > Pt(12) else SOFT, bold=bold)
            top = Emu(top + height)

    def _measure(self, measure: MeasureInPack) -> None:
        """The chart on the left, what it says on the right and how it was drawn below."""
        slide = self.slide(measure.title)
        if measure.suppressed:
            _left_out(slide, phrases.left_out(measure.suppressed), Inches(1.6))
            return
        right, wide = Inches(9.35), Inches(3.4)
        if measure.chart:
            picture = png(self.charts[measure.id])
            alt = measure.alt or measure.title
            put_picture(slide, picture, alt, Inches(1.45), Inches(4.95), width=Inches(8.5))
        else:
            put_text(slide, phrases.NO_CHART, Inches(1.6), Inches(0.5), Pt(16), SOFT, width=Inches(8.5))
        sentence = phrases.shortened(measure.sentence, IN_A_BOX)
        size = Pt(18) if len(sentence) < 230 else Pt(14)
        put_text(slide, sentence, Inches(1.45), Inches(2.9), size, left=right, width=wide)
        signs = [sign for sign in (measure.variation, measure.assurance) if sign]
        _signs(slide, signs, Inches(4.5), right, wide)
        beside = phrases.beside(measure).replace(". ", ".\n")
        put_text(slide, beside, Inches(5.35), Inches(1.1), Pt(14), SOFT, left=right, width=wide)
        foot = phrases.joined((phrases.drawn(measure), measure.caveats))
        foot = phrases.shortened(foot, IN_A_BOX // 2)
        put_text(slide, foot, Inches(6.5), Inches(0.5), Pt(12), SOFT, width=Inches(8.5))
        if measure.suppressed_places:
            _left_out(slide, phrases.below_left_out(measure.suppressed_places), Inches(6.4), right, wide)

    def _tables(self, title: str, table: Table, none: str = "", lead: str = "") -> None:
        """A table on as many slides as it takes, each with the heads; or a slide that says there is none."""
        top = Inches(2.25) if lead else Inches(1.35)
        pages = list(_pages(table, LINES - (3 if lead else 0)))
        if not pages and not none:
            return
        for number, rows in enumerate(pages or [[]], start=1):
            part = f" ({number} of {len(pages)})" if len(pages) > 1 else ""
            slide = self.slide(f"{phrases.shortened(title, IN_A_TITLE - 12)}{part}")
            if lead:
                put_text(slide, phrases.shortened(lead, 260), Inches(1.3), Inches(0.85), Pt(14), SOFT)
            if rows:
                widths = [Emu(each) for each in laid_out.spread(table.shares, INSIDE)]
                alt = f"{table.title}{part}"
                put_table(slide, table.heads, rows, widths, alt, top=top, write=_written)
            else:
                put_text(slide, none[:1].upper() + none[1:], top, Inches(0.6), Pt(18))

    def _footers(self) -> None:
        """The force, what the pack is about, and which slide of how many."""
        content, slides = self.content, list(self.deck.slides)
        about = phrases.shortened(f"{content.force}. {content.unit}, {content.period}", 110)
        for number, slide in enumerate(slides[1:], start=2):
            said = f"{about}. Slide {number} of {len(slides)}"
            put_text(slide, said, Inches(7.08), Inches(0.3), Pt(10), SOFT)


def _brief(table: Table) -> Table:
    """The table of signals without its sentences, which stand beside the charts."""
    rows = tuple((Cell(row[0].words, hidden=row[0].hidden), *row[1:]) for row in table.rows)
    return Table(table.title, table.heads, table.shares, rows)


def _meanings(content: PackContent) -> Table:
    rows = [(Cell("", (sign,)), Cell(means)) for sign, means in phrases.meanings()]
    if laid_out.hides(content):
        rows.append((Cell(phrases.HIDDEN), Cell(phrases.HIDDEN_MEANS)))
    return Table(phrases.MARKS, ("Mark", "Meaning"), (1, 8), tuple(rows))


def _itself(content: PackContent, digest: str) -> Table:
    rows = tuple((Cell(name), Cell(words)) for name, words in phrases.itself(content, digest))
    return Table(phrases.SELF, ("What", "Which"), (1, 3), rows)


def _pages(table: Table, room: int) -> Iterator[list[tuple[Cell, ...]]]:
    """The rows of a table in parts that each fit on a slide."""
    widths = laid_out.spread(table.shares, int(INSIDE))
    page: list[tuple[Cell, ...]] = []
    left = room
    for row in table.rows:
        takes = max(_lines(cell, wide) for cell, wide in zip(row, widths, strict=True))
        if page and takes > left:
            yield page
            page, left = [], room
        page.append(row)
        left -= takes
    if page:
        yield page


def _lines(cell: Cell, wide: int) -> int:
    """The lines of 12-point letters that a cell takes, the space around it with them."""
    points = wide / 12700 - 15
    said = (cell.words, cell.hidden or cell.below)
    texts = [phrases.shortened(words, IN_A_CELL) for words in said if words]
    return 1 + sum(max(1, ceil(1.1 * text_width(words, 12) / points)) for words in texts)


def _written(cell: Any, told: Cell) -> None:
    """Marks and words, below them the smaller words or, in bold, why something is not there."""
    _ruled(cell)
    frame = cell.text_frame
    line = frame.paragraphs[0]
    for sign in told.signs:
        _sign(line, sign, Pt(12))
    _run(line, phrases.shortened(told.words, IN_A_CELL), Pt(12))
    below = told.hidden or told.below
    if below:
        run = _run(frame.add_paragraph(), phrases.shortened(below, IN_A_CELL), Pt(12 if told.hidden else 11))
        run.font.bold = bool(told.hidden) or None
        run.font.color.rgb = BLACK if told.hidden else SOFT


def _ruled(cell: Any) -> None:
    """A thin line above and below."""
    for side in ("lnB", "lnT"):  # each is put before the last: they have to stand in this order
        grey = '<a:solidFill><a:srgbClr val="B1B4B6"/></a:solidFill>'
        rule = parse_xml(f'<a:{side} {nsdecls("a")} w="9525">{grey}</a:{side}>')
        cell._tc.get_or_add_tcPr().insert(0, rule)


def _run(line: Any, words: str, size: Length) -> Any:
    run = line.add_run()
    run.text, run.font.size, run.font.color.rgb = words, size, INK
    return run


def _sign(line: Any, sign: Sign, size: Length) -> None:
    shape, colour = drawn_as(sign)
    run = _run(line, f"{shape}  ", size)
    run.font.bold, run.font.color.rgb = True, RGBColor.from_string(colour)


def _signs(slide: Slide, signs: Sequence[Sign], top: Length, left: Length, width: Length) -> None:
    frame = put_text(slide, "", top, Inches(0.8), Pt(16), left=left, width=width).text_frame
    for at, sign in enumerate(signs):
        line = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
        _sign(line, sign, Pt(16))
        _run(line, sign.label, Pt(16)).font.bold = True


def _left_out(slide: Slide, words: str, top: Length, left: Length = MARGIN, width: Length = INSIDE) -> None:
    """Black letters in a black frame: something is not there to be seen."""
    size = Pt(18) if width == INSIDE else Pt(11)
    box = put_text(slide, words, top, Inches(0.7), size, BLACK, left=left, width=width, bold=True)
    box.fill.solid()
    box.fill.fore_color.rgb = PAPER
    box.line.color.rgb, box.line.width = BLACK, Pt(3)


def _in_english_and_arial(deck: Any) -> None:
    """Every run says that it is British English, in letters that every office has."""
    for slide in deck.slides:
        for run in slide.element.iter(qn("a:r")):
            look = run.get_or_add_rPr()
            look.set("lang", "en-GB")
            look.get_or_add_latin().set("typeface", "Arial")
