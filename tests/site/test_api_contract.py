"""Every operation of the API keeps to its description, asked with requests that nobody thought of."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import CHECKS
from schemathesis.generation import GenerationMode

from peelian.apps.access.actions import create_account, give_grant
from peelian.apps.access.tokens import make_token
from peelian.apps.access.viewer import CommandLine
from peelian.documents.kept import opened
from peelian.pipeline.offered import load_rows
from peelian.pipeline.organisation import ROOT
from peelian.pipeline.receipts import receipts
from peelian.pipeline.refresh import refresh
from peelian.pipeline.workspace import init
from peelian.site.api import api
from peelian.site.wsgi import application

ROLES = {"nobody": "", "analyst": "analyst", "reader": "commissioners-reader", "auditor": "auditor"}
EXAMPLES = 12
NOT_SAID = ["positive_data_acceptance"]  # a cursor of no page and a person without a measure are refused
OF_ROWS = ["negative_data_rejection"]  # a row that is wrong is rejected in a receipt, not with its batch

LIKELY = {  # what is also asked for, so that requests reach past what is not there
    "source": ["incidents", "nowhere"],
    "load": ["latest", "none"],
    "measure": ["incidents_recorded", "attendance_immediate_median", "nothing"],
    "unit": ["force", "nowhere"],
    "by": ["urban_rural", "nothing", ""],
    "mapping": [""],
    "cursor": ["", "WyJ4Il0="],
}
INCIDENT = {
    "type": "object",
    "required": ["incident_id", "created_at", "grade"],
    "properties": {
        "incident_id": {"type": "string"},
        "created_at": {"enum": ["2025-03-01T10:00:00Z", "2025-10-01T10:00:00+01:00", "yesterday"]},
        "grade": {"enum": ["immediate", "priority", "soon"]},
    },
}


def described() -> dict[str, Any]:
    """The API's description, with likelier values of what is asked."""
    told: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/")))
    for methods in told["paths"].values():
        for operation in methods.values():
            for parameter in operation["parameters"]:
                if likely := LIKELY.get(parameter["name"]):
                    named = parameter["schema"].get("items", parameter["schema"])
                    named.clear()
                    named |= {"type": "string", "enum": likely}
            if body := operation.get("requestBody"):
                body["content"]["application/json"]["schema"]["items"] = INCIDENT
    return told


SCHEMA = schemathesis.openapi.from_dict(described())
SCHEMA.app = application
OPERATIONS = {found.ok().label: found.ok() for found in SCHEMA.get_all_operations()}


@pytest.fixture(scope="module")
def rows_loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of the starter framework with a few incidents, whose values are up to date."""
    made = init(tmp_path_factory.mktemp("contract") / "workspace", name="Test Police")
    rows = [
        {
            "incident_id": str(number),
            "created_at": f"2025-{month:02}-{day:02}T09:{number % 60:02}:00Z",
            "grade": "immediate",
            "origin": "999",
        }
        for number, (month, day) in enumerate((m, d) for m in range(1, 11) for d in range(1, 21))
    ]
    load_rows(made, "incidents", json.dumps(rows).encode(), "json", name="rows.json")
    refresh(made)
    return made.root


@pytest.fixture
def headers(
    rows_loaded: Path, db: None, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> Callable[[str], dict[str, str]]:
    """The headers that a token of a role is shown with."""
    monkeypatch.setenv("PEELIAN_WORKSPACE", str(rows_loaded))
    settings.API_RATE = settings.API_REFUSALS = 1_000_000

    def shown(username: str) -> dict[str, str]:
        if not ROLES[username]:
            return {}
        account = create_account(by=CommandLine(), username=username, display_name=username)
        give_grant(by=CommandLine(), account=account, role=ROLES[username], reason="A test")
        ends = timezone.localdate() + timedelta(days=1)
        _, secret = make_token(by=account, label="test", role=ROLES[username], unit=ROOT, ends=ends)
        return {"Authorization": f"Bearer {secret}"}

    return shown


@pytest.fixture(autouse=True)
def _connections_stay_open() -> Iterator[None]:
    """A request does not close the connection that the test's transaction is in, as with Django's client."""
    both = (request_started, request_finished)
    for signal in both:
        signal.disconnect(close_old_connections)
    yield
    for signal in both:
        signal.connect(close_old_connections)


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize("username", list(ROLES))
@pytest.mark.parametrize("label", list(OPERATIONS))
def test_an_operation_keeps_to_its_description(
    label: str, username: str, mode: GenerationMode, headers: Callable[[str], dict[str, str]]
) -> None:
    shown = headers(username)
    left_out = CHECKS.get_by_names(NOT_SAID + (OF_ROWS if label.startswith("POST") else []))

    @settings(max_examples=EXAMPLES, derandomize=True, database=None, deadline=None,
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(case=OPERATIONS[label].as_strategy(generation_mode=mode))
    def keeps(case: Any) -> None:
        if case.path_parameters.get("load") == "latest":
            case.path_parameters["load"] = receipts(opened())[0].load_id
        case.call_and_validate(headers=shown, excluded_checks=left_out)

    keeps()
