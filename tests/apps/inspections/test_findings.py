"""How a force gets on with a finding: every step, who may take it, and what it leaves behind."""

import json
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from peelian.apps.access.models import AuditEvent
from peelian.apps.improvement.actions import move as move_action
from peelian.apps.improvement.actions_evidence import add_evidence
from peelian.apps.improvement.queries import actions_from
from peelian.apps.inspections import actions_findings as doing
from peelian.apps.inspections.actions_register import change_finding
from peelian.apps.inspections.models import Finding, Update
from peelian.apps.inspections.queries.finding import finding_page
from peelian.apps.inspections.states import MOVES, STAGES, moves_from
from peelian.framework.errors import UserError
from tests.apps.improvement.made import unit_of
from tests.apps.inspections.registering import (
    DAY,
    DONE,
    MEASURE,
    TODAY,
    again,
    aged,
    allocated,
    brought_to,
    finding,
    publication,
)


def last() -> AuditEvent:
    return AuditEvent.objects.latest("number")


def before() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(last().before)
    return found


def after() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(last().after)
    return found


def steps(who: Any, made: Finding) -> set[str]:
    return {step.key for step in finding_page(who, made.pk).steps}


def test_from_the_first_owner_to_closed(accounts: dict[str, Any]) -> None:
    liaison, inspector, chief = (accounts[name] for name in ("liaison", "inspector", "chief"))
    made, here = finding(liaison, number="2"), unit_of(accounts["sergeant"])
    assert made.status == "awaiting_allocation"
    update = doing.allocate(by=liaison, finding=made, owner="Inspector", unit=here, words="By the summer")
    made = again(made)
    assert (made.status, made.owner, made.unit, made.began_on) == ("in_progress", inspector, here, TODAY)
    assert (update.move, update.owner, update.unit) == ("allocate", "inspector", here)
    assert (last().action, last().role) == ("finding.allocated", "Inspection liaison officer")
    assert before()["owner"] == ""
    doing.add_update(by=inspector, finding=made, words="Half of the teams do it")
    assert last().role == "owner of the finding"
    doing.move(by=inspector, finding=made, move="ask", words=DONE, why_none="It is one form")
    asked = again(made)
    assert asked.status == "awaiting_assurance"
    assert "Why there is no closed action and no evidence: It is one form" in asked.updates.all()[0].words
    doing.move(by=liaison, finding=made, move="assure", words="I looked at ten calls")
    assert (again(made).status, again(made).assured_by) == ("pending_sign_off", "liaison")
    update = doing.move(by=chief, finding=made, move="sign_off", words="Ten of ten")
    closed = again(made)
    assert (closed.status, closed.closed_by, closed.assured_by) == ("closed", "chief", "liaison")
    assert closed.closed_at
    assert update.measured == ""
    assert (last().action, last().role) == ("finding.sign_off", "line of command")
    doing.move(by=inspector, finding=made, move="reopen", words="It came back")
    opened = again(made)
    assert (opened.status, opened.closed_by, opened.assured_by) == ("in_progress", "", "")
    assert opened.closed_at is None
    page = finding_page(liaison, made.pk)
    assert [each.title for each in page.updates] == [
        "In progress", "Closed", "Pending sign-off", "Awaiting assurance", "Update", "Allocated",
    ]  # fmt: skip
    assert page.updates[-1].owner == inspector.display_name


