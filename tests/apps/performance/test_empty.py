"""A workspace without data, and one that is broken, say what to do."""

from pathlib import Path

import pytest
from django.test import Client

from peelian.apps.access.actions import create_account, give_grant
from peelian.apps.access.viewer import CommandLine
from peelian.documents import kept
from peelian.pipeline.workspace import init

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "new"
    init(folder, name="New Police")
    monkeypatch.setenv("PEELIAN_WORKSPACE", str(folder))
    kept.forget()
    return folder


@pytest.fixture
def client(folder: Path) -> Client:
    made = Client()
    account = create_account(by=CommandLine(), username="a", display_name="A")
    give_grant(by=CommandLine(), account=account, role="analyst", reason="To look")
    made.force_login(account)
    return made


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/", "peelian load"),
        ("/questions/responding_to_the_public/", "None of this question"),
        ("/measures/attendance_immediate_median/", "There are no values"),
        ("/units/", "New Police"),
        ("/units/force/", "Nothing that is measured"),
        ("/attendance/", "cannot be timed"),
        ("/data/", "Nothing has been loaded"),
        ("/data/incidents/", "peelian load incidents"),
        ("/data/incidents/rejected/", "No row was rejected"),
    ],
)
def test_an_empty_page_says_what_to_do(client: Client, path: str, says: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert says in response.content.decode()
    assert "New Police" in response.content.decode()


def test_a_broken_definition_is_shown_with_its_place(client: Client, folder: Path) -> None:
    measure = folder / "framework/measures/attendance_immediate_median.yaml"
    measure.write_text(
        measure.read_text(encoding="utf-8").replace("kind: median", "kind: mediann"), encoding="utf-8"
    )
    response = client.get("/")
    assert response.status_code == 409
    assert "attendance_immediate_median.yaml" in response.content.decode()


def test_mending_it_is_seen_at_once(client: Client, folder: Path) -> None:
    settings = folder / "peelian.yaml"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace("New Police", "Newer Police"), encoding="utf-8"
    )
    assert "Newer Police" in client.get("/units/").content.decode()


def test_no_workspace_at_all(client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEELIAN_WORKSPACE", str(tmp_path / "nowhere"))
    response = client.get("/")
    assert response.status_code == 409
    assert "is not a workspace" in response.content.decode()
