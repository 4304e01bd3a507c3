"""Documents as a liaison officer checks them: uploaded, put right, accepted, compared; and a practice."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import WIDTHS, serving
from tests.browser.test_annotations import say
from tests.browser.test_pages import fits, violations

ANSWER = """Cumbria Police, Fire and Crime Commissioner

Response to inspections of Cumbria Constabulary published by HMICFRS

Inspection Title: Keeping stock of lost umbrellas
Date Published: 3 March 2025

Recommendation 1
By June 2025, chief constables should count the umbrellas of their force.

Response: {said}

Recommendation 2
By July 2025, the Home Office should set a standard for umbrellas.

Response: This recommendation is for the Home Office.
"""


@pytest.fixture(scope="module")
def liaison_served(workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A copy of the demo force with a liaison officer, served."""
    folder = tmp_path_factory.mktemp("inspected") / "workspace"
    shutil.copytree(workspace, folder, ignore=shutil.ignore_patterns("records.sqlite3*"))
    with serving(folder) as address:
        yield address


@pytest.fixture(scope="module")
def opened(chromium: Browser, liaison_served: str) -> Iterator[Callable[..., Page]]:
    """A function that opens a page as the liaison officer."""
    contexts: list[BrowserContext] = []
    state: dict[str, object] = {}

    def page(*, javascript: bool = True, width: str = "desktop") -> Page:
        context = chromium.new_context(
            viewport={"width": WIDTHS[width], "height": 900}, java_script_enabled=javascript,
            base_url=liaison_served, locale="en-GB", storage_state=state.get("kept"),  # type: ignore[arg-type]
        )  # fmt: skip
        contexts.append(context)
        made = context.new_page()
        if not state:
            made.goto("/sign-in")
            made.get_by_label("Username", exact=True).fill("liaison")
            made.get_by_label("Password", exact=True).fill("peelian-demo")
            made.get_by_role("button", name="Sign in").click()
            made.wait_for_url(lambda url: "/sign-in" not in url, timeout=60_000)
            state["kept"] = context.storage_state()
        return made

    yield page
    for context in contexts:
        context.close()


def upload(page: Page, name: str, said: str) -> None:
    page.goto("/inspections/documents/new/")
    page.get_by_label("Files").set_input_files(
        {"name": name, "mimeType": "text/plain", "buffer": ANSWER.format(said=said).encode()}
    )
    page.get_by_role("button", name="Upload and read").click()


def test_a_document_is_read_put_right_accepted_and_compared(opened: Callable[..., Page]) -> None:
    page = opened(javascript=False)
    upload(page, "cumbria.txt", "We piloted an umbrella register at Penrith.")
    expect(page.get_by_text("It is read. Check what was found in it.")).to_be_visible()
    expect(page.get_by_role("heading", name="2 findings")).to_be_visible()
    show = page.get_by_role("link", name="Show in the text Recommendation 1")
    show.click()
    assert page.url.endswith("#finding-1")
    expect(page.locator("mark#finding-1")).to_contain_text("should count the umbrellas")
    expect(page.locator("mark#finding-1")).to_be_in_viewport()
    page.get_by_role("link", name="Correct the document’s fields").click()
    page.get_by_label("Force", exact=True).select_option("Kent")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("What was read: Cumbria")).to_be_visible()
    say(page, "Accept into the register")
    expect(page.get_by_text("2 findings will be made and 0 matched")).to_be_visible()
    page.get_by_role("button", name="Accept", exact=True).click()
    expect(page.get_by_text("The document is accepted.")).to_be_visible()
    upload(page, "surrey.txt", "We count them twice a day.")
    page.get_by_role("link", name="Correct the document’s fields").click()
    page.get_by_label("Force", exact=True).select_option("Surrey")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Correct Recommendation 1").click()
    words = page.get_by_label("What it says")
    words.fill(words.input_value().replace("count the umbrellas", "count every umbrella"))
    page.get_by_role("button", name="Save").click()
    say(page, "Accept into the register")
    expect(page.get_by_text("0 findings will be made and 2 matched")).to_be_visible()
    page.get_by_role("button", name="Accept", exact=True).click()
    page.locator(".app-in-register a").first.click()
    expect(page.get_by_role("heading", name="Kent")).to_be_visible()
    expect(page.get_by_role("heading", name="Surrey")).to_be_visible()
    expect(page.locator(".app-force", has_text="Surrey").locator("ins").first).to_contain_text("every")
    page.goto("/practices/new/")
    page.get_by_label("Title").fill("Drying room")
    page.get_by_label("Description").fill("A room to dry umbrellas")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("The practice is in the library.")).to_be_visible()
    say(page, "Begin to assess it")
    page.get_by_label("Board").fill("Improvement Board")
    page.get_by_label(re.compile("Why it could work here")).fill("It rains here too")
    page.get_by_role("button", name="Begin to assess it").click()
    expect(page.get_by_text("It is being assessed.")).to_be_visible()
    say(page, "Put it on trial")
    expect(page.get_by_label("What is to be done")).to_have_value("Try: Drying room")


@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_the_pages_fit_and_are_accessible(opened: Callable[..., Page], width: str) -> None:
    page = opened(width=width)
    upload(page, f"{width}.txt", f"We were shown on a {width}.")
    document = page.url.split("#")[0]
    for address in (
        document, f"{document}findings/0/", f"{document}accept/", f"{document}practices/new/",
        "/inspections/documents/", "/inspections/documents/new/", "/inspections/answers/", "/practices/",
        "/practices/new/", "/inspections/findings/1/compare/", "/practices/1/", "/practices/1/try/",
    ):  # fmt: skip
        page.goto(address)
        assert violations(page) == [], address
        assert fits(page), address