def test_who_may_take_which_step(accounts: dict[str, Any]) -> None:
    names = ("liaison", "second-liaison", "inspector", "sergeant", "superintendent", "chief", "commander",
             "supervisor", "analyst", "approver", "constable", "commissioner")  # fmt: skip
    report = publication(accounts["liaison"])
    made = {stage: brought_to(accounts, stage, report, number=stage) for stage in STAGES}
    expected: dict[str, dict[str, set[str]]] = {
        "new": {"liaison": {"set_apart"}, "second-liaison": {"set_apart"}},
        "working": {
            "liaison": {"ask", "set_apart"}, "second-liaison": {"ask", "set_apart"}, "inspector": {"ask"},
            "sergeant": {"ask"}, "superintendent": {"ask"}, "chief": {"ask"},
        },
        "assuring": {
            "liaison": {"assure", "send_back", "set_apart"},
            "second-liaison": {"assure", "send_back", "set_apart"},
            "inspector": {"take_back"}, "sergeant": {"assure", "send_back"},
            "superintendent": {"assure", "send_back"}, "chief": {"assure", "send_back"},
        },
        "signing": {
            "liaison": {"set_apart"}, "second-liaison": {"set_apart"},
            "sergeant": {"sign_off", "refuse"}, "superintendent": {"sign_off", "refuse"},
            "chief": {"sign_off", "refuse"}, "commander": {"sign_off", "refuse"},
        },
        "done": {
            name: {"reopen"}
            for name in ("liaison", "second-liaison", "inspector", "sergeant", "superintendent", "chief",
                         "commander")
        },
        "apart": {"liaison": {"take_on"}, "second-liaison": {"take_on"}},
    }  # fmt: skip
    for stage, one in made.items():
        for name in names:
            may = expected[stage].get(name, set())
            assert steps(accounts[name], one) == may, (stage, name)
            for move in set(MOVES) - may:
                with pytest.raises((PermissionDenied, UserError)):
                    doing.move(by=accounts[name], finding=one, move=move, words="x", why_none="x")
    with pytest.raises(PermissionDenied):
        doing.move(by=accounts["outsider"], finding=made["working"], move="ask", words="x")
    assert not moves_from("new", frozenset())


def test_assurance_is_independent(accounts: dict[str, Any]) -> None:
    """Not the owner, not whoever owns an action of it, not whoever asked; who gave it does not sign off."""
    liaison, chief, here = accounts["liaison"], accounts["chief"], unit_of(accounts["sergeant"])
    made = allocated(accounts)
    given = {"title": "Change the form", "unit": here, "owner": "sergeant", "due": TODAY + DAY}
    action = doing.file_finding_action(by=liaison, finding=made, **given)
    doing.move(by=liaison, finding=made, move="ask", words=DONE, why_none="None")
    for name in ("liaison", "sergeant", "inspector"):
        for step in ("assure", "send_back"):
            with pytest.raises(PermissionDenied):
                doing.move(by=accounts[name], finding=made, move=step, words=DONE)
    move_action(by=liaison, action=action, move="cancel", words="Not needed")
    doing.move(by=accounts["sergeant"], finding=made, move="assure", words="Nothing of mine any more")
    with pytest.raises(PermissionDenied, match="gave assurance"):
        doing.move(by=accounts["sergeant"], finding=made, move="sign_off", words=DONE)
    doing.move(by=accounts["commander"], finding=made, move="refuse", words="Show me two months")
    assert (again(made).status, again(made).assured_by) == ("in_progress", "")
    doing.change_owner(by=liaison, finding=made, owner="chief", unit=here, reason="Nobody else can")
    doing.move(by=chief, finding=made, move="ask", words=DONE, why_none="None")
    doing.move(by=liaison, finding=made, move="assure", words=DONE)
    with pytest.raises(PermissionDenied, match="does not sign it off"):
        doing.move(by=chief, finding=made, move="sign_off", words=DONE)
    doing.move(by=accounts["superintendent"], finding=made, move="sign_off", words=DONE)
    assert again(made).closed_by == "superintendent"


