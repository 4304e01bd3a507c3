"""The e-mail that tells whoever asked what became of their request."""

from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from peelian.apps.access.emailing import is_set_up, page_address
from peelian.apps.access.models import Account
from peelian.apps.performance.models_requests import AnalysisRequest
from peelian.documents.kept import opened

SUBJECTS = {
    "accepted": "Your question will be answered",
    "declined": "Your question will not be answered",
    "answered_before": "Your question was answered before",
    "answered": "Your question is answered",
}


def tell_asker(number: int, state: str) -> None:
    """Send whoever asked what was decided of a request, where they have an address and mail is set up.

    The message says what was decided and where to read it, never the question's answer.
    """
    asked = AnalysisRequest.objects.get(pk=number)
    account = Account.objects.filter(username=asked.asked_by, is_active=True).first()
    if account is None or not account.email or not is_set_up():
        return
    analyst = Account.objects.filter(username=asked.analyst).first()
    said = {
        "asked": asked,
        "state": state,
        "analyst": analyst.display_name if analyst else "",
        "force": opened().settings.name,
        "address": page_address("performance:request", number),
    }
    text = render_to_string("performance/request_mail.txt", said).strip() + "\n"
    headers = {"Auto-Submitted": "auto-generated"}
    EmailMessage(f"{SUBJECTS[state]}: request {number}", text, None, [account.email], headers=headers).send()
