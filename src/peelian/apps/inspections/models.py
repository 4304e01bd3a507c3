"""Everything of inspections that is kept, a file for each part."""

from peelian.apps.inspections.models_deadlines import DeadlineFeed, ReminderSent
from peelian.apps.inspections.models_documents import Correction, Document
from peelian.apps.inspections.models_importing import Upload
from peelian.apps.inspections.models_practices import Assessment, Practice
from peelian.apps.inspections.models_register import Answer, Finding, Publication, Update
from peelian.apps.inspections.models_responses import Copy, Reply, Response

__all__ = [
    "Answer",
    "Assessment",
    "Copy",
    "Correction",
    "DeadlineFeed",
    "Document",
    "Finding",
    "Practice",
    "Publication",
    "ReminderSent",
    "Reply",
    "Response",
    "Update",
    "Upload",
]
