"""Every page is accessible and fits, at desktop and phone width, with JavaScript and without."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import Visitor

MEASURE = "/measures/attendance_immediate_median/"
PAGES = {
    "overview": "/",
    "overview of a team": "team:/",
    "only what has changed": "/?signals=1",
    "nothing matches": "/?search=zzzz",
    "question": "/questions/responding_to_the_public/",
    "measure": MEASURE,
    "measure of a team": f"team:{MEASURE}",
    "breakdown": f"{MEASURE}?by=urban_rural",
    "proportion with a standard": "/measures/attendance_immediate_in_standard/",
    "verdict in Welsh": "/measures/attendance_immediate_in_standard/?language=cy",
    "units": "/units/",
    "unit": "team:/units/",
    "attendance": "/attendance/",
    "attendance, wrong dates": "/attendance/?start=2025-05-01&end=2025-01-01",
    "data": "/data/",
    "source": "/data/incidents/",
    "rejected rows": "/data/incidents/rejected/",
    "not found": "/units/no-such-unit/",
}
QUIET = {"not found"}


def go(page: Page, address: str) -> None:
    """Open an address; one that starts with `team:` is opened for the visitor's own unit."""
    if address.startswith("team:"):
        page.goto("/")
        unit = page.get_by_role("link", name="Your unit").get_attribute("href") or ""
        path = address.removeprefix("team:")
        query = unit.partition("?")[2]
        page.goto(path + (query.partition("=")[2] + "/" if path == "/units/" else f"?{query}"))
    else:
        page.goto(address)


def violations(page: Page) -> list[str]:
    found = Axe().run(
        page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    )
    return [
        f"{each['id']}: {each['help']} ({node['html'][:160]})"
        for each in found.response["violations"]
        for node in each["nodes"]
    ]


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_sign_in_is_accessible(visitor: Visitor, width: str) -> None:
    page = visitor(width=width)
    page.goto("/sign-in")
    assert violations(page) == []
    assert fits(page)


@pytest.mark.parametrize("width", ["desktop", "phone"])
@pytest.mark.parametrize("name", [name for name in PAGES if name not in QUIET])
def test_page_is_accessible_and_fits(visitor: Visitor, name: str, width: str) -> None:
    page = visitor("sergeant", width=width)
    go(page, PAGES[name])
    assert page.locator("h1").count() == 1
    for details in page.locator("details > summary").all():
        details.click()
    assert violations(page) == []
    assert fits(page)


@pytest.mark.parametrize("name", [name for name in PAGES if name not in QUIET])
def test_page_says_the_same_without_javascript(visitor: Visitor, name: str) -> None:
    page = visitor("sergeant", javascript=False)
    go(page, PAGES[name])
    assert page.locator("h1").is_visible()
    for image in page.locator("main img").all():
        assert image.get_attribute("alt")
    for name_of_link in ("Overview", "Units", "Attendance times", "Data"):
        assert (
            page.get_by_role("navigation")
            .get_by_role("link", name=name_of_link, exact=True)
            .first.is_visible()
        )
