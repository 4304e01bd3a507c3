"""What the guide to notes on charts says of the demo force is so, and its example prints what it says."""

import io
import re
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
import requests
from django.test import Client

from peelian.apps.performance.actions_annotations import accept_suggestion, create_demo_notes
from peelian.apps.performance.noting import TITLES
from peelian.apps.performance.suggesting import suggested
from peelian.demo import DemoForce
from peelian.demo.notes import planted_notes
from tests.apps.performance.noted import RISEN, SUGGESTED, WHERE, reading

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "guide" / "annotations.md"
TEXT = GUIDE.read_text(encoding="utf-8")


def block(language: str) -> str:
    (found,) = re.findall(rf"```{language}\n(.*?)```", TEXT, flags=re.DOTALL)
    return str(found)


@pytest.fixture
def analyst(demo: DemoForce, accounts: dict[str, Any]) -> Any:
    create_demo_notes(by=accounts["analyst"], notes=[vars(note) for note in planted_notes(demo.signals)])
    return accounts["analyst"]


@pytest.mark.usefixtures("analyst")
def test_the_suggestion_is_the_one_that_is_made() -> None:
    found = suggested(reading())
    assert found is not None
    assert f"**A new average from {found.period}?** {found.evidence}" in TEXT


def test_accepting_it_does_what_it_says(analyst: Any) -> None:
    made = accept_suggestion(by=analyst, measure=RISEN, unit=WHERE, day=SUGGESTED, reason="The new rota")
    assert f"The verdict was {made.before.lower()} and is now {made.after.lower()}." in TEXT


def test_each_kind_of_note_is_explained_by_its_name() -> None:
    for title in TITLES.values():
        assert f"| **{title}** |" in TEXT


def test_the_example_prints_what_it_says(analyst: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    accept_suggestion(by=analyst, measure=RISEN, unit=WHERE, day=SUGGESTED, reason="The new rota")
    client = Client()
    client.force_login(analyst)

    def get(url: str, *, params: dict[str, str], headers: dict[str, str], timeout: int) -> requests.Response:
        said = client.get(f"{urlsplit(url).path}?{urlencode(params)}")
        answer = requests.Response()
        answer.status_code, answer._content = said.status_code, said.content
        return answer

    monkeypatch.setattr(requests, "get", get)
    monkeypatch.setenv("PEELIAN_ADDRESS", "https://peelian.example")
    monkeypatch.setenv("PEELIAN_TOKEN", "none")
    with redirect_stdout(io.StringIO()) as printed:
        exec(block("python"), {})
    assert printed.getvalue() == block("text")
