"""What has changed and its e-mail, as people meet them: with JavaScript and without, at two widths."""

import pytest

from tests.browser.conftest import Visitor
from tests.browser.test_pages import fits, violations

PAGES = ("/changes/", "/changes/?kind=concern&new=1", "/changes/?search=zzzz", "/changes/digest/")


@pytest.mark.parametrize("width", ["desktop", "phone"])
@pytest.mark.parametrize("address", PAGES)
def test_pages_are_accessible_and_fit(visitor: Visitor, address: str, width: str) -> None:
    page = visitor("sergeant", width=width)
    page.goto(address)
    assert page.locator("h1").count() == 1
    for details in page.locator("details > summary").all():
        details.click()
    assert violations(page) == []
    assert fits(page)


@pytest.mark.parametrize("javascript", [True, False])
def test_from_the_overview_to_a_chart_that_changed(visitor: Visitor, javascript: bool) -> None:
    page = visitor("chief", javascript=javascript)
    page.get_by_role("navigation").get_by_role("link", name="What changed").click()
    page.get_by_text("charts were read").wait_for()
    every = page.locator(".app-reading").count()
    page.get_by_label("Kind").select_option("Getting worse")
    page.get_by_label("Words in the title").fill("arrival")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**kind=concern**")
    page.get_by_text("arrival recorded").first.wait_for()
    assert 0 < page.locator(".app-reading").count() < every
    first = page.locator(".app-reading").first
    assert "Getting worse" in first.inner_text()
    first.locator("summary").click()
    also = first.locator(".app-also a").first
    unit = also.inner_text()
    also.click()
    assert unit in page.locator(".app-where").inner_text()


@pytest.mark.parametrize("javascript", [True, False])
def test_pages_of_the_list_and_how_it_is_ordered(visitor: Visitor, javascript: bool) -> None:
    page = visitor("chief", javascript=javascript)
    page.goto("/changes/")
    page.get_by_text("How this list is ordered").click()
    assert page.get_by_text("never with another unit").is_visible()
    first = page.locator(".app-reading__title").first.inner_text()
    page.get_by_role("link", name="Page 2").click()
    page.wait_for_url("**page=2**")
    assert page.locator(".app-changes-list").get_attribute("start") == "26"
    assert page.locator(".app-reading__title").first.inner_text() != first


def test_one_is_told_where_messages_go_and_that_none_are_sent_yet(visitor: Visitor) -> None:
    page = visitor("inspector", javascript=False)
    page.goto("/changes/")
    page.get_by_role("link", name="Be told by e-mail").click()
    assert page.get_by_text("inspector@constabulary.example").is_visible()
    assert page.get_by_text("E-mail is not set up here").is_visible()
    assert page.get_by_role("button", name="Save").is_visible()
