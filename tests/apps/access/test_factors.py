"""Second factors: set up, asked for, refused, removed, and set up first by those whose role needs one."""

from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.test import Client

from peelian.apps.access.actions import LOCK_AFTER
from peelian.apps.access.models import Account, AuditEvent
from peelian.apps.access.roles import Administrator
from peelian.apps.access.signing.actions import reset_sign_in
from peelian.apps.access.viewer import CommandLine
from peelian.framework.errors import UserError
from tests.apps.access.signing_in import (
    APP,
    CODES,
    PASSWORD,
    code,
    is_signed_in,
    made,
    recorded,
    set_up_app,
    sign_in,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("bare_workspace")]
SECOND, SET_UP, OWN = "/sign-in/second-factor", "/account/second-factor/", "/account/"


@pytest.fixture
def account() -> Account:
    return made()


@pytest.fixture
def secret(client: Client, account: Account) -> str:
    """The secret of an app that the account has; its client is signed out again."""
    sign_in(client)
    secret = set_up_app(client)
    client.post("/sign-out")
    return secret


def test_setting_up_an_app_gives_recovery_codes_and_is_recorded(client: Client, account: Account) -> None:
    sign_in(client)
    set_up_app(client)
    page = client.get(CODES)
    assert len(page.context["unused_codes"]) == 10
    assert client.get(f"{CODES}/download").content.decode().split() == page.context["unused_codes"]
    assert recorded()[-2:] == ["factor.added", "factor.added"]
    assert "10 left" in client.get(OWN).content.decode()


def test_a_wrong_code_sets_nothing_up(client: Client, account: Account) -> None:
    sign_in(client)
    client.get(APP)
    page = client.post(APP, {"code": "000000"}).content.decode()
    assert "The code is not right" in page
    assert "<title>Error: " in page
    assert "Enter the code" in client.post(APP, {"code": ""}).content.decode()
    assert not Authenticator.objects.exists()


def test_the_secret_is_enciphered_in_the_database(secret: str) -> None:
    kept = Authenticator.objects.get(type="totp").data["secret"]
    assert secret not in kept
    assert kept.startswith("gAAAA")


def test_a_secret_of_another_key_is_explained(client: Client, secret: str, settings: object) -> None:
    settings.SECRET_KEY = "another key altogether"  # type: ignore[attr-defined]
    sign_in(client)
    page = client.post(SECOND, {"code": code(secret)})
    assert page.status_code == 409
    assert "Ask an administrator to reset your sign-in" in page.content.decode()


def test_the_code_is_asked_for_before_anything_is_shown(client: Client, secret: str) -> None:
    response = sign_in(client, next="/data/")
    assert response.headers["Location"] == SECOND
    assert not is_signed_in(client)
    assert client.get("/data/").headers["Location"] == "/sign-in?next=/data/"
    assert client.get("/account/").status_code == 302
    response = client.post(SECOND, {"code": code(secret, steps=1)})
    assert response.headers["Location"] == "/data/"
    assert is_signed_in(client)
    assert AuditEvent.objects.filter(action="sign-in.made").first().after == '{"by":["password","totp"]}'  # type: ignore[union-attr]


def test_the_second_step_needs_the_first(client: Client, secret: str) -> None:
    assert client.get(SECOND).headers["Location"] == "/sign-in"
    assert client.post(SECOND, {"code": code(secret)}).headers["Location"] == "/sign-in"
    assert not is_signed_in(client)


def test_a_code_is_used_once(client: Client, secret: str) -> None:
    sign_in(client)
    used = code(secret, steps=1)
    client.post(SECOND, {"code": used})
    client.post("/sign-out")
    for forget in (lambda: None, cache.clear):  # in this process, and as another would see it
        sign_in(client)
        forget()
        assert "The code is not right" in client.post(SECOND, {"code": used}).content.decode()
        assert not is_signed_in(client)


def test_guessing_codes_locks_the_account(client: Client, secret: str) -> None:
    sign_in(client)
    for _ in range(LOCK_AFTER):
        assert "The code is not right" in client.post(SECOND, {"code": "000000"}).content.decode()
    right = code(secret, steps=1)
    assert "Too many attempts" in client.post(SECOND, {"code": right}).content.decode()
    assert "Too many attempts" in sign_in(client).content.decode()
    assert recorded().count("sign-in.failed") == LOCK_AFTER


