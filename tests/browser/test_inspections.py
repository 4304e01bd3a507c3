"""A finding from the report to its closing, as the people do it whose steps they are."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor
from tests.browser.test_pages import fits, violations

LIAISON = """
import django; django.setup()
from peelian.apps.access.actions import create_demo_accounts
create_demo_accounts(accounts=[
    {"username": "keeper", "display_name": "N. Price", "person_id": None, "role": "inspection-liaison"}
])
"""


@pytest.fixture(autouse=True, scope="module")
def _liaison(workspace: Path, served: str) -> None:
    """The demo force has nobody who keeps inspections."""
    assert served
    environment = os.environ | {
        "PEELIAN_WORKSPACE": str(workspace), "DJANGO_SETTINGS_MODULE": "peelian.site.settings",
    }  # fmt: skip
    subprocess.run([sys.executable, "-c", LIAISON], env=environment, check=True)


def press(page: Page, name: str) -> None:
    """Press what looks like a button: a link to a form, or the form's own."""
    page.locator("main a, main button", has_text=re.compile(rf"^\s*{re.escape(name)}")).first.click()


def looks_right(page: Page, javascript: bool = True) -> None:
    """It is accessible and fits; without scripts of its own a page cannot be asked."""
    if javascript:
        assert violations(page) == []
        assert fits(page)


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_a_finding_goes_its_way(visitor: Visitor, javascript: bool) -> None:
    way = "with" if javascript else "without"
    title = f"How forces answer calls, {way} script"
    liaison = visitor("keeper", javascript=javascript)
    liaison.goto("/inspections/")
    press(liaison, "Add a publication")
    liaison.get_by_label("Title").fill(title)
    liaison.get_by_label("Date of publication").fill("2026-01-05")
    liaison.get_by_label("National, of every force or many").check()
    press(liaison, "Add the publication")
    expect(liaison.get_by_text("Last day 1 March 2026")).to_be_visible()
    looks_right(liaison, javascript)
    press(liaison, "Add a finding")
    press(liaison, "Add the finding")
    expect(liaison.get_by_role("alert")).to_contain_text("Choose a kind")
    looks_right(liaison, javascript)
    liaison.get_by_label("Recommendation", exact=True).check()
    liaison.get_by_label("Number (optional)").fill("2")
    liaison.get_by_label("Text", exact=True).fill("Chief constables should see that calls are answered.")
    liaison.get_by_label("Date in the report’s words").fill("by January 2030")
    press(liaison, "Add the finding")
    expect(liaison.get_by_text("31 January 2030")).to_be_visible()
    address = liaison.url
    press(liaison, "Allocate")
    liaison.get_by_label("Owner").fill("inspector")
    liaison.get_by_label("Unit").select_option(index=1)
    press(liaison, "Allocate it")
    expect(liaison.get_by_text("owns the finding")).to_be_visible()

    owner = visitor("inspector", javascript=javascript)
    owner.goto(address)
    press(owner, "Ask for assurance")
    looks_right(owner, javascript)
    owner.get_by_label("What was done").fill("Two operators more are on duty")
    owner.get_by_label("Why there is no closed action").fill("It was one change of the rota")
    press(owner, "Ask for assurance")
    expect(owner.get_by_text("waits for somebody independent")).to_be_visible()
    expect(owner.get_by_text("Give assurance")).to_have_count(0)

    liaison.goto(address)
    press(liaison, "Give assurance")
    liaison.get_by_label("What you looked at").fill("The rota of a month")
    press(liaison, "Give assurance")
    chief = visitor("chief", javascript=javascript)
    chief.goto(address)
    press(chief, "Sign off")
    chief.get_by_label("Why it can be closed").fill("A month of it")
    press(chief, "Sign off")
    expect(chief.get_by_text("The finding is closed")).to_be_visible()
    expect(chief.locator(".app-action-history__one")).to_have_count(5)
    looks_right(chief, javascript)


@pytest.mark.parametrize("path", ["", "deadlines/", "publications/", "deadlines/calendar/", "import/"])
@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_pages_of_the_register_are_in_order(visitor: Visitor, path: str, width: str) -> None:
    page = visitor("keeper", width=width)
    page.goto(f"/inspections/{path}")
    looks_right(page)
