"""The pages of plans: the list at any length, drafting to approval, comparing, gaps, and files out."""

import csv
import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from peelian.apps.boards import actions_plans as actions
from peelian.apps.boards.models import Edition, Objective, Plan
from peelian.apps.improvement.models import Action
from tests.apps.boards.planned import MEASURE, NEXT, QUESTION, approved, drafted, objective, planned, root

SignedIn = Callable[[str], Client]


@pytest.fixture
def keeper(signed_in: SignedIn) -> Client:
    return signed_in("secretary")


def shown(client: Client, address: str, **asked: str) -> str:
    answer = client.get(address, asked)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def sent(client: Client, address: str, **fields: Any) -> str:
    answer = client.post(address, fields, follow=True)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def test_lists_of_many_ask_no_more_than_those_of_few(keeper: Client, accounts: dict[str, Any]) -> None:
    counts = []
    for count in (20, 480):
        plans = Plan.objects.bulk_create(
            Plan(title=f"Plan {count} {n:03}", kind="delivery", unit="WYN", owner=f"o{n}", made_by="x")
            for n in range(count)
        )
        Edition.objects.bulk_create(
            Edition(plan=plan, year="2026", starts=date(2026, 1, 1), ends=date(2026, 12, 31),
                    drafted_by="x", approved_by="y", approved_at=timezone.now())
            for plan in plans
        )  # fmt: skip
        keeper.get("/plans/")
        with CaptureQueriesContext(connection) as listed:
            keeper.get("/plans/", {"q": "plan", "sort": "-title"})
        with CaptureQueriesContext(connection) as exported:
            keeper.get("/plans/list.csv")
        with CaptureQueriesContext(connection) as gaps:
            keeper.get("/plans/gaps/")
        counts.append((len(listed), len(exported), len(gaps)))
    assert counts[0] == counts[1]
    assert "500 plans, page 2 of 10" in shown(keeper, "/plans/", page="2")
    secretary, chief = accounts["secretary"], accounts["chief"]
    edition = drafted(secretary, planned(secretary))
    counts.clear()
    for count in (3, 60):
        Objective.objects.bulk_create(
            Objective(edition=edition, code=f"{count}.{n}", title="x", owner="chief", place=n,
                      measures=[MEASURE], questions=[QUESTION])
            for n in range(count)
        )  # fmt: skip
        with CaptureQueriesContext(connection) as read:
            keeper.get(f"/plans/editions/{edition.pk}/")
        counts.append((len(read), 0, 0))
    assert counts[0] == counts[1]
    actions.approve_edition(by=chief, edition=edition)


