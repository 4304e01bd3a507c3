"""The library of practices: every field of the template, searched at any length, assessed, tried, decided."""

import csv
import io
import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from peelian.apps.access.models import AuditEvent
from peelian.apps.improvement.models import Action
from peelian.apps.inspections import actions_practices as actions
from peelian.apps.inspections.models import Assessment, Practice
from peelian.apps.inspections.queries.practices import SUGGESTED, TEMPLATE, suggestions
from peelian.documents.kept import opened, organisation
from peelian.framework.errors import UserError
from tests.apps.inspections.documented import accepted

SignedIn = Callable[[str], Client]
LIST = "/practices/"
MEASURE = "attendance_immediate_in_standard"
GIVEN = {
    "title": "Drying room", "description": "A room to dry umbrellas", "does_it_work": "Promising",
    "focus": "Organisational", "topic": "Equipment", "organisation": "Kent", "contact": "stores@kent.example",
    "region": "South East", "partners": "Council", "stage": "The practice is implemented",
    "start_date": date(2025, 1, 2), "scale": "Local", "target_group": "Workforce", "aim": "Dry umbrellas",
    "intended_outcome": "Fewer puddles", "ours": False,
}  # fmt: skip
READERS = ("constable", "sergeant", "commissioner", "analyst", "approver")
"""Who sees a unit and may assess nothing."""

pytestmark = pytest.mark.django_db


def shown(client: Client, address: str, status: int = 200, **asked: Any) -> str:
    answer = client.get(address, asked)
    assert answer.status_code == status, answer.content
    return " ".join(answer.content.decode().split())


def sent(client: Client, address: str, **fields: Any) -> str:
    answer = client.post(address, fields, follow=True)
    assert answer.status_code == 200, answer.content
    return " ".join(answer.content.decode().split())


def practice(by: Any, **more: Any) -> Practice:
    return actions.add_practice(by=by, given=GIVEN | more)


def refused(do: Callable[[Any], Any], by: Any) -> bool:
    try:
        do(by)
    except PermissionDenied:
        return True
    return False


def step(
    by: Any, of: Practice, move: str, words: str = "Because", board: str = "Improvement Board"
) -> Assessment:
    return actions.assess(by=by, practice=of, move=move, words=words, board=board)


def trial(by: Any, of: Practice, **more: Any) -> Action:
    return actions.try_practice(by=by, practice=of, **{
        "words": "In one team", "board": "Improvement Board", "title": "Try it", "owner": "sergeant",
        "unit": organisation(opened()).root.id, "due": timezone.localdate() + timedelta(30),
        "success": "Quicker", "measure": MEASURE, **more,
    })  # fmt: skip


def test_the_fields_are_those_of_the_template(shared: Path) -> None:
    file = shared / "reference" / "practice_template_fields.csv"
    if not file.exists():
        pytest.skip(f"needs the fields of the template, which are not at {file}")
    rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    names = {"stage_of_practice": "stage", "scale_of_initiative": "scale"}
    assert [names.get(row["field"], row["field"]) for row in rows] == list(TEMPLATE)
    offered = suggestions()
    for row in rows:
        name = names.get(row["field"], row["field"])
        if row["example"] and name in SUGGESTED and name != "region":
            assert row["example"] in offered[name]


def test_the_page_has_every_field(signed_in: SignedIn, accounts: dict[str, Any]) -> None:
    made = practice(accounts["liaison"])
    page = shown(signed_in("constable"), f"{LIST}{made.pk}/")
    for title in TEMPLATE.values():
        assert f"<dt>{title}</dt>" in page
    for value in GIVEN.values():
        if isinstance(value, str):
            assert value in page
    assert "2 January 2025" in page
    assert "Written here." in page
    assert "Begin to assess" not in page
    assert "Inspection liaison officer" in page


