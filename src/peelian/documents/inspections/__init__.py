"""Reads what answers an inspection, or reports it: any file to its words, and the words to facts.

`read_documents` and `read_bytes` give a `Document`; nothing in it is invented, what a document does not say is None.
"""

from peelian.documents.inspections.document import Document, Finding, Flag, Practice
from peelian.documents.inspections.reading import Read, read_bytes, read_documents

__all__ = ["Document", "Finding", "Flag", "Practice", "Read", "read_bytes", "read_documents"]
