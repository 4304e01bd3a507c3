"""Attaching files. Whose record it is attached to, and who may, is for the action that calls this."""

import re
from hashlib import sha256

from django.core.files.base import File
from django.db import transaction

from peelian.apps.access.viewer import Viewer
from peelian.apps.attachments.kinds import kind_of
from peelian.apps.attachments.models import Attachment

_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f/\\:*?\"<>|\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+")
"""What a name must not have: parts of paths, and characters that turn or hide the rest of it."""


@transaction.atomic
def attach(*, by: Viewer, file: File[bytes]) -> Attachment:
    """Keep an uploaded file, inside the transaction of the action it belongs to.

    UserError, with the reason, for one that is empty, too large, or not of a kind that may be attached.
    """
    name = _UNSAFE.sub("-", file.name or "file").strip(". ")[-200:] or "file"
    content = file.read()
    return Attachment.objects.create(
        name=name, kind=kind_of(name, content), size=len(content),
        sha256=sha256(content).hexdigest(), content=content, uploaded_by=by.username,
    )  # fmt: skip