def test_ours_is_added_and_changed(signed_in: SignedIn, accounts: dict[str, Any]) -> None:
    client = signed_in("liaison")
    form = shown(client, f"{LIST}new/")
    assert 'list="suggested-stage"' in form
    assert '<datalist id="suggested-stage"><option value="The practice is implemented">' in form
    page = sent(
        client,
        f"{LIST}new/",
        title="Ours",
        description="=cmd|<b>bold</b>",
        ours="yes",
        stage="A stage of ours",
    )
    assert "The practice is in the library." in page
    assert "&lt;b&gt;bold" in page
    made = Practice.objects.get()
    assert (made.organisation, made.ours, made.added_by) == (opened().settings.name, True, "liaison")
    assert "A stage of ours" in shown(client, f"{LIST}new/")
    assert "already: practice" in sent(client, f"{LIST}new/", title="OURS!", description="x", ours="yes")
    assert "Enter a title" in sent(client, f"{LIST}new/", description="x")
    assert "Say what it is" in sent(client, f"{LIST}new/", title="x")
    change = f"{LIST}{made.pk}/change/"
    told = {"title": "Ours", "description": "New", "ours": "yes", "organisation": made.organisation}
    told["start_date"] = "2025-02-03"
    assert "The practice is changed." in sent(client, change, **told)
    assert "Nothing is changed" in sent(client, change, **told)
    made.refresh_from_db()
    assert (made.start_date, made.stage) == (date(2025, 2, 3), "")
    event = AuditEvent.objects.filter(action="practice.changed").get()
    assert set(json.loads(event.after)) == {"description", "stage", "start_date"}
    for wrong in ({"title": ""}, {"description": " "}, {"title": "x" * 201}, {"topic": "x" * 121}):
        with pytest.raises(UserError):
            practice(accounts["liaison"], **wrong)
    rows = list(csv.DictReader(io.StringIO(client.get(f"{LIST}list.csv").content.decode("utf-8-sig"))))
    assert [(row["title"], row["ours"], row["start_date"]) for row in rows] == [("Ours", "yes", "2025-02-03")]


def test_who_adds_assesses_and_decides(signed_in: SignedIn, accounts: dict[str, Any]) -> None:
    made = practice(accounts["liaison"])
    for username in ("secretary", "commander", "supervisor", "chief", "second-liaison"):
        practice(accounts[username], title=f"Of {username}")
    what: dict[str, Callable[[Any], Any]] = {
        "add": lambda by: practice(by, title="Another"),
        "change": lambda by: actions.change_practice(by=by, practice=made, given={"aim": "x"}),
        "assess": lambda by: step(by, made, "assess"),
        "try": lambda by: trial(by, made),
        "adopt": lambda by: step(by, made, "adopt"),
        "decline": lambda by: step(by, made, "decline"),
        "reconsider": lambda by: step(by, made, "reconsider"),
    }
    for username in (*READERS, "inspector", "administrator", "auditor", "outsider"):
        for name, do in what.items():
            assert refused(do, accounts[username]), f"{username} may {name}"
        client = signed_in(username)
        for path in (
            "new/",
            f"{made.pk}/change/",
            f"{made.pk}/try/",
            f"{made.pk}/assess/",
            f"{made.pk}/adopt/",
        ):
            assert client.get(f"{LIST}{path}").status_code == client.post(f"{LIST}{path}").status_code == 403
    for username in ("administrator", "auditor", "outsider"):
        for path in ("", "list.csv", "list.xlsx", f"{made.pk}/"):
            assert signed_in(username).get(f"{LIST}{path}").status_code == 403
    step(accounts["secretary"], made, "assess")
    for username in ("liaison", "secretary", "supervisor"):
        with pytest.raises(PermissionDenied, match="Only whoever leads the force"):
            step(accounts[username], made, "decline")
        assert "Decline it" not in shown(signed_in(username), f"{LIST}{made.pk}/")
    assert "Decline it" in shown(signed_in("commander"), f"{LIST}{made.pk}/")
    assert step(accounts["commander"], made, "decline").state == "declined"
    theirs = Practice.objects.get(title="Of chief")
    step(accounts["secretary"], theirs, "assess")
    with pytest.raises(PermissionDenied, match="You proposed this practice"):
        step(accounts["chief"], theirs, "decline")
    assert "somebody else adopts or declines it" in shown(signed_in("chief"), f"{LIST}{theirs.pk}/")
    assert signed_in("chief").get(f"{LIST}{theirs.pk}/decline/").status_code == 403
    tried = Practice.objects.get(title="Of secretary")
    step(accounts["liaison"], tried, "assess")
    trial(accounts["commander"], tried)
    with pytest.raises(PermissionDenied, match="You proposed"):
        step(accounts["commander"], tried, "adopt")
    step(accounts["chief"], tried, "adopt")
    step(accounts["liaison"], tried, "reconsider")
    assert step(accounts["commander"], tried, "decline").state == "declined"


