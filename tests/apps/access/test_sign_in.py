"""Signing in, being refused, being locked out, signing out."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.hashers import identify_hasher
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from peelian.apps.access.actions import LOCK_AFTER, LOCK_FOR, create_account, create_demo_accounts
from peelian.apps.access.models import Account, AuditEvent, FailedSignIn
from peelian.apps.access.viewer import CommandLine
from peelian.framework.errors import UserError

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bare_workspace")]
SIGN_IN = "/sign-in"
PASSWORD = "correct horse battery"


@pytest.fixture
def account() -> Account:
    return create_account(by=CommandLine(), username="cara", display_name="Sgt Cara Dunn", password=PASSWORD)


def attempt(client: Client, password: str, **more: str):  # type: ignore[no-untyped-def]
    return client.post(SIGN_IN, {"username": "cara", "password": password, **more})


def actions_recorded() -> list[str]:
    return list(AuditEvent.objects.order_by("number").values_list("action", flat=True))


def test_the_right_password(client: Client, account: Account) -> None:
    response = attempt(client, PASSWORD)
    assert response.status_code == 302
    assert response.headers["Location"] == reverse("performance:overview")
    assert client.session["_auth_user_id"] == str(account.pk)
    event = AuditEvent.objects.get(action="sign-in.made")
    assert (event.actor, event.subject, event.address) == ("cara", "account cara", "127.0.0.1")
    assert event.after == '{"by":["password"]}'


@pytest.mark.parametrize(("username", "password"), [("cara", "wrong"), ("nobody", PASSWORD)])
def test_a_wrong_name_or_password_says_the_same(
    client: Client, account: Account, username: str, password: str
) -> None:
    response = client.post(SIGN_IN, {"username": username, "password": password})
    assert response.status_code == 200
    assert "The username or password is not right" in response.content.decode()
    assert "_auth_user_id" not in client.session
    assert actions_recorded()[-1] == "sign-in.failed"


def test_empty_fields_are_named(client: Client) -> None:
    page = client.post(SIGN_IN, {"username": "", "password": ""}).content.decode()
    assert "Enter your username" in page
    assert 'href="#password"' in page
    assert "<title>Error: " in page


def test_too_many_failures_lock_even_the_right_password_out(client: Client, account: Account) -> None:
    for _ in range(LOCK_AFTER):
        attempt(client, "wrong")
    assert "Too many attempts" in attempt(client, PASSWORD).content.decode()
    FailedSignIn.objects.update(at=timezone.now() - LOCK_FOR - timedelta(seconds=1))
    assert attempt(client, PASSWORD).status_code == 302
    assert not FailedSignIn.objects.exists()


def test_one_persons_failures_do_not_lock_another(client: Client, account: Account) -> None:
    create_account(
        by=CommandLine(), username="dev", display_name="Pc Dev Ellis", password="another long secret"
    )
    for _ in range(LOCK_AFTER):
        attempt(client, "wrong")
    assert client.post(SIGN_IN, {"username": "dev", "password": "another long secret"}).status_code == 302


def test_an_inactive_account_cannot_sign_in(client: Client, account: Account) -> None:
    Account.objects.update(is_active=False)
    assert attempt(client, PASSWORD).status_code == 200
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    ("wanted", "location"),
    [
        ("/data/", "/data/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_onward_only_within_the_site(client: Client, account: Account, wanted: str, location: str) -> None:
    assert attempt(client, PASSWORD, next=wanted).headers["Location"] == location


def test_signing_out_needs_a_post(client: Client, account: Account) -> None:
    client.force_login(account)
    assert client.get("/sign-out").status_code == 405
    assert client.post("/sign-out").status_code == 302
    assert "_auth_user_id" not in client.session
    assert actions_recorded()[-1] == "sign-out.made"


def test_pages_need_signing_in(client: Client) -> None:
    response = client.get("/data/")
    assert response.status_code == 302
    assert response.headers["Location"] == f"{SIGN_IN}?next=/data/"


@pytest.mark.parametrize(
    "address",
    [
        "/signup/",
        "/account/signup/",
        "/account/email/",
        "/login/",
        "/password/reset/",
        "/sign-in/provider",
        "/sign-in/provider/return",
    ],
)
def test_what_is_not_offered_is_not_there(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_passwords_are_hashed_with_argon2(settings: object, account: Account) -> None:
    from peelian.site import settings as ours

    settings.PASSWORD_HASHERS = ours.PASSWORD_HASHERS  # type: ignore[attr-defined]
    account.set_password(PASSWORD)
    assert identify_hasher(account.password).algorithm == "argon2"


def test_a_password_of_an_older_kind_is_hashed_anew_at_sign_in(
    client: Client, settings: object, account: Account
) -> None:
    from peelian.site import settings as ours

    settings.PASSWORD_HASHERS = ours.PASSWORD_HASHERS  # type: ignore[attr-defined]
    from django.contrib.auth.hashers import make_password

    Account.objects.update(password=make_password(PASSWORD, hasher="pbkdf2_sha256"))
    assert attempt(client, PASSWORD).status_code == 302
    assert Account.objects.get().password.startswith("argon2")


def test_demo_accounts_are_made_once_and_set_right() -> None:
    offered = {"username": "chief", "display_name": "Ada Marsh", "person_id": "P1", "role": ""}
    create_demo_accounts(accounts=[offered])  # type: ignore[list-item]
    create_demo_accounts(accounts=[offered | {"display_name": "Chief Constable Ada Marsh"}])  # type: ignore[list-item]
    account = Account.objects.get()
    assert account.display_name == "Chief Constable Ada Marsh"
    assert account.check_password("peelian-demo")


def test_a_role_that_does_not_exist_is_the_users_mistake() -> None:
    offered = {"username": "x", "display_name": "X", "person_id": None, "role": "analist"}
    with pytest.raises(UserError, match="did you mean 'analyst'"):
        create_demo_accounts(accounts=[offered])  # type: ignore[list-item]


def test_one_account_a_person() -> None:
    made = {"by": CommandLine(), "password": "a long enough one"}
    create_account(username="a", display_name="A", person_id="P1", **made)  # type: ignore[arg-type]
    with pytest.raises(UserError, match="P1"):
        create_account(username="b", display_name="B", person_id="P1", **made)  # type: ignore[arg-type]
    with pytest.raises(UserError, match="already an account 'a'"):
        create_account(username="a", display_name="A", **made)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short", "at least 12 characters"),
        ("password1234", "too common"),
        ("Sgt Cara Dunn", "too similar to the display name"),
    ],
)
def test_an_account_is_not_made_with_a_password_that_is_easy_to_guess(password: str, why: str) -> None:
    with pytest.raises(UserError, match=f"choose another password.*{why}"):
        create_account(by=CommandLine(), username="cara", display_name="Sgt Cara Dunn", password=password)
    assert not Account.objects.exists()


def test_demo_accounts_are_offered_only_in_a_demonstration(
    client: Client, account: Account, bare_workspace: Path
) -> None:
    assert "peelian-demo" not in client.get(SIGN_IN).content.decode()
    (bare_workspace / "peelian.yaml").write_text("name: Test Police\ndemo: true\n", encoding="utf-8")
    page = client.get(SIGN_IN).content.decode()
    assert "peelian-demo" in page
    assert "Sgt Cara Dunn" in page
