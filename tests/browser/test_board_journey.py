"""A board from its first meeting to a pack that nothing changes any more, as its people do it."""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pptx import Presentation
from pypdf import PdfReader

from tests.browser.conftest import people, serving
from tests.browser.test_pages import fits, violations

QUESTIONS = {
    "How well do we prevent and deter crime and anti-social behaviour?": "inspector",
    "Are we collecting the right data, and can we rely on it?": "superintendent",
}
SEATS = {"chief": "Chair", "secretary": "Secretary", "inspector": "Member", "superintendent": "Member"}
MARCH = "/boards/spring-board/questions/2026-03-01/"
PREVENTING, RELYING = f"{MARCH}preventing_crime/", f"{MARCH}relying_on_our_data/"


@pytest.fixture(scope="module")
def own(workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A served force of this file's own, since rows are loaded into it, and its workspace."""
    folder = tmp_path_factory.mktemp("own") / "workspace"
    shutil.copytree(workspace, folder, ignore=shutil.ignore_patterns("records.sqlite3*"))
    with serving(folder) as address:
        yield address, folder


@pytest.fixture
def as_(chromium: Browser, own: tuple[str, Path]) -> Iterator[Callable[[str], Page]]:
    """A function that gives somebody's page of the served force, signed in."""
    with people(chromium, own[0]) as page:
        yield page


def test_from_a_meeting_to_a_pack_that_nothing_changes(
    as_: Callable[[str], Page], own: tuple[str, Path]
) -> None:
    _a_board_is_made(as_("secretary"))
    _a_meeting_is_planned(as_("secretary"))
    _judge(as_("inspector"), PREVENTING, "Adequate", "Recorded crime held in March.")
    _judge(
        as_("superintendent"), RELYING, "Requires improvement", "Arrivals are not recorded in one command."
    )
    _view(as_("superintendent"), PREVENTING, "I challenge it", "Nights are worse than this says.")
    _view(as_("inspector"), RELYING, "I agree", "")
    _conclude(as_("chief"), PREVENTING, "Adequate")
    _conclude(as_("chief"), RELYING, "Requires improvement")
    address, digest = _a_pack_is_frozen(as_("secretary"), as_("chief"))
    page = as_("inspector")
    page.goto(address)
    before = page.locator("main").inner_text()
    _the_pdf(_taken(page, "PDF"))
    _the_slides(_taken(page, "PowerPoint"))
    measure = "/measures/crimes_recorded/"
    page.goto(measure)
    was = page.locator(".app-verdict__value").inner_text()
    _rows_are_loaded(own[1])
    page.goto(measure)
    expect(page.locator(".app-verdict__value")).not_to_have_text(was)
    page.goto(address)
    assert page.locator("main").inner_text() == before
    assert digest in before
    for width in (1280, 375):
        page.set_viewport_size({"width": width, "height": 900})
        for path in (address, MARCH, PREVENTING, "/packs/"):
            page.goto(path)
            assert violations(page) == [], path
            fits(page)


def _press(page: Page, name: str) -> None:
    """Press a button, or a link that looks like one."""
    page.locator("main").locator("a, button").filter(has_text=re.compile(f"^\\s*{name}\\s*$")).first.click()


def _a_board_is_made(page: Page) -> None:
    page.goto("/boards/new/")
    page.get_by_label("Name", exact=True).fill("Spring Board")
    page.get_by_label("What it is for").fill("To see whether spring was better")
    page.get_by_label("Monthly").check()
    page.get_by_label(re.compile("Those who sit on it")).check()
    unit = page.get_by_label("Which unit does it answer for?")
    unit.select_option(label=next(o for o in unit.inner_text().splitlines() if "Aldermere" in o).strip())
    _press(page, "Make the board")
    expect(page.get_by_role("heading", name="Spring Board")).to_be_visible()
    for username, part in SEATS.items():
        page.goto("/boards/spring-board/seats/new/")
        page.get_by_label("Who", exact=True).fill(username)
        page.get_by_label(part, exact=True).check()
        page.get_by_label("First day").fill("2026-01-01")
        _press(page, "Give the seat")
    for question, owner in QUESTIONS.items():
        page.goto("/boards/spring-board/questions/new/")
        page.get_by_label("Question", exact=True).select_option(label=question)
        choice = page.get_by_label("Who judges it?")
        named = {"inspector": "Insp", "superintendent": "Supt"}[owner]
        choice.select_option(label=next(o for o in choice.inner_text().splitlines() if named in o).strip())
        _press(page, "Add the question")


def _a_meeting_is_planned(page: Page) -> None:
    page.goto("/boards/spring-board/meetings/new/")
    page.get_by_label("Date", exact=True).fill("2026-04-14")
    page.get_by_label("Begins").fill("10:00")
    page.get_by_label("Ends").fill("12:00")
    _press(page, "Plan the meeting")
    expect(page.locator("main")).to_contain_text("14 April 2026")
    for question in QUESTIONS:
        expect(page.locator("main")).to_contain_text(question)


def _judge(page: Page, address: str, grade: str, words: str) -> None:
    page.goto(address)
    _press(page, "Judge it")
    page.get_by_label(grade, exact=True).check()
    page.get_by_label("Medium", exact=True).check()
    page.get_by_label("What do you judge, and why?").fill(words)
    page.get_by_role("button", name="Record the judgement").click()
    if page.get_by_text("the signals say otherwise").count():
        page.get_by_label(re.compile("Why you give this grade")).fill("The data do not show it yet.")
        page.get_by_role("button", name="Record the judgement").click()
    expect(page.get_by_text("Your judgement is recorded")).to_be_visible()


def _view(page: Page, address: str, stance: str, words: str) -> None:
    page.goto(address)
    _press(page, "Agree or challenge")
    page.get_by_label(stance, exact=True).check()
    page.get_by_label("What do you see otherwise, or what do you add?").fill(words)
    page.get_by_role("button", name="Record your view").click()
    expect(page.get_by_text("Your view is recorded")).to_be_visible()


def _conclude(page: Page, address: str, grade: str) -> None:
    page.goto(address)
    _press(page, "Conclude")
    page.get_by_label(grade, exact=True).check()
    page.get_by_label("What the board concludes").fill("The board heard both.")
    page.get_by_role("button", name="Conclude the question").click()
    expect(page.get_by_text("The question is concluded")).to_be_visible()


def _a_pack_is_frozen(secretary: Page, chief: Page) -> tuple[str, str]:
    """The address of the pack and its hash."""
    secretary.goto("/packs/new/spring-board/")
    secretary.get_by_label("Period").select_option("2026-03-01")
    meeting = secretary.get_by_label("Meeting it is read at (optional)")
    meeting.select_option(index=1)
    secretary.get_by_role("button", name="Begin the pack").click()
    expect(secretary.get_by_text("The pack is begun")).to_be_visible()
    address = "/packs/" + secretary.url.rpartition("/packs/")[2]
    expect(secretary.get_by_role("button", name="Freeze the pack")).to_have_count(0)
    chief.goto(address)
    chief.get_by_role("button", name="Approve what it says").click()
    expect(chief.get_by_text("You approved the pack")).to_be_visible()
    secretary.goto(address)
    secretary.get_by_role("button", name="Freeze the pack").click()
    expect(secretary.get_by_text("The pack is frozen")).to_be_visible()
    return address, secretary.locator(".app-pack-state code").inner_text()


def _taken(page: Page, form: str) -> bytes:
    with page.expect_download(timeout=240_000) as taken:
        page.get_by_role("link", name=form, exact=True).click()
    return Path(taken.value.path()).read_bytes()


def _the_pdf(body: bytes) -> None:
    """Its words, tags, language, and a description for each chart."""
    read = PdfReader(BytesIO(body))
    root = read.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value is True
    assert str(root["/Lang"]).lower().startswith("en")
    text = " ".join(" ".join(page.extract_text().split()) for page in read.pages)
    for said in (*QUESTIONS, "Spring Board", "Nights are worse than this says.", "14 April 2026"):
        assert said in text
    assert _alts(root["/StructTreeRoot"]) >= 10


def _alts(node: object) -> int:
    """How many figures a structure tree has that say what they show."""
    found, waiting = 0, [node]
    while waiting:
        each = waiting.pop()
        each = each.get_object() if hasattr(each, "get_object") else each
        if isinstance(each, list):
            waiting += each
        elif hasattr(each, "get"):
            found += each.get("/S") == "/Figure" and bool(each.get("/Alt"))
            waiting += [each["/K"]] if "/K" in each else []
    return found


def _the_slides(body: bytes) -> None:
    """Its titles, words, and a description for each picture."""
    deck = Presentation(BytesIO(body))
    words = [shape.text_frame.text for s in deck.slides for shape in s.shapes if shape.has_text_frame]
    for said in (*QUESTIONS, "Nights are worse than this says."):
        assert any(said in each for each in words), said
    pictures = [shape for s in deck.slides for shape in s.shapes if shape.shape_type == 13]
    assert len(pictures) >= 10
    assert all(p._element.nvPicPr.cNvPr.get("descr") for p in pictures)


def _rows_are_loaded(folder: Path) -> None:
    """Every crime of the last extract once more, under another number."""
    last = sorted((folder / "extracts").glob("recorded_crimes-*.csv"))[-1]
    head, *rows = last.read_text(encoding="utf-8").splitlines()
    more = folder / "more-crimes.csv"
    more.write_text("\n".join([head, *(f"again-{row}" for row in rows)]) + "\n", encoding="utf-8")
    for verb in (["load", "recorded_crimes", str(more)], ["refresh"]):
        command = [sys.executable, "-m", "peelian.cli", "--workspace", str(folder), *verb]
        subprocess.run(command, check=True, capture_output=True)