def test_asking_for_assurance_shows_something_or_says_why_not(accounts: dict[str, Any]) -> None:
    liaison, inspector, here = accounts["liaison"], accounts["inspector"], unit_of(accounts["sergeant"])
    made = allocated(accounts)
    with pytest.raises(UserError, match="say why there is none"):
        doing.move(by=inspector, finding=made, move="ask", words=DONE)
    given = {"title": "Change the form", "unit": here, "owner": "sergeant", "due": TODAY + DAY}
    action = doing.file_finding_action(by=liaison, finding=made, **given)
    assert (action.origin_kind, action.origin_key) == ("recommendation", made.origin_key)
    assert action.origin_label == "Recommendation 1 of An inspection of how forces answer calls"
    assert action.origin_address == f"/inspections/findings/{made.pk}/"
    assert [row.number for row in actions_from(liaison, made.origin_key)] == [action.pk]
    with pytest.raises(UserError, match="say why there is none"):
        doing.move(by=inspector, finding=made, move="ask", words=DONE)
    shown = {"title": "The new form", "evidence_date": TODAY, "link": "https://force.example/form"}
    add_evidence(by=accounts["sergeant"], action=action, **shown)
    page = finding_page(inspector, made.pk)
    assert (page.proof.actions, page.proof.closed, page.proof.evidence) == (1, 0, 1)
    assert [each.title for each in page.evidence] == ["The new form"]
    assert page.row.to_do == 1
    update = doing.move(by=inspector, finding=made, move="ask", words=DONE)
    assert update.words == DONE
    doing.move(by=liaison, finding=made, move="send_back", words="Where is it used?")
    move_action(by=accounts["sergeant"], action=action, move="submit", words=DONE)
    move_action(by=liaison, action=action, move="sign_off", words=DONE)
    assert finding_page(inspector, made.pk).proof.closed == 1
    doing.move(by=inspector, finding=made, move="ask", words=DONE)


def test_the_measure_says_whether_it_worked(accounts: dict[str, Any], signed_in: Any) -> None:
    made = allocated(accounts)
    here = accounts["inspector"]
    with pytest.raises(UserError, match="no measure 'attendance_immediate_in_standrad'"):
        doing.set_success(by=here, finding=made, measure="attendance_immediate_in_standrad")
    with pytest.raises(UserError, match="no question"):
        doing.set_success(by=here, finding=made, question="nothing_much")
    with pytest.raises(UserError, match="is to come"):
        doing.set_success(by=here, finding=made, measure=MEASURE, began_on=TODAY + DAY)
    with pytest.raises(PermissionDenied):
        doing.set_success(by=accounts["constable"], finding=made, success="Mine")
    since = TODAY.replace(year=2024, month=6, day=1)
    doing.set_success(
        by=here, finding=made, success="Fewer call again", measure=MEASURE, question="answering_calls",
        began_on=since,
    )  # fmt: skip
    assert before()["measure"] == ""
    assert after()["measure"] == MEASURE
    page = finding_page(here, made.pk)
    assert page.moved is not None
    assert page.reading is not None
    assert page.question is not None
    shown = signed_in("inspector").get(f"/inspections/findings/{made.pk}/").content.decode()
    assert page.moved.sentence in shown
    assert "Fewer call again" in shown
    assert "1 June 2024" in shown
    assert (
        finding_page(accounts["outsider-there"], made.pk).moved is None
        if "outsider-there" in accounts
        else True
    )
    doing.move(by=here, finding=made, move="ask", words=DONE, why_none="None")
    doing.move(by=accounts["liaison"], finding=made, move="assure", words=DONE)
    update = doing.move(by=accounts["chief"], finding=made, move="sign_off", words=DONE)
    assert update.measured == f"{page.moved.title}. {page.moved.sentence}"
    closed = finding_page(here, made.pk)
    assert closed.updates[0].measured == update.measured
    assert closed.disappoints == page.moved.disappoints
    with pytest.raises(UserError, match="reopen it first"):
        doing.set_success(by=here, finding=made, success="Another")


