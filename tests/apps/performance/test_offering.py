"""Rows offered to the API: permission, receipts, names of batches, and values that follow at once."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from peelian.apps.access.actions import create_account, give_grant
from peelian.apps.access.audit import verify
from peelian.apps.access.models import Account, AuditEvent
from peelian.apps.access.tokens import make_token
from peelian.apps.access.viewer import CommandLine
from peelian.apps.performance.models import OfferedBatch
from peelian.pipeline.organisation import ROOT
from peelian.pipeline.receipts import receipts
from peelian.pipeline.workspace import Workspace, init

PATH = "/api/v1/sources/incidents/rows"
CSV = "incident_id,created_at,grade,origin\r\n9001,2025-05-05T09:00:00Z,immediate,999\r\n"


def incident(number: int, **more: Any) -> dict[str, Any]:
    day = f"2025-05-{number % 28 + 1:02}"
    return {
        "incident_id": str(number), "created_at": f"{day}T09:00:00Z", "grade": "immediate", "origin": "999",
    } | more  # fmt: skip


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace of the starter framework without any rows."""
    made = init(tmp_path / "workspace", name="Test Police")
    monkeypatch.setenv("PEELIAN_WORKSPACE", str(made.root))
    return made


def account(username: str, role: str) -> Account:
    made = create_account(by=CommandLine(), username=username, display_name=username, password=None)
    give_grant(by=CommandLine(), account=made, role=role, reason="A test")
    return made


@pytest.fixture
def analyst(workspace: Workspace, db: None) -> Account:
    return account("analyst", "analyst")


@pytest.fixture
def post(analyst: Account) -> Callable[..., Any]:
    """Offers a body to the incidents with the analyst's token."""
    ends = timezone.localdate() + timedelta(days=1)
    _, secret = make_token(by=analyst, label="feed", role="analyst", unit=ROOT, ends=ends)

    def offer(body: Any, kind: str = "application/json", path: str = PATH, **headers: str) -> Any:
        sent = json.dumps(body) if isinstance(body, list) else body
        named = {"Authorization": f"Bearer {secret}", **{k.replace("_", "-"): v for k, v in headers.items()}}
        return Client().post(path, sent, content_type=kind, headers=named)

    return offer


def test_rows_are_loaded_and_values_follow(post: Callable[..., Any], analyst: Account) -> None:
    first = post([incident(number) for number in range(20)])
    assert first.status_code == 201, first.content
    told = first.json()
    assert (told["read"], told["accepted"], told["rejected"], told["unchanged"]) == (20, 20, 0, 0)
    assert told["values"] == "refreshed"
    client = Client()
    client.force_login(analyst)
    asked = "/api/v1/values?measure=incidents_recorded&from=2025-05-01&to=2025-05-31"
    assert client.get(asked).json()["rows"][0]["value"] == 20
    more = post([incident(3), incident(4, grade="priority"), incident(77), {"incident_id": "78"}]).json()
    assert {k: more[k] for k in ("read", "accepted", "revised", "rejected", "unchanged")} == {
        "read": 4, "accepted": 2, "revised": 1, "rejected": 1, "unchanged": 1,
    }  # fmt: skip
    (wrong,) = more["rejected_rows"]
    assert wrong["line"] == 4
    assert "created_at" in wrong["reasons"][0]
    assert client.get(asked).json()["rows"][0]["value"] == 21
    assert client.get(f"/api/v1/loads/{more['load_id']}").json()["revised"] == 1
    assert client.get("/api/v1/loads").json()["rows"][0]["load_id"] == more["load_id"]


def test_csv_is_read_too(post: Callable[..., Any]) -> None:
    answer = post(CSV, "text/csv; charset=utf-8")
    assert answer.status_code == 201
    assert answer.json()["file"].endswith(".csv")


