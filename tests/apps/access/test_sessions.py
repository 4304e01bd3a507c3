"""Sessions end: after a shift, when idle, everywhere at once, and when the password changes."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from peelian.apps.access.actions import change_account
from peelian.apps.access.models import Account, AuditEvent, Grant
from peelian.apps.access.signing import sessions
from peelian.apps.access.viewer import CommandLine
from tests.apps.access.signing_in import PASSWORD, is_signed_in, made, recorded, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bare_workspace")]
OWN, CHANGE, EVERYWHERE = "/account/", "/account/password", "/account/sign-out-everywhere"
NEW = "seven grey herons waiting"


@pytest.fixture
def account(client: Client) -> Account:
    """An account that `client` is signed in to."""
    account = made()
    sign_in(client)
    return account


def earlier(client: Client, **seconds: int) -> None:
    """Let what a session notes have been so many seconds ago."""
    session = client.session
    for name, ago in seconds.items():
        session[name] -= ago
    session.save()


@pytest.mark.parametrize(
    ("noted", "ago", "why"),
    [
        ("seen_at", sessions.IDLE, "You did nothing here for 2 hours."),
        ("signed_in_at", sessions.LONGEST, "You signed in more than 12 hours ago."),
    ],
)
def test_a_session_ends(client: Client, account: Account, noted: str, ago: Any, why: str) -> None:
    earlier(client, **{noted: int(ago.total_seconds()) - 60})
    assert client.get(OWN).status_code == 200
    earlier(client, **{noted: 120 if noted == "signed_in_at" else int(ago.total_seconds()) + 60})
    response = client.get(OWN)
    assert response.headers["Location"] == f"/sign-in?next={OWN}"
    assert not is_signed_in(client)
    assert f"{why} Sign in to go on." in client.get("/sign-in").content.decode()
    assert recorded()[-1] == "sign-out.made"


def test_a_session_of_a_closed_account_is_over_even_when_it_is_opened_again(
    client: Client, account: Account
) -> None:
    change_account(by=CommandLine(), account=account, is_active=False)
    change_account(by=CommandLine(), account=account, is_active=True)
    assert client.get(OWN).headers["Location"] == f"/sign-in?next={OWN}"
    sign_in(client)
    assert client.get(OWN).status_code == 200


def test_use_keeps_a_session_open_and_is_noted_now_and_then(client: Client, account: Account) -> None:
    before = client.session["seen_at"]
    earlier(client, seen_at=60)
    client.get(OWN)
    assert client.session["seen_at"] == before - 60
    earlier(client, seen_at=600)
    client.get(OWN)
    assert client.session["seen_at"] >= before


def test_a_session_from_before_is_noted_from_now(client: Client) -> None:
    client.force_login(made())
    assert client.get(OWN).status_code == 200
    assert client.session["signed_in_at"]


def test_signing_out_everywhere(client: Client, account: Account) -> None:
    elsewhere, somebody = Client(), Client()
    sign_in(elsewhere)
    made("dev")
    sign_in(somebody, "dev")
    assert client.get(EVERYWHERE).status_code == 405
    assert client.post(EVERYWHERE).headers["Location"] == "/sign-in"
    assert "You are signed out everywhere" in client.get("/sign-in").content.decode()
    assert client.get(OWN).status_code == 302
    assert elsewhere.get(OWN).status_code == 302
    assert somebody.get(OWN).status_code == 200
    assert recorded()[-1] == "sign-out.everywhere"
    assert sign_in(client).headers["Location"] == "/"


def test_changing_the_password_ends_the_other_sessions(client: Client, account: Account) -> None:
    elsewhere = Client()
    sign_in(elsewhere)
    assert client.post(CHANGE, {"present": PASSWORD, "new": NEW}).headers["Location"] == OWN
    assert "Your password is changed" in client.get(OWN).content.decode()
    assert elsewhere.get(OWN).status_code == 302
    assert recorded()[-1] == "password.changed"
    assert sign_in(elsewhere).status_code == 200
    assert sign_in(elsewhere, password=NEW).status_code == 302


@pytest.mark.parametrize(
    ("present", "new", "why"),
    [
        ("", NEW, "Enter your present password"),
        (PASSWORD, "", "Enter a new password"),
        ("wrong", NEW, "The password is not right"),
        (PASSWORD, "short one", "It must contain at least 12 characters"),
        (PASSWORD, "password1234", "This password is too common"),
        (PASSWORD, "sgt cara dunn", "too similar to the display name"),
        (PASSWORD, PASSWORD, "Enter a password other than the present one"),
    ],
)
def test_passwords_that_are_refused(
    client: Client, account: Account, present: str, new: str, why: str
) -> None:
    response = client.post(CHANGE, {"present": present, "new": new})
    page = response.content.decode()
    assert response.status_code == 200
    assert why in page
    assert "<title>Error: " in page
    account.refresh_from_db()
    assert account.check_password(PASSWORD)


def test_the_present_password_cannot_be_guessed_there_either(client: Client, account: Account) -> None:
    for _ in range(5):
        client.post(CHANGE, {"present": "wrong", "new": NEW})
    page = client.post(CHANGE, {"present": PASSWORD, "new": NEW}).content.decode()
    assert "Too many attempts" in page
    assert AuditEvent.objects.filter(action="sign-in.failed").count() == 5


def test_ones_own_account_says_who_and_what_was_granted(client: Client, account: Account) -> None:
    page = client.get(OWN).content.decode()
    assert "Sgt Cara Dunn" in page
    assert "No role has been granted to you" in page
    assert "You are not posted to a unit" in page
    today = timezone.localdate()
    given = {"account": account, "granted_by": "the administrator", "reason": "Cover for June"}
    Grant.objects.create(role="analyst", unit="force", starts=today, **given)
    Grant.objects.create(role="board-secretary", unit="gone", starts=today.replace(year=2100), **given)
    Grant.objects.create(
        role="supervisor", unit="force", starts=today.replace(year=2000), ends=today, **given
    )
    page = client.get(OWN).content.decode()
    assert "Performance analyst" in page
    assert "The whole force" in page
    assert "Cover for June" in page
    assert "Not yet: from" in page
    assert "gone" in page
    assert "Supervisor" not in page


def test_ones_own_account_names_the_posting(signed_in: Any) -> None:
    page = signed_in("sergeant").get(OWN).content.decode()
    assert "Wynmouth Response A" in page
