"""The API: the same numbers as the pages, in three forms, a page at a time, and only what one may see."""

import csv
import io
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.test import Client
from django.utils import timezone

from peelian.apps.access.models import AuditEvent
from peelian.apps.access.tokens import make_token
from peelian.demo import DemoForce
from peelian.documents.kept import opened, organisation, readings
from peelian.documents.tables import value_rows

MEASURE = "attendance_immediate_median"
PARQUET = "application/vnd.apache.parquet"
Get = Callable[..., Any]


@pytest.fixture
def api(accounts: dict[str, Any]) -> Callable[[str], Get]:
    """A function that gives a way of asking as an account by username, with a token of its first role."""

    def asking(username: str) -> Get:
        account = accounts[username]
        role = account.held[0] if account.held else None
        _, secret = make_token(
            by=account,
            label=f"test {AuditEvent.objects.count()}",
            role=role.role.name if role else "staff",
            unit=role.unit if role else "",
            ends=timezone.localdate() + timedelta(days=30),
        )

        def get(path: str, accept: str = "*/*", **asked: Any) -> Any:
            headers = {"Authorization": f"Bearer {secret}", "Accept": accept}
            return Client().get(f"/api/v1/{path}", asked, headers=headers)

        return get

    return asking


def root() -> str:
    return organisation(opened()).root.id


def everything(get: Get, path: str, **asked: Any) -> list[dict[str, Any]]:
    """All the rows of a table, page after page."""
    rows: list[dict[str, Any]] = []
    cursor = ""
    while True:
        answer = get(path, **asked, **({"cursor": cursor} if cursor else {}))
        assert answer.status_code == 200, answer.content
        found = answer.json()
        rows += found["rows"]
        cursor = found["next"]
        if cursor is None:
            return rows


def test_values_are_those_of_the_one_verdict(api: Callable[[str], Get]) -> None:
    rows = everything(api("analyst"), "values", measure=MEASURE, unit=root())
    told = value_rows(readings(opened(), measures=[MEASURE], units=[root()]))
    assert [
        (r["period"], r["value"], r["n"], r["mean"], r["upper_limit"], r["point_type"]) for r in rows
    ] == [(row[4], row[5], row[8], row[9], row[11], row[13]) for row in told]
    assert {"quality", "complete", "standard", "rules", "numerator"} <= rows[0].keys()


@pytest.mark.parametrize("path", ["values", "verdicts", "units", "loads", "framework/measures"])
def test_pages_together_are_the_whole(path: str, api: Callable[[str], Get]) -> None:
    asked = (
        {"measure": MEASURE, "level": "command", "by": "urban_rural"}
        if path in ("values", "verdicts")
        else {}
    )
    get = api("analyst")
    whole = everything(get, path, **asked, limit=10_000)
    assert whole
    assert everything(get, path, **asked, limit=7) == whole


def test_filters_leave_what_they_say(api: Callable[[str], Get]) -> None:
    get, known = api("analyst"), organisation(opened())
    rows = everything(get, "values", measure=MEASURE, level="command")
    assert {known.unit(row["unit"]).level for row in rows} == {"command"}
    some = everything(
        get, "values", measure=MEASURE, unit=root(), **{"from": "2025-01-01", "to": "2025-03-31"}
    )
    assert [row["period"] for row in some] == ["2025-01-01", "2025-02-01", "2025-03-01"]
    two = everything(get, "values", measure=[MEASURE, "incidents_recorded"], unit=root())
    assert {row["measure"] for row in two} == {MEASURE, "incidents_recorded"}
    signals = everything(get, "verdicts", unit=root(), signals="true")
    every = everything(get, "verdicts", unit=root())
    assert signals == [row for row in every if row["signal"]]
    assert 0 < len(signals) < len(every)
    assert all(row["sentence"] for row in every)


