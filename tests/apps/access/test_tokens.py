"""Tokens: never more than their account, shown once, kept as a hash, revoked at once, and recorded."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from peelian.apps.access import limits
from peelian.apps.access.actions import change_account, end_grant, give_grant
from peelian.apps.access.models import AuditEvent, RateCount, Token
from peelian.apps.access.permissions import Permission
from peelian.apps.access.signing.actions import reset_sign_in
from peelian.apps.access.tokens import bearer, make_token, revoke_token
from peelian.apps.access.viewer import CommandLine
from peelian.apps.access.visible import visible_to
from peelian.documents.kept import opened, organisation
from peelian.framework.errors import UserError
from peelian.pipeline.organisation import ROOT

SECRET = re.compile(r"plnt_[A-Za-z0-9_-]{43}")


def month() -> Any:
    return timezone.localdate() + timedelta(days=30)


def ask(secret: str, path: str = "units") -> Any:
    return Client().get(f"/api/v1/{path}", headers={"Authorization": f"Bearer {secret}"})


def elsewhere(account: Any) -> tuple[str, str]:
    """A unit below the force that somebody is not in, and one below that."""
    known = organisation(opened())
    above = {unit.id for unit in known.ancestors(known.posting_of(account.person_id).unit)}
    command = next(u for u in known.children(known.root.id) if u.id not in above and known.children(u.id))
    return command.id, known.children(command.id)[0].id


def test_a_token_asks_as_its_role_alone(accounts: dict[str, Any]) -> None:
    _, secret = make_token(by=accounts["analyst"], label="a", role="analyst", unit=ROOT, ends=month())
    viewer = bearer(secret)
    assert viewer is not None
    assert viewer.username == "analyst"
    assert viewer.person_id is None
    assert viewer.holds(Permission.LOAD_ROWS)
    assert not viewer.holds(Permission.MANAGE_ACCOUNTS)


def test_a_token_of_ones_posting_sees_what_the_posting_does(accounts: dict[str, Any]) -> None:
    sergeant = accounts["sergeant"]
    _, secret = make_token(by=sergeant, label="a", role="staff", ends=month())
    viewer = bearer(secret)
    assert viewer is not None
    assert viewer.person_id == sergeant.person_id
    assert viewer.held == ()
    known = organisation(opened())
    units = [known.unit(id_) for id_ in known.unit_ids]
    assert visible_to(viewer).units(units) == visible_to(sergeant).units(units)


def test_a_token_may_see_less_than_its_account(accounts: dict[str, Any]) -> None:
    analyst = accounts["analyst"]
    command, team = elsewhere(accounts["sergeant"])
    _, secret = make_token(by=analyst, label="a", role="analyst", unit=command, ends=month())
    seen = {row["id"] for row in ask(secret).json()["rows"]}
    assert team in seen
    assert len(seen) < len({row["id"] for row in ask(_whole(analyst)).json()["rows"]})
    assert Client().post(
        "/api/v1/sources/incidents/rows", "[]", content_type="application/json",
        headers={"Authorization": f"Bearer {secret}"},
    ).status_code == 403  # fmt: skip


def _whole(analyst: Any) -> str:
    return make_token(by=analyst, label="whole", role="analyst", unit=ROOT, ends=month())[1]


def test_nobody_makes_a_token_of_what_they_do_not_hold(accounts: dict[str, Any]) -> None:
    command, team = elsewhere(accounts["sergeant"])
    for username, role, unit in (
        ("constable", "analyst", ROOT),
        ("analyst", "administrator", ROOT),
        ("analyst", "analyst", "no-such-unit"),
        ("analyst", "analyst", ""),
        ("analyst", "staff", ROOT),
        ("auditor", "staff", ""),
        ("sergeant", "supervisor", team),
    ):
        with pytest.raises(PermissionDenied):
            make_token(by=accounts[username], label="a", role=role, unit=unit, ends=month())
    give_grant(by=CommandLine(), account=accounts["sergeant"], role="supervisor", unit=team, reason="Cover")
    del accounts["sergeant"].held
    make_token(by=accounts["sergeant"], label="a", role="supervisor", unit=team, ends=month())
    with pytest.raises(PermissionDenied):
        make_token(by=accounts["sergeant"], label="b", role="supervisor", unit=command, ends=month())


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"label": " "}, "what the token is for"),
        ({"ends": timezone.localdate()}, "a day at least"),
        ({"ends": timezone.localdate() + timedelta(days=400)}, "a year at most"),
    ],
)
def test_a_token_has_a_purpose_and_an_end(
    changed: dict[str, Any], says: str, accounts: dict[str, Any]
) -> None:
    wanted = {"label": "a", "role": "analyst", "unit": ROOT, "ends": month()} | changed
    with pytest.raises(UserError, match=says):
        make_token(by=accounts["analyst"], **wanted)


def test_two_tokens_in_force_have_two_names(accounts: dict[str, Any]) -> None:
    analyst = accounts["analyst"]
    first, _ = make_token(by=analyst, label="a", role="analyst", unit=ROOT, ends=month())
    with pytest.raises(UserError, match="already"):
        make_token(by=analyst, label="a", role="analyst", unit=ROOT, ends=month())
    revoke_token(by=analyst, token=first)
    make_token(by=analyst, label="a", role="analyst", unit=ROOT, ends=month())


def test_only_a_hash_is_kept(accounts: dict[str, Any]) -> None:
    token, secret = make_token(by=accounts["analyst"], label="a", role="analyst", unit=ROOT, ends=month())
    assert SECRET.fullmatch(secret)
    assert all(secret not in str(value) for value in vars(token).values())
    events = AuditEvent.objects.all()
    assert all(secret not in event.after + event.subject for event in events)


def test_a_token_works_until_it_is_revoked_expires_or_its_account_closes(accounts: dict[str, Any]) -> None:
    analyst = accounts["analyst"]
    token, secret = make_token(by=analyst, label="a", role="analyst", unit=ROOT, ends=month())
    assert ask(secret).status_code == 200
    Token.objects.filter(pk=token.pk).update(ends=timezone.localdate())
    assert ask(secret).status_code == 401
    Token.objects.filter(pk=token.pk).update(ends=month())
    change_account(by=CommandLine(), account=analyst, is_active=False)
    assert ask(secret).status_code == 401
    change_account(by=CommandLine(), account=analyst, is_active=True)
    assert ask(secret).status_code == 200
    token.refresh_from_db()
    revoke_token(by=analyst, token=token)
    answer = ask(secret)
    assert answer.status_code == 401
    assert "revoked" in answer.json()["detail"]
    assert "invalid_token" in answer.headers["WWW-Authenticate"]
    with pytest.raises(UserError, match="already"):
        revoke_token(by=analyst, token=token)


def test_a_token_is_over_when_the_sign_in_is_reset(accounts: dict[str, Any]) -> None:
    for who in ("analyst", "chief"):
        role, unit = ("analyst", ROOT) if who == "analyst" else ("staff", "")
        _, secret = make_token(by=accounts[who], label=who, role=role, unit=unit, ends=month())
    _, taken = make_token(by=accounts["analyst"], label="a thief's", role="analyst", unit=ROOT, ends=month())
    reset_sign_in(by=CommandLine(), account=accounts["analyst"], reason="Somebody else had the password")
    assert ask(taken).status_code == 401
    assert ask(secret).status_code == 200  # another account's
    event = AuditEvent.objects.get(action="account.sign-in-reset")
    assert json.loads(event.before)["tokens"] == ["a thief's", "analyst"]


def test_a_token_goes_with_the_grant_it_came_from(accounts: dict[str, Any]) -> None:
    analyst = accounts["analyst"]
    _, secret = make_token(by=analyst, label="a", role="analyst", unit=ROOT, ends=month())
    end_grant(by=CommandLine(), grant=analyst.grants.get(role="analyst"), reason="Moved on")
    answer = ask(secret)
    assert answer.status_code == 403
    assert "no longer Performance analyst" in answer.json()["detail"]


def test_making_first_use_and_revoking_are_recorded(accounts: dict[str, Any]) -> None:
    analyst = accounts["analyst"]
    token, secret = make_token(by=analyst, label="feed", role="analyst", unit=ROOT, ends=month())
    for _ in range(3):
        ask(secret)
    token.refresh_from_db()
    assert token.last_used_at is not None
    revoke_token(by=analyst, token=token)
    events = AuditEvent.objects.filter(subject="token feed").order_by("number")
    assert [event.action for event in events] == ["token.made", "token.first-used", "token.revoked"]
    assert {event.actor for event in events} == {"analyst"}


@pytest.mark.parametrize("said", ["Bearer", "Bearer x", "Bearer plnt_x", "Basic YTpi", "bearer plnt_é"])
def test_a_wrong_token_is_refused_even_with_a_session(said: str, signed_in: Callable[[str], Client]) -> None:
    answer = signed_in("chief").get("/api/v1/units", headers={"Authorization": said})
    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_too_many_requests_are_told_to_wait(accounts: dict[str, Any], settings: Any) -> None:
    settings.API_RATE, settings.API_REFUSALS = 3, 2
    secret = _whole(accounts["analyst"])
    assert [ask(secret).status_code for _ in range(4)] == [200, 200, 200, 429]
    answer = ask(secret)
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert answer.json()["status"] == 429
    assert [ask("plnt_guess").status_code for _ in range(3)] == [401, 401, 429]


def test_requests_are_counted_for_each_by_the_minute(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.time", lambda: 600.0)
    assert [limits.spend("a", 2) for _ in range(3)] == [None, None, 60]
    assert limits.spend("b", 2) is None
    monkeypatch.setattr("time.time", lambda: 655.0)
    assert limits.spend("a", 2) == 5
    monkeypatch.setattr("time.time", lambda: 780.0)
    assert limits.spend("a", 2) is None
    assert list(RateCount.objects.values_list("who", "minute", "count")) == [("a", 13, 1)]


# ---- the page


def test_a_token_is_made_shown_once_and_revoked_on_ones_own_page(signed_in: Callable[[str], Client]) -> None:
    client = signed_in("analyst")
    page = client.get("/account/tokens/").content.decode()
    assert "Performance analyst" in page
    assert "What my posting lets me see" in page
    known = organisation(opened())
    wanted = {"label": "Power BI", "scope": f"analyst {known.root.id}", "narrower": "", "days": "30"}
    answer = client.post("/account/tokens/", wanted)
    assert "no-store" in answer.headers["Cache-Control"]
    (secret,) = SECRET.findall(answer.content.decode())
    assert ask(secret).status_code == 200
    listed = client.get("/account/tokens/").content.decode()
    assert "Power BI" in listed
    assert secret not in listed
    token = Token.objects.get()
    asked = client.get(f"/account/tokens/{token.pk}/revoke/").content.decode()
    assert "Revoke “Power BI”?" in asked
    assert ask(secret).status_code == 200  # asking is not doing
    assert client.post(f"/account/tokens/{token.pk}/revoke/").headers["Location"] == "/account/tokens/"
    assert ask(secret).status_code == 401
    assert "Revoked" in client.get("/account/tokens/").content.decode()


def test_a_token_of_ones_posting_is_made_on_the_page(signed_in: Callable[[str], Client]) -> None:
    client = signed_in("constable")
    answer = client.post("/account/tokens/", {"label": "mine", "scope": "staff ", "days": "30"})
    (secret,) = SECRET.findall(answer.content.decode())
    assert ask(secret).status_code == 200


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"label": ""}, "Enter what the token is for"),
        ({"label": "x" * 81}, "80 characters or fewer"),
        ({"scope": "administrator force"}, "Choose one of the list"),
        ({"scope": ""}, "Choose what the token may see"),
        ({"narrower": "nowhere"}, "Choose one of the list"),
        ({"days": ""}, "Choose how long it works"),
    ],
)
def test_mistakes_in_the_form_are_said_beside_it(
    changed: dict[str, str], says: str, signed_in: Callable[[str], Client]
) -> None:
    known = organisation(opened())
    wanted = {"label": "Power BI", "scope": f"analyst {known.root.id}", "narrower": "", "days": "30"}
    page = signed_in("analyst").post("/account/tokens/", wanted | changed).content.decode()
    assert "There is a problem" in page
    assert says in page
    assert not Token.objects.exists()


def test_a_token_of_ones_posting_is_for_all_of_it(signed_in: Callable[[str], Client]) -> None:
    wanted = {"label": "a", "scope": "staff ", "narrower": organisation(opened()).root.id, "days": "30"}
    page = signed_in("analyst").post("/account/tokens/", wanted).content.decode()
    assert "choose a role, or no unit" in page
    assert not Token.objects.exists()


def test_a_name_taken_and_a_unit_elsewhere_are_said_too(
    signed_in: Callable[[str], Client], accounts: dict[str, Any]
) -> None:
    one, two = organisation(opened()).children(organisation(opened()).root.id)[:2]
    constable = accounts["constable"]
    for unit in (one.id, two.id):
        role = "supervisor" if unit == one.id else "commander"
        give_grant(by=CommandLine(), account=constable, role=role, unit=unit, reason="Cover")
    client = signed_in("constable")
    wanted = {"label": "a", "scope": f"supervisor {one.id}", "narrower": two.id, "days": "30"}
    assert "at, or one below it" in client.post("/account/tokens/", wanted).content.decode()
    wanted["narrower"] = ""
    assert SECRET.search(client.post("/account/tokens/", wanted).content.decode())
    assert "You have a token called" in client.post("/account/tokens/", wanted).content.decode()


def test_nobody_reaches_somebody_elses_token(
    signed_in: Callable[[str], Client], accounts: dict[str, Any]
) -> None:
    token, _ = make_token(by=accounts["analyst"], label="a", role="analyst", unit=ROOT, ends=month())
    for method in ("get", "post"):
        assert getattr(signed_in("chief"), method)(f"/account/tokens/{token.pk}/revoke/").status_code == 404
    with pytest.raises(PermissionDenied):
        revoke_token(by=accounts["chief"], token=token)
    assert "a</th>" not in signed_in("chief").get("/account/tokens/").content.decode()


def test_who_sees_nothing_is_told_so(signed_in: Callable[[str], Client], accounts: dict[str, Any]) -> None:
    accounts["commissioner"].grants.all().delete()
    page = signed_in("commissioner").get("/account/tokens/").content.decode()
    assert "a token would see nothing" in page
    assert json.loads(Client().get("/api/v1/units").content)["status"] == 401
