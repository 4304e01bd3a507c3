"""From the five answers that commissioners gave to a report of our own that everybody can read."""

import re
import shutil
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from tests.browser.conftest import people, serving
from tests.browser.test_pages import fits, violations

FORCES = ("Avon and Somerset", "Cambridgeshire", "Cheshire", "Cumbria", "Staffordshire")
REPLIES = {
    "2": "Leavers are asked why, and those who think of leaving are asked to stay.",
    "3": "Support goes beyond screening.",
    "6": "The framework was reviewed.",
}


@pytest.fixture(scope="module")
def seeds(shared: Path) -> list[Path]:
    """The five answers; skipped, with the reason, where they are not."""
    return sorted((shared / "seeds").glob("*.txt"))


@pytest.fixture(scope="module")
def as_(
    chromium: Browser, workspace: Path, seeds: list[Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Page]]:
    """A function that gives somebody's page of a force of this file's own."""
    folder = tmp_path_factory.mktemp("own") / "workspace"
    shutil.copytree(workspace, folder, ignore=shutil.ignore_patterns("records.sqlite3*"))
    with serving(folder) as address, people(chromium, address) as page:
        yield page


def test_five_answers_are_read_and_ours_is_given(as_: Callable[[str], Page], seeds: list[Path]) -> None:
    liaison = as_("liaison")
    _five_are_read_and_accepted(liaison, seeds)
    publication = _one_publication(liaison)
    finding = _allocated(liaison, publication)
    _side_by_side(liaison, finding)
    response = _drafted(liaison, publication)
    _approved_and_published(as_("approver"), response)
    _read_by_everybody(as_, response)
    for width in (1280, 375):
        liaison.set_viewport_size({"width": width, "height": 900})
        for path in ("/inspections/", "/inspections/documents/1/", finding, f"{finding}compare/", response):
            liaison.goto(path)
            assert violations(liaison) == [], path
            fits(liaison)


def _press(page: Page, name: str) -> None:
    page.locator("main").locator("a, button").filter(has_text=re.compile(f"^\\s*{name}")).first.click()


def _five_are_read_and_accepted(page: Page, seeds: list[Path]) -> None:
    page.goto("/inspections/documents/new/")
    page.get_by_label("Files").set_input_files(seeds)
    page.get_by_role("button", name="Upload and read").click()
    for number in range(1, 6):
        page.goto(f"/inspections/documents/{number}/accept/")
        page.get_by_role("button", name="Accept", exact=True).click()
        expect(page.locator("main")).to_contain_text("Accepted")


def _one_publication(page: Page) -> str:
    """All five are of one report: the address of its page."""
    page.goto("/inspections/publications/")
    links = page.locator("main tbody a")
    expect(links).to_have_count(1)
    links.first.click()
    page.wait_for_url("**/inspections/publications/*/")
    main = page.locator("main")
    expect(main).to_contain_text("7 July 2023")
    expect(main).to_contain_text("31 August 2023")
    return "/" + page.url.split("/", 3)[3]


def _allocated(page: Page, publication: str) -> str:
    """Recommendation 2 is the superintendent's to answer for: the address of its page."""
    page.goto(publication)
    page.get_by_role("link", name="Recommendation 2", exact=True).first.click()
    page.wait_for_url("**/inspections/findings/*/")
    finding = "/" + page.url.split("/", 3)[3]
    expect(page.locator("main")).to_contain_text("31 January 2024")
    _press(page, "Allocate")
    page.get_by_label("Owner").fill("superintendent")
    page.get_by_label("Unit").select_option(index=1)
    page.locator("main form button").first.click()
    expect(page.locator("main")).to_contain_text("owns the finding")
    return finding


def _side_by_side(page: Page, finding: str) -> None:
    page.goto(f"{finding}compare/")
    for force in FORCES:
        page.get_by_role("checkbox", name=force, exact=True).check()
    page.get_by_role("button", name="Show these").click()
    for force in FORCES:
        expect(page.get_by_role("heading", name=force, exact=True)).to_be_visible()


def _drafted(page: Page, publication: str) -> str:
    response = publication.replace("publications", "responses")
    page.goto(f"{response}begin/")
    page.get_by_label("Response record", exact=True).check()
    page.get_by_label("Name of the commissioner").fill("Ceri Morgan")
    page.get_by_label("Name of the chief constable").fill("Bo Hughes")
    page.get_by_role("button", name="Begin the response").click()
    expect(page.get_by_role("heading", name="Missing before it can be submitted")).to_be_visible()
    for number, words in REPLIES.items():
        page.goto(response)
        page.get_by_role("link", name=f"A reply to Recommendation {number}").click()
        page.get_by_label("Action taken").check()
        page.get_by_label("What the force says").fill(words)
        page.get_by_role("button", name=re.compile("^Keep")).last.click()
    page.goto(response)
    page.get_by_role("link", name="The chief officer’s comments, with their date").click()
    page.get_by_label("Comments", exact=True).fill("We welcome the report.")
    page.get_by_label("Day they were made").fill("2023-08-20")
    page.get_by_role("button", name="Keep the comments").click()
    page.get_by_role("link", name="The commissioner’s comments", exact=True).click()
    page.get_by_label("Comments, and what is said").fill("I will ask again in spring.")
    page.get_by_role("button", name="Keep the comments").click()
    page.get_by_role("link", name="The date of the response").click()
    page.get_by_label("Date of the response").fill("2023-08-31")
    page.get_by_role("button", name="Keep the changes").click()
    page.get_by_role("button", name="Submit for approval").click()
    expect(page.get_by_text("waits for approval by somebody else")).to_be_visible()
    return response


def _approved_and_published(page: Page, response: str) -> None:
    page.goto(response)
    page.get_by_role("button", name="Approve what it says").click()
    expect(page.get_by_text("Nothing of it changes any more").first).to_be_visible()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Owed")).to_have_count(2)


def _read_by_everybody(as_: Callable[[str], Page], response: str) -> None:
    page = as_("constable")
    page.context.clear_cookies()
    page.goto("/inspections/responses/public/")
    page.locator("main").get_by_role("link").filter(has_text=re.compile("grip", re.IGNORECASE)).first.click()
    for words in REPLIES.values():
        expect(page.locator("main")).to_contain_text(words)
    word = Document(BytesIO(page.request.get(f"{page.url}response.docx").body()))
    cells = "\n".join(cell.text for table in word.tables for row in table.rows for cell in row.cells)
    pdf = PdfReader(BytesIO(page.request.get(f"{page.url}response.pdf").body()))
    printed = " ".join(" ".join(sheet.extract_text() for sheet in pdf.pages).split())
    for words in REPLIES.values():
        assert words in cells + "\n".join(line.text for line in word.paragraphs)
        assert words in printed
