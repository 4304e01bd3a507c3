"""What is done to plans: who drafts and approves, what is refused, and that what is approved stays."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone

from peelian.apps.access.models import Account, AuditEvent
from peelian.apps.access.visible import visible_to
from peelian.apps.boards import actions_plans as actions
from peelian.apps.boards.demo_plans import create_demo_plans
from peelian.apps.boards.models import Edition, Objective, Plan
from peelian.apps.boards.planning import edition_read, plan_read, plans_read
from peelian.apps.boards.queries import plans as queries
from peelian.apps.boards.queries import plans_beside as beside
from peelian.apps.improvement.queries import actions_from
from peelian.documents.kept import opened
from peelian.framework.errors import UserError
from tests.apps.boards.planned import (
    MEASURE,
    NEXT,
    QUESTION,
    YEAR,
    approved,
    drafted,
    given,
    objective,
    planned,
    root,
)


@pytest.fixture
def people(accounts: dict[str, Any]) -> dict[str, Any]:
    """The demo accounts, the analyst keeping boards for the force and the commissioner approving."""
    return accounts | {
        "analyst": given(accounts, "analyst", "board-secretary"),
        "commissioner": given(accounts, "commissioner", "commissioners-approver"),
    }


@pytest.fixture
def keeper(people: dict[str, Any]) -> Any:
    return people["analyst"]


@pytest.fixture
def chief(people: dict[str, Any]) -> Any:
    return people["chief"]


def codes(edition: Edition) -> list[str]:
    return list(edition.objectives.values_list("code", flat=True))


class TestDrafting:
    def test_objectives_are_added_changed_moved_and_taken_out(self, keeper: Any) -> None:
        edition = drafted(keeper)
        one, two, three = (objective(keeper, edition, code) for code in ("1", "2", "3"))
        actions.move_objective(by=keeper, objective=three, up=True)
        actions.move_objective(by=keeper, objective=one, up=False)
        actions.move_objective(by=keeper, objective=two, up=False)
        assert codes(edition) == ["3", "1", "2"]
        actions.change_objective(
            by=keeper, objective=one, code="1.a", title=" Better ", owner="sergeant", why=" So ",
            questions=[QUESTION, QUESTION], measures=[],
        )  # fmt: skip
        one = Objective.objects.get(pk=one.pk)
        assert (one.code, one.title, one.owner, one.why) == ("1.a", "Better", "sergeant", "So")
        assert (one.questions, one.measures) == ([QUESTION], [])
        actions.remove_objective(by=keeper, objective=two)
        assert codes(edition) == ["3", "1.a"]
        objective(keeper, edition, "4")
        assert codes(edition) == ["3", "1.a", "4"]
        actions.change_edition(by=keeper, edition=edition, **{**YEAR, "year": "2026"}, foreword=" To begin ")
        edition.refresh_from_db()
        assert (edition.year, edition.foreword) == ("2026", "To begin")
        told = AuditEvent.objects.filter(action__startswith="plan.").order_by("number")
        assert [event.action.removeprefix("plan.") for event in told] == [
            "made", "edition_drafted", *["objective_added"] * 3, *["objective_moved"] * 3,
            "objective_changed", "objective_removed", "objective_added", "edition_changed",
        ]  # fmt: skip
        assert {event.role for event in told} == {"Board secretary"}

    def test_the_next_edition_begins_with_the_last_or_empty(
        self, keeper: Any, chief: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        plan = planned(keeper)
        first = drafted(keeper, plan)
        objective(keeper, first, "1")
        objective(keeper, first, "2", measures=[])
        Objective.objects.filter(code="2").update(questions=["gone", QUESTION], measures=["gone"])
        actions.approve_edition(by=chief, edition=first)
        second = drafted(keeper, plan, **NEXT, refresh=True)
        assert codes(second) == ["1", "2"]
        assert second.objectives.get(code="2").questions == [QUESTION]
        assert second.objectives.get(code="2").measures == []
        actions.remove_objective(by=keeper, objective=second.objectives.get(code="1"))
        assert codes(first) == ["1", "2"]
        actions.approve_edition(by=chief, edition=second)
        later = {"year": "2028/29", "starts": date(2028, 4, 1), "ends": date(2029, 3, 31)}
        assert codes(drafted(keeper, plan, **later)) == []

    def test_a_plan_is_renamed(self, keeper: Any) -> None:
        plan = planned(keeper)
        actions.change_plan(by=keeper, plan=plan, title="Our plan", owner="sergeant")
        plan.refresh_from_db()
        assert (plan.title, plan.owner) == ("Our plan", "sergeant")
        with pytest.raises(UserError, match="nothing is changed"):
            actions.change_plan(by=keeper, plan=plan, title="Our plan", owner="sergeant")
        other = planned(keeper)
        with pytest.raises(UserError, match="has a plan called our plan already"):
            actions.change_plan(by=keeper, plan=other, title="our plan", owner="chief")


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("wrong", "says"),
        [
            ({"title": " "}, "give the plan a title"),
            ({"kind": "other"}, "choose the kind"),
            ({"unit": "WYN"}, "only delivery plans are of units below"),
            ({"owner": "nobody"}, "choose an owner who has an open account"),
        ],
    )
    def test_a_plan_that_cannot_be(self, wrong: dict[str, Any], says: str, keeper: Any) -> None:
        said = {"title": "A plan", "kind": "policing", "unit": root(), "owner": "chief", **wrong}
        with pytest.raises(UserError, match=says):
            actions.make_plan(by=keeper, **said)
        with pytest.raises(Http404):
            planned(keeper, kind="delivery", unit="nowhere")
        planned(keeper, "A plan")
        with pytest.raises(UserError, match="has a plan called a plan already"):
            planned(keeper, "a plan")
        planned(keeper, "A plan", kind="delivery", unit="WYN")
        assert Plan.objects.count() == 2

    def test_an_edition_that_cannot_be(self, keeper: Any, chief: Any) -> None:
        plan = planned(keeper)
        with pytest.raises(UserError, match="say which year"):
            drafted(keeper, plan, year=" ")
        with pytest.raises(UserError, match="the last day must be after the first"):
            drafted(keeper, plan, ends=YEAR["starts"])
        edition = drafted(keeper, plan)
        with pytest.raises(UserError, match="there is a draft already, of 2026/27"):
            drafted(keeper, plan, **NEXT)
        with pytest.raises(UserError, match="without objectives cannot be approved"):
            actions.approve_edition(by=chief, edition=edition)
        objective(keeper, edition)
        actions.approve_edition(by=chief, edition=edition)
        with pytest.raises(UserError, match="there is an edition of 2026/27 already"):
            drafted(keeper, plan, **{**NEXT, "year": "2026/27"})
        with pytest.raises(UserError, match="some of these days are those of the edition of 2026/27"):
            drafted(keeper, plan, **{**NEXT, "starts": YEAR["ends"]})
        with transaction.atomic(), pytest.raises(IntegrityError):
            Edition.objects.create(plan=plan, drafted_by="x", **YEAR)

    @pytest.mark.parametrize(
        ("wrong", "says"),
        [
            ({"code": ""}, "a code has letters, numbers"),
            ({"code": "a b"}, "a code has letters, numbers"),
            ({"code": "x" * 21}, "a code has letters, numbers"),
            ({"code": "1.1"}, "there is an objective 1.1 already"),
            ({"title": ""}, "say what is to be achieved"),
            ({"owner": "nobody"}, "choose an owner"),
            ({"questions": ["responding_to_the_publik"]}, "there is no question .*responding_to_the_public"),
            ({"measures": ["made_up"]}, "there is no measure 'made_up'"),
        ],
    )
    def test_an_objective_that_cannot_be(self, wrong: dict[str, Any], says: str, keeper: Any) -> None:
        edition = drafted(keeper)
        objective(keeper, edition)
        with pytest.raises(UserError, match=says):
            objective(keeper, edition, wrong.pop("code", "2"), **wrong)
        assert codes(edition) == ["1.1"]

    def test_an_owner_whose_account_is_closed(self, keeper: Any) -> None:
        Account.objects.filter(username="chief").update(is_active=False)
        with pytest.raises(UserError, match="choose an owner"):
            planned(keeper)

    def test_what_is_approved_never_changes(self, keeper: Any, chief: Any) -> None:
        edition = approved(keeper, chief)
        one = edition.objectives.get()
        did: list[Callable[[], Any]] = [
            lambda: objective(keeper, edition, "2"),
            lambda: actions.change_objective(
                by=keeper, objective=one, code="2", title="Other", owner="chief"
            ),
            lambda: actions.move_objective(by=keeper, objective=one, up=True),
            lambda: actions.remove_objective(by=keeper, objective=one),
            lambda: actions.change_edition(by=keeper, edition=edition, **YEAR, foreword="Other"),
        ]
        for do in did:
            with pytest.raises(UserError, match="never changed"):
                do()
        with pytest.raises(UserError, match="approved already"):
            actions.approve_edition(by=chief, edition=edition)
        assert (codes(edition), edition.objectives.get().title) == (["1.1"], one.title)

    def test_an_objective_that_somebody_just_took_out(self, keeper: Any) -> None:
        edition = drafted(keeper)
        one = objective(keeper, edition)
        actions.remove_objective(by=keeper, objective=Objective.objects.get(pk=one.pk))
        with pytest.raises(UserError, match="was taken out of the draft meanwhile"):
            actions.move_objective(by=keeper, objective=one, up=True)


class TestWhoMay:
    def test_only_who_keeps_boards_drafts(self, people: Any, keeper: Any) -> None:
        edition = drafted(keeper)
        plan, one = edition.plan, objective(keeper, edition)
        for name in ("chief", "sergeant", "constable", "commissioner", "administrator", "auditor"):
            by = people[name]
            did: list[Callable[[], Any]] = [
                lambda by=by: planned(by, "Another"),  # type: ignore[misc]
                lambda by=by: actions.change_plan(by=by, plan=plan, title="X", owner="chief"),  # type: ignore[misc]
                lambda by=by: drafted(by, plan, **NEXT),  # type: ignore[misc]
                lambda by=by: actions.change_edition(by=by, edition=edition, **NEXT, foreword=""),  # type: ignore[misc]
                lambda by=by: objective(by, edition, "9"),  # type: ignore[misc]
                lambda by=by: actions.change_objective(  # type: ignore[misc]
                    by=by, objective=one, code="9", title="X", owner="chief"
                ),
                lambda by=by: actions.move_objective(by=by, objective=one, up=True),  # type: ignore[misc]
                lambda by=by: actions.remove_objective(by=by, objective=one),  # type: ignore[misc]
            ]
            for do in did:
                with pytest.raises(PermissionDenied):
                    do()
        local = given(people, "constable", "board-secretary", "WYN")
        planned(local, kind="delivery", unit="WYN")
        for unit in (root(), "THU"):
            with pytest.raises(PermissionDenied):
                planned(local, kind="delivery", unit=unit)

    @pytest.mark.parametrize(
        ("kind", "approves"),
        [("policing", {"chief"}), ("national", {"chief"}), ("police_and_crime", {"commissioner"})],
    )
    def test_who_leads_the_unit_approves_and_the_commissioners_plan_their_approver(
        self, kind: str, approves: set[str], people: Any, keeper: Any
    ) -> None:
        edition = drafted(keeper, planned(keeper, kind=kind))
        objective(keeper, edition)
        did = set()
        for name in ("sergeant", "inspector", "analyst", "administrator", "chief", "commissioner"):
            try:
                with transaction.atomic():
                    actions.approve_edition(by=people[name], edition=edition)
                    did.add(name)
                    raise UserError("as if it had not been")
            except (PermissionDenied, UserError):
                pass
        assert did == approves

    def test_nobody_approves_what_they_drafted(self, people: Any, chief: Any) -> None:
        both = given(people, "chief", "board-secretary")
        edition = drafted(both)
        objective(both, edition)
        with pytest.raises(PermissionDenied, match="somebody else approves"):
            actions.approve_edition(by=both, edition=edition)
        page = queries.edition_page(both, edition.pk)
        assert (page.may_change, page.may_approve, page.drafted_it) == (True, False, True)

    def test_drafts_are_read_by_who_drafts_or_approves_and_the_rest_once_approved(
        self, people: Any, keeper: Any, chief: Any
    ) -> None:
        local = given(people, "auditor", "board-secretary", "WYN")
        everybody = people | {"auditor": local}
        here = drafted(local, planned(local, kind="delivery", unit="WYN"))
        theirs = drafted(keeper, planned(keeper, "Commissioner’s", kind="police_and_crime"))

        def readers(edition: Edition) -> set[str]:
            found = set()
            for name, account in everybody.items():
                visible, listed = visible_to(account), plans_read(visible_to(account))
                try:
                    edition_read(visible, edition.pk)
                    plan_read(visible, edition.plan.pk)
                    found.add(name)
                except PermissionDenied:
                    pass
                assert listed.filter(pk=edition.plan.pk).exists() == (name in found)
            return found

        command = {"superintendent"} & set(people)
        assert readers(here) >= {"analyst", "chief", "auditor"}
        assert not readers(here) & {"sergeant", "constable", "administrator", "commissioner"}
        assert readers(theirs) - {"secretary"} == {"analyst", "approver", "commissioner"}
        objective(local, here)
        actions.approve_edition(by=chief, edition=here)
        seen = {name for name, each in everybody.items() if visible_to(each).sees("WYN")}
        assert readers(here) == seen >= {"sergeant", "constable", "commissioner", *command}
        with pytest.raises(Http404):
            edition_read(visible_to(chief), 99999)
        with pytest.raises(Http404):
            plan_read(visible_to(chief), 99999)

    def test_a_plan_of_a_unit_that_is_no_more(self, people: Any, keeper: Any, chief: Any) -> None:
        edition = approved(keeper, chief, planned(keeper, kind="delivery", unit="WYN"))
        Plan.objects.update(unit="gone")
        for name, reads in {"analyst": True, "chief": True, "commissioner": True, "sergeant": False}.items():
            try:
                page = queries.edition_page(people[name], edition.pk)
                assert (reads, page.unit_name, page.objectives[0].measures[0].reading) == (True, "gone", None)
            except PermissionDenied:
                assert not reads
        drafted(keeper, Plan.objects.get(), **NEXT)


class TestActions:
    def test_an_action_comes_of_an_approved_objective(self, people: Any, keeper: Any, chief: Any) -> None:
        edition = drafted(keeper)
        one = objective(keeper, edition)
        due = timezone.localdate() + timedelta(days=9)
        said = {"title": "Do it", "owner": "sergeant", "due": due}
        with pytest.raises(UserError, match="actions come of what is approved"):
            actions.file_action_for(by=keeper, objective=one, **said)
        assert actions_from(chief, f"objective:{one.pk}") == []
        actions.approve_edition(by=chief, edition=edition)
        one = Objective.objects.select_related("edition__plan").get(pk=one.pk)
        made = actions.file_action_for(by=chief, objective=one, **said, measure=MEASURE, success="Sooner")
        assert made.origin_label == "Objective 1.1 of Policing plan 2026/27"
        assert made.origin_address == f"/plans/editions/{edition.pk}/#objective-{one.pk}"
        (row,) = queries.edition_page(chief, edition.pk).objectives[0].actions
        assert (row.number, row.title) == (made.pk, "Do it")
        for name in ("sergeant", "commissioner", "administrator"):
            with pytest.raises(PermissionDenied):
                actions.file_action_for(by=people[name], objective=one, **said)


class TestCompared:
    def test_by_code_with_what_differs(self, keeper: Any, chief: Any) -> None:
        plan = planned(keeper)
        first = drafted(keeper, plan)
        for code in ("1", "2", "3"):
            objective(keeper, first, code)
        actions.approve_edition(by=chief, edition=first)
        second = drafted(keeper, plan, **NEXT, refresh=True)
        actions.remove_objective(by=keeper, objective=second.objectives.get(code="1"))
        actions.change_objective(
            by=keeper, objective=second.objectives.get(code="2"), code="2", title="Otherwise",
            owner="sergeant", questions=[], measures=[MEASURE],
        )  # fmt: skip
        objective(keeper, second, "4")
        page = beside.compare_page(keeper, plan.pk)
        assert (page.before.year, page.after.year) == ("2026/27", "2027/28")
        assert [[each.code for each in some] for some in (page.added, page.removed, page.same)] == [
            ["4"], ["1"], ["3"]
        ]  # fmt: skip
        (changed,) = page.changed
        names = {each.username: each.display_name for each in Account.objects.all()}
        asks = opened().framework.questions[QUESTION].title
        assert {each.field: (each.before, each.after) for each in changed.differences} == {
            "Title": ("To achieve 2", "Otherwise"),
            "Owner": (names["chief"], names["sergeant"]),
            "Questions": (asks, "None"),
        }
        other = beside.compare_page(keeper, plan.pk, before=str(second.pk), after=str(first.pk))
        assert [each.code for each in other.added] == ["1"]
        with pytest.raises(Http404):
            beside.compare_page(chief, plan.pk, after="0")
        with pytest.raises(Http404, match="no two editions"):
            beside.compare_page(given({"sergeant": Account.objects.get(username="sergeant")}, "sergeant",
                                      "supervisor"), plan.pk)  # fmt: skip


def test_what_the_plans_in_force_leave_out(keeper: Any, chief: Any) -> None:
    today = timezone.localdate()
    now = {"starts": today - timedelta(days=9), "ends": today + timedelta(days=9)}
    assert len(beside.gaps_page(keeper).unserved) == beside.gaps_page(keeper).questions
    edition = drafted(keeper, **now)
    objective(keeper, edition, "1", questions=[])
    objective(keeper, edition, "2", questions=["answering_calls"], measures=[])
    before = beside.gaps_page(keeper)
    assert (before.plans, before.objectives) == (0, 0)
    actions.approve_edition(by=chief, edition=edition)
    approved(keeper, chief, planned(keeper, "Over"), starts=date(2020, 1, 1), ends=date(2020, 12, 31))
    page = beside.gaps_page(keeper)
    assert (page.plans, page.objectives) == (1, 2)
    assert [each.objective.code for each in page.unmeasured] == ["2"]
    served = {QUESTION, "answering_calls"}
    assert {each.id for each in page.unserved} & served == set()
    assert len(page.unserved) == page.questions - 2


def test_the_demonstration_begins_with_two_plans(people: Any, keeper: Any, chief: Any) -> None:
    for _ in range(2):
        create_demo_plans(by=keeper, commissioner=people["commissioner"], chief=chief)
    theirs, delivery = Plan.objects.order_by("pk")
    assert [each.is_approved for each in theirs.editions.all()] == [True, True]
    assert [each.is_approved for each in delivery.editions.all()] == [False]
    page = beside.compare_page(people["commissioner"], theirs.pk)
    assert (len(page.changed), len(page.added), len(page.same)) == (1, 1, 3)
    shown = queries.edition_page(chief, page.after.pk).objectives
    assert [len(each.actions) for each in shown] == [1, 0, 0, 0, 0]
    assert all(one.reading is not None for each in shown for one in each.measures)
