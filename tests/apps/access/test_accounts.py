"""The pages of accounts and grants, and the way about that leads to them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from peelian.apps.access.actions import create_account, give_grant
from peelian.apps.access.models import Account, AuditEvent, Grant
from peelian.apps.access.viewer import CommandLine
from peelian.apps.paging import Paging

SignedIn = Callable[[str], Client]
TODAY = timezone.localdate()
GIVEN = {"role": "analyst", "unit": "force", "starts": TODAY.isoformat(), "last": "", "reason": "New post"}
GRANTS = "/accounts/constable/grants/new/"


@pytest.fixture
def keeper(signed_in: SignedIn) -> Client:
    return signed_in("administrator")


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def sent(client: Client, address: str, **fields: str) -> str:
    """The page that a form leads to."""
    answer = client.post(address, fields, follow=True)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def test_accounts_are_listed_with_what_they_hold(keeper: Client) -> None:
    page = shown(keeper, "/accounts/")
    assert "12 accounts" in page
    assert "<strong>Auditor</strong> for the whole force" in page
    assert "No role besides their posting" in page


@pytest.mark.parametrize(
    ("search", "found"), [("Commiss", ["commissioner"]), ("AUDITOR", ["auditor"]), ("zzz", []), ("  ", None)]
)
def test_searching(search: str, found: list[str] | None, keeper: Client) -> None:
    page = shown(keeper, f"/accounts/?q={search}")
    listed = [
        name for name in Account.objects.values_list("username", flat=True) if f"/accounts/{name}/" in page
    ]
    assert listed == (found if found is not None else listed)
    assert f"{len(listed)} account" in page


def test_many_accounts_are_read_a_page_at_a_time(keeper: Client) -> None:
    for number in range(60):
        create_account(by=CommandLine(), username=f"many{number:02}", display_name=f"Many {number:02}")
    assert 'href="?q=many&amp;page=2"' in shown(keeper, "/accounts/?q=many")
    second = shown(keeper, "/accounts/?q=many&page=2")
    assert "Many 59" in second
    assert "Many 49" not in second


@pytest.mark.parametrize(
    ("number", "pages", "told"),
    [(1, 1, [1]), (1, 3, [1, 2, 3]), (5, 9, [1, "...", 4, 5, 6, "...", 9]), (9, 9, [1, "...", 8, 9])],
)
def test_pages_are_listed_with_those_beside_this_one(number: int, pages: int, told: list[Any]) -> None:
    paging = Paging.at(str(number), pages * 50, asked={})
    assert [item.get("number", "...") for item in paging.items] == told
    assert bool(paging.previous) == (number > 1)
    assert bool(paging.next) == (number < pages)


def test_making_an_account(keeper: Client) -> None:
    page = sent(
        keeper, "/accounts/new/", display_name="Pc Dev Ellis", username="dev", email="", person_id="",
        password="a long enough one",
    )  # fmt: skip
    assert "Pc Dev Ellis has an account." in page
    assert Account.objects.get(username="dev").check_password("a long enough one")


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"username": ""}, "Enter a username"),
        ({"display_name": ""}, "Enter a name"),
        ({"username": "a b"}, "&#x27;a b&#x27; cannot be a username"),
        ({"username": "Sergeant"}, "There is already an account"),
        ({"password": "short"}, "This password is too short"),
        ({"email": "nobody"}, "Enter an email address, like"),
    ],
)
def test_an_account_that_cannot_be(fields: dict[str, str], told: str, keeper: Client) -> None:
    page = sent(keeper, "/accounts/new/", **({"display_name": "Dev", "username": "dev"} | fields))
    assert told in page
    assert "<title>Error: " in page
    assert "short" not in page.replace("too short", "")
    assert Account.objects.count() == 12


def test_giving_a_grant(keeper: Client) -> None:
    page = sent(
        keeper,
        GRANTS,
        **GIVEN,
    )
    assert "is given Performance analyst." in page
    assert "Performance analyst for the whole force" in page
    assert "New post" in page
    assert "Given by administrator" in page
    grant = Grant.objects.get(account__username="constable")
    assert (grant.unit, grant.starts, grant.ends) == ("force", TODAY, None)


def test_the_last_day_of_a_grant_is_a_day_it_holds(keeper: Client) -> None:
    sent(keeper, GRANTS, **(GIVEN | {"last": TODAY.isoformat()}))
    grant = Grant.objects.get(account__username="constable")
    assert grant.ends == TODAY + timedelta(days=1)
    assert not grant.is_over


def test_units_to_choose_from_are_those_of_the_force_as_a_tree(keeper: Client) -> None:
    page = shown(keeper, GRANTS)
    assert ">Aldermere Constabulary: the whole force</option>" in page
    assert "\u2003\u2003\u2003Wynmouth Response A</option>" in page
    assert "A performance analyst: loads extracts" in page


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"role": ""}, "Choose a role"),
        ({"role": "staff"}, "Choose a role from the list"),
        ({"unit": "nowhere"}, "Choose a unit from the list"),
        ({"starts": ""}, "Enter the first day"),
        ({"starts": "soon"}, "First day must be a date, like 2027-04-01"),
        ({"starts": "2020-01-01"}, "A grant starts today or later"),
        ({"last": "9999-12-31"}, "Last day must be between 2000 and 2100"),
        ({"last": "2020-01-01"}, "Last day must be the same as or after the first day"),
        ({"reason": " "}, "Say why it is given"),
    ],
)
def test_a_grant_that_cannot_be(fields: dict[str, str], told: str, keeper: Client) -> None:
    page = sent(keeper, GRANTS, **(GIVEN | fields))
    assert told in page
    assert "There is a problem" in page
    assert not Grant.objects.filter(account__username="constable").exists()


def test_what_was_typed_is_still_there_after_a_mistake(keeper: Client) -> None:
    page = sent(keeper, GRANTS, **(GIVEN | {"starts": "soon", "reason": "A “good” reason"}))
    assert "A “good” reason" in page
    assert 'value="analyst" checked' in page


def test_ending_a_grant_needs_a_reason(keeper: Client, accounts: dict[str, Account]) -> None:
    grant = Grant.objects.get(account=accounts["analyst"])
    address = f"/accounts/analyst/grants/{grant.pk}/end/"
    assert "End Performance analyst for the whole force" in shown(keeper, address)
    assert "Say why it is ended" in sent(keeper, address, reason="")
    page = sent(keeper, address, reason="Moved on")
    assert "Performance analyst for the whole force is ended." in page
    assert "the day it started" in page
    assert "This grant is over already" in shown(keeper, address)
    assert "This grant is over already" in sent(keeper, address, reason="Again")


def test_grants_are_told_by_when_they_hold(keeper: Client, accounts: dict[str, Account]) -> None:
    constable = accounts["constable"]
    day = timedelta(days=1)
    for role, starts, ends in (
        ("analyst", TODAY - 9 * day, TODAY - 2 * day),
        ("supervisor", TODAY - 9 * day, None),
        ("commander", TODAY + day, TODAY + 9 * day),
        ("board-secretary", TODAY + day, TODAY),
    ):
        Grant.objects.create(
            account=constable,
            role=role,
            unit="no longer",
            starts=starts,
            ends=ends,
            granted_by="x",
            reason="y",
        )
    page = shown(keeper, "/accounts/constable/")
    places = [page.index(word) for word in (
        ">In force<", "Supervisor at no longer", ">Coming<", "Commander at", ">Over<", "Board secretary at",
        "Withdrawn on", "Performance analyst at",
    )]  # fmt: skip
    assert places == sorted(places)


def test_closing_an_account_signs_it_out(keeper: Client, signed_in: SignedIn) -> None:
    constable = signed_in("constable")
    assert constable.get("/units/").status_code == 200
    assert "can no longer sign in" in sent(keeper, "/accounts/constable/change/")
    assert constable.get("/units/").status_code == 302
    assert "Closed" in shown(keeper, "/accounts/?q=constable")
    assert "can sign in again" in sent(keeper, "/accounts/constable/change/", is_active="yes")


def test_nobody_keeps_their_own(keeper: Client) -> None:
    assert "This is your own account" in shown(keeper, "/accounts/administrator/")
    grant = Grant.objects.get(account__username="administrator")
    count = AuditEvent.objects.count()
    for address, fields in (
        ("/accounts/administrator/grants/new/", GIVEN),
        (f"/accounts/administrator/grants/{grant.pk}/end/", {"reason": "x"}),
        ("/accounts/administrator/change/", {}),
    ):
        answer = keeper.post(address, fields)
        assert answer.status_code == 403
        assert "your own account: ask somebody else to" in answer.content.decode()
    assert AuditEvent.objects.count() == count


def test_what_is_not_there(keeper: Client, accounts: dict[str, Account]) -> None:
    grant = Grant.objects.get(account=accounts["analyst"])
    for address in (
        "/accounts/nobody/",
        "/accounts/nobody/grants/new/",
        f"/accounts/constable/grants/{grant.pk}/end/",
        "/accounts/analyst/grants/9999/end/",
    ):
        assert keeper.get(address).status_code == 404


@pytest.mark.parametrize("username", ["auditor", "chief", "analyst", "commissioner", "constable"])
def test_nobody_else_keeps_accounts(username: str, signed_in: SignedIn, accounts: dict[str, Account]) -> None:
    client, count = signed_in(username), AuditEvent.objects.count()
    grant = Grant.objects.get(account=accounts["analyst"])
    gets = ["/accounts/", "/accounts/new/", "/accounts/constable/", "/accounts/nobody/", GRANTS]
    posts = [
        "/accounts/new/",
        GRANTS,
        "/accounts/constable/change/",
        f"/accounts/analyst/grants/{grant.pk}/end/",
    ]
    for answer in [*map(client.get, gets), *map(client.post, posts)]:
        assert answer.status_code == 403
        assert "Your account may not make accounts" in answer.content.decode()
    assert AuditEvent.objects.count() == count


def test_changing_needs_a_post_with_a_token(keeper: Client, accounts: dict[str, Account]) -> None:
    assert keeper.get("/accounts/constable/change/").status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(accounts["administrator"])
    for address in (GRANTS, "/accounts/constable/change/", "/accounts/new/"):
        assert strict.post(address, GIVEN).status_code == 403
    assert not Grant.objects.filter(account__username="constable").exists()


# ---- the way about

VALUES = [
    "Overview",
    "What changed",
    "Boards",
    "Inspections",
    "Actions",
    "Requests",
    "Units",
    "Attendance times",
    "Data",
]


@pytest.mark.parametrize(
    ("username", "rooms"),
    [
        ("constable", VALUES),
        ("chief", VALUES),
        ("commissioner", VALUES),
        ("administrator", ["Accounts"]),
        ("auditor", ["Audit"]),
    ],
)
def test_only_rooms_that_open_are_shown(username: str, rooms: list[str], signed_in: SignedIn) -> None:
    client = signed_in(username)
    answer = client.get("/", follow=True)
    assert answer.status_code == 200
    navigation = answer.context["navigation"]
    assert [item["text"] for item in navigation] == rooms
    assert all(client.get(item["href"]).status_code == 200 for item in navigation)


def test_a_grant_opens_a_room(signed_in: SignedIn, accounts: dict[str, Account]) -> None:
    give_grant(by=CommandLine(), account=accounts["commissioner"], role="auditor", reason="Also audits")
    navigation = signed_in("commissioner").get("/").context["navigation"]
    assert [item["text"] for item in navigation] == [*VALUES, "Audit"]


def test_a_refused_page_leads_on_to_one_that_opens(signed_in: SignedIn) -> None:
    page = signed_in("auditor").get("/units/").content.decode()
    assert "Go to audit" in page
    assert "An individual’s values are visible" not in page


def test_an_address_is_set_changed_and_taken_away(keeper: Client) -> None:
    address = "/accounts/constable/email/"
    assert "constable@constabulary.example" in shown(keeper, address)
    assert "is kept" in sent(keeper, address, email="pc@force.example")
    assert "pc@force.example" in shown(keeper, "/accounts/constable/")
    event = AuditEvent.objects.get(action="account.email")
    assert (event.before, event.after) == (
        '{"email":"constable@constabulary.example"}', '{"email":"pc@force.example"}'
    )  # fmt: skip
    sent(keeper, address, email="pc@force.example")
    assert AuditEvent.objects.filter(action="account.email").count() == 1
    assert "like name@example.police.uk" in keeper.post(address, {"email": "pc"}).content.decode()
    sent(keeper, address, email="")
    assert ">None" in shown(keeper, "/accounts/constable/")
