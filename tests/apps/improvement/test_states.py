"""Who may move an action from where to where: the whole table, and what each move asks for."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404

from peelian.apps.access.models import AuditEvent
from peelian.apps.access.roles import ROLES
from peelian.apps.improvement.actions import add_update, change_due, change_owner, move
from peelian.apps.improvement.models import Action, Update
from peelian.apps.improvement.states import MOVES, STATES
from peelian.framework.errors import UserError
from tests.apps.improvement.made import DAY, MEASURE, SOON, TODAY, account, aged, brought_to, filed, unit_of

CHARGED = {
    "open": "start submit cancel",
    "in_progress": "submit cancel",
    "awaiting_sign_off": "sign_off refuse cancel",
    "closed": "reopen",
    "cancelled": "revive",
}
"""What those who see to an action may do with it: its filer, who files actions there, who leads its unit."""
OWNER = {
    "open": "start submit",
    "in_progress": "submit",
    "awaiting_sign_off": "take_back",
    "closed": "reopen",
    "cancelled": "",
}
READER: dict[str, str] = dict.fromkeys(STATES, "")
ALLOWED = {
    "owner": OWNER,
    "owner who leads the unit": OWNER,
    "filer": CHARGED,
    "leader": CHARGED,
    "supervisor": CHARGED,
    "commander": CHARGED,
    "board-secretary": CHARGED,
    "inspection-liaison": CHARGED,
    "colleague": READER,
    "analyst": READER,
    "people-adviser": READER,
    "professional-standards": READER,
    "wellbeing-lead": READER,
    "commissioners-reader": READER,
    "commissioners-approver": READER,
    "supervisor elsewhere": READER,
    "stay-interviewer": READER,
    "auditor": READER,
    "administrator": READER,
}
SEE_NOTHING = ("supervisor elsewhere", "stay-interviewer", "auditor", "administrator")


@pytest.fixture
def people(accounts: dict[str, Any]) -> dict[str, Any]:
    """Everybody of the table, by the part or role they have. The action is of the sergeant's unit."""
    here = unit_of(accounts["sergeant"])
    elsewhere = "BRA" if not here.startswith("BRA") else "THU"
    roles = [role for role in ALLOWED if role in ROLES]
    return {role: account(f"test-{role}", role) for role in roles} | {
        "owner": accounts["constable"],
        "colleague": account("colleague", "people-adviser", here),
        "owner who leads the unit": accounts["sergeant"],
        "filer": account("filer"),
        "leader": accounts["chief"],
        "supervisor elsewhere": account("elsewhere", "supervisor", elsewhere),
        "here": here,
    }


def filed_here(people: dict[str, Any], owner: str = "constable") -> Action:
    """An action of the unit whose filer has no other part in it any more."""
    return aged(filed(people["leader"], unit=people["here"], owner=owner), filed_by="filer")


def test_every_state_and_move_for_everybody(people: dict[str, Any]) -> None:
    """Each move that is allowed is made and undone; each that is not is refused and changes nothing."""
    wrong = []
    owners = ("owner", "owner who leads the unit")
    owned = {name: filed_here(people, people[name].username) for name in owners}
    for state in STATES:
        for action in owned.values():
            aged(action, state=state)
        for who, allowed in ALLOWED.items():
            action = owned[who if who in owned else "owner"]
            for step, given in MOVES.items():
                with transaction.atomic():
                    try:
                        move(by=people[who], action=action, move=step, words="Because it is so")
                        came = Action.objects.get(pk=action.pk).state
                        said = "made" if came == given.after else f"came to {came}"
                    except PermissionDenied:
                        said = "denied"
                    except UserError:
                        said = "refused"
                    transaction.set_rollback(True)
                expected = {"made"} if step in allowed[state].split() else {"denied", "refused"}
                if allowed is READER:
                    expected = {"denied"}
                if said not in expected:
                    wrong.append((who, state, step, said))
    assert wrong == []
    assert not Update.objects.exists()


def test_who_may_say_and_change_what(people: dict[str, Any]) -> None:
    action, other = filed_here(people), people["filer"].username
    for who, allowed in ALLOWED.items():
        by, parts = people[who], allowed is not READER
        charged = allowed is CHARGED or who == "owner who leads the unit"
        if parts:
            add_update(by=by, action=action, words=f"Said by {who}")
        else:
            with pytest.raises(PermissionDenied):
                add_update(by=by, action=action, words="Not mine to say")
        if not charged:
            with pytest.raises(PermissionDenied):
                change_due(by=by, action=action, due=SOON + DAY, reason="To have longer")
            with pytest.raises(PermissionDenied):
                change_owner(by=by, action=action, owner=other, reason="To have less")
    assert action.updates.count() == sum(allowed is not READER for allowed in ALLOWED.values())
    with pytest.raises(Http404):
        add_update(by=people["leader"], action=Action(pk=0), words="Nothing")


