"""What documents of Word are made of: pages, letters, lines, fields, and tables whose heads repeat."""

from typing import Any

from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from peelian.documents.packs.laid_out import spread
from peelian.documents.packs.phrases import paragraphs

FONT = "Arial"
WIDE = Cm(16.6)
"""Of the text of a page."""
INK, SOFT, RULE, WASH = "0B0C0C", "4A5560", "B1B4B6", "F3F4F5"


def styled(document: Any, *, size: float = 10.5) -> None:
    """The look of a document: its letters, its headings, and that it is in British English."""
    styles = document.styles
    normal = styles["Normal"]
    font(normal, FONT, size)
    language = OxmlElement("w:lang")
    for name in ("w:val", "w:eastAsia", "w:bidi"):
        language.set(qn(name), "en-GB")
    for properties in (normal.element.get_or_add_rPr(), _default_run(styles)):
        for old in properties.findall(qn("w:lang")):
            properties.remove(old)
        properties.append(language if properties.getparent() is normal.element else _copied(language))
    normal.paragraph_format.space_after = Pt(6)
    for level, letters, before in ((1, 20, 0), (2, 14, 18), (3, 11.5, 14)):
        style = styles[f"Heading {level}"]
        font(style, FONT, letters, bold=True)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(6)
        style.paragraph_format.keep_with_next = True


def paged(document: Any, *, header: str, footer: str = "") -> None:
    """A4 pages that are numbered of how many, with a line above all but the first."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin, section.bottom_margin = Cm(2.4), Cm(2.2)
    section.different_first_page_header_footer = True
    _mark_text(section.header.paragraphs[0], header)
    for part in (section.footer, section.first_page_footer):
        line = part.paragraphs[0]
        _mark_text(line, f"{footer}Page ")
        field(line, "PAGE", "1", small=True)
        _mark_text(line, " of ")
        field(line, "NUMPAGES", "1", small=True)


def _mark_text(line: Any, words: str) -> None:
    run = line.add_run(words)
    run.font.size, run.font.color.rgb = Pt(8.5), RGBColor.from_string(SOFT)


def words(
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
    for paragraph in paragraphs(said) or [""]:
        line = where.add_paragraph()
        run(line, paragraph, size=size, bold=bold, colour=colour)
        line.paragraph_format.keep_with_next = keep
    if before is not None:
        line.paragraph_format.space_before = before
    if after is not None:
        line.paragraph_format.space_after = after
    return line


def run(line: Any, words: str, *, size: float = 0, bold: bool = False, colour: str = "") -> Any:
    run = line.add_run(words)
    run.font.bold = bold or None
    if size:
        run.font.size = Pt(size)
    if colour:
        run.font.color.rgb = RGBColor.from_string(colour)
    return run


def written(cell: Any, words: str, *, bold: bool = False) -> None:
    line = tight(cell.paragraphs[0])
    run(line, " ".join(words.split()), size=9, bold=bold)


def tight(line: Any) -> Any:
    line.paragraph_format.space_before, line.paragraph_format.space_after = Pt(2), Pt(2)
    return line


def font(style: Any, name: str, size: float, *, bold: bool = False, colour: str = INK) -> None:
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


def field(line: Any, code: str, shown: str, *, small: bool = False) -> None:
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


def titled(table: Any, title: str) -> None:
    caption = OxmlElement("w:tblCaption")
    caption.set(qn("w:val"), title)
    table._tbl.tblPr.append(caption)


def widths(table: Any, shares: tuple[float, ...]) -> None:
    table.autofit = False
    wide = spread(shares, int(WIDE))
    for column, width in zip(table.columns, wide, strict=True):
        column.width = width
    for row in table.rows:
        for cell, width in zip(row.cells, wide, strict=True):
            cell.width = width


def repeated(row: Any) -> None:
    head = OxmlElement("w:tblHeader")
    head.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(head)


def whole(row: Any) -> None:
    """A row that is not parted by the end of a page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def ruled(row: Any, colour: str = RULE, size: int = 4) -> None:
    """A line below every cell of a row, `size` in eighths of a point."""
    for cell in row.cells:
        borders = OxmlElement("w:tcBorders")
        bordered(borders, "bottom", colour, size)
        cell._tc.get_or_add_tcPr().append(borders)


def bordered(borders: Any, side: str, colour: str, size: int) -> None:
    line = OxmlElement(f"w:{side}")
    line.set(qn("w:val"), "single" if colour else "nil")
    line.set(qn("w:sz"), str(size))
    line.set(qn("w:space"), "0")
    line.set(qn("w:color"), colour or "auto")
    borders.append(line)