def test_a_named_batch_gives_its_receipt_again(post: Callable[..., Any], workspace: Workspace) -> None:
    rows = [incident(1), incident(2)]
    first = post(rows, Idempotency_Key="shift-42")
    again = post(rows, Idempotency_Key="shift-42")
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.json() == first.json()
    assert len(receipts(workspace)) == 1
    other = post([incident(3)], Idempotency_Key="shift-42")
    assert other.status_code == 422
    assert "another batch" in other.json()["detail"]
    assert post(rows).json()["unchanged"] == 2  # without a name it is a load like any other


def test_a_batch_loaded_by_a_process_that_ended_is_not_loaded_again(
    post: Callable[..., Any], workspace: Workspace
) -> None:
    first = post([incident(1)], Idempotency_Key="one").json()
    OfferedBatch.objects.all().delete()  # as if it had ended between the load and its record
    again = post([incident(1)], Idempotency_Key="one").json()
    assert again == first
    assert len(receipts(workspace)) == 1


def test_a_load_is_recorded_with_who_and_how_many(post: Callable[..., Any]) -> None:
    told = post([incident(1), {"incident_id": "2"}]).json()
    event = AuditEvent.objects.get(action="rows.loaded")
    assert (event.actor, event.role, event.subject) == ("analyst", "Performance analyst", "source incidents")
    after = json.loads(event.after)
    assert after["load"] == told["load_id"]
    assert (after["read"], after["accepted"], after["rejected"]) == (2, 1, 1)
    assert verify().problems == ()


@pytest.mark.parametrize(
    ("body", "kind", "status", "says"),
    [
        ("[]", "application/json", 422, "no rows"),
        ("{", "application/json", 422, "not JSON"),
        ([{"colour": "red"}], "application/json", 422, "created_at"),
        ("<rows/>", "application/xml", 415, "text/csv"),
        ("x" * 2000, "text/csv", 413, "at most"),
    ],
)
def test_a_batch_that_cannot_be_read_says_why(
    body: Any,
    kind: str,
    status: int,
    says: str,
    post: Callable[..., Any],
    workspace: Workspace,
    settings: Any,
) -> None:
    settings.API_LARGEST = 1000
    answer = post(body, kind)
    assert answer.status_code == status
    assert says in answer.json()["detail"]
    assert receipts(workspace) == []


def test_what_is_not_there_is_not_found(post: Callable[..., Any]) -> None:
    assert post([incident(1)], path="/api/v1/sources/none/rows").status_code == 404
    assert post([incident(1)], path=f"{PATH}?mapping=none").status_code == 422
    assert post([incident(1)], path=f"{PATH}?mapping=../peelian.yaml").status_code == 422
    assert post([incident(1)], Content_Encoding="gzip").status_code == 415


def test_rows_are_in_even_when_values_cannot_follow(
    post: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, workspace: Workspace
) -> None:
    from peelian.framework.errors import UserError

    def fails(workspace: Workspace) -> None:
        raise UserError("the disk is full")

    monkeypatch.setattr("peelian.apps.performance.actions.refresh", fails)
    answer = post([incident(1)], Idempotency_Key="one")
    assert answer.status_code == 201
    assert answer.json()["values"] == "not up to date yet: the disk is full"
    monkeypatch.undo()
    monkeypatch.setenv("PEELIAN_WORKSPACE", str(workspace.root))
    assert post([incident(1)], Idempotency_Key="one").json()["values"] == "refreshed"


def test_only_those_who_may_load_the_whole_force_do(workspace: Workspace, db: None) -> None:
    for username, role in (("reader", "commissioners-reader"), ("auditor", "auditor")):
        client = Client()
        client.force_login(account(username, role))
        assert (
            client.post(PATH, json.dumps([incident(1)]), content_type="application/json").status_code == 403
        )
    assert Client().post(PATH, "[]", content_type="application/json").status_code == 401
    assert receipts(workspace) == []


def test_a_browser_needs_its_token_against_forgery(analyst: Account) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(analyst)
    assert client.post(PATH, json.dumps([incident(1)]), content_type="application/json").status_code == 403
    client.get("/")
    client.cookies["csrftoken"] = "a" * 32
    sent = client.post(
        PATH, json.dumps([incident(1)]), content_type="application/json", headers={"X-CSRFToken": "a" * 32}
    )
    assert sent.status_code == 201