def test_a_plan_is_made_drafted_approved_and_refreshed(keeper: Client, signed_in: SignedIn) -> None:
    chief, constable = signed_in("chief"), signed_in("constable")
    page = sent(keeper, "/plans/new/", title="Policing plan", kind="policing", unit=root(), owner="chief")
    assert "The plan is made. Draft its first edition." in page
    plan = Plan.objects.get()
    assert constable.get(f"/plans/{plan.pk}/").status_code == 403
    assert "There is no plan yet that you may read" in shown(constable, "/plans/")
    form = shown(keeper, f"/plans/{plan.pk}/draft/")
    assert "What does it begin with?" not in form
    page = sent(keeper, f"/plans/{plan.pk}/draft/", year="2026/27", starts="2026-04-01", ends="2027-03-31",
                foreword="<b>We</b> mean it")  # fmt: skip
    assert "is a draft, which somebody else approves" in page
    assert "&lt;b&gt;We" in page
    edition = Edition.objects.get()
    add = f"/plans/editions/{edition.pk}/objectives/new/"
    page = sent(
        keeper, add, code="1", title="Be there", owner="chief", questions=[QUESTION], measures=[MEASURE]
    )
    assert "Objective 1 is in the draft." in page
    assert "The latest figure" in page
    assert "no clear change" in page
    sent(keeper, add, code="2", title="Be kind", owner="sergeant")
    one = Objective.objects.get(code="1")
    sent(keeper, f"/plans/objectives/{one.pk}/move/", to="down")
    assert list(edition.objectives.values_list("code", flat=True)) == ["2", "1"]
    page = sent(keeper, f"/plans/objectives/{one.pk}/change/", code="1", title="Be there soon", owner="chief")
    assert "The objective is changed." in page
    assert "Take it out" in shown(keeper, f"/plans/objectives/{one.pk}/remove/")
    assert "is taken out" in sent(keeper, f"/plans/objectives/{Objective.objects.get(code='2').pk}/remove/")
    sent(keeper, f"/plans/editions/{edition.pk}/change/", year="2026/27", starts="2026-04-01",
         ends="2027-03-30", foreword="")  # fmt: skip
    assert "Approve it" not in shown(keeper, f"/plans/editions/{edition.pk}/")
    assert keeper.get(f"/plans/editions/{edition.pk}/approve/").status_code == 403
    assert "Approve it" in shown(chief, f"/plans/editions/{edition.pk}/")
    assert "never changed again" in shown(chief, f"/plans/editions/{edition.pk}/approve/")
    assert "is approved, and never changed again" in sent(chief, f"/plans/editions/{edition.pk}/approve/")
    assert chief.post(f"/plans/editions/{edition.pk}/approve/").status_code == 409
    page = shown(constable, f"/plans/editions/{edition.pk}/")
    assert "Be there soon" in page
    assert "File an action" not in page
    assert "Add an objective" not in shown(keeper, f"/plans/editions/{edition.pk}/")
    assert keeper.post(f"/plans/objectives/{one.pk}/move/", {"to": "up"}).status_code == 409
    assert "never changed" in sent(keeper, add, code="3", title="More", owner="chief")
    form = shown(keeper, f"/plans/{plan.pk}/draft/")
    assert 'value="2027-03-31"' in form
    assert "The objectives of 2026/27, to go over" in form
    dated = {"year": "2027/28", "starts": "2027-04-01", "ends": "2028-03-31"}
    assert "Choose what it begins with" in sent(keeper, f"/plans/{plan.pk}/draft/", **dated)
    sent(keeper, f"/plans/{plan.pk}/draft/", **dated, refresh="copy")
    second = Edition.objects.get(year="2027/28")
    assert second.objectives.get().title == "Be there soon"
    assert "0 added, 0 removed, 0 changed, 1 the same" in shown(keeper, f"/plans/{plan.pk}/compare/")
    assert constable.get(f"/plans/{plan.pk}/compare/").status_code == 404
    assert constable.get(f"/plans/editions/{second.pk}/").status_code == 403
    assert "The plan is changed." in sent(
        keeper, f"/plans/{plan.pk}/change/", title="Our plan", owner="chief"
    )


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"title": ""}, "Enter a title"),
        ({"title": "a\0b"}, "Null characters are not allowed"),
        ({"kind": ""}, "Choose the kind of plan"),
        ({"unit": "nowhere"}, "Choose a unit from the list"),
        ({"owner": ""}, "Enter who answers for it"),
        ({"owner": "nobody at all"}, "No open account is called"),
        ({"unit": "WYN"}, "Only delivery plans are of units below the force"),
    ],
)
def test_a_plan_that_cannot_be(fields: dict[str, str], told: str, keeper: Client) -> None:
    said = {"title": "A plan", "kind": "national", "unit": root(), "owner": "chief"} | fields
    page = sent(keeper, "/plans/new/", **said)
    assert told in page
    assert "<title>Error: " in page
    assert not Plan.objects.exists()


