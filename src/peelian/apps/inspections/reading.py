"""Reading an uploaded document: the one place where the reader is asked."""

from typing import Any


def read(name: str, content: bytes) -> tuple[str, dict[str, Any]]:
    """The text of a file and what was found in it, in the shape of `peelian inspections read --json`.

    UserError, with the reason, for one that cannot be read.
    """
    from peelian.documents.inspections import read_bytes  # its readers of files are slow to import

    found = read_bytes(name, content)
    return found.text, found.as_json()