def test_a_practice_is_assessed_tried_measured_and_adopted(
    signed_in: SignedIn, accounts: dict[str, Any]
) -> None:
    made, client = practice(accounts["second-liaison"]), signed_in("liaison")
    at = f"{LIST}{made.pk}/"
    assert client.get(f"{at}dance/").status_code == 404
    assert "Say which board it was" in sent(client, f"{at}assess/", words="x")
    assert "Say why it could work here" in sent(client, f"{at}assess/", board="x")
    page = sent(client, f"{at}assess/", words="It <i>could</i>", board="Improvement Board")
    assert "It is being assessed." in page
    assert "It &lt;i&gt;could" in page
    assert "cannot be done to it" in sent(client, f"{at}assess/", words="x", board="x")
    form = shown(client, f"{at}try/")
    assert 'value="Try: Drying room"' in form
    assert '<option value="Improvement Board">' in form
    root, soon = organisation(opened()).root.id, timezone.localdate() + timedelta(30)
    fields = {
        "board": "Improvement Board", "words": "In one team", "title": "Try it", "unit": root,
        "owner": "sergeant", "due": soon.isoformat(), "measure": MEASURE, "success": "Quicker",
    }  # fmt: skip
    for missing, told in (
        ("measure", "Choose a measure"), ("success", "Say how you will know"), ("owner", "Say who owns it"),
        ("due", "Enter the due date"), ("words", "Say what is tried"), ("unit", "Choose a unit"),
    ):  # fmt: skip
        assert told in sent(client, f"{at}try/", **fields | {missing: ""})
    assert (
        "there is no account of" in sent(client, f"{at}try/", **fields | {"owner": "nobody at all"}).lower()
    )
    assert not Action.objects.exists()
    page = sent(client, f"{at}try/", **fields)
    action = Action.objects.get()
    assert f"It is on trial. Action {action.pk} is filed" in page
    assert (action.origin_kind, action.origin_key, action.measure) == ("evaluation", made.origin_key, MEASURE)
    assert (action.origin_address, action.success, action.owner.username) == (at, "Quicker", "sergeant")
    assert f"/actions/{action.pk}/" in page
    assert "immediate" in page.lower()
    with pytest.raises(UserError, match="say who tries it"):
        step(accounts["chief"], made, "try")
    other = practice(accounts["liaison"], title="Other")
    step(accounts["liaison"], other, "assess")
    with pytest.raises(UserError, match="not measured is none"):
        trial(accounts["liaison"], other, measure="")
    with pytest.raises(UserError, match="there is no step"):
        step(accounts["chief"], made, "adpot")
    chief = signed_in("chief")
    assert "Adopt it" in shown(chief, at)
    assert "Say why it is adopted" in sent(chief, f"{at}adopt/", board="Improvement Board")
    page = sent(chief, f"{at}adopt/", board="Improvement Board", words="It worked")
    assert "It is adopted." in page
    said = Assessment.objects.filter(practice=made, state="adopted").get()
    assert said.by == "chief"
    title = opened().framework.measures[MEASURE].title
    assert said.measured.startswith(f"{title}: ")
    assert "Too soon to say whether its measure moved" in said.measured
    assert f"Then: {title}:" in page
    event = AuditEvent.objects.get(action="practice.adopt")
    assert (event.role, json.loads(event.after)["measured"], json.loads(event.before)) == (
        "line of command",
        said.measured,
        {"state": "trying"},
    )
    assert "It is being assessed again." in sent(
        client, f"{at}reconsider/", words="Costs", board="Improvement Board"
    )
    with pytest.raises(TypeError, match="never changed"):
        said.save()
    assert [each.state for each in made.assessments.all()] == ["assessing", "adopted", "trying", "assessing"]
    bare = practice(accounts["liaison"], title="Tried before there were trials")
    Practice.objects.filter(pk=bare.pk).update(state="trying")
    assert (
        step(accounts["commander"], bare, "decline").measured == "Its trial has no measure that can be read."
    )
    with pytest.raises(UserError, match="say why"):
        step(accounts["liaison"], bare, "reconsider", words="\0 ")
    with pytest.raises(UserError, match="say which board"):
        step(accounts["liaison"], bare, "reconsider", board=" ")


