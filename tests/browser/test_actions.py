"""The action register, as people use it: filed, done, sent back, signed off, shown and imported."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor
from tests.browser.test_pages import fits, violations

EITHER_WAY = pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"
DUE = (date.today() + timedelta(days=30)).isoformat()  # noqa: DTZ011


def press(page: Page, name: str) -> None:
    """Press a link that looks like a button, or one in a row of them."""
    page.locator("main a", has_text=name).first.click()


def file(page: Page, title: str) -> None:
    page.goto("/actions/new/")
    page.get_by_label("What is to be done").fill(title)
    page.get_by_label("Unit", exact=True).select_option("WYN")
    page.get_by_label("Owner", exact=True).fill("sergeant")
    page.get_by_label("Due", exact=True).fill(DUE)
    page.get_by_role("button", name="File the action").click()
    expect(page.get_by_text("is filed")).to_be_visible()


@EITHER_WAY
def test_an_action_is_filed_done_sent_back_and_signed_off(visitor: Visitor, javascript: bool) -> None:
    chief = visitor("chief", javascript=javascript)
    title = f"Move a car to the late shift, {'with' if javascript else 'without'} script"
    file(chief, title)
    address = chief.url
    owner = visitor("sergeant", javascript=javascript)
    owner.goto("/actions/mine/")
    owner.get_by_role("link", name=title).click()
    press(owner, "Start")
    owner.get_by_role("button", name="Start").click()
    expect(owner.get_by_text("The action is in progress")).to_be_visible()
    press(owner, "Add evidence")
    owner.get_by_label("What it shows").fill("The new roster")
    owner.get_by_label("Date of the evidence").fill("2026-01-12")
    owner.get_by_label("File", exact=True).set_input_files(
        {"name": "roster.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    owner.get_by_role("button", name="Add the evidence").click()
    expect(owner.locator(".app-action-evidence")).to_contain_text("12 January 2026")
    with owner.expect_download() as download:
        owner.get_by_role("link", name="The new roster", exact=True).click()
    assert Path(download.value.path()).read_bytes() == PDF
    press(owner, "Ask for sign-off")
    owner.get_by_role("button", name="Ask for sign-off").click()
    expect(owner.get_by_role("alert")).to_contain_text("Say what was done")
    owner.get_by_label("What was done").fill("It runs in one team")
    owner.get_by_role("button", name="Ask for sign-off").click()
    expect(owner.get_by_text("somebody else signs it off")).to_be_visible()
    expect(owner.locator("main a", has_text="Sign off")).to_have_count(0)
    for step, label, words in (
        ("Send back", "Why it is not done yet", "There are two teams"),
        ("Ask for sign-off", "What was done", "Both teams do it"),
        ("Sign off", "What shows that it is done", "Both rosters seen"),
    ):
        page = owner if step == "Ask for sign-off" else chief
        page.goto(address)
        press(page, step)
        page.get_by_label(label).fill(words)
        page.get_by_role("button", name=step).click()
    expect(chief.locator(".app-action-state")).to_contain_text("Closed")
    history = chief.locator(".app-action-history__one")
    expect(history.nth(0)).to_contain_text("Both rosters seen")
    expect(history.nth(2)).to_contain_text("There are two teams")
    expect(history.last).to_contain_text("Filed")


def test_many_actions_are_filed_from_a_file(visitor: Visitor, tmp_path: Path) -> None:
    page = visitor("chief")
    rows = [["reference", "title", "unit", "owner", "due"], ["B-1", "From a file", "WYN", "sergeant", "soon"]]
    for due in ("soon", DUE):
        rows[1][4] = due
        with (tmp_path / "actions.csv").open("w", newline="", encoding="utf-8") as made:
            csv.writer(made).writerows(rows)
        page.goto("/actions/import/")
        page.get_by_label("Where the actions come from").fill("A browser")
        page.get_by_label("File", exact=True).set_input_files(tmp_path / "actions.csv")
        page.get_by_role("button", name="Check the file").click()
        if due == "soon":
            expect(page.get_by_role("table", name="What is wrong")).to_contain_text("Write a date like")
            expect(page.get_by_role("button", name="File these actions")).to_have_count(0)
            assert violations(page) == []
            assert fits(page)
    expect(page.get_by_role("table", name="What would be filed")).to_contain_text("From a file")
    assert violations(page) == []
    page.get_by_role("button", name="File these actions").click()
    expect(page.get_by_text("1 action filed.")).to_be_visible()
    page.get_by_label("Words, number or owner").fill("From a file")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("status")).to_have_text("1 action")
    page.locator("th a", has_text="Due").click()
    expect(page.locator("th[aria-sort=descending]")).to_have_text("Due")
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    assert "From a file" in Path(download.value.path()).read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_the_pages_are_accessible_and_fit(visitor: Visitor, width: str) -> None:
    page = visitor("chief", width=width)
    file(page, f"An action to look at on a {width}")
    action = page.url.partition("?")[0]
    forms = ("update", "due", "owner", "evidence/new", "move/cancel")
    addresses = [
        "/actions/",
        "/actions/?state=every&sort=-unit",
        "/actions/?q=none-like-that",
        "/actions/mine/",
        "/actions/mine/e-mail/",
        "/actions/new/",
        "/actions/import/",
        action,
        *(f"{action}{form}/" for form in forms),
    ]
    for address in addresses:
        response = page.goto(address)
        assert response is not None
        assert response.ok, address
        assert page.locator("h1").count() == 1
        assert violations(page) == [], address
        assert fits(page), address
        if page.locator("form.app-form").count():
            page.locator("form.app-form button").click()
            expect(page.get_by_role("alert")).to_contain_text("There is a problem")
            assert violations(page) == [], address
            assert fits(page), address
