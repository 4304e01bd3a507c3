"""Second factors, sessions that end and one's own account, with the browser's own authenticator."""

import time
from collections.abc import Iterator

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import WIDTHS, Visitor
from tests.browser.test_pages import fits, violations

PASSWORD = "peelian-demo"


def sign_in(page: Page, username: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("Username", exact=True).fill(username)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def code(secret: str, steps: int = 0) -> str:
    """What an authenticator app shows for a secret, some steps of 30 seconds from now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def sound(page: Page) -> None:
    """The page is accessible, and fits both widths."""
    for width in WIDTHS.values():
        page.set_viewport_size({"width": width, "height": 900})
        assert violations(page) == []
        assert fits(page)


def heading(page: Page) -> str:
    return page.locator("h1").inner_text()


def test_a_second_factor_is_set_up_and_asked_for(visitor: Visitor) -> None:
    page = visitor()
    sign_in(page, "app holder")
    page.get_by_role("link", name="The app holder").click()
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()
    sound(page)
    page.get_by_role("link", name="Why set up a second factor").click()
    sound(page)
    page.get_by_role("link", name="Set up an authenticator app").click()
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    sound(page)
    secret = page.locator("code").inner_text().replace(" ", "")
    page.get_by_label("Code", exact=True).fill("000000")
    page.get_by_role("button", name="Finish").click()
    expect(page.get_by_role("alert").first).to_contain_text("The code is not right")
    sound(page)
    assert page.locator("code").inner_text().replace(" ", "") == secret
    page.get_by_label("Code", exact=True).fill(code(secret))
    page.get_by_role("button", name="Finish").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    sound(page)
    recovery = page.locator(".app-codes code").first.inner_text()

    page.get_by_role("button", name="Sign out").click()
    sign_in(page, "app holder")
    expect(page.get_by_role("heading", name="Confirm that it is you")).to_be_visible()
    sound(page)
    page.goto("/data/")
    assert heading(page) == "Sign in"
    sign_in(page, "app holder")
    page.get_by_label("Code", exact=True).fill(code(secret, steps=1))
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()

    page.get_by_role("button", name="Sign out").click()
    sign_in(page, "app holder")
    page.get_by_label("Code", exact=True).fill(recovery)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("link", name="The app holder").click()
    expect(page.get_by_text("9 left")).to_be_visible()


def test_it_works_without_javascript(visitor: Visitor) -> None:
    page = visitor("analyst", javascript=False)
    page.goto("/account/second-factor/passkey")
    if heading(page) == "Confirm that it is you":
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("button", name="Add the passkey")).to_be_hidden()
    page.get_by_role("link", name="Set up an authenticator app").click()
    expect(page.get_by_label("Code", exact=True)).to_be_visible()


def test_signing_out_everywhere_ends_the_session_elsewhere(visitor: Visitor) -> None:
    here, elsewhere = visitor(), visitor()
    sign_in(here, "leaver")
    sign_in(elsewhere, "leaver")
    here.goto("/account/")
    here.get_by_role("button", name="Sign out everywhere").click()
    expect(here.get_by_text("You are signed out everywhere")).to_be_visible()
    sound(here)
    elsewhere.goto("/account/")
    assert heading(elsewhere) == "Sign in"


def test_a_password_that_is_refused_says_why(visitor: Visitor) -> None:
    page = visitor()
    sign_in(page, "leaver")
    page.goto("/account/password")
    sound(page)
    page.get_by_label("Present password", exact=True).fill(PASSWORD)
    page.get_by_label("New password", exact=True).fill("too short")
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_role("alert").first).to_contain_text("at least 12 characters")
    sound(page)


def test_an_administrator_resets_a_sign_in(visitor: Visitor) -> None:
    page = visitor("administrator")
    page.goto("/accounts/constable/")
    page.get_by_role("link", name="Reset their sign-in").click()
    sound(page)
    page.get_by_role("button", name="Reset the sign-in").click()
    expect(page.get_by_role("alert").first).to_contain_text("Say why it is reset")
    sound(page)


@pytest.fixture
def with_authenticator(chromium: Browser, served: str) -> Iterator[Page]:
    """A page of a computer that keeps passkeys; by name, since passkeys are tied to names, not numbers."""
    context = chromium.new_context(base_url=served.replace("127.0.0.1", "localhost"), locale="en-GB")
    page = context.new_page()
    page.set_default_timeout(30_000)
    wrong: list[str] = []
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield page
    context.close()
    assert wrong == []


def test_a_passkey_signs_in_by_itself_and_as_the_second_step(with_authenticator: Page) -> None:
    page = with_authenticator
    sign_in(page, "key holder")
    page.goto("/account/")
    page.get_by_role("link", name="Add a passkey").click()
    sound(page)
    page.get_by_label("Name", exact=True).fill("Front desk")
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.goto("/account/")
    expect(page.get_by_text("Front desk").first).to_be_visible()
    sound(page)

    page.get_by_role("button", name="Sign out").first.click()
    sound(page)
    page.goto("/data/")
    page.get_by_role("button", name="Use a passkey instead").click()
    expect(page.get_by_role("heading", name="Where the values come from")).to_be_visible()

    page.get_by_role("button", name="Sign out").click()
    sign_in(page, "key holder")
    sound(page)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()

    page.goto("/account/confirm/passkey?next=/account/")
    sound(page)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()
    page.get_by_role("link", name="Remove passkey Front desk").click()
    expect(page.get_by_role("heading", name="Remove the passkey “Front desk”")).to_be_visible()
    sound(page)
    page.get_by_role("button", name="Remove the passkey").click()
    expect(page.get_by_text("The passkey is removed")).to_be_visible()
    expect(page.get_by_text("Front desk")).to_have_count(0)
