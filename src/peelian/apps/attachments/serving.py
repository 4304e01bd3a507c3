"""An attached file as an answer: always to be saved, never run by the browser."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from peelian.apps.attachments.kinds import KINDS
from peelian.apps.attachments.models import Attachment


def served(attachment: Attachment) -> HttpResponse:
    """The file, for whoever the caller has let have it."""
    response = HttpResponse(bytes(attachment.content), content_type=KINDS[attachment.kind].media_type)
    response.headers["Content-Disposition"] = (
        content_disposition_header(True, attachment.name) or "attachment"
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["ETag"] = f'"{attachment.sha256[:32]}"'
    return response