def test_csv_and_parquet_hold_the_same(api: Callable[[str], Get]) -> None:
    get = api("analyst")
    rows = get("values", measure=MEASURE, unit=root()).json()["rows"]
    text = get("values", accept="text/csv", measure=MEASURE, unit=root())
    assert text.headers["Content-Type"] == "text/csv; charset=utf-8"
    read = list(csv.DictReader(io.StringIO(text.content.decode())))
    assert [float(row["value"]) if row["value"] else None for row in read] == [row["value"] for row in rows]
    assert [row["complete"] == "true" for row in read] == [row["complete"] for row in rows]
    file = pq.read_table(io.BytesIO(get("values", accept=PARQUET, measure=MEASURE, unit=root()).content))
    assert file.num_rows == len(rows)
    assert file["value"].to_pylist() == [row["value"] for row in rows]
    assert str(file.schema.field("period").type) == "date32[day]"
    assert str(file.schema.field("person").type) == "string"


def test_a_page_says_where_the_next_is(api: Callable[[str], Get]) -> None:
    answer = api("analyst")("values", accept="text/csv", measure=MEASURE, limit=5)
    assert answer.headers["Link"].endswith('>; rel="next"')
    assert "cursor=" in answer.headers["Link"]


@pytest.mark.parametrize(
    ("asked", "status", "says"),
    [
        ({"cursor": "nonsense"}, 422, "cursor"),
        ({"cursor": "W10="}, 422, "cursor"),
        ({"limit": 0}, 422, "limit"),
        ({"limit": 10_001}, 422, "limit"),
        ({"from": "yesterday"}, 422, "from"),
        ({"mesure": MEASURE}, 422, "'mesure'"),
        ({"measure": "no_such_measure"}, 404, "no_such_measure"),
        ({"unit": "no-such-unit"}, 404, "no-such-unit"),
        ({"by": "no_such_breakdown"}, 404, "no_such_breakdown"),
        ({"person": "somebody"}, 422, "measure"),
        ({"person": "somebody", "measure": MEASURE, "by": "x"}, 422, "leave out"),
    ],
)
def test_what_cannot_be_answered_says_why(
    asked: dict[str, Any], status: int, says: str, api: Callable[[str], Get]
) -> None:
    answer = api("analyst")("values", **asked)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == status
    assert says in answer.json()["detail"]


def test_a_cursor_is_of_its_filters_and_its_route(api: Callable[[str], Get]) -> None:
    get = api("analyst")
    cursor = get("values", measure=MEASURE, limit=3).json()["next"]
    assert get("values", measure=MEASURE, limit=4, cursor=cursor).status_code == 200
    assert get("values", measure="incidents_recorded", limit=3, cursor=cursor).status_code == 422
    assert get("verdicts", measure=MEASURE, limit=3, cursor=cursor).status_code == 422
    assert get("units", cursor=cursor).status_code == 422


def test_no_other_form_is_offered(api: Callable[[str], Get]) -> None:
    answer = api("analyst")("values", accept="application/xml", measure=MEASURE)
    assert answer.status_code == 406
    assert "text/csv" in answer.json()["detail"]


def test_everybody_is_given_the_units_they_see_and_no_more(
    api: Callable[[str], Get], demo: DemoForce
) -> None:
    known = organisation(opened())
    people = {account["username"]: account["person_id"] for account in demo.accounts}
    team = known.posting_of(people["constable"]).unit
    line = {team, *(unit.id for unit in known.ancestors(team))}
    assert {row["id"] for row in everything(api("constable"), "units")} == line
    assert {row["unit"] for row in everything(api("constable"), "values", measure=MEASURE)} <= line
    elsewhere = next(u for u in known.unit_ids if known.unit(u).level == "team" and u not in line)
    assert api("constable")("values", unit=elsewhere).status_code == 403
    assert api("constable")("verdicts", unit=elsewhere).status_code == 403
    every = {row["id"] for row in everything(api("commissioner"), "units")}
    assert len(every) > len(line)


def test_a_person_is_for_those_who_may_see_them_and_recorded(
    api: Callable[[str], Get], demo: DemoForce
) -> None:
    people = {account["username"]: account["person_id"] for account in demo.accounts}
    asked = {"measure": MEASURE, "person": people["constable"]}
    for path in ("values", "verdicts"):
        assert api("analyst")(path, **asked).status_code == 403
        assert api("constable")(path, measure=MEASURE, person=people["sergeant"]).status_code == 403
        before = AuditEvent.objects.filter(action="people.read").count()
        answer = api("sergeant")(path, **asked)
        assert answer.status_code == 200
        assert {row["person"] for row in answer.json()["rows"]} == {people["constable"]}
        event = AuditEvent.objects.filter(action="people.read").first()
        assert AuditEvent.objects.filter(action="people.read").count() == before + 1
        assert event is not None
        assert people["constable"] in event.subject
        assert event.actor == "sergeant"


