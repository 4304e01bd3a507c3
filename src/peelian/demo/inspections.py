"""What inspections told the demo force, and what it makes of that: a report that two other forces answered,
findings on their way, a response in draft and one that is out, and practices on trial.

The inspections, the other forces and all they say are made up.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from peelian.apps.access.models import Account
from peelian.apps.inspections import actions_findings as findings
from peelian.apps.inspections import actions_practices as practices
from peelian.apps.inspections import actions_register as register
from peelian.apps.inspections import actions_responses as responses
from peelian.apps.inspections.actions_documents import accept_document, correct, upload_document
from peelian.apps.inspections.answering import content_in
from peelian.apps.inspections.models import Finding, Practice, Publication, Response
from peelian.pipeline.organisation import ROOT

REPORT = "Answering when it matters: how forces respond to 999"
LOCAL = "Aldermere Constabulary: custody and care"
MADE_UP = {"Northmoor": "Northmoor (made up)", "Saltmarsh": "Saltmarsh (made up)"}
STANDARD = "attendance_immediate_in_standard"
CALLS = "calls_999_within_10_seconds"
BODY = "Police and Crime Commissioner"
BOARD = "Operational Improvement Board"

_ASKED = {
    "1": "By {month}, the National Police Chiefs' Council should agree how answering times are measured.",
    "2": "By March 2026, forces should review whether enough people answer 999 calls at the hours when most "
    "are made. They should look at shifts, absence, and how long new people take to train.",
    "3": "By {month}, forces should make sure that whoever sends cars can see which are free, and where.",
    "4": "By {month}, chief constables should test what they change before they keep it.",
}
_ANSWERED = {
    "Northmoor": {
        "2": "We have introduced an evening shift in the contact centre. Absence is looked at each week.",
        "3": "A new map of free cars has been piloted in one command and will be rolled out in spring.",
        "4": "Each change has a sponsor and a review after six months.",
    },
    "Saltmarsh": {
        "2": "We trained officers on restricted duties to take calls. Twelve have been trained so far.",
        "3": "Cars already show where they are. We are scoping whether they can show what they are doing.",
        "4": "We have set up an evaluation panel with our university.",
    },
}


@transaction.atomic
def create_inspections(accounts: Mapping[str, Account]) -> None:
    """Write all of it, unless it is there already. `accounts` are those of the demo, by username."""
    if Publication.objects.filter(title=REPORT).exists():
        return
    today = timezone.localdate()
    report = _answered_by_others(accounts["liaison"], today)
    _worked_on(report, accounts, today)
    _response_in_draft(report, accounts)
    _response_that_is_out(accounts, today)
    _practices(accounts, today)


def _answered_by_others(liaison: Account, today: date) -> Publication:
    """The report, as the answers of two other forces have it."""
    for name, force in MADE_UP.items():
        file = ContentFile(_document(name, today).encode(), name=f"{name.lower()}-response.txt")
        document, _ = upload_document(by=liaison, file=file)
        correct(by=liaison, document=document, given={**document.read, "force": force})
        report = accept_document(by=liaison, document=document)
    register.change_publication(by=liaison, publication=report, comments_due=today + timedelta(10))
    return report


def _document(name: str, today: date) -> str:
    published, month = today - timedelta(30), (today + timedelta(days=150)).strftime("%B %Y")
    lines = [
        f"{name} Constabulary: response to an inspection", "",
        f"Title of inspection: {REPORT}", f"Date published: {published:%-d %B %Y}",
        "Type of inspection: National", "", "Summary", "",
        "Calls are answered well by day. Nights and weekends are the weakest.", "",
    ]  # fmt: skip
    for number, asked in _ASKED.items():
        said = _ANSWERED[name].get(number, "This recommendation is for the National Police Chiefs' Council.")
        lines += [f"Recommendation {number}", "", asked.format(month=month), "", f"Response: {said}", ""]
    return "\n".join(lines)


def _worked_on(report: Publication, accounts: Mapping[str, Account], today: date) -> None:
    """Findings at several stages: one worked on and late, one waiting for assurance, one nobody owns yet."""
    liaison, chief = accounts["liaison"], accounts["chief"]
    second, third = (Finding.objects.get(publication=report, number=number) for number in ("2", "3"))
    findings.allocate(by=liaison, finding=second, owner="superintendent", unit=ROOT, words="Yours by rank.")
    findings.set_success(
        by=liaison, finding=second, success="More 999 calls answered within ten seconds.", measure=CALLS,
        question="answering_calls", began_on=date(2025, 10, 1),
    )  # fmt: skip
    findings.file_finding_action(
        by=chief, finding=second, title="Open an evening shift in the contact centre", unit=ROOT,
        owner="superintendent", due=today + timedelta(45), success="As the finding.", measure=CALLS,
    )  # fmt: skip
    findings.add_update(
        by=accounts["superintendent"], finding=second, words="Twenty applied; eleven begin next month."
    )
    findings.allocate(by=liaison, finding=third, owner="inspector", unit=ROOT)
    findings.move(
        by=accounts["inspector"], finding=third, move="ask", words="Every car shows where it is since June.",
        why_none="It was done before the register was kept.",
    )  # fmt: skip


def _response_in_draft(report: Publication, accounts: Mapping[str, Account]) -> None:
    """A response that two replies are still missing from."""
    liaison = accounts["liaison"]
    response = responses.begin_response(
        by=liaison,
        publication=report,
        layout="record",
        body_title=BODY,
        chief_constable="The Chief Constable",
    )
    responses.write_reply(
        by=liaison, response=response, finding=Finding.objects.get(publication=report, number="2"),
        stance="proposed", force_words="An evening shift opens in the contact centre.",
    )  # fmt: skip


def _response_that_is_out(accounts: Mapping[str, Account], today: date) -> None:
    """A local report, answered, approved by somebody else and published."""
    liaison, approver = accounts["liaison"], accounts["approver"]
    report = register.add_publication(
        by=liaison, title=LOCAL, inspection_type="local", published=today - timedelta(40), grade="Adequate",
        summary="Custody is safe. Records of care are not always made in time.",
    )  # fmt: skip
    finding = register.add_finding(
        by=liaison, publication=report, kind="recommendation", number="1",
        text="Within six months, the force should see that checks of people in cells are recorded at once.",
        addressed_to=["the force"], due=today + timedelta(140), due_as_written="Within six months",
    )  # fmt: skip
    response = responses.begin_response(
        by=liaison, publication=report, layout="page", body_title=BODY, commissioner="The Commissioner"
    )
    responses.write_reply(
        by=liaison, response=response, finding=finding, stance="taken",
        force_words="Checks are entered at the cell door, and supervisors see those that are missing.",
    )  # fmt: skip
    responses.write_chief_comments(
        by=liaison,
        response=response,
        words="I accept the recommendation.",
        name="The Chief Constable",
        on=today,
    )
    responses.write_commissioner_comments(
        by=liaison, response=response, words="My custody visitors will look at these records each month."
    )
    responses.set_names(
        by=liaison, response=response, layout="page", body_title=BODY, commissioner="The Commissioner",
        chief_constable="The Chief Constable", dated=today,
    )  # fmt: skip
    responses.submit(by=liaison, response=response)
    response.refresh_from_db()
    responses.approve(by=approver, response=response, sha256=content_in(response).sha256)
    responses.publish(by=approver, response=response)
    responses.record_copy(
        by=liaison, response=Response.objects.get(pk=response.pk), recipient="Inspectors of constabulary",
        sent_on=today, how="By e-mail",
    )  # fmt: skip


def _practices(accounts: Mapping[str, Account], today: date) -> None:
    """One of our own, and one of another force that is on trial here."""
    liaison = accounts["liaison"]
    practices.add_practice(
        by=liaison,
        given={
            "title": "A car from each early shift goes to the late shift", "ours": True,
            "description": "Calls peak in the late afternoon, when the early shift has gone home.",
            "aim": "To have cars when calls come in.", "stage": "The practice is implemented",
            "does_it_work": "Untested - new or innovative", "scale": "Local", "target_group": "Workforce",
        },
    )  # fmt: skip
    theirs = practices.add_practice(
        by=liaison,
        given={
            "title": "Officers on restricted duties answer 999 calls", "organisation": MADE_UP["Saltmarsh"],
            "description": "Officers who cannot be on patrol are trained to take calls in the evening.",
            "aim": "To answer more calls within ten seconds.", "target_group": "Workforce",
        },
    )  # fmt: skip
    practices.assess(
        by=liaison, practice=theirs, move="assess", board=BOARD,
        words="We have fourteen such officers. Can they be trained in a month?",
    )  # fmt: skip
    practices.try_practice(
        by=accounts["chief"], practice=Practice.objects.get(pk=theirs.pk), board=BOARD, unit=ROOT,
        words="Six officers, for three months, evenings only.", owner="superintendent",
        title="Try officers on restricted duties as call takers", due=today + timedelta(90),
        success="More 999 calls answered within ten seconds in the evening.", measure=CALLS,
    )  # fmt: skip