def test_what_is_refused(accounts: dict[str, Any]) -> None:
    liaison, inspector, here = accounts["liaison"], accounts["inspector"], unit_of(accounts["sergeant"])
    made = allocated(accounts)
    apart = brought_to(accounts, "apart", made.publication, number="9")
    for asked, told in {
        lambda: doing.allocate(by=liaison, finding=made, owner="chief", unit=here): "not to be allocated",
        lambda: doing.add_update(by=inspector, finding=made, words=" \0 "): "say how it goes",
        lambda: doing.add_update(
            by=inspector, finding=made, words="x", status="closed"
        ): "by an update alone",
        lambda: doing.add_update(by=inspector, finding=made, words="x", status="colsed"): "did you mean",
        lambda: doing.move(by=inspector, finding=made, move="aks", words="x"): "no step 'aks'",
        lambda: doing.move(by=inspector, finding=made, move="ask", words=""): "say what was done",
        lambda: doing.move(by=liaison, finding=made, move="assure", words="x"): "cannot be done to it",
        lambda: doing.change_due(by=liaison, finding=made, due=made.due, reason="x"): "already",  # type: ignore[arg-type]
        lambda: doing.change_due(by=liaison, finding=made, due=TODAY, reason=""): "say why",
        lambda: doing.change_due(by=liaison, finding=apart, due=TODAY, reason="x"): "say that it is yours",
        lambda: doing.change_owner(
            by=liaison, finding=made, owner="inspector", unit=here, reason="x"
        ): "owns it there already",
        lambda: doing.change_owner(by=liaison, finding=made, owner="chief", unit=here, reason=""): "say why",
        lambda: doing.change_owner(
            by=liaison, finding=made, owner="nobody", unit=here, reason="x"
        ): "no account",
        lambda: doing.file_finding_action(
            by=liaison, finding=apart, title="x", unit=here, owner="chief", due=TODAY
        ): "say that it is yours",
    }.items():  # fmt: skip
        with pytest.raises(UserError, match=told):
            asked()
    with pytest.raises(Http404):
        doing.change_owner(by=liaison, finding=made, owner="chief", unit="no-such", reason="x")
    with pytest.raises(Http404):
        doing.add_update(by=liaison, finding=Finding(pk=0), words="x")
    for name in ("constable", "analyst", "approver", "commissioner", "supervisor", "commander"):
        for do in (
            lambda by: doing.change_due(by=by, finding=made, due=TODAY, reason="x"),
            lambda by: doing.change_owner(by=by, finding=made, owner="chief", unit=here, reason="x"),
            lambda by: doing.add_update(by=by, finding=made, words="x"),
        ):
            with pytest.raises(PermissionDenied):
                do(accounts[name])
    with pytest.raises(PermissionDenied, match="You own this finding"):
        doing.change_due(by=inspector, finding=allocated_to(accounts, made), due=TODAY, reason="x")


def allocated_to(accounts: dict[str, Any], made: Finding) -> Finding:
    """The finding, at the force, where the inspector leads nothing of it."""
    doing.change_owner(
        by=accounts["liaison"], finding=made, owner="inspector",
        unit=unit_of(accounts["chief"]), reason="It is of the whole force",
    )  # fmt: skip
    return again(made)


def test_another_day_another_owner_and_another_body(accounts: dict[str, Any]) -> None:
    liaison, chief = accounts["liaison"], accounts["chief"]
    made = allocated(accounts, due_as_written="by January 2027", due=None)
    assert (made.due_as_written, made.due) == ("by January 2027", TODAY.replace(year=2027, month=1, day=31))
    doing.change_due(by=chief, finding=made, due=TODAY + DAY, reason="The inspectorate agreed")
    assert (again(made).due, again(made).due_as_written) == (TODAY + DAY, "by January 2027")
    assert before() == {"due": "2027-01-31"}
    doing.move(by=liaison, finding=made, move="set_apart", words="It is the Home Office’s")
    assert again(made).status == "for_another_body"
    doing.move(by=liaison, finding=made, move="take_on", words="They say it is ours")
    assert again(made).status == "in_progress", "somebody owns it"
    nobodys = finding(liaison, made.publication, number="7", for_another_body=True)
    assert nobodys.status == "for_another_body"
    doing.move(by=liaison, finding=nobodys, move="take_on", words="It is ours")
    assert again(nobodys).status == "awaiting_allocation"
    with pytest.raises(UserError, match="nobody owns it yet"):
        doing.change_owner(by=liaison, finding=nobodys, owner="chief", unit=made.unit, reason="x")
    closed = aged(nobodys, None, status="closed")
    doing.move(by=liaison, finding=closed, move="reopen", words="It came back")
    assert again(closed).status == "awaiting_allocation", "nobody owns it"


