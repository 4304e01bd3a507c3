"""Findings, publications and dates as programs read them: the same rows as the pages."""

from typing import Any

from django.test import Client

from peelian.apps.inspections.api import DeadlineKind, DeadlineRow, FindingRow, InspectionType, PublicationRow
from peelian.apps.inspections.examples import DEADLINE, FINDING, PUBLICATION
from peelian.apps.inspections.models_register import INSPECTION_TYPES
from peelian.apps.inspections.queries.deadlines import KINDS
from tests.apps.improvement.made import unit_of
from tests.apps.inspections.registering import DAY, TODAY, aged, allocated, brought_to, finding, publication


def test_what_is_said_of_it_is_so() -> None:
    assert set(DeadlineKind.__args__) == set(KINDS)  # type: ignore[attr-defined]
    assert set(InspectionType.__args__) == set(INSPECTION_TYPES)  # type: ignore[attr-defined]
    for row, example in ((FindingRow, FINDING), (PublicationRow, PUBLICATION), (DeadlineRow, DEADLINE)):
        assert row.model_validate(example)
        assert set(example) == set(row.model_fields)


def test_they_are_read_filtered_and_paged(accounts: dict[str, Any], signed_in: Any) -> None:
    liaison, here = accounts["liaison"], unit_of(accounts["sergeant"])
    report = publication(liaison, published=TODAY - 60 * DAY)
    other = publication(liaison, title="Custody", inspection_type="local", force="Elmshire")
    first = finding(liaison, report, number="1")
    second = aged(allocated(accounts, report, number="2"), TODAY - DAY)
    third = brought_to(accounts, "done", report, number="3")
    fourth = finding(liaison, other, number="1", kind="area_for_improvement", due=None)
    client: Client = signed_in("chief")

    def rows(path: str, row: Any) -> list[dict[str, Any]]:
        answer = client.get(f"/api/v1/{path}")
        assert answer.status_code == 200, answer.content
        found: list[dict[str, Any]] = answer.json()["rows"]
        return [dict(row.model_validate(each).model_dump(mode="json")) for each in found]

    every = [str(each.pk) for each in (fourth, third, second, first)]
    assert [each["id"] for each in rows("findings", FindingRow)] == every
    told = rows("findings", FindingRow)[2]
    assert (told["stage"], told["owner"], told["late"]) == ("working", "inspector", True)
    for query, expected in {
        "?stage=done": [third], "?stage=new&stage=working": [fourth, second, first],
        "?kind=area_for_improvement": [fourth], f"?publication={other.pk}": [fourth],
        "?owner=inspector": [third, second],
        f"?unit={here}": [third, second], "?late=true": [second], "?owner=nobody": [],
    }.items():  # fmt: skip
        assert [each["id"] for each in rows(f"findings{query}", FindingRow)] == [
            str(e.pk) for e in expected
        ], query
    page = client.get("/api/v1/findings?limit=3").json()
    rest = rows(f"findings?limit=3&cursor={page['next']}", FindingRow)
    assert [each["id"] for each in rest] == every[3:]
    found = rows("publications", PublicationRow)
    assert [each["id"] for each in found] == [str(other.pk), str(report.pk)]
    assert (found[0]["answer_due"], found[1]["answer_late"]) == (None, True)
    assert [each["id"] for each in rows("publications?inspection_type=local", PublicationRow)] == [
        str(other.pk)
    ]
    dates = rows("deadlines", DeadlineRow)
    assert [each["id"] for each in dates] == [
        f"answer:{report.pk}",
        f"finding:{second.pk}",
        f"finding:{first.pk}",
    ]
    assert (dates[0]["days"], dates[1]["owner"], dates[0]["owner"]) == (-5, "inspector", None)
    assert len(rows("deadlines?late=true&kind=finding", DeadlineRow)) == 1
    page = client.get("/api/v1/deadlines?limit=1").json()
    assert len(rows(f"deadlines?cursor={page['next']}&limit=1", DeadlineRow)) == 1
    for query, status in {
        "findings?stage=half": 422, "findings?unit=none": 404, "findings?publication=999": 404,
        "findings?colour=red": 422, "findings?cursor=x": 422, "publications?inspection_type=x": 422,
        "deadlines?kind=x": 422,
    }.items():  # fmt: skip
        assert client.get(f"/api/v1/{query}").status_code == status, query
    for path in ("findings", "publications", "deadlines"):
        assert Client().get(f"/api/v1/{path}").status_code == 401
        assert signed_in("outsider").get(f"/api/v1/{path}").status_code == 403
        for accept in ("text/csv", "application/vnd.apache.parquet"):
            answer = client.get(f"/api/v1/{path}", headers={"accept": accept})
            assert answer.status_code == 200
            assert answer.headers["Content-Type"].startswith(accept)