def test_where_it_was_found_is_linked(
    signed_in: SignedIn, accounts: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    document, publication = accepted(accounts["liaison"], monkeypatch)
    made = Practice.objects.get()
    page = shown(signed_in("constable"), f"{LIST}{made.pk}/")
    assert f"/inspections/documents/{document.pk}/" in page
    assert f"/inspections/findings/{made.finding_id}/compare/" in page  # type: ignore[attr-defined]
    assert publication.title in page
    sheet = load_workbook(io.BytesIO(signed_in("constable").get(f"{LIST}list.xlsx").content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][:3] == ["id", "title", "does_it_work"]
    assert rows[1][1] == "Umbrella register"
    assert "Recommendation 1" in rows[1]
    assert signed_in("constable").get(f"{LIST}999999/").status_code == 404


def test_the_library_is_searched_narrowed_sorted_and_paged_at_any_length(
    signed_in: SignedIn, accounts: dict[str, Any]
) -> None:
    client, counts = signed_in("constable"), []
    assert "There is no practice yet." in shown(client, LIST)
    for many in (20, 480):
        Practice.objects.bulk_create(
            Practice(title=f"Practice {many} {n:03}", description="Words", organisation="Kent", added_by="x",
                     stage="piloted", topic="Stores", region="South East")
            for n in range(many)
        )  # fmt: skip
        client.get(LIST)
        with CaptureQueriesContext(connection) as listed:
            client.get(LIST, {"q": "words", "sort": "-title"})
        with CaptureQueriesContext(connection) as exported:
            client.get(f"{LIST}list.csv")
        counts.append((len(listed), len(exported)))
    assert counts[0] == counts[1]
    practice(accounts["liaison"], ours=True)
    assert "501 practices, page 2 of 11" in shown(client, LIST, page="2")
    assert "1 practice<" in shown(client, LIST, q="puddles dry")
    assert "No practice is like that" in shown(client, LIST, q="puddles wet")
    assert "1 practice<" in shown(client, LIST, ours="yes")
    assert "500 practices" in shown(
        client, LIST, ours="no", stage="piloted", topic="Stores", region="South East"
    )
    assert "501 practices" in shown(client, LIST, organisation="Kent", state="noted")
    assert "No practice is like that" in shown(client, LIST, state="adopted")
    assert "501 practices" in shown(client, LIST, state="rumour", sort="rumour", ours="perhaps")
    page = shown(client, LIST, q="dry", sort="-organisation")
    assert 'aria-sort="descending"' in page
    assert "Add a practice" not in page
    assert "Add a practice" in shown(signed_in("liaison"), LIST)
    rows = client.get(f"{LIST}list.csv", {"q": "dry"}).content.decode("utf-8-sig").splitlines()
    assert len(rows) == 2