def test_the_password_alone_does_not_forgive_wrong_codes(client: Client, secret: str) -> None:
    for _ in range(LOCK_AFTER):
        sign_in(client)
        client.post(SECOND, {"code": "000000"})
    assert "Too many attempts" in sign_in(client).content.decode()


def test_a_recovery_code_works_once(client: Client, account: Account) -> None:
    sign_in(client)
    set_up_app(client)
    recovery = client.get(CODES).context["unused_codes"][0]
    client.post("/sign-out")
    sign_in(client)
    assert client.post(SECOND, {"code": recovery}).headers["Location"] == "/"
    assert is_signed_in(client)
    client.post("/sign-out")
    sign_in(client)
    assert "The code is not right" in client.post(SECOND, {"code": recovery}).content.decode()


def test_new_codes_end_the_old_ones(client: Client, account: Account) -> None:
    sign_in(client)
    set_up_app(client)
    before = client.get(CODES).context["unused_codes"]
    assert client.get(f"{CODES}/new").status_code == 200
    assert client.post(f"{CODES}/new").headers["Location"] == CODES
    assert not set(before) & set(client.get(CODES).context["unused_codes"])
    assert recorded()[-1] == "factor.made-anew"


def test_a_new_factor_ends_the_sessions_that_began_without_it(client: Client, account: Account) -> None:
    elsewhere = Client()
    sign_in(elsewhere)
    sign_in(client)
    set_up_app(client)
    assert client.get(OWN).status_code == 200
    assert elsewhere.get(OWN).status_code == 302


def test_factors_are_changed_only_by_somebody_who_just_showed_one(client: Client, secret: str) -> None:
    sign_in(client)
    client.post(SECOND, {"code": code(secret, steps=1)})
    later(client)
    for address in (f"{APP}/remove", f"{CODES}/new", "/account/second-factor/passkey", CODES):
        assert client.get(address).headers["Location"].startswith("/account/confirm/code?next=")
    assert client.get("/account/confirm/password").headers["Location"] == "/account/confirm/code"
    confirm = f"/account/confirm/code?next={APP}/remove"
    assert "The code is not right" in client.post(confirm, {"code": "000000"}).content.decode()
    recovery = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    assert client.post(confirm, {"code": recovery}).headers["Location"] == f"{APP}/remove"
    assert client.post(f"{APP}/remove").status_code == 302
    assert not Authenticator.objects.exists()
    assert recorded()[-2:] == ["factor.removed", "factor.removed"]


def test_who_has_no_factor_confirms_with_the_password(client: Client, account: Account) -> None:
    sign_in(client)
    later(client)
    confirm = client.get(APP).headers["Location"]
    assert confirm.startswith("/account/confirm/password")
    assert client.get(confirm).status_code == 200
    assert "The password is not right" in client.post(confirm, {"password": "wrong"}).content.decode()
    assert client.post(confirm, {"password": PASSWORD}).headers["Location"] == APP
    assert client.get(APP).status_code == 200


@pytest.mark.parametrize("address", ["/", "/data/", "/units/", OWN, "/account/password", CODES])
def test_a_role_that_needs_a_factor_sees_nothing_before_it_is_set_up(client: Client, address: str) -> None:
    made(role="auditor")
    sign_in(client)
    assert client.get(address).headers["Location"] == SET_UP
    page = client.get(SET_UP).content.decode()
    assert "Your role needs more than a password" in page
    set_up_app(client)
    assert client.get(OWN).status_code == 200


def test_a_grant_that_needs_a_factor_asks_for_it_in_the_next_request(client: Client) -> None:
    account = made()
    sign_in(client)
    assert client.get(OWN).status_code == 200
    made("else", role="auditor").grants.update(account=account)
    assert client.get(OWN).headers["Location"] == SET_UP
    assert client.post("/sign-out").headers["Location"] == "/sign-in"