def test_a_persons_pages_together_are_the_whole(api: Callable[[str], Get], demo: DemoForce) -> None:
    person = {account["username"]: account["person_id"] for account in demo.accounts}["sergeant"]
    asked = {"measure": [MEASURE, "incidents_recorded"], "person": person}
    get = api("sergeant")
    whole = everything(get, "values", **asked)
    assert {row["measure"] for row in whole} == {MEASURE, "incidents_recorded"}
    assert everything(get, "values", **asked, limit=10) == whole


def test_the_framework_sources_and_loads_are_tables(api: Callable[[str], Get]) -> None:
    get, framework = api("analyst"), opened().framework
    for name, defined in (
        ("themes", framework.themes), ("questions", framework.questions), ("measures", framework.measures),
    ):  # fmt: skip
        assert [row["id"] for row in everything(get, f"framework/{name}")] == list(defined)
    standards = everything(get, "framework/standards")
    assert len(standards) == sum(len(measure.standards) for measure in framework.measures.values())
    sources = everything(get, "sources")
    assert {row["id"] for row in sources} == set(framework.sources)
    assert next(row["rows"] for row in sources if row["id"] == "incidents") > 0
    one = get("sources/incidents").json()
    assert MEASURE in one["measures"]
    assert "incident_id" in {column["name"] for column in one["columns"]}
    loads = everything(get, "loads", source="incidents")
    assert {row["source"] for row in loads} == {"incidents"}
    assert all(row["read"] == row["accepted"] + row["rejected"] + row["unchanged"] for row in loads)
    assert get(f"loads/{loads[0]['load_id']}").json() == loads[0]
    assert get("loads/none").status_code == get("sources/none").status_code == 404


def test_who_sees_no_values_is_refused(api: Callable[[str], Get]) -> None:
    for path in ("units", "values", "verdicts", "framework/themes", "sources", "loads"):
        assert api("auditor")(path).status_code == 403
        assert Client().get(f"/api/v1/{path}").status_code == 401


def test_a_browser_that_is_signed_in_may_read(signed_in: Callable[[str], Client]) -> None:
    assert signed_in("chief").get("/api/v1/units").status_code == 200


def test_every_answer_is_json_whatever_is_asked(
    api: Callable[[str], Get], signed_in: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert api("analyst")("nowhere/at/all").json()["status"] == 404
    assert api("analyst")("").json()["status"] == 404
    refused = signed_in("chief").delete("/api/v1/units")
    assert refused.status_code == 405
    assert refused.headers["Allow"] == "GET"
    assert refused.json()["status"] == 405
    head = signed_in("chief").head("/api/v1/units")
    assert head.status_code == 200

    def broken(*args: Any, **more: Any) -> None:
        raise ZeroDivisionError("secret words")

    monkeypatch.setattr("peelian.apps.organisation.queries.tree", broken)
    answer = signed_in("chief").get("/api/v1/units")
    assert answer.status_code == 500
    assert "secret" not in answer.content.decode()
    assert answer.json()["title"] == "Internal Server Error"


def test_the_description_has_an_example_of_every_answer(client: Client) -> None:
    schema = client.get("/api/v1/openapi.json").json()
    for address, methods in schema["paths"].items():
        for method, told in methods.items():
            given = next(r for status, r in told["responses"].items() if status in ("200", "201"))
            content = given["content"]["application/json"]
            shape = content["schema"]["properties"]
            example = content["example"]
            if "rows" in shape and "next" in shape:
                shape, example = shape["rows"]["items"]["properties"], example["rows"][0]
            assert set(example) == set(shape), (method, address)
            assert told["description"]


def test_the_description_is_a_page_too(signed_in: Callable[[str], Client]) -> None:
    page = signed_in("chief").get("/api/v1/docs")
    assert page.status_code == 200
    for address in ("/api/v1/values", "/api/v1/sources/{source}/rows", "/api/v1/units"):
        assert address in page.content.decode()
    assert Client().get("/api/v1/docs").status_code == 302
    assert json.loads(Client().get("/api/v1/openapi.json").content)["info"]["title"] == "Peelian"
