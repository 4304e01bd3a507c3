"""What people come to do, done as they do it."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visitor

EITHER_WAY = pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
MEASURE = "/measures/attendance_immediate_median/"
TITLE = "Immediate"


@EITHER_WAY
def test_a_sergeant_reads_whether_attendance_is_changing_from_force_to_individual(
    visitor: Visitor, javascript: bool
) -> None:
    page = visitor("sergeant", javascript=javascript)
    page.goto(MEASURE)
    chart = page.locator("figure img")
    expect(chart).to_be_visible()
    assert "Control chart" in (chart.get_attribute("alt") or "")
    assert page.locator(".app-verdict__sentence").inner_text()
    for _ in range(3):
        page.locator(".app-reading a").first.click()
    crumbs = page.locator(".app-unit-path a")
    assert crumbs.count() >= 2
    page.goto("/")
    page.get_by_role("link", name="Your unit").click()
    unit = page.url.partition("?")[2]
    page.goto(f"{MEASURE}?{unit}")
    page.locator(".app-reading a[href*='/people/']").first.click()
    assert "/people/" in page.url
    expect(page.locator("figure img")).to_be_visible()
    assert page.locator("figure img").evaluate("image => image.naturalWidth") > 100 if javascript else True


@EITHER_WAY
def test_narrowing_the_overview_to_what_has_changed(visitor: Visitor, javascript: bool) -> None:
    page = visitor("chief", javascript=javascript)
    everything = page.locator("#results .app-reading").count()
    page.get_by_label("Only what has changed").check()
    if not javascript:
        page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("status")).to_contain_text("measures")
    assert page.locator("#results .app-reading").count() < everything
    assert "signals=1" in page.url
    page.reload()
    expect(page.get_by_label("Only what has changed")).to_be_checked()


@EITHER_WAY
def test_an_analyst_finds_why_rows_were_rejected(visitor: Visitor, javascript: bool) -> None:
    page = visitor("analyst", javascript=javascript)
    page.get_by_role("link", name="Data", exact=True).click()
    page.get_by_role("link", name="Incidents", exact=False).first.click()
    page.locator(".app-load a").first.click()
    expect(page.get_by_role("heading", name="Rejected rows")).to_be_visible()
    page.get_by_text("Show the row").first.click()
    expect(page.locator(".app-cells").first).to_be_visible()


def test_downloads(visitor: Visitor) -> None:
    page = visitor("inspector")
    page.goto(MEASURE)
    for link, ending in (
        ("Values (CSV)", ".csv"),
        ("Values (Excel)", ".xlsx"),
        ("Chart (SVG)", ".svg"),
        ("Chart (PNG)", ".png"),
    ):
        with page.expect_download() as waiting:
            page.get_by_role("link", name=link, exact=True).first.click()
        assert waiting.value.suggested_filename.endswith(ending)


def test_another_teams_people_cannot_be_opened(visitor: Visitor) -> None:
    page = visitor("constable")
    response = page.request.get(f"{MEASURE}people/somebody-else/")
    assert response.status == 403
    assert "You cannot see this page" in response.text()


@EITHER_WAY
def test_a_wrong_password_is_explained_and_can_be_put_right(visitor: Visitor, javascript: bool) -> None:
    page = visitor(javascript=javascript)
    page.goto("/data/")
    page.get_by_label("Username", exact=True).fill("chief")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter your password")
    page.get_by_label("Password", exact=True).fill("peelian-demo")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Where the values come from")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_the_keyboard_reaches_the_content(visitor: Visitor) -> None:
    page = visitor("sergeant")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.url.endswith("#main-content")


def test_a_phone_gets_the_narrow_chart(visitor: Visitor) -> None:
    page = visitor("sergeant", width="phone")
    page.goto(MEASURE)
    image = page.locator("figure img").first
    assert "width=narrow" in image.evaluate("image => image.currentSrc")