def test_removing_the_only_factor_leads_back_to_setting_one_up(client: Client) -> None:
    made(role="auditor")
    sign_in(client)
    set_up_app(client)
    client.post(f"{APP}/remove")
    assert client.get(OWN).headers["Location"] == SET_UP


def test_a_demonstration_asks_only_for_factors_that_are_set_up(client: Client, bare_workspace: Path) -> None:
    (bare_workspace / "peelian.yaml").write_text("name: Test Police\ndemo: true\n", encoding="utf-8")
    made(role="auditor")
    sign_in(client)
    assert client.get(OWN).status_code == 200
    set_up_app(client)
    client.post("/sign-out")
    assert sign_in(client).headers["Location"] == SECOND


def test_an_administrator_resets_a_sign_in(client: Client, secret: str, account: Account) -> None:
    sign_in(client)
    client.post(SECOND, {"code": code(secret, steps=1)})
    reset_sign_in(by=CommandLine(), account=account, reason="Lost the phone")
    assert client.get(OWN).status_code == 302
    assert sign_in(client).headers["Location"] == "/"
    event = AuditEvent.objects.get(action="account.sign-in-reset")
    assert event.before == '{"factors":["recovery_codes","totp"],"tied":false,"tokens":[]}'
    assert "Lost the phone" in event.after


def test_a_sign_in_is_reset_by_an_administrator_with_a_reason_and_never_ones_own(account: Account) -> None:
    keeper = made("keeper", role=Administrator.name)
    with pytest.raises(PermissionDenied):
        reset_sign_in(by=account, account=keeper, reason="x")
    with pytest.raises(PermissionDenied, match="your own sign-in"):
        reset_sign_in(by=keeper, account=keeper, reason="x")
    with pytest.raises(UserError, match="say why"):
        reset_sign_in(by=keeper, account=account, reason=" ")


def test_the_page_that_resets_a_sign_in(client: Client, secret: str, bare_workspace: Path) -> None:
    (bare_workspace / "peelian.yaml").write_text("name: Test Police\ndemo: true\n", encoding="utf-8")
    keeper, address = Client(), "/accounts/cara/reset-sign-in/"
    made("keeper", role=Administrator.name)
    sign_in(keeper, "keeper")
    assert "Reset the sign-in" in keeper.get(address).content.decode()
    assert "Say why it is reset" in keeper.post(address, {"reason": ""}).content.decode()
    said = keeper.post(address, {"reason": "Forgot it", "password": "password1234"}).content.decode()
    assert "too common" in said
    assert Authenticator.objects.exists()
    new = "seven grey herons waiting"
    assert (
        keeper.post(address, {"reason": "Forgot it", "password": new}).headers["Location"]
        == "/accounts/cara/"
    )
    assert sign_in(client, password=new).headers["Location"] == "/"
    assert keeper.get("/accounts/keeper/reset-sign-in/").status_code == 403
    assert keeper.get("/accounts/nobody/reset-sign-in/").status_code == 404
    assert client.get(address).status_code == 403
    assert client.post(address, {"reason": "x"}).status_code == 403


def test_a_passkey_that_is_no_passkey(client: Client, account: Account) -> None:
    sign_in(client)
    address = "/account/second-factor/passkey"
    options = client.get(address).context["js_data"]["creation_options"]["publicKey"]
    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert options["authenticatorSelection"]["userVerification"] == "required"
    for credential in ("", "nonsense", '{"id": "x"}'):
        page = client.post(address, {"name": "Mine", "credential": credential})
        assert page.status_code == 200
        assert "There is a problem" in page.content.decode()
    assert not Authenticator.objects.exists()
    client.post("/sign-out")
    assert "request_options" in client.get("/sign-in/passkey", headers={"Accept": "application/json"}).json()
    for credential in ("", "{}", '{"response": {"userHandle": "MQ"}}'):
        client.post("/sign-in/passkey", {"credential": credential})
        assert not is_signed_in(client)


def later(client: Client) -> None:
    """Let the sign-in be a while ago."""
    session = client.session
    session["account_authentication_methods"] = [
        each | {"at": each["at"] - 400} for each in session["account_authentication_methods"]
    ]
    session.save()
