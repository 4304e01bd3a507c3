"""Noting on charts, as people do it: what was noted shows at once, and withdrawn it is gone."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor
from tests.browser.test_pages import fits, violations

EITHER_WAY = pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
CHART = "/measures/attendance_immediate_in_standard/?unit=WYN"
SUGGESTED = "/measures/attendance_immediate_travel_median/?unit=WYN"
BUTTON = re.compile("Add a note|Accept or decline")


def say(page: Page, link: str) -> None:
    """Press what leads to a form: a link that looks like a button is one to assistive technology."""
    page.locator("main a", has_text=link).first.click()


@EITHER_WAY
def test_a_point_is_left_out_and_comes_back(visitor: Visitor, javascript: bool) -> None:
    page = visitor("analyst", javascript=javascript)
    page.goto(CHART)
    sentence = page.locator(".app-verdict__sentence").inner_text()
    why = f"Records were lost, {'with' if javascript else 'without'} script"
    say(page, "Add a note")
    page.get_by_label("Point left out").check()
    page.get_by_label("Date", exact=True).fill("2026-03-09")
    page.get_by_role("button", name="Add the note").click()
    expect(page.get_by_role("alert")).to_contain_text("Say what happened")
    page.get_by_label("What happened").fill(why)
    page.get_by_role("button", name="Add the note").click()
    expect(page.get_by_text("Your note is on the chart")).to_be_visible()
    expect(page.locator(".app-verdict__sentence")).not_to_have_text(sentence)
    note = page.locator(".app-noted", has_text=why)
    expect(note).to_contain_text("March 2026")
    note.get_by_role("link", name="Withdraw").click()
    page.get_by_label("Why it is withdrawn").fill("They were found")
    page.get_by_role("button", name="Withdraw the note").click()
    expect(page.get_by_text("The note is withdrawn")).to_be_visible()
    expect(page.locator(".app-verdict__sentence")).to_have_text(sentence)
    page.get_by_role("link", name="History of this chart").click()
    expect(page.locator(".app-event").nth(0)).to_contain_text("They were found")
    expect(page.locator(".app-event").nth(1)).to_contain_text(why)


def test_a_suggested_average_is_accepted(visitor: Visitor) -> None:
    page = visitor("analyst", javascript=False)
    page.goto(SUGGESTED)
    expect(page.get_by_role("heading", name="A new average from February 2025?")).to_be_visible()
    say(page, "Accept or decline")
    page.get_by_label("Accept: start a new average there").check()
    page.get_by_label("Why", exact=True).fill("The new rota")
    page.get_by_role("button", name="Record the decision").click()
    expect(page.get_by_text("The new average starts. The verdict was getting better")).to_be_visible()
    expect(page.locator(".app-noted")).to_contain_text("From February 2025")
    expect(page.get_by_role("heading", name="A new average from")).to_have_count(0)
    page.get_by_role("link", name="Notes on every chart").click()
    expect(page.locator(".app-noted", has_text="The new rota")).to_be_visible()


def test_who_may_not_is_offered_nothing(visitor: Visitor) -> None:
    page = visitor("constable")
    page.goto("/measures/attendance_immediate_in_standard/")
    expect(page.get_by_role("heading", name="Notes on this chart")).to_be_visible()
    expect(page.locator("main a", has_text=BUTTON)).to_have_count(0)


@pytest.mark.parametrize("width", ["desktop", "phone"])
@pytest.mark.parametrize(
    "address",
    [
        "/notes/",
        "/notes/?unit=none",
        "/measures/attendance_immediate_in_standard/notes/new/?unit=WYN",
        "/measures/attendance_immediate_in_standard/suggestion/?unit=WYN",
        "/measures/attendance_immediate_in_standard/history/?unit=WYN",
        CHART,
    ],
)
def test_the_pages_are_accessible_and_fit(visitor: Visitor, address: str, width: str) -> None:
    page = visitor("analyst", width=width)
    response = page.goto(address)
    assert response is not None
    assert response.ok
    assert page.locator("h1").count() == 1
    assert violations(page) == []
    assert fits(page)
    if page.locator("form.app-form").count():
        page.locator("form.app-form button").click()
        expect(page.get_by_role("alert")).to_contain_text("There is a problem")
        assert violations(page) == []
        assert fits(page)