def test_the_pages_offer_what_the_table_allows(people: dict[str, Any], client: Any) -> None:
    actions = {state: brought_to(filed_here(people), state, people["leader"]) for state in STATES}
    for who in ("owner", "filer", "commissioners-reader", "auditor"):
        client.force_login(people[who])
        for state, action in actions.items():
            page = client.get(f"/actions/{action.pk}/")
            if who == "auditor":
                assert page.status_code == 403
                continue
            text = page.content.decode()
            offered = {step for step in MOVES if f"/actions/{action.pk}/move/{step}/" in text}
            assert offered == set(ALLOWED[who][state].split()), (who, state)
            assert ("Add an update" in text) == (who != "commissioners-reader")
            for step in MOVES:
                expected = 200 if step in offered else 403
                assert client.get(f"/actions/{action.pk}/move/{step}/").status_code == expected
    assert client.get("/actions/1/move/no-such-step/").status_code in (403, 404)


def test_a_journey_from_open_to_closed_and_back(accounts: dict[str, Any]) -> None:
    inspector, chief = accounts["inspector"], accounts["chief"]
    action = filed(chief, measure=MEASURE)
    move(by=inspector, action=action, move="start")
    with pytest.raises(UserError, match="say what was done"):
        move(by=inspector, action=action, move="submit", words=" \0 ")
    move(by=inspector, action=action, move="submit", words="It runs in both teams")
    with pytest.raises(UserError, match="say why it is not done yet"):
        move(by=chief, action=action, move="refuse")
    move(by=chief, action=action, move="refuse", words="Only one team runs it")
    action.refresh_from_db()
    assert action.state == "in_progress"
    move(by=inspector, action=action, move="submit", words="Both do now")
    with pytest.raises(PermissionDenied, match="somebody else decides"):
        move(by=inspector, action=action, move="sign_off", words="I say so")
    closing = move(by=chief, action=action, move="sign_off", words="Seen in both")
    assert "Too soon to say" in closing.measured
    action.refresh_from_db()
    assert (action.state, action.closed_by, action.closed_at) == ("closed", "chief", closing.at)
    with pytest.raises(UserError, match="closed now"):
        move(by=chief, action=action, move="sign_off", words="Again")
    with pytest.raises(UserError, match="reopen it first"):
        change_due(by=chief, action=action, due=SOON + DAY, reason="Longer")
    with pytest.raises(UserError, match="reopen it first"):
        change_owner(by=chief, action=action, owner="sergeant", reason="Another")
    move(by=chief, action=action, move="reopen", words="It stopped again")
    action.refresh_from_db()
    assert (action.state, action.closed_by, action.closed_at) == ("in_progress", "", None)
    with pytest.raises(UserError, match="no step 'sign'"):
        move(by=chief, action=action, move="sign")
    said = [update.words for update in action.updates.order_by("at", "pk")]
    assert said == ["", "It runs in both teams", "Only one team runs it", "Both do now", "Seen in both",
                    "It stopped again"]  # fmt: skip
    events = AuditEvent.objects.filter(subject=f"action {action.pk}").order_by("number")
    assert [event.action for event in events] == [
        "action.filed", "action.start", "action.submit", "action.refuse", "action.submit",
        "action.sign_off", "action.reopen",
    ]  # fmt: skip
    assert "both teams" not in "".join(event.after for event in events), "the audit holds no content"


def test_days_and_owners_change_with_reasons(accounts: dict[str, Any]) -> None:
    chief = accounts["chief"]
    action = filed(chief)
    for due, reason, told in [
        (SOON, "Why not", "already"),
        (TODAY - DAY, "It was", "has passed"),
        (SOON + DAY, " ", "say why"),
    ]:
        with pytest.raises(UserError, match=told):
            change_due(by=chief, action=action, due=due, reason=reason)
    update = change_due(by=chief, action=action, due=SOON + DAY, reason="The supplier is late")
    assert (update.due, update.due_was) == (SOON + DAY, SOON)
    for owner, reason, told in [
        ("inspector", "Why not", "owns it already"),
        ("nobody", "Gone", "no account"),
        ("sergeant", "", "say why"),
    ]:
        with pytest.raises(UserError, match=told):
            change_owner(by=chief, action=action, owner=owner, reason=reason)
    sergeant = accounts["sergeant"]
    for name in (sergeant.display_name.upper(), sergeant.email.upper(), "SERGEANT"):
        assert change_owner(by=chief, action=action, owner=name, reason="Moved").owner == "sergeant"
        change_owner(by=chief, action=action, owner="inspector", reason="Back")
    account("twin").display_name = sergeant.display_name
    type(sergeant).objects.filter(username="twin").update(display_name=sergeant.display_name)
    with pytest.raises(UserError, match="more than one account"):
        change_owner(by=chief, action=action, owner=sergeant.display_name, reason="Moved")


def test_an_update_is_never_changed(accounts: dict[str, Any]) -> None:
    action = filed(accounts["chief"])
    update = add_update(by=accounts["chief"], action=action, words="It goes well")
    update.words = "It went badly"
    for change in (
        update.save,
        update.delete,
        lambda: Update.objects.filter(pk=update.pk).update(words="Otherwise"),
        Update.objects.all().delete,
    ):
        with pytest.raises(TypeError, match="never"):
            change()
    assert Update.objects.get().words == "It goes well"
    for words, told in (("", "say how it goes"), ("x" * 4001, "4,000 are the most")):
        with pytest.raises(UserError, match=told):
            add_update(by=accounts["chief"], action=action, words=words)