def test_updates_are_written_once_and_a_status_may_be_named(
    accounts: dict[str, Any], monkeypatch: Any
) -> None:
    made = allocated(accounts)
    update = doing.add_update(
        by=accounts["inspector"], finding=made, words="So far so good", status="in_progress"
    )
    assert update.status == "", "it has that status already"
    with pytest.raises(TypeError):
        update.save()
    with pytest.raises(TypeError):
        Update.objects.all().delete()
    gone = aged(made, made.due, status="not_in_the_framework_any_more")
    assert finding_page(accounts["liaison"], gone.pk).row.stage == "working"
    doing.move(by=accounts["inspector"], finding=gone, move="ask", words=DONE, why_none="None")
    assert again(gone).status == "awaiting_assurance"


def test_the_steps_by_their_pages(accounts: dict[str, Any], signed_in: Any) -> None:
    liaison, inspector, chief = (signed_in(name) for name in ("liaison", "inspector", "chief"))
    made, here = finding(accounts["liaison"]), unit_of(accounts["sergeant"])
    at = f"/inspections/findings/{made.pk}/"

    def sent(client: Any, what: str, **data: Any) -> str:
        response = client.post(f"{at}{what}/", data, follow=True)
        assert response.status_code == 200, (what, response.status_code)
        shown: str = response.content.decode()
        return shown

    assert "Nobody yet" in liaison.get(at).content.decode()
    assert "Choose a unit" in sent(liaison, "allocate", owner="inspector")
    assert "owns the finding" in sent(liaison, "allocate", owner="inspector", unit=here)
    assert inspector.get(f"{at}allocate/").status_code == 403
    assert "Say how it goes" in sent(inspector, "update", words="")
    assert "Your update is kept" in sent(inspector, "update", words="<script>alert(1)</script>")
    shown = inspector.get(at).content.decode()
    assert "&lt;script&gt;" in shown
    assert "<script>alert" not in shown
    assert "How one will know is kept" in sent(inspector, "success", success="Calls fall", measure=MEASURE)
    assert "is filed" in sent(
        liaison, "action", title="Change the form", unit=here, owner="sergeant",
        due=(TODAY + DAY).isoformat(),
    )  # fmt: skip
    shown = inspector.get(at).content.decode()
    assert "Change the form" in shown
    assert "1 action, 0 closed" in shown
    form = inspector.get(f"{at}move/ask/").content.decode()
    assert "Why there is no closed action and no evidence" in form
    assert "Say why there is no closed action" in sent(inspector, "move/ask", words=DONE)
    assert "waits for somebody independent" in sent(inspector, "move/ask", words=DONE, why_none="None")
    assert "You own this finding, so somebody independent looks at it" in inspector.get(at).content.decode()
    assert inspector.get(f"{at}move/assure/").status_code == 403
    assert inspector.get(f"{at}move/nothing/").status_code == 404
    assert "waits for sign-off" in sent(liaison, "move/assure", words=DONE)
    assert "This is kept with the sign-off" in chief.get(f"{at}move/sign_off/").content.decode()
    assert "The finding is closed" in sent(chief, "move/sign_off", words=DONE)
    assert (
        "being open again" in sent(liaison, "move/reopen", words=DONE) or again(made).status == "in_progress"
    )
    assert "has another owner" in sent(liaison, "owner", owner="sergeant", unit=here, reason="She knows it")
    assert "The finding is due on" in sent(liaison, "due", due="2027-04-01", reason="Agreed")
    assert "owns it there already" in sent(liaison, "owner", owner="sergeant", unit=here, reason="Again")
    assert "The finding is changed" in sent(
        liaison, "change", kind="recommendation", number="3", text="Said otherwise", bullets="one\ntwo\n\n",
        addressed_to="Chief constables",
    )  # fmt: skip
    changed = again(made)
    assert (changed.number, changed.bullets, changed.addressed_to) == (
        "3",
        ["one", "two"],
        ["Chief constables"],
    )
    assert before()["text"] == made.text
    assert after()["number"] == "3"
    number = AuditEvent.objects.count()
    change_finding(by=accounts["liaison"], finding=changed, number="3")
    assert AuditEvent.objects.count() == number, "nothing is different"
