"""Actions as programs read them: the same rows, filters and bounds as the register."""

from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from peelian.apps.access.tokens import make_token
from peelian.apps.improvement.actions import change_due
from peelian.apps.improvement.api import ActionRow, OriginKind, State
from peelian.apps.improvement.examples import ACTION
from peelian.apps.improvement.moved import TITLES
from peelian.apps.improvement.origins import KINDS
from peelian.apps.improvement.states import STATES
from peelian.pipeline.organisation import ROOT
from tests.apps.improvement.made import DAY, MEASURE, SOON, TODAY, aged, brought_to, filed, noon, unit_of


def test_what_is_said_of_it_is_so() -> None:
    assert set(State.__args__) == set(STATES)  # type: ignore[attr-defined]
    assert set(OriginKind.__args__) == set(KINDS)  # type: ignore[attr-defined]
    assert ActionRow.model_validate(ACTION).id == "203"
    assert set(ACTION) == set(ActionRow.model_fields)
    assert ACTION["moved"] in TITLES


def test_actions_are_read_filtered_and_paged(accounts: dict[str, Any], signed_in: Any) -> None:
    chief, here = accounts["chief"], unit_of(accounts["sergeant"])
    first = filed(chief, measure=MEASURE)
    second = aged(filed(chief, unit=here, owner="constable"), due=TODAY - DAY)
    third = brought_to(filed(chief), "closed", chief)
    fourth = aged(filed(chief), updated_at=noon(TODAY - 50 * DAY), due=TODAY)
    change_due(by=chief, action=first, due=SOON + DAY, reason="Snow")
    client: Client = signed_in("chief")

    def rows(query: str = "") -> list[dict[str, Any]]:
        answer = client.get(f"/api/v1/actions{query}")
        assert answer.status_code == 200, answer.content
        found: list[dict[str, Any]] = answer.json()["rows"]
        return [dict(ActionRow.model_validate(row).model_dump(mode="json")) for row in found]

    every = [str(each.pk) for each in (fourth, third, second, first)]
    assert [row["id"] for row in rows()] == every
    assert rows()[-1]["moved"] == "too_soon"
    assert rows()[1]["closed_on"] == TODAY.isoformat()
    for query, expected in {
        "?state=closed": [third], "?state=closed&state=open": [fourth, third, second, first],
        f"?unit={here}": [second], "?owner=constable": [second], "?owner=nobody": [],
        "?late=overdue": [second], "?late=due_soon": [fourth], "?late=stale": [fourth],
        "?late=slipped": [first],
    }.items():  # fmt: skip
        assert [row["id"] for row in rows(query)] == [str(each.pk) for each in expected], query
    page = client.get("/api/v1/actions?limit=3").json()
    assert len(page["rows"]) == 3
    assert [row["id"] for row in rows(f"?limit=3&cursor={page['next']}")] == every[3:]
    for query, status in {
        "?state=half": 422, "?late=tomorrow": 422, "?unit=none": 404, "?colour=red": 422, "?cursor=x": 422,
    }.items():  # fmt: skip
        assert client.get(f"/api/v1/actions{query}").status_code == status, query
    as_csv = client.get("/api/v1/actions?state=closed", headers={"Accept": "text/csv"}).content.decode()
    assert as_csv.startswith("id,title,details,unit,owner")
    parquet = {"Accept": "application/vnd.apache.parquet"}
    assert client.get("/api/v1/actions", headers=parquet).content.startswith(b"PAR1")


def test_who_is_given_them(accounts: dict[str, Any], signed_in: Any) -> None:
    here = unit_of(accounts["sergeant"])
    elsewhere = "BRA-R-A" if not here.startswith("BRA") else "THU-R-A"
    filed(accounts["chief"], unit=elsewhere)
    assert signed_in("constable").get("/api/v1/actions").json()["rows"] == []
    assert signed_in("constable").get(f"/api/v1/actions?unit={elsewhere}").status_code == 403
    assert signed_in("auditor").get("/api/v1/actions").status_code == 403
    assert signed_in("").get("/api/v1/actions").status_code == 401
    ends = timezone.localdate() + timedelta(days=1)
    commissioner = accounts["commissioner"]
    _, secret = make_token(by=commissioner, label="t", role="commissioners-reader", unit=ROOT, ends=ends)
    given = Client().get("/api/v1/actions", headers={"Authorization": f"Bearer {secret}"})
    assert len(given.json()["rows"]) == 1
