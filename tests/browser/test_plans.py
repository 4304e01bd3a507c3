"""A plan's way: drafted by one, approved by another, read by all, refreshed and compared."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor
from tests.browser.test_annotations import say
from tests.browser.test_pages import fits, violations

MEASURE = "Attendance of immediate incidents, median"


def make(page: Page, title: str) -> None:
    page.goto("/plans/")
    say(page, "Make a plan")
    page.get_by_label("Title").fill(title)
    page.get_by_label("Policing plan").check()
    page.get_by_label("Which unit is it of?").select_option(index=0)
    page.get_by_label("Who answers for it").fill("chief")
    page.get_by_role("button", name="Make the plan").click()
    expect(page.get_by_text("The plan is made.")).to_be_visible()


def draft(page: Page, year: int) -> None:
    page.get_by_label("Year").fill(f"{year}")
    page.get_by_label("First day").fill(f"{year}-01-01")
    page.get_by_label("Last day").fill(f"{year}-12-31")
    page.get_by_role("button", name="Begin the draft").click()
    expect(page.get_by_text("is a draft, which somebody else approves")).to_be_visible()


def add(page: Page, code: str, title: str) -> None:
    say(page, "Add an objective")
    page.get_by_label("Code").fill(code)
    page.get_by_label("What is to be achieved").fill(title)
    page.get_by_label("Who answers for it").fill("chief")
    page.get_by_text("Measures that would show it (optional)").first.click()
    page.get_by_label(MEASURE, exact=True).check()
    page.get_by_role("button", name="Add the objective").click()
    expect(page.get_by_text(f"Objective {code} is in the draft.")).to_be_visible()


def test_a_plan_is_drafted_approved_refreshed_and_compared(visitor: Visitor) -> None:
    secretary = visitor("secretary", javascript=False)
    make(secretary, "Plan of the journey")
    say(secretary, "Draft the next edition")
    draft(secretary, 2026)
    add(secretary, "1", "Be there")
    add(secretary, "2", "Be kind")
    secretary.get_by_role("button", name="Move up objective 2").click()
    expect(secretary.locator(".app-objective").first).to_contain_text("Be kind")
    expect(secretary.locator(".app-objective").first).to_contain_text("The latest figure")
    address = secretary.url.partition("#")[0]

    constable = visitor("constable")
    constable.goto("/plans/")
    expect(constable.get_by_role("link", name="Plan of the journey")).to_have_count(0)

    chief = visitor("chief", javascript=False)
    chief.goto(address)
    say(chief, "Approve it")
    chief.get_by_role("button", name="Approve the edition").click()
    expect(chief.get_by_text("is approved, and never changed again")).to_be_visible()
    say(chief, "File an action")
    chief.get_by_label("What is to be done").fill("Say sorry")
    chief.get_by_label("Who is to do it").fill("sergeant")
    chief.get_by_label("By when").fill("2090-01-01")
    chief.get_by_role("button", name="File the action").click()
    expect(chief.get_by_role("link", name="Say sorry")).to_be_visible()

    constable.goto("/plans/?q=journey")
    constable.get_by_role("link", name="Plan of the journey", exact=True).click()
    constable.get_by_role("link", name="2026", exact=True).click()
    expect(constable.get_by_role("heading", name="Be there")).to_be_visible()

    secretary.goto("/plans/?q=journey")
    secretary.get_by_role("link", name="Plan of the journey", exact=True).click()
    say(secretary, "Draft the next edition")
    expect(secretary.get_by_label("The objectives of 2026, to go over")).to_be_checked()
    draft(secretary, 2027)
    add(secretary, "3", "Be quick")
    say(secretary, "Compare with 2026")
    expect(secretary.get_by_text("1 added, 0 removed, 0 changed, 2 the same")).to_be_visible()


@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_the_pages_are_accessible_and_fit(visitor: Visitor, width: str) -> None:
    page = visitor("secretary", width=width)
    make(page, f"A plan on a {width}")
    plan = page.url
    page.goto(f"{plan}draft/")
    page.get_by_role("button", name="Begin the draft").click()
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    assert violations(page) == []
    draft(page, 2031)
    edition = page.url
    add(page, "1", "Be there")
    remove = page.get_by_role("link", name="Take out objective 1").get_attribute("href")
    for address in (
        "/plans/", "/plans/?q=nothing", "/plans/gaps/", "/plans/new/", plan, f"{plan}change/", edition,
        f"{edition}change/", f"{edition}objectives/new/", remove or "",
    ):  # fmt: skip
        page.goto(address)
        assert page.locator("h1").count() == 1
        for details in page.locator("details > summary").all():
            details.click()
        assert violations(page) == []
        assert fits(page)
