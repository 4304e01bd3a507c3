"""A response from its first word to the public page, as those do it who draft it and who approve it."""

import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from peelian.documents.responses.phrases import LAYOUTS
from tests.browser.conftest import Visitor
from tests.browser.test_pages import fits, violations

REPORT = "Answering the call: how forces deal with 999"
MAKE_REPORT = f"""
import django; django.setup()
from datetime import timedelta
from django.utils import timezone
from peelian.apps.access.actions import create_demo_accounts
from peelian.apps.inspections.models import Finding, Publication
from peelian.documents.kept import opened, organisation
create_demo_accounts(accounts=[
    {{"username": name, "display_name": f"The {{name}}", "person_id": None, "role": role}}
    for name, role in (("drafter", "inspection-liaison"), ("assenter", "commissioners-approver"))
])
workspace = opened()
stages = workspace.framework.inspections
report = Publication.objects.create(
    title={REPORT!r}, published=timezone.localdate() - timedelta(40), inspection_type="national",
    summary="Nights are the weakest.", added_by="test",
)
for number, text, stage in (
    ("1", "The council should set a standard.", "apart"),
    ("2", "By March 2027, forces should review nights:\\n• their rota; and\\n• their waits.", "new"),
    ("3", "Forces should publish waits.", "new"),
):
    Finding.objects.create(
        publication=report, number=number, text=text, kind="recommendation", added_by="test",
        unit=organisation(workspace).root.id, status=stages.first(stage).id,
        addressed_to=["the National Police Chiefs' Council"] if stage == "apart" else ["forces"],
        measure="attendance_immediate_median" if number == "2" else "",
    )
print(report.pk)
"""


@pytest.fixture(scope="module")
def report(served: str, workspace: Path) -> str:
    """The address of the response to a report that nobody has begun to answer."""
    environment = os.environ | {
        "PEELIAN_WORKSPACE": str(workspace), "DJANGO_SETTINGS_MODULE": "peelian.site.settings"
    }  # fmt: skip
    made = subprocess.run(
        [sys.executable, "-c", MAKE_REPORT], env=environment, check=True, capture_output=True, text=True
    )
    return f"/inspections/responses/{made.stdout.split()[-1]}/"


def looked_at(page: Page) -> None:
    assert violations(page) == []
    assert fits(page)


def test_from_the_first_word_to_the_public_page(visitor: Visitor, report: str) -> None:
    page = visitor("drafter")
    page.goto("/inspections/responses/")
    page.get_by_role("link", name=REPORT).click()
    expect(page.get_by_text("15 days left")).to_be_visible()
    page.get_by_role("button", name="Begin the response").click()
    _begun(page)
    page.get_by_role("link", name="A reply to Recommendation 2").click()
    expect(page.locator(".app-answering__reading")).to_be_visible()
    looked_at(page)
    page.get_by_role("button", name="Keep it, and reply to the next").click()
    expect(page.get_by_role("alert")).to_contain_text("Say whether action was taken")
    page.get_by_label("Action taken").check()
    page.get_by_label("What the force says").fill("We reviewed the rota.\n- Two operators more.")
    page.get_by_role("button", name="Keep it, and reply to the next").click()
    expect(page.get_by_role("heading", name="Reply to Recommendation 3")).to_be_visible()
    page.get_by_label("No action, and why").check()
    page.get_by_label("What the force says").fill("We publish them already.")
    page.get_by_role("button", name="Keep the reply").click()
    _commented(page)
    page.get_by_role("button", name="Submit for approval").click()
    expect(page.get_by_text("waits for approval by somebody else")).to_be_visible()
    expect(page.get_by_role("button", name="Approve what it says")).to_have_count(0)
    approver = visitor("assenter", javascript=False)
    approver.goto(report)
    approver.get_by_role("button", name="Approve what it says").click()
    expect(approver.get_by_text("Nothing of it changes any more").first).to_be_visible()
    approver.get_by_role("button", name="Publish").click()
    expect(approver.get_by_text("Owed")).to_have_count(2)
    _copied(page, report)
    _public(visitor, report)


def _begun(page: Page) -> None:
    looked_at(page)
    page.get_by_label("Letter to the Home Secretary").check()
    page.get_by_label("Name of the commissioner").fill("Ceri Morgan")
    page.get_by_label("Name of the chief constable").fill("Bo Hughes")
    page.get_by_role("button", name="Begin the response").click()
    expect(page.get_by_role("heading", name="Missing before it can be submitted")).to_be_visible()
    looked_at(page)


def _commented(page: Page) -> None:
    page.get_by_role("link", name="The chief officer’s comments, with their date").click()
    page.get_by_label("Comments", exact=True).fill("We welcome the report.")
    day = page.evaluate("new Date(Date.now() - 864e5).toISOString().slice(0, 10)")
    page.get_by_label("Day they were made").fill(day)
    page.get_by_role("button", name="Keep the comments").click()
    page.get_by_role("link", name="The commissioner’s comments", exact=True).click()
    expect(page.get_by_text("We welcome the report.")).to_be_visible()
    page.get_by_label("Comments, and what is said").fill("I will see the second review.")
    page.get_by_role("button", name="Keep the comments").click()
    page.get_by_role("link", name="The date of the response").click()
    page.get_by_label("Date of the response").fill(day)
    page.get_by_role("button", name="Keep the changes").click()
    expect(page.get_by_role("heading", name="Missing before")).to_have_count(0)


def _copied(page: Page, report: str) -> None:
    page.goto(report)
    page.get_by_role("link", name="Record that it was sent to The inspectors").click()
    expect(page.get_by_label("The inspectors of constabulary")).to_be_checked()
    looked_at(page)
    page.get_by_role("button", name="Record the copy").click()
    expect(page.get_by_text("Owed")).to_have_count(1)
    looked_at(page)


def _public(visitor: Visitor, report: str) -> None:
    page = visitor(width="phone", javascript=False)
    page.goto("/inspections/responses/public/")
    page.get_by_role("link", name=REPORT).click()
    for said in ("Dear Home Secretary", "Action taken. We reviewed the rota.", "Two operators more."):
        expect(page.get_by_text(said).first).to_be_visible()
    expect(
        page.get_by_text("This recommendation is for the National Police Chiefs' Council.")
    ).to_be_visible()
    address = page.url
    word = page.request.get(f"{address}response.docx")
    assert "No action. We publish them already." in "\n".join(
        line.text for line in Document(BytesIO(word.body())).paragraphs
    )
    pdf = PdfReader(BytesIO(page.request.get(f"{address}response.pdf").body()))
    assert "I will see the second review." in pdf.pages[0].extract_text()
    scripted = visitor(width="phone")
    for where in (address, "/inspections/responses/public/"):
        scripted.goto(where)
        looked_at(scripted)


def test_papers_are_accessible_on_a_phone(visitor: Visitor, report: str) -> None:
    page = visitor("drafter", width="phone")
    for address in ("/inspections/responses/", report, *(f"{report}{layout}/" for layout in LAYOUTS)):
        page.goto(address)
        looked_at(page)
