"""The Python of the API's guide runs as it is printed there, and the command of live intake says the same."""

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
import requests
from django.test import Client
from django.utils import timezone

from peelian.apps.access.actions import create_account, give_grant
from peelian.apps.access.tokens import make_token
from peelian.apps.access.viewer import CommandLine
from peelian.pipeline.organisation import ROOT
from peelian.pipeline.workspace import init

DOCS = Path(__file__).resolve().parent.parent / "docs" / "guide"


def blocks(guide: str, language: str) -> list[str]:
    text = (DOCS / guide).read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, flags=re.DOTALL)


@pytest.fixture
def token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, db: None) -> str:
    made = init(tmp_path / "workspace", name="Test Police")
    monkeypatch.setenv("PEELIAN_WORKSPACE", str(made.root))
    account = create_account(by=CommandLine(), username="analyst", display_name="Analyst")
    give_grant(by=CommandLine(), account=account, role="analyst", reason="A test")
    ends = timezone.localdate() + timedelta(days=1)
    _, secret = make_token(by=account, label="guide", role="analyst", unit=ROOT, ends=ends)
    return secret


def asked(url: str, *, params: dict[str, Any], headers: dict[str, str], timeout: int) -> requests.Response:
    """What `requests.get` gives, from the pages in this process instead of over the network."""
    said = Client().get(f"{urlsplit(url).path}?{urlencode(params, doseq=True)}", headers=headers)
    response = requests.Response()
    response.status_code, response._content = said.status_code, said.content
    return response


def offer(token: str) -> Any:
    """Sends what the command of the live intake guide sends."""
    command = blocks("live-intake.md", "sh")[0]
    (address,) = re.findall(r"https://peelian\.example(/\S+)", command)
    (body,) = re.findall(r"-d '(.*)'", command, flags=re.DOTALL)
    headers = dict(re.findall(r'-H "([\w-]+): ([^"]+)"', command))
    kind = headers.pop("Content-Type")
    headers["Authorization"] = headers["Authorization"].replace("$PEELIAN_TOKEN", token)
    return Client().post(address, body, content_type=kind, headers=headers)


def test_the_command_of_live_intake_gives_the_receipt_it_says(token: str) -> None:
    answer = offer(token)
    assert answer.status_code == 201
    printed = json.loads(blocks("live-intake.md", "json")[0])
    printed.pop("load_id")
    given = answer.json()
    assert {name: given[name] for name in printed} == printed
    assert offer(token).status_code == 200


def test_the_python_of_the_guide_reads_every_row(token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    offer(token)
    monkeypatch.setenv("PEELIAN_ADDRESS", "https://peelian.example")
    monkeypatch.setenv("PEELIAN_TOKEN", token)
    monkeypatch.setattr(requests, "get", asked)
    names: dict[str, Any] = {}
    for block in blocks("api.md", "python"):
        exec(block, names)
    assert [row["value"] for row in names["values"]] == [1.0]
    assert names["signals"] == []
    assert names["table"]["value"].to_pylist() == [1.0]
    many = list(names["rows"]("framework/measures", limit=7))
    assert len(many) == len({row["id"] for row in many}) > 50
    with pytest.raises(SystemExit, match="no_such_measure"):
        list(names["rows"]("values", measure="no_such_measure"))


def test_every_route_named_in_the_guide_is_one(client: Client) -> None:
    text = (DOCS / "api.md").read_text(encoding="utf-8")
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    described = {
        path.removeprefix("/api/v1/").replace("{source}", "SOURCE").replace("{load}", "LOAD")
        for path in paths
    }
    table = "".join(line for line in text.splitlines() if line.startswith("| "))
    named = {name.removeprefix("POST ") for name in re.findall(r"`([^`]+)`", table)}
    assert named == described
