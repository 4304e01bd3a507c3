"""A response as PDF/UA-1. No word of it is ever part of Typst's source: it is handed over as JSON."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from peelian.documents.packs.fixed import made_at
from peelian.documents.responses import phrases
from peelian.documents.responses.content import Layout, ResponseContent
from peelian.documents.responses.laid_out import laid_out
from peelian.documents.typeset import typeset

SOURCE = (Path(__file__).parent / "response.typ").read_bytes()


def to_pdf(content: ResponseContent, layout: Layout) -> bytes:
    """The response on A4."""
    said: dict[str, Any] = {
        "title": phrases.about_report(content),
        "author": content.body_title,
        "layout": layout,
        "blocks": [asdict(block) for block in laid_out(content, layout)],
    }
    return typeset(SOURCE, said, made_at(content.dated))
