"""Units compared, as somebody does it, with and without a script."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visitor
from tests.browser.test_pages import fits, violations

EITHER_WAY = pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
PROPORTION, MEDIAN = "/measures/attendance_immediate_in_standard/", "/measures/attendance_immediate_median/"


@EITHER_WAY
def test_a_chief_compares_teams_from_the_page_of_a_measure(visitor: Visitor, javascript: bool) -> None:
    page = visitor("chief", javascript=javascript)
    page.goto(PROPORTION)
    page.get_by_role("link", name="Compare these units").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Compare commands within")
    page.get_by_label("Compare", exact=True).select_option("team")
    page.get_by_label("Over", exact=True).select_option("3")
    page.get_by_role("button", name="Compare").click()
    assert "level=team&period=3" in page.url
    expect(page.get_by_role("heading", level=1)).to_contain_text("Compare teams within")
    plot = page.get_by_role("img", name="Funnel plot of")
    expect(plot).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert (plot.bounding_box() or {"height": 0})["height"] > 200
    rows = page.locator("table tbody tr")
    assert rows.count() > 3
    assert page.locator(".app-stamp__chart").count() >= rows.count()
    with page.expect_download() as download:
        page.get_by_role("link", name="Comparison (CSV)").click()
    assert download.value.suggested_filename.startswith("compare-attendance_immediate_in_standard-")
    rows.first.get_by_role("link").click()
    assert page.url.partition("?")[0].endswith(PROPORTION)


@pytest.mark.parametrize("width", ["desktop", "phone"])
@pytest.mark.parametrize("address", [f"{PROPORTION}compare/?level=team", f"{MEDIAN}compare/?level=team"])
@EITHER_WAY
def test_the_comparison_is_accessible_and_fits(
    visitor: Visitor, address: str, width: str, javascript: bool
) -> None:
    page = visitor("chief", width=width, javascript=javascript)
    page.goto(address)
    expect(page.locator(".app-stamp").first).to_be_visible()
    assert fits(page) if javascript else True
    if javascript:
        assert violations(page) == []
    smallest = page.locator(".app-stamp__chart").first.bounding_box()
    assert smallest is not None
    assert smallest["width"] >= 250


def test_a_sergeant_is_told_there_is_nothing_to_compare(visitor: Visitor) -> None:
    page = visitor("sergeant")
    page.goto(f"{PROPORTION}compare/?level=team")
    expect(page.get_by_text("Your account may see only one team here.")).to_be_visible()
    assert violations(page) == []
