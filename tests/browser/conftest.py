"""A served demo force, and the system Chromium to look at it with."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from peelian.demo.building import EXTRACTS
from tests.browser.find_chromium import find_chromium
from tests.small import small_demo

ARGUMENTS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
WIDTHS = {"desktop": 1280, "phone": 375}
MAKE_ACCOUNTS = """
import django; django.setup()
from pathlib import Path
from typing import Any
from django.core.management import call_command
from peelian.apps.access.actions import create_demo_accounts
from peelian.demo import DemoForce
call_command("migrate", verbosity=0, interactive=False)
create_demo_accounts(accounts=DemoForce.read(Path(__import__("sys").argv[1])).accounts)
create_demo_accounts(accounts=[
    {"username": name, "display_name": f"The {name}", "person_id": None, "role": "analyst"}
    for name in ("app holder", "key holder", "leaver")  # whose sign-ins tests change
])
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workspace of a small demo force, loaded and refreshed, that nothing has been done in."""
    return small_demo(tmp_path_factory)[0]


@pytest.fixture(scope="session")
def served(workspace: Path) -> Iterator[str]:
    """The address of a small demo force, served as `peelian serve` serves it."""
    with serving(workspace) as address:
        yield address


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """A demo workspace with its accounts, served for as long as it lasts; gives the address."""
    environment = os.environ | {
        "PEELIAN_WORKSPACE": str(folder),
        "DJANGO_SETTINGS_MODULE": "peelian.site.settings",
        "PEELIAN_LOG": "warning",  # nobody reads its standard error while it runs
    }
    extracts = str(folder / EXTRACTS)
    subprocess.run([sys.executable, "-c", MAKE_ACCOUNTS, extracts], env=environment, check=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "peelian.cli", "serve", "--port", str(port)],
        env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, server)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


@contextmanager
def people(chromium: Browser, address: str) -> Iterator[Callable[[str], Page]]:
    """A function that gives somebody's page of a served force, signed in; the same page each time."""
    pages: dict[str, Page] = {}

    def page(username: str) -> Page:
        if username not in pages:
            context = chromium.new_context(base_url=address, locale="en-GB", accept_downloads=True)
            made = context.new_page()
            made.set_default_timeout(60_000)
            made.goto("/sign-in")
            made.get_by_label("Username", exact=True).fill(username)
            made.get_by_label("Password", exact=True).fill("peelian-demo")
            made.get_by_role("button", name="Sign in").click()
            made.wait_for_url(lambda url: "/sign-in" not in url)
            pages[username] = made
        return pages[username]

    yield page
    for made in pages.values():
        made.context.close()


def _wait_for(address: str, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        if server.poll() is not None:
            assert server.stderr is not None
            pytest.fail(f"the server stopped: {server.stderr.read().decode()}")
        try:
            with urlopen(f"{address}/sign-in", timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.2)
    pytest.fail("the server did not answer")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = find_chromium()
    if path is None:
        reason = "needs a system Chromium: install one (on Debian, apt-get install chromium)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


Visitor = Callable[..., Page]


@pytest.fixture(scope="session")
def sessions(chromium: Browser, served: str) -> Callable[[str], Any]:
    """A function that gives the cookies of somebody signed in, once for each username."""
    known: dict[str, Any] = {"": None}

    def of(username: str) -> Any:
        if username not in known:
            context = chromium.new_context(base_url=served)
            page = context.new_page()
            page.goto("/sign-in")
            page.get_by_label("Username", exact=True).fill(username)
            page.get_by_label("Password", exact=True).fill("peelian-demo")
            page.get_by_role("button", name="Sign in").click()
            page.wait_for_url(lambda url: "/sign-in" not in url, timeout=60_000)
            known[username] = context.storage_state()
            context.close()
        return known[username]

    return of


@pytest.fixture
def visitor(chromium: Browser, served: str, sessions: Callable[[str], Any]) -> Iterator[Visitor]:
    """A function that opens a page as somebody: `visitor("sergeant", width="phone", javascript=False)`.

    A page that logs an error, asks another address for anything or breaks its policy fails the test.
    """
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def opened(username: str = "", *, width: str = "desktop", javascript: bool = True) -> Page:
        context = chromium.new_context(
            viewport={"width": WIDTHS[width], "height": 900},
            java_script_enabled=javascript,
            base_url=served,
            locale="en-GB",
            storage_state=sessions(username),
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on(
            "console", lambda said: wrong.append(f"{page.url}: {said.text}") if said.type == "error" else None
        )
        page.on("pageerror", lambda error: wrong.append(f"{page.url}: {error}"))
        page.on(
            "request", lambda asked: wrong.append(asked.url) if not asked.url.startswith(served) else None
        )
        if username:
            page.goto("/")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []
