"""A chart and its table at three widths, by keyboard and without colour."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor

MEASURE = "/measures/attendance_immediate_median/"
WIDTHS = {375: "narrow", 768: "medium", 1280: ""}


def opened(visitor: Visitor, width: int) -> Page:
    page = visitor("sergeant")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(MEASURE)
    return page


@pytest.mark.parametrize("width", WIDTHS)
def test_each_width_has_a_picture_of_its_own_at_its_own_size(visitor: Visitor, width: int) -> None:
    page = opened(visitor, width)
    image = page.locator("figure.app-chart img")
    expect(image).to_be_visible()
    page.wait_for_function("() => document.querySelector('figure.app-chart img').complete")
    source = image.evaluate("image => image.currentSrc")
    assert (f"width={WIDTHS[width]}" in source) if WIDTHS[width] else ("width=" not in source)
    shown, drawn = image.evaluate("image => [image.clientWidth, image.naturalWidth]")
    assert shown >= 0.9 * drawn  # so that its letters are about as large as they were drawn
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [375, 1280])
def test_the_table_is_reached_opened_and_scrolled_by_keyboard(visitor: Visitor, width: int) -> None:
    page = opened(visitor, width)
    summary = page.locator("summary", has_text="Show the values as a table")
    for _ in range(60):
        page.keyboard.press("Tab")
        if summary.evaluate("element => element === document.activeElement"):
            break
    expect(summary).to_be_focused()
    region = page.get_by_role("region", name="Table of values")
    expect(region).to_be_hidden()
    page.keyboard.press("Enter")
    expect(region).to_be_visible()
    page.keyboard.press("Tab")
    expect(region).to_be_focused()
    table = region.get_by_role("table")
    assert table.locator("caption").inner_text().strip()
    assert table.locator("thead th[scope=col]").count() >= 5
    assert table.locator("tbody th[scope=row]").count() == table.locator("tbody tr").count() > 12
    if width == 375:
        page.keyboard.press("ArrowRight")
        page.wait_for_function("() => document.querySelector('.app-scroll').scrollLeft > 0")


def test_the_chart_is_offered_for_paper(visitor: Visitor) -> None:
    page = opened(visitor, 1280)
    for name, ending in (("Chart (PDF)", ".pdf"), ("Slides (PowerPoint)", ".pptx")):
        with page.expect_download() as started:
            page.get_by_role("link", name=name).click()
        assert started.value.suggested_filename.endswith(ending)
