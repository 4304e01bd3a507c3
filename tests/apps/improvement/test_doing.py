"""The forms of the register, as a browser sends them, and evidence."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from peelian.apps.access.models import AuditEvent
from peelian.apps.attachments.models import Attachment
from peelian.apps.improvement.actions_evidence import add_evidence, withdraw_evidence
from peelian.apps.improvement.models import Action, Evidence
from peelian.framework.errors import UserError
from tests.apps.improvement.made import DAY, MEASURE, SOON, TODAY, aged, brought_to, filed, noon, unit_of

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"
SHOWN: dict[str, Any] = {"title": "The roster", "evidence_date": TODAY - 3 * DAY}


def posted(client: Any, address: str, **given: Any) -> str:
    """The text of the page that follows a form."""
    response = client.post(address, given, follow=True)
    assert response.status_code == 200, address
    text: str = response.content.decode()
    return text


def test_an_action_is_filed_by_hand(signed_in: Any) -> None:
    client = signed_in("chief")
    assert "Aldermere" in client.get("/actions/new/").content.decode()
    given = {"title": "Tutors", "unit": "ALD", "owner": "inspector@constabulary.example", "due": SOON,
             "origin": "hot_topic", "label": "New constables", "measure": MEASURE}  # fmt: skip
    text = posted(client, "/actions/new/?origin=decision&origin_key=decision:14", **given)
    action = Action.objects.get()
    assert f"Action {action.pk} is filed." in text
    assert "Hot topic: New constables" in text
    assert (action.origin_kind, action.origin_key) == ("hot_topic", ""), "nothing of it is from the address"
    for field, value, told in [
        ("title", "", "Say what is to be done"), ("title", "a\0b", "Null characters"),
        ("unit", "none", "Choose a unit"), ("owner", "", "Say who owns it"),
        ("owner", "nobody", "There is no account"), ("due", "soon", "must be a date"),
        ("due", TODAY - DAY, "has passed"), ("origin", "decision", "Choose one of the two"),
        ("measure", "none", "not one of the available"),
    ]:  # fmt: skip
        text = posted(client, "/actions/new/", **{**given, field: value})
        assert told in text, field
        assert "There is a problem" in text, field
    assert Action.objects.count() == 1
    for name in ("constable", "analyst", "auditor"):
        assert signed_in(name).get("/actions/new/").status_code == 403
        assert signed_in(name).post("/actions/new/", given).status_code == 403


def test_the_forms_of_an_action(accounts: dict[str, Any], signed_in: Any) -> None:
    action = filed(accounts["chief"])
    client, page = signed_in("chief"), f"/actions/{action.pk}"
    assert "Your update is kept" in posted(client, f"{page}/update/", words="Two of five are done")
    assert "Say how it goes" in posted(client, f"{page}/update/", words="")
    assert "The action is due on" in posted(client, f"{page}/due/", due=SOON + DAY, reason="Snow")
    assert "has passed" in posted(client, f"{page}/due/", due=TODAY - DAY, reason="Snow")
    assert "another owner" in posted(client, f"{page}/owner/", owner="sergeant", reason="Moved")
    assert "no account" in posted(client, f"{page}/owner/", owner="who", reason="Moved")
    text = posted(client, f"{page}/move/start/", words="")
    assert "The action is in progress" in text
    assert "Put off once" in text
    assert "Two of five are done" in text
    assert "Say what was done" in posted(client, f"{page}/move/submit/", words="")
    assert client.get(f"{page}/move/no-such-step/").status_code == 404
    brought_to(aged(action, state="open"), "closed", accounts["chief"])
    for form in ("due", "owner"):
        assert client.get(f"{page}/{form}/").status_code == 403
    for form in ("update/", "due/", "owner/", "evidence/new/", "move/reopen/"):
        assert signed_in("commissioner").get(page + "/" + form).status_code == 403
        assert signed_in("commissioner").post(page + "/" + form, {"words": "x"}).status_code == 403


def test_the_measure_is_told_when_it_is_signed_off(accounts: dict[str, Any], signed_in: Any) -> None:
    action = aged(filed(accounts["chief"], measure=MEASURE), opened_on=date(2025, 5, 1))
    brought_to(action, "awaiting_sign_off", accounts["chief"])
    client = signed_in("chief")
    assert (
        "This is kept with the sign-off"
        in client.get(f"/actions/{action.pk}/move/sign_off/").content.decode()
    )
    text = posted(client, f"/actions/{action.pk}/move/sign_off/", words="All teams do it")
    assert "What its measure said then" in text
    assert action.updates.get(move="sign_off").measured.startswith("Its measure")


def test_evidence_is_kept_and_served(accounts: dict[str, Any], signed_in: Any) -> None:
    action = aged(filed(accounts["chief"]), updated_at=noon(TODAY - 40 * DAY))
    client, page = signed_in("inspector"), f"/actions/{action.pk}"
    file = SimpleUploadedFile("../ros<ter>.pdf", PDF)
    text = posted(client, f"{page}/evidence/new/", **SHOWN, file=file)
    evidence = Evidence.objects.get()
    assert evidence.attachment is not None
    assert "The evidence is kept" in text
    assert f"{page}/evidence/{evidence.pk}/" in text
    assert f"{SHOWN['evidence_date']:%-d %B %Y}" in text, "the day of what it shows"
    action.refresh_from_db()
    assert action.updated_at.date() >= TODAY - DAY, "showing something is saying something"
    served = signed_in("constable").get(f"{page}/evidence/{evidence.pk}/")
    assert served.content == PDF
    assert served.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in served.headers["Content-Security-Policy"]
    assert signed_in("auditor").get(f"{page}/evidence/{evidence.pk}/").status_code == 403
    assert client.get(f"{page}/evidence/0/").status_code == 404
    other = filed(accounts["chief"])
    assert client.get(f"/actions/{other.pk}/evidence/{evidence.pk}/").status_code == 404
    event = AuditEvent.objects.filter(action="evidence.added").get()
    assert evidence.attachment.sha256 in event.after
    text = posted(client, f"{page}/evidence/{evidence.pk}/withdraw/", reason="It names a constable")
    assert "The evidence is withdrawn" in text
    assert "It names a constable" in text
    assert client.get(f"{page}/evidence/{evidence.pk}/").status_code == 404
    assert Evidence.objects.count() == Attachment.objects.count() == 1, "nothing is deleted"
    link = posted(client, f"{page}/evidence/new/", **SHOWN, link="https://force.example/roster")
    assert 'href="https://force.example/roster"' in link
    assert client.get(f"{page}/evidence/{Evidence.objects.latest('pk').pk}/").status_code == 404


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "Choose a file, or give a link"),
        ({"link": "javascript:alert(1)"}, "A link begins with"),
        ({"link": "https:///roster"}, "A link begins with"),
        ({"link": "https://x.example", "file": b"%PDF-1.7"}, "one of the two"),
        ({"link": "https://x.example", "evidence_date": TODAY + DAY}, "is to come"),
        ({"link": "https://x.example", "title": ""}, "Say what it shows"),
        ({"link": "https://x.example", "evidence_date": ""}, "Enter the date of the evidence"),
        ({"file": b""}, "is empty"),
        ({"file": b"<script>alert(1)</script>"}, "its name ends in"),
    ],
)
def test_evidence_that_is_refused(given: dict[str, Any], told: str, accounts: Any, signed_in: Any) -> None:
    action = filed(accounts["chief"])
    if "file" in given:
        given = {**given, "file": SimpleUploadedFile("roster.pdf", given["file"])}
    text = posted(signed_in("chief"), f"/actions/{action.pk}/evidence/new/", **{**SHOWN, **given})
    assert told in text or (told == "its name ends in" and "may be attached" in text)
    assert not Evidence.objects.exists()
    assert not Attachment.objects.exists()


def test_who_may_show_and_withdraw(accounts: dict[str, Any], signed_in: Any) -> None:
    here = unit_of(accounts["sergeant"])
    action = filed(accounts["chief"], unit=here, owner="constable")
    for name in ("commissioner", "analyst", "auditor"):
        with pytest.raises(PermissionDenied):
            add_evidence(by=accounts[name], action=action, link="https://x.example", **SHOWN)
    shown = {
        name: add_evidence(by=accounts[name], action=action, file=ContentFile(PDF, "a.pdf"), **SHOWN)
        for name in ("constable", "sergeant", "chief")
    }
    page = f"/actions/{action.pk}/evidence"
    for name, allowed in {"constable": ["constable"], "sergeant": list(shown), "analyst": []}.items():
        for by, evidence in shown.items():
            status = signed_in(name).get(f"{page}/{evidence.pk}/withdraw/").status_code
            assert (status == 200) == (by in allowed), (name, by)
    with pytest.raises(PermissionDenied):
        withdraw_evidence(by=accounts["constable"], evidence=shown["chief"], reason="Not mine")
    with pytest.raises(UserError, match="say why"):
        withdraw_evidence(by=accounts["constable"], evidence=shown["constable"], reason=" ")
    brought_to(action, "closed", accounts["chief"])
    with pytest.raises(PermissionDenied):
        withdraw_evidence(by=accounts["constable"], evidence=shown["constable"], reason="After the event")
    withdraw_evidence(by=accounts["sergeant"], evidence=shown["constable"], reason="Another month")
    with pytest.raises(UserError, match="already"):
        withdraw_evidence(by=accounts["sergeant"], evidence=shown["constable"], reason="Again")
    again = signed_in("sergeant").post(f"{page}/{shown['constable'].pk}/withdraw/", {"reason": "Again"})
    assert "withdrawn already" in again.content.decode()
