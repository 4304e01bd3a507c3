"""Actions filed, and read by who may see them."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from peelian.apps.access.models import AuditEvent
from peelian.apps.improvement.models import Action
from peelian.apps.improvement.origins import Origin
from peelian.apps.improvement.queries import actions_from
from peelian.framework.errors import UserError
from tests.apps.improvement.made import MEASURE, SOON, TODAY, filed

DECISION = Origin("decision", "decision:14", "Decision 14 of Force Performance Board", "/boards/force/14/")


def test_an_action_is_filed_and_found_by_its_origin(accounts: dict[str, Any], signed_in: Any) -> None:
    made = filed(
        accounts["chief"], origin=DECISION, measure=MEASURE, question="responding_to_the_public",
        details="Two teams\0 first ", success="Nine in ten within the standard",
    )  # fmt: skip
    assert (made.state, made.filed_by, made.owner.username) == ("open", "chief", "inspector")
    assert made.unit != "force", "the whole force is its topmost unit"
    assert made.details == "Two teams first"
    event = AuditEvent.objects.first()
    assert event is not None
    assert (event.action, event.subject, event.role) == (
        "action.filed", f"action {made.pk}", "line of command"
    )  # fmt: skip
    row = actions_from(accounts["constable"], "decision:14")[0]
    assert (row.number, row.title, row.owner_name) == (
        made.pk,
        made.title,
        accounts["inspector"].display_name,
    )
    assert (row.due, row.state_title, row.is_late) == (SOON, "Not started", False)
    assert row.address == f"/actions/{made.pk}/"
    assert actions_from(accounts["auditor"], "decision:14") == []
    assert actions_from(accounts["chief"], "decision:15") == []
    for page in ("/actions/", row.address):
        assert made.title in signed_in("constable").get(page).content.decode()
        assert signed_in("auditor").get(page).status_code == 403


@pytest.mark.parametrize("who", ["constable", "analyst", "auditor", "administrator", "commissioner"])
def test_who_may_not_file(who: str, accounts: dict[str, Any]) -> None:
    with pytest.raises(PermissionDenied):
        filed(accounts[who])
    assert not Action.objects.exists()


def test_what_is_refused(accounts: dict[str, Any]) -> None:
    chief = accounts["chief"]
    with pytest.raises(Http404):
        filed(chief, unit="no-such-unit")
    refused = {
        "say what is to be done": {"title": "  "},
        "200 are the most": {"title": "x" * 201},
        "no account of 'nobody'": {"owner": "nobody"},
        "no account of ''": {"owner": " "},
        "has passed": {"due": TODAY - timedelta(days=1)},
        "there is no origin": {"origin": Origin("decison")},
        f"did you mean '{MEASURE}'": {"measure": MEASURE[:-1]},
        "there is no question": {"question": "not-asked"},
    }
    for told, given in refused.items():
        with pytest.raises(UserError, match=told.replace("(", "\\(")):
            filed(chief, **given)
    accounts["inspector"].is_active = False
    accounts["inspector"].save()
    with pytest.raises(UserError, match="is closed"):
        filed(chief)
    assert not Action.objects.exists()
    assert filed(chief, owner="sergeant", due=TODAY).due == TODAY
