"""A pack in the forms it is taken away in."""

from collections.abc import Callable, Mapping

from peelian.documents.packs.charted import charts_of
from peelian.documents.packs.content import Form, PackContent
from peelian.documents.packs.pdf import to_pdf
from peelian.documents.packs.sealed import sealed
from peelian.documents.packs.slides import to_pptx
from peelian.documents.packs.word import to_docx
from peelian.documents.packs.workbook import to_xlsx

__all__ = ["MEDIA", "build", "charts_of"]

MEDIA: dict[Form, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

_MAKERS: dict[Form, Callable[[PackContent, Mapping[str, str], str], bytes]] = {
    "pdf": to_pdf,
    "docx": to_docx,
    "pptx": to_pptx,
    "xlsx": to_xlsx,
}
"""Each takes what may be drawn, the charts as SVG by measure and the digest of the whole."""


def build(content: PackContent, form: Form, charts: Mapping[str, str] | None = None) -> bytes:
    """The pack as a file: of the same content always the same bytes.

    `charts` are those of `charts_of`, where the caller has kept them; drawn here when None.
    """
    shown = sealed(content)
    if charts is None:
        charts = {} if form == "xlsx" else charts_of(shown)
    return _MAKERS[form](shown, charts, content.sha256)
