"""A meeting from its plan to approved minutes, as a secretary and a chair do it, and what the public sees."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import WIDTHS, Visitor
from tests.browser.test_pages import fits, violations

EITHER_WAY = pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
QUESTION = "How good are we at responding to the public?"


def press(page: Page, name: str) -> None:
    """Press a button, or a link that looks like one."""
    page.locator("main").locator("a, button").filter(has_text=re.compile(f"^\\s*{name}\\s*$")).first.click()


def a_public_board(page: Page, name: str) -> str:
    """Make a public board with a chair, a secretary and a question; its address."""
    page.goto("/boards/")
    press(page, "Make a board")
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_role("button", name="Make the board").click()
    expect(page.get_by_role("alert")).to_contain_text("Say what the board is for")
    page.get_by_label("What it is for").fill("To try it all")
    page.get_by_label(re.compile("Everybody who sees")).check()
    page.get_by_label(re.compile("Its public meetings are shown")).check()
    page.get_by_role("button", name="Make the board").click()
    expect(page.get_by_text("Nobody is chair and nobody is secretary")).to_be_visible()
    address = "/boards/" + page.url.partition("/boards/")[2]
    for who, part in (("chief", "Chair"), ("secretary", "Secretary")):
        page.goto(f"{address}seats/new/")
        page.get_by_label("Who", exact=True).fill(who)
        page.get_by_label(part, exact=True).check()
        page.get_by_label("First day").fill("2026-01-01")
        page.get_by_role("button", name="Give the seat").click()
        expect(page.get_by_text("is given a seat")).to_be_visible()
    page.goto(f"{address}questions/new/")
    page.get_by_label("Question", exact=True).select_option(label=QUESTION)
    page.get_by_label("Who judges it?").select_option(index=1)
    page.get_by_role("button", name="Add the question").click()
    expect(page.get_by_text("The board asks it now")).to_be_visible()
    return address


@EITHER_WAY
def test_a_meeting_from_plan_to_approved_minutes(visitor: Visitor, javascript: bool) -> None:
    page, chair = visitor("secretary", javascript=javascript), visitor("chief", javascript=javascript)
    board = a_public_board(page, f"Board {'with' if javascript else 'without'} script")
    press(page, "Plan a meeting")
    yesterday = date.today() - timedelta(1)  # noqa: DTZ011
    page.get_by_label("Date", exact=True).fill(yesterday.isoformat())
    page.get_by_label("Place (optional)").fill("Council chamber")
    page.get_by_label(re.compile("Everybody may follow it")).check()
    page.get_by_role("button", name="Plan the meeting").click()
    expect(page.get_by_role("heading", name=QUESTION)).to_be_visible()
    expect(page.locator(".app-agenda__signals")).to_contain_text("no clear change")
    meeting = page.url
    page.get_by_role("link", name="Add an item").click()
    page.get_by_label("Title", exact=True).fill("A matter in private")
    page.get_by_label(re.compile("The public page of a public meeting shows it")).uncheck()
    page.get_by_role("button", name="Add the item").click()
    item = page.locator(".app-agenda__item", has_text="A matter in private")
    expect(item.locator(".app-agenda__number")).to_have_text("4")
    item.get_by_role("button", name=re.compile("^Up")).click()
    expect(item.locator(".app-agenda__number")).to_have_text("3")
    item.get_by_role("link", name=re.compile("^Add a paper")).click()
    upload = {"name": "plan.txt", "mimeType": "text/plain", "buffer": b"What is proposed"}
    page.get_by_label("File", exact=True).set_input_files([upload])  # type: ignore[list-item]
    page.get_by_role("button", name="Add the paper").click()
    expect(item.get_by_role("link", name="plan.txt", exact=True)).to_be_visible()
    page.get_by_role("button", name="It was held").click()
    page.get_by_role("link", name="Attendance", exact=True).click()
    page.get_by_label(re.compile("chair$")).select_option("present")
    page.get_by_label("Others in attendance").fill("Somebody from outside")
    page.get_by_role("button", name="Write the attendance").click()
    press(page, "Write minutes")
    page.get_by_label(f"4. {QUESTION}").fill("The board read the charts.")
    page.get_by_role("button", name="Write the minutes").click()
    expect(page.get_by_text("waiting for the chair")).to_be_visible()
    page.get_by_role("link", name="Write down a decision").click()
    page.get_by_label("What was decided").fill("Every command looks at its rota.")
    page.get_by_role("button", name="Write it down").click()
    expect(page.locator("#decision-1")).to_contain_text("Every command looks at its rota.")
    page.locator("#decision-1").get_by_role("link", name=re.compile("File an action")).click()
    page.get_by_label("What is to be done").fill("Compare the rotas")
    page.get_by_label("Who is to do it").fill("inspector")
    page.get_by_label("By when").fill((yesterday + timedelta(30)).isoformat())
    page.get_by_role("button", name="File the action").click()
    expect(page.locator("#decision-1")).to_contain_text("Compare the rotas")
    public = visitor(javascript=javascript)
    public.goto(meeting.replace("/boards/", "/boards/public/").replace("/meetings/", "/"))
    expect(public.get_by_text("Item 3: not public")).to_be_visible()
    expect(public.get_by_text("Every command looks at its rota.")).to_have_count(0)
    chair.goto("/boards/")
    chair.get_by_role("link", name=re.compile("to approve")).first.click()
    chair.goto(meeting)
    chair.get_by_role("button", name="Approve the minutes").click()
    expect(chair.get_by_text("Nothing of this meeting changes any more")).to_be_visible()
    public.reload()
    expect(public.get_by_text("Every command looks at its rota.")).to_be_visible()
    expect(public.locator("main")).not_to_contain_text("A matter in private")
    page.goto(f"{board}meetings/year/")
    page.get_by_label("Date of the first").fill("2030-01-08")
    page.get_by_role("button", name="Plan the year").click()
    expect(page.get_by_text("12 meetings are planned: the second Tuesday of each month.")).to_be_visible()


def test_a_calendar_is_made_once_and_switched_off(visitor: Visitor) -> None:
    page = visitor("inspector")
    page.goto("/boards/")
    page.get_by_role("link", name="Meetings in your calendar").click()
    page.get_by_role("button", name="Make the address").click()
    address = page.locator(".app-code").inner_text()
    given = page.request.get("/boards/calendar/" + address.rpartition("/")[2])
    assert given.text().startswith("BEGIN:VCALENDAR")
    page.get_by_role("link", name="Boards", exact=True).first.click()
    page.get_by_role("link", name="Meetings in your calendar").click()
    expect(page.locator(".app-code")).to_have_count(0)
    page.get_by_role("button", name="Switch it off").click()
    expect(page.get_by_text("Your calendar is off")).to_be_visible()
    assert page.request.get("/boards/calendar/" + address.rpartition("/")[2]).status == 404


def test_pages_of_boards_are_accessible_and_fit(visitor: Visitor) -> None:
    page = visitor("secretary")
    board = a_public_board(page, "Board to look at")
    page.goto(f"{board}meetings/new/")
    page.get_by_label("Date", exact=True).fill("2030-03-05")
    page.get_by_label(re.compile("Everybody may follow it")).check()
    page.get_by_role("button", name="Plan the meeting").click()
    expect(page.get_by_text("The meeting is planned")).to_be_visible()
    meeting = "/boards/" + page.url.partition("/boards/")[2]
    public = meeting.replace("/boards/", "/boards/public/").replace("/meetings/", "/")
    both = ["/boards/", board, meeting, public, f"{board}meetings/"]
    one = [
        "/boards/new/", "/boards/calendar/", "/boards/public/", f"{board}seats/", f"{board}meetings/new/",
        f"{board}decisions/", f"{meeting}attendance/", f"{meeting}papers/new/",
    ]  # fmt: skip
    for path in (*both, *one):
        page.set_viewport_size({"width": WIDTHS["desktop"], "height": 900})
        page.goto(path)
        assert violations(page) == [], path
        page.set_viewport_size({"width": WIDTHS["phone"], "height": 900})
        assert fits(page), path
        assert path in one or violations(page) == [], path
