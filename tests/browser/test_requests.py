"""A question's way: asked once, answered with a chart, found by whoever would ask it again."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor
from tests.browser.test_annotations import say
from tests.browser.test_pages import fits, violations

TITLE = "Are burglaries attended later at night?"
MEASURE = "Attendance of immediate incidents, median"


def ask(page: Page, words: str) -> None:
    page.goto("/requests/")
    say(page, "Ask a question")
    page.get_by_label("What do you want to know?").fill(words)
    page.get_by_role("button", name="Search first").click()


def test_a_question_is_asked_triaged_answered_and_found(visitor: Visitor) -> None:
    sergeant = visitor("sergeant", javascript=False)
    ask(sergeant, TITLE)
    expect(sergeant.get_by_text("No answer that you may read has these words")).to_be_visible()
    sergeant.get_by_role("button", name="Ask the question").click()
    expect(sergeant.get_by_label("Title")).to_have_value(TITLE)
    sergeant.get_by_role("button", name="Ask the question").click()
    expect(sergeant.get_by_role("alert")).to_contain_text("Say what decision it serves")
    sergeant.get_by_label("What do you want to know?").fill("Between ten and six, since April.")
    sergeant.get_by_label("What decision does it serve?").fill("When the late car starts")
    sergeant.get_by_text("Measures it concerns (optional)").first.click()
    sergeant.get_by_label(MEASURE, exact=True).check()
    sergeant.get_by_role("button", name="Ask the question").click()
    expect(sergeant.get_by_text("Your question is with the performance team.")).to_be_visible()
    address = sergeant.url

    analyst = visitor("analyst")
    analyst.goto("/requests/?state=asked")
    analyst.get_by_role("link", name=TITLE).click()
    say(analyst, "Accept it")
    analyst.get_by_label("When is the answer expected?").fill("2099-01-05")
    analyst.get_by_role("button", name="Save").click()
    expect(analyst.get_by_text("is to answer by 5 January 2099").first).to_be_visible()
    say(analyst, "Answer it")
    analyst.get_by_label("Answer", exact=True).fill("No: they are attended as soon.")
    expect(analyst.get_by_label("Measure 1")).to_have_value("attendance_immediate_median")
    analyst.get_by_label("Files (optional)").set_input_files(
        {"name": "nights.csv", "mimeType": "text/csv", "buffer": b"hour,incidents\n22,4\n"}
    )
    assert violations(analyst) == []
    analyst.get_by_role("button", name="Give the answer").click()
    expect(analyst.get_by_text("The answer is given.")).to_be_visible()

    sergeant.goto(address)
    expect(sergeant.get_by_text("No: they are attended as soon.")).to_be_visible()
    chart = sergeant.locator("main img").first
    assert "median" in (chart.get_attribute("alt") or "").lower()
    assert chart.evaluate("image => image.naturalWidth") > 300
    expect(sergeant.get_by_role("link", name="nights.csv")).to_be_visible()
    sergeant.get_by_role("button", name="Yes, close it").click()
    expect(sergeant.get_by_text("Thank you. The request is closed.")).to_be_visible()

    constable = visitor("constable", javascript=False)
    ask(constable, "burglaries at night")
    expect(constable.get_by_role("heading", name="Is it one of these?")).to_be_visible()
    constable.get_by_role("link", name=TITLE).click()
    expect(constable.get_by_text("No: they are attended as soon.")).to_be_visible()
    constable.goto("/requests/?q=burglaries+late+car")
    expect(constable.get_by_role("link", name=TITLE)).to_be_visible()


@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_the_pages_are_accessible_and_fit(visitor: Visitor, width: str) -> None:
    page = visitor("analyst", width=width)
    title = f"Why are records of stops late on a {width}?"
    page.goto("/requests/new/ask/")
    page.get_by_label("Title").fill(title)
    page.get_by_label("What do you want to know?").fill("By team.")
    page.get_by_label("What decision does it serve?").fill("Whom to train")
    page.get_by_label("Which unit is it about?").select_option(index=0)
    page.get_by_role("button", name="Ask the question").click()
    address = page.url
    for path in ("accept/", "decline/", "earlier/"):
        page.goto(address + path)
        page.locator("form.app-form button").click()
        if path != "accept/":
            expect(page.get_by_role("alert")).to_contain_text("There is a problem")
        assert violations(page) == []
        assert fits(page)
    for open_to in (
        address, "/requests/", "/requests/?q=nothing+like+it", "/requests/new/?words=burglaries+night",
        "/requests/new/ask/?title=late", f"{address}withdraw/",
    ):  # fmt: skip
        page.goto(open_to)
        assert page.locator("h1").count() == 1
        for details in page.locator("details > summary").all():
            details.click()
        assert violations(page) == []
        assert fits(page)
