"""Reading an uploaded document: the one place where the reader is asked."""

from typing import Any

from peelian.documents.inspections import read_bytes


def read(name: str, content: bytes) -> tuple[str, dict[str, Any]]:
    """The text of a file and what was found in it, in the shape of `peelian inspections read --json`.

    UserError, with the reason, for one that cannot be read.
    """
    found = read_bytes(name, content)
    return found.text, found.as_json()
