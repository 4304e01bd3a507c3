"""Signing in by the force's own provider, one that the tests start."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from peelian.apps.access.models import Account, AuditEvent
from peelian.apps.access.signing.actions import reset_sign_in
from peelian.apps.access.viewer import CommandLine
from peelian.framework.errors import UserError
from peelian.pipeline.workspace import Workspace
from tests.apps.access.oidc_provider import SECRET, Provider, serving
from tests.apps.access.signing_in import is_signed_in, made, recorded, set_up_app, sign_in

pytestmark = pytest.mark.django_db(transaction=True)
SETTINGS = """\
name: Test Police
sign_in:
  issuer: {issuer}
  client_id: peelian
  label: your Test Police account
  claim: {claim}
  second_factor: {factor}
"""
CARA = {"sub": "cara-at-the-provider", "email": "Cara.Dunn@test.police.uk", "email_verified": True}


@pytest.fixture(scope="module")
def started() -> Iterator[Provider]:
    with serving() as provider:
        yield provider


@pytest.fixture
def provider(started: Provider, bare_workspace: Path, monkeypatch: pytest.MonkeyPatch) -> Provider:
    """The provider, as new, which the workspace names."""
    monkeypatch.setenv("PEELIAN_SIGN_IN_SECRET", SECRET)
    started.claims, started.refuses, started.said_issuer, started.forgets_token = dict(CARA), "", "", False
    started.asked.clear()
    configure(bare_workspace, started)
    return started


@pytest.fixture
def account(provider: Provider) -> Account:
    return made(email="cara.dunn@test.police.uk")


def configure(folder: Path, provider: Provider, claim: str = "email", factor: str = "peelian") -> None:
    text = SETTINGS.format(issuer=provider.issuer, claim=claim, factor=factor)
    (folder / "peelian.yaml").write_text(text, encoding="utf-8")


def sign_in_there(client: Client, onward: str = "") -> Any:
    """Follow the link of the sign-in page to the provider and back; what Peelian answers."""
    leaving = client.get("/sign-in/provider", {"next": onward} if onward else {})
    assert leaving.status_code == 302, leaving.content.decode()
    back = requests.get(leaving.headers["Location"], allow_redirects=False, timeout=10).headers["Location"]
    parts = urlsplit(back)
    assert (parts.netloc, parts.path) == ("testserver", "/sign-in/provider/return")
    return client.get(f"{parts.path}?{parts.query}")


def refused(response: Any) -> str:
    """What a refusal says."""
    page: str = response.content.decode()
    assert response.status_code in (403, 503), page
    assert "You cannot sign in" in page
    return page


def test_the_sign_in_page_offers_the_provider(client: Client, provider: Provider) -> None:
    page = client.get("/sign-in?next=/data/%3Fa=1").content.decode()
    assert 'href="/sign-in/provider?next=%2Fdata%2F%3Fa%3D1"' in page
    assert "Sign in with your Test Police account" in page


def test_a_verified_address_signs_in_to_the_account_that_has_it(client: Client, account: Account) -> None:
    response = sign_in_there(client, "/data/")
    assert response.headers["Location"] == "/data/"
    assert client.session["_auth_user_id"] == str(account.pk)
    assert recorded()[-2:] == ["account.tied", "sign-in.made"]
    assert AuditEvent.objects.order_by("-number")[0].after == '{"by":["socialaccount"]}'


def test_nothing_the_provider_says_of_a_person_is_kept(client: Client, account: Account) -> None:
    for _ in range(2):
        sign_in_there(client)
        tie = SocialAccount.objects.get()
        assert (tie.user_id, tie.uid, tie.extra_data) == (account.pk, CARA["sub"], {})
        client.post("/sign-out")
    account.refresh_from_db()
    assert account.check_password("correct horse battery")


def test_entra_id_names_people_by_their_principal_name(
    client: Client, provider: Provider, bare_workspace: Path
) -> None:
    configure(bare_workspace, provider, claim="preferred_username")
    account = made("cara.dunn@test.police.uk")
    provider.claims = {"sub": "x", "preferred_username": "Cara.Dunn@test.police.uk", "tid": "t", "oid": "o"}
    assert sign_in_there(client).headers["Location"] == "/"
    assert client.session["_auth_user_id"] == str(account.pk)


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        (CARA | {"email_verified": False}, "has not verified your email address"),
        ({k: v for k, v in CARA.items() if k != "email_verified"}, "has not verified your email address"),
        (CARA | {"email": "somebody@else.example"}, "There is no account here for somebody@else.example"),
        ({name: said for name, said in CARA.items() if name != "sub"}, "could not be used"),
        ({"sub": "x"}, "its token has no &#x27;email&#x27;"),
        (CARA | {"aud": "another application"}, "could not be used"),
        (CARA | {"exp": 1_000_000_000}, "could not be used"),
    ],
)
def test_who_is_refused(
    client: Client, provider: Provider, account: Account, claims: dict[str, Any], why: str
) -> None:
    provider.claims = claims
    assert why in refused(sign_in_there(client))
    assert not is_signed_in(client)
    assert Account.objects.count() == 1
    assert not SocialAccount.objects.exists()


def test_a_refusal_is_recorded(client: Client, provider: Provider) -> None:
    refused(sign_in_there(client))
    event = AuditEvent.objects.get()
    assert (event.action, event.actor) == ("sign-in.refused", CARA["email"])


def test_a_closed_account_is_refused_before_and_after_it_is_tied(client: Client, account: Account) -> None:
    Account.objects.update(is_active=False)
    assert "or it is closed" in refused(sign_in_there(client))
    Account.objects.update(is_active=True)
    sign_in_there(client)
    client.post("/sign-out")
    Account.objects.update(is_active=False)
    assert "is closed" in refused(sign_in_there(client))
    assert not is_signed_in(client)


def test_a_name_that_passes_to_another_person_does_not_pass_the_account(
    client: Client, provider: Provider, account: Account
) -> None:
    sign_in_there(client)
    client.post("/sign-out")
    provider.claims["sub"] = "somebody hired since"
    assert "belongs to somebody else" in refused(sign_in_there(client))
    reset_sign_in(by=CommandLine(), account=account, reason="Their new account at the provider")
    assert sign_in_there(client).headers["Location"] == "/"


def test_whoever_is_tied_may_change_their_address(
    client: Client, provider: Provider, account: Account
) -> None:
    sign_in_there(client)
    client.post("/sign-out")
    provider.claims["email"] = "cara.ellis@test.police.uk"
    assert sign_in_there(client).headers["Location"] == "/"


def test_a_token_of_another_issuer_is_refused(client: Client, provider: Provider, account: Account) -> None:
    provider.said_issuer = "https://elsewhere.example"
    assert "not from the provider that is set up here" in refused(sign_in_there(client))


def test_an_answer_without_an_identity_token_is_refused(
    client: Client, provider: Provider, account: Account
) -> None:
    provider.forgets_token = True
    assert "no identity token" in refused(sign_in_there(client))


def test_stopping_at_the_provider(client: Client, provider: Provider) -> None:
    provider.refuses = "access_denied"
    assert "You stopped signing in there" in refused(sign_in_there(client))
    provider.refuses = "server_error"
    assert "could not be used" in refused(sign_in_there(client))


def test_an_answer_to_somebody_elses_question_is_refused(client: Client, account: Account) -> None:
    leaving = Client().get("/sign-in/provider").headers["Location"]
    back = urlsplit(requests.get(leaving, allow_redirects=False, timeout=10).headers["Location"])
    assert "could not be used" in refused(client.get(f"{back.path}?{back.query}"))
    assert "could not be used" in refused(client.get("/sign-in/provider/return"))
    assert not is_signed_in(client)


def test_the_wrong_secret(client: Client, account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEELIAN_SIGN_IN_SECRET", "another")
    assert "could not be used" in refused(sign_in_there(client))


def test_a_provider_that_is_down(
    client: Client, provider: Provider, bare_workspace: Path, account: Account
) -> None:
    with serving() as stopped:
        pass
    leaving = client.get("/sign-in/provider").headers["Location"]
    back = urlsplit(requests.get(leaving, allow_redirects=False, timeout=10).headers["Location"])
    configure(bare_workspace, stopped)
    assert "does not answer" in refused(client.get(f"{back.path}?{back.query}"))
    assert "does not answer" in refused(client.get("/sign-in/provider"))


def test_whoever_is_signed_in_already_goes_on(client: Client, account: Account) -> None:
    client.force_login(account)
    assert client.get("/sign-in/provider?next=/data/").headers["Location"] == "/data/"


def test_an_answer_that_comes_when_somebody_else_has_signed_in_is_the_new_sign_in(
    client: Client, account: Account
) -> None:
    made("dev")
    leaving = client.get("/sign-in/provider").headers["Location"]
    back = urlsplit(requests.get(leaving, allow_redirects=False, timeout=10).headers["Location"])
    sign_in(client, "dev")
    client.get(f"{back.path}?{back.query}")
    assert client.session["_auth_user_id"] == str(account.pk)
    assert recorded()[-2:] == ["sign-out.made", "sign-in.made"]


def test_nothing_but_where_to_go_is_taken_from_the_link(client: Client, account: Account) -> None:
    made("dev")
    client.get("/sign-in/provider?process=connect&scope=everything&auth_params=prompt%3Dnone")
    leaving = client.get("/sign-in/provider?process=connect&scope=everything&auth_params=prompt%3Dnone")
    assert "everything" not in leaving.headers["Location"]
    assert "prompt=select_account" in leaving.headers["Location"]
    assert sign_in_there(client, "https://evil.example/").headers["Location"] == "/"


def test_the_second_factor_is_asked_for_here(client: Client, provider: Provider, account: Account) -> None:
    sign_in_there(client)
    set_up_app(client)
    client.post("/sign-out")
    assert sign_in_there(client).headers["Location"] == "/sign-in/second-factor"
    assert not is_signed_in(client)


def test_or_the_provider_is_trusted_to_ask_for_it(
    client: Client, provider: Provider, bare_workspace: Path
) -> None:
    made(role="auditor", email="cara.dunn@test.police.uk")
    sign_in_there(client)
    assert client.get("/account/").headers["Location"] == "/account/second-factor/"
    client.post("/sign-out")
    configure(bare_workspace, provider, factor="provider")
    sign_in_there(client)
    assert client.get("/account/").status_code == 200
    client.post("/sign-out")
    client.post("/sign-in", {"username": "cara", "password": "correct horse battery"})
    assert client.get("/account/").headers["Location"] == "/account/second-factor/"


def test_an_account_without_a_password(client: Client, provider: Provider, account: Account) -> None:
    account.set_password(None)
    account.save()
    sign_in_there(client)
    page = client.get("/account/").content.decode()
    assert "your force’s own provider" in page
    assert "/account/password" not in page
    assert client.get("/account/password").status_code == 403


def test_the_secret_comes_from_a_file_that_its_owner_alone_reads(
    client: Client,
    provider: Provider,
    bare_workspace: Path,
    account: Account,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("PEELIAN_SIGN_IN_SECRET")
    missing = client.get("/sign-in/provider")
    assert missing.status_code == 409
    assert "set PEELIAN_SIGN_IN_SECRET, or write it to" in missing.content.decode()
    file = bare_workspace / "sign-in.secret"
    file.write_text(f"{SECRET}\n", encoding="utf-8")
    os.chmod(file, 0o644)
    assert "let its owner alone read it" in client.get("/sign-in/provider").content.decode()
    os.chmod(file, 0o600)
    assert sign_in_there(client).headers["Location"] == "/"


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("issuer: http://login.example", "sign_in.issuer"),
        ("issuer: https://login.example\n  secret: written here", "sign_in.secret"),
        ("issuer: https://login.example\n  second_factor: nobody", "sign_in.second_factor"),
    ],
)
def test_settings_that_are_not_safe_are_refused(tmp_path: Path, line: str, what: str) -> None:
    text = f"name: Test Police\nsign_in:\n  client_id: peelian\n  {line}\n"
    (tmp_path / "peelian.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match=what):
        Workspace.open(tmp_path)
