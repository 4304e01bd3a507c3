"""Made documents in every kind of file: a list of blocks, written as text, HTML, Word, OpenDocument or PDF.

A block is ("h", words), ("p", words), ("li", words) or ("table", rows), a cell being words with a line a
paragraph.
"""

import html
import io
import zipfile
from xml.sax.saxutils import escape

import docx
import typst

Blocks = list[tuple[str, object]]


def as_txt(blocks: Blocks) -> bytes:
    """Tabs between cells, a hyphen before an item."""
    lines = []
    for kind, what in blocks:
        if kind == "table":
            lines += ["\t".join(cell.replace("\n", " ") for cell in row) for row in what]  # type: ignore[attr-defined]
            lines.append("")
        else:
            lines += [f"- {what}" if kind == "li" else str(what), *([] if kind == "li" else [""])]
    return "\n".join(lines).encode()


def as_markdown(blocks: Blocks) -> bytes:
    """Headings with #, tables with bars, text that is stressed here and there."""
    lines = []
    for kind, what in blocks:
        if kind == "table":
            rows = [[cell.replace("\n", " ") for cell in row] for row in what]  # type: ignore[attr-defined]
            lines += ["| " + " | ".join(rows[0]) + " |", "|" + " --- |" * len(rows[0])]
            lines += ["| " + " | ".join(row) + " |" for row in rows[1:]] + [""]
        else:
            lines += [{"h": f"## **{what}**", "li": f"* {what}"}.get(kind, str(what)), ""]
    return "\r\n".join(lines).encode()


def as_html(blocks: Blocks) -> bytes:
    """A page with what surrounds it on a site."""
    parts = []
    for kind, what in blocks:
        if kind == "table":
            rows = "".join(
                "<tr>" + "".join(f"<td>{''.join(f'<p>{html.escape(p)}</p>' for p in cell.split(chr(10)))}</td>" for cell in row) + "</tr>"
                for row in what  # type: ignore[attr-defined]
            )  # fmt: skip
            parts.append(f"<table><tbody>{rows}</tbody></table>")
        else:
            words = html.escape(str(what))
            parts.append(
                {"h": f"<h3>{words}</h3>", "li": f"<ul><li>{words}</li></ul>"}.get(kind, f"<p>{words}</p>")
            )
    return (
        "<!DOCTYPE html><html><head><title>x</title><style>p{}</style></head><body><nav><a href='/'>Recommendation 9</a></nav>"
        f"<main>{''.join(parts)}</main><footer>Published 1 January 2001</footer></body></html>"
    ).encode()


def as_docx(blocks: Blocks) -> bytes:
    """With Word's own headings, lists and tables."""
    document = docx.Document()
    for kind, what in blocks:
        if kind == "table":
            rows = list(what)  # type: ignore[call-overload]
            made = document.add_table(rows=len(rows), cols=len(rows[0]))
            for at, row in enumerate(rows):
                for column, cell in enumerate(row):
                    made.cell(at, column).text = cell
        elif kind == "h":
            document.add_heading(str(what), level=2)
        else:
            document.add_paragraph(str(what), style="List Bullet" if kind == "li" else None)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def as_odt(blocks: Blocks) -> bytes:
    """The least that an OpenDocument text must hold."""
    parts = []
    for kind, what in blocks:
        if kind == "table":
            rows = "".join(
                "<table:table-row>"
                + "".join(
                    "<table:table-cell>" + "".join(f"<text:p>{escape(p)}</text:p>" for p in cell.split("\n")) + "</table:table-cell>"
                    for cell in row
                )
                + "</table:table-row>"
                for row in what  # type: ignore[attr-defined]
            )  # fmt: skip
            parts.append(f"<table:table>{rows}</table:table>")
        else:
            words = escape(str(what))
            parts.append(
                {
                    "h": f'<text:h text:outline-level="2">{words}</text:h>',
                    "li": f"<text:list><text:list-item><text:p>{words}</text:p></text:list-item></text:list>",
                }.get(kind, f"<text:p>{words}</text:p>")
            )
    names = "".join(
        f' xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "text", "table")
    )
    content = f"<office:document-content{names}><office:body><office:text>{''.join(parts)}</office:text></office:body></office:document-content>"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", content)
    return file.getvalue()


def as_pdf(blocks: Blocks) -> bytes:
    """Set by Typst, so that lines break where the paper ends."""
    quoted = lambda words: '#"' + str(words).replace("\\", "\\\\").replace('"', '\\"') + '"'  # noqa: E731
    parts = ['#set page(paper: "a4")', "#set text(size: 11pt)"]
    for kind, what in blocks:
        if kind == "table":
            rows = list(what)  # type: ignore[call-overload]
            cells = ", ".join(
                "[" + " #parbreak() ".join(quoted(p) for p in cell.split("\n")) + "]"
                for row in rows
                for cell in row
            )
            parts.append(f"#table(columns: {len(rows[0])}, {cells})")
        else:
            parts.append({"h": f"= {quoted(what)}", "li": f"- {quoted(what)}"}.get(kind, quoted(what)) + "\n")
    return bytes(typst.compile("\n\n".join(parts).encode()))


FORMS = {"txt": as_txt, "md": as_markdown, "html": as_html, "docx": as_docx, "odt": as_odt, "pdf": as_pdf}
