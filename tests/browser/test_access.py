"""Giving somebody a role, what it opens, and what the audit says of it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import Visitor
from tests.browser.test_pages import fits, violations

EITHER_WAY = pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
REJECTED = "/data/incidents/rejected/"


def give(page: Page, username: str, role: str, why: str) -> None:
    page.get_by_role("link", name="Accounts", exact=True).click()
    page.get_by_label("Name, username, email or person").fill(username)
    page.get_by_role("button", name="Search").click()
    row = page.locator(".app-account").filter(has=page.get_by_text(username, exact=True))
    row.get_by_role("link").click()
    page.get_by_role("button", name="Give a grant").click()
    page.get_by_label(role, exact=True).check()
    page.get_by_label("At which unit").select_option("force")
    page.get_by_label("Why it is given").fill(why)
    page.get_by_role("button", name="Give the grant").click()
    expect(page.get_by_text(f"is given {role}.")).to_be_visible()


def end(page: Page, username: str, role: str, why: str) -> None:
    page.goto(f"/accounts/{username}/")
    page.get_by_role("link", name=f"End {role}").click()
    page.get_by_label("Why it is ended").fill(why)
    page.get_by_role("button", name="End the grant").click()
    expect(page.get_by_text("is ended.")).to_be_visible()


@EITHER_WAY
def test_a_grant_opens_what_was_closed_until_it_is_ended(visitor: Visitor, javascript: bool) -> None:
    why = f"Joins the analysts {'with' if javascript else 'without'} script"
    constable = visitor("constable", javascript=javascript)
    constable.goto(REJECTED)
    expect(constable.get_by_text("Show the row")).to_have_count(0)

    keeper = visitor("administrator", javascript=javascript)
    give(keeper, "constable", "Performance analyst", why)
    constable.reload()
    expect(constable.get_by_text("Show the row").first).to_be_visible()

    end(keeper, "constable", "Performance analyst", f"{why}: over")
    constable.reload()
    expect(constable.get_by_text("Show the row")).to_have_count(0)

    auditor = visitor("auditor", javascript=javascript)
    auditor.get_by_role("link", name="Audit", exact=True).click()
    auditor.get_by_label("To whom or what").fill("account constable")
    auditor.get_by_role("button", name="Search").click()
    for place, (said, reason) in enumerate([("Grant ended", f"{why}: over"), ("Grant given", why)]):
        event = auditor.locator(".app-event").nth(place)
        expect(event.get_by_text(said)).to_be_visible()
        expect(event.get_by_text("By administrator")).to_be_visible()
        event.locator("summary").click()
        expect(event.get_by_role("cell", name=reason, exact=True)).to_be_visible()


@EITHER_WAY
def test_an_auditor_checks_every_event_and_takes_them_away(visitor: Visitor, javascript: bool) -> None:
    page = visitor("auditor", javascript=javascript)
    page.goto("/audit/")
    page.get_by_role("button", name="Check every event").click()
    expect(page.get_by_text("each is as it was written and follows the one before")).to_be_visible()
    with page.expect_download() as started:
        page.get_by_role("link", name="Download all").click()
    lines = started.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("number,at,actor")
    assert "audit.verified" in lines[1]


@pytest.fixture
def refused(chromium: Browser, served: str, sessions: Callable[[str], Any]) -> Iterator[Visitor]:
    """A function that opens a page as somebody whose browser may say that it was refused."""
    contexts: list[BrowserContext] = []

    def opened(username: str) -> Page:
        contexts.append(chromium.new_context(base_url=served, storage_state=sessions(username)))
        return contexts[-1].new_page()

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize(
    ("username", "address", "why"),
    [
        ("constable", "/accounts/", "may not make accounts, and give and end grants"),
        ("administrator", "/audit/", "may not read the record of who did and read what"),
        ("administrator", "/data/", "holds no role that shows values"),
        (
            "administrator",
            "/accounts/administrator/grants/new/",
            "You may not give a grant to your own account",
        ),
    ],
)
def test_a_refused_page_says_why_and_leads_on(
    refused: Visitor, username: str, address: str, why: str
) -> None:
    page = refused(username)
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 403
    expect(page.get_by_role("heading", name="You cannot see this page")).to_be_visible()
    expect(page.get_by_text(why)).to_be_visible()
    assert violations(page) == []
    page.get_by_role("main").get_by_role("link", name="Go to").click()
    expect(page.locator("h1")).to_be_visible()


PAGES = {
    "accounts": ("administrator", "/accounts/"),
    "nobody found": ("administrator", "/accounts/?q=zzzz"),
    "making an account": ("administrator", "/accounts/new/"),
    "an account": ("administrator", "/accounts/analyst/"),
    "one's own account": ("administrator", "/accounts/administrator/"),
    "giving a grant": ("administrator", "/accounts/analyst/grants/new/"),
    "audit": ("auditor", "/audit/"),
    "audit, wrong dates": ("auditor", "/audit/?since=2027-02-02&until=2027-02-01"),
    "nothing recorded": ("auditor", "/audit/?actor=zzzz"),
}


@pytest.mark.parametrize("width", ["desktop", "phone"])
@pytest.mark.parametrize("name", PAGES)
def test_page_is_accessible_and_fits(visitor: Visitor, name: str, width: str) -> None:
    username, address = PAGES[name]
    page = visitor(username, width=width)
    page.goto(address)
    assert page.locator("h1").count() == 1
    for details in page.locator("details > summary").all()[:6]:
        details.click()
    assert violations(page) == []
    assert fits(page)


@pytest.mark.parametrize("width", ["desktop", "phone"])
@pytest.mark.parametrize("address", ["/accounts/new/", "/accounts/analyst/grants/new/"])
def test_a_form_sent_empty_names_each_mistake(visitor: Visitor, address: str, width: str) -> None:
    page = visitor("administrator", width=width)
    page.goto(address)
    page.get_by_role("main").get_by_role("button").click()
    summary = page.locator(".govuk-error-summary")
    expect(summary).to_be_visible()
    for link in summary.get_by_role("link").all():
        assert page.locator(link.get_attribute("href") or "").count() == 1
    assert violations(page) == []
    assert fits(page)