def test_an_edition_and_an_objective_that_cannot_be(keeper: Client, accounts: dict[str, Any]) -> None:
    plan = planned(accounts["secretary"])
    said = {"year": "2026/27", "starts": "2026-04-01", "ends": "2027-03-31"}
    for wrong, told in (
        ({"year": ""}, "Enter the year"),
        ({"starts": "soon"}, "First day must be a date"),
        ({"ends": "2026-03-31"}, "The last day must be after the first"),
    ):
        assert told in sent(keeper, f"/plans/{plan.pk}/draft/", **(said | wrong))
    edition = drafted(accounts["secretary"], plan)
    add = f"/plans/editions/{edition.pk}/objectives/new/"
    for wrong, told in (
        ({"code": ""}, "Enter a code"),
        ({"code": "?"}, "A code has letters, numbers"),
        ({"title": ""}, "Say what is to be achieved"),
        ({"measures": "made-up"}, "Choose measures from the list"),
        ({"questions": "made-up"}, "Choose questions from the list"),
    ):
        assert told in sent(keeper, add, **({"code": "1", "title": "To do", "owner": "chief"} | wrong))
    assert not Objective.objects.exists()
    assert "The last day must be after" in sent(
        keeper, f"/plans/editions/{edition.pk}/change/", **(said | {"ends": "2026-01-01"})
    )


def test_an_action_is_filed_from_an_objective(
    keeper: Client, signed_in: SignedIn, accounts: dict[str, Any]
) -> None:
    edition = approved(accounts["secretary"], accounts["chief"])
    one = edition.objectives.get()
    chief, address = signed_in("chief"), f"/plans/objectives/{one.pk}/action/"
    assert "It comes of objective 1.1" in shown(chief, address)
    page = sent(chief, address, title="Do it", owner="sergeant", due="2090-01-01", measure=MEASURE)
    made = Action.objects.get()
    assert f"Action {made.pk} is filed" in page
    assert f"/actions/{made.pk}/" in page
    assert "due 1 January 2090" in page
    assert "has passed" in sent(chief, address, title="Do it", owner="sergeant", due="2020-01-01")
    assert signed_in("constable").get(address).status_code == 403
    draft = drafted(accounts["secretary"], edition.plan, **NEXT)
    two = objective(accounts["secretary"], draft, "9")
    page = sent(chief, f"/plans/objectives/{two.pk}/action/", title="Do", owner="sergeant", due="2090-01-01")
    assert "This edition is a draft" in page
    assert Action.objects.count() == 1


def test_files_out_run_nothing(keeper: Client, accounts: dict[str, Any]) -> None:
    secretary = accounts["secretary"]
    plan = planned(secretary, "=1+1")
    edition = drafted(secretary, plan)
    objective(secretary, edition, title="+cmd|x", why="@x")
    answer = keeper.get(f"/plans/editions/{edition.pk}/objectives.csv")
    (row,) = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert (row["plan"], row["objective"], row["why"]) == ("'=1+1", "'+cmd|x", "'@x")
    assert row["questions"]
    assert "attachment" in answer.headers["Content-Disposition"]
    answer = keeper.get("/plans/list.csv", {"kind": "policing"})
    (row,) = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert (row["plan"], row["edition"], row["draft"]) == ("'=1+1", "", "2026/27")


def test_searching_and_sorting(keeper: Client, accounts: dict[str, Any]) -> None:
    secretary = accounts["secretary"]
    one = planned(secretary, "Zebra", "national").pk
    two = planned(secretary, "Ant", "delivery").pk
    three = planned(secretary, "Bear", "policing").pk

    def listed(**said: str) -> list[int]:
        return [row.plan.pk for row in keeper.get("/plans/", said).context["page"].rows]

    assert listed() == [one, three, two]
    assert listed(sort="-kind") == [two, three, one]
    assert listed(sort="title") == [two, three, one]
    assert listed(q="ZEB") == [one]
    assert listed(kind="delivery") == [two]
    assert listed(kind="nonsense", sort="nonsense", q="a\0") == [one, three, two]
    assert "No plan is like that" in shown(keeper, "/plans/", q="zzz")


def test_gaps_say_what_is_left_out(keeper: Client, accounts: dict[str, Any]) -> None:
    today = timezone.localdate()
    edition = drafted(accounts["secretary"], starts=today, ends=date(2090, 1, 1))
    objective(accounts["secretary"], edition, "7", measures=[])
    actions.approve_edition(by=accounts["chief"], edition=edition)
    page = shown(keeper, "/plans/gaps/")
    assert "1 edition with 1 objective" in page
    assert "7 To achieve 7" in page
    assert f'href="/questions/{QUESTION}/"' not in page
    assert 'href="/questions/answering_calls/"' in page
