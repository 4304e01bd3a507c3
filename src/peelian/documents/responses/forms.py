"""A response in the files it is taken away in."""

from collections.abc import Callable

from peelian.documents.cleaned import cleaned
from peelian.documents.packs.forms import MEDIA as PACK_MEDIA
from peelian.documents.responses.content import Form, Layout, ResponseContent
from peelian.documents.responses.pdf import to_pdf
from peelian.documents.responses.word import to_docx

MEDIA: dict[Form, str] = {"pdf": PACK_MEDIA["pdf"], "docx": PACK_MEDIA["docx"]}
_MAKERS: dict[Form, Callable[[ResponseContent, Layout], bytes]] = {"pdf": to_pdf, "docx": to_docx}


def build(content: ResponseContent, layout: Layout, form: Form) -> bytes:
    """The response as a file: of the same content and layout always the same bytes."""
    return _MAKERS[form](shown(content), layout)


def shown(content: ResponseContent) -> ResponseContent:
    """What may be drawn: without letters that a file cannot hold, or that turn others round."""
    return ResponseContent.model_validate(cleaned(content.model_dump()))
