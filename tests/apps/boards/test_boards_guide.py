"""What the guide to boards says is so, and its example prints what it says."""

import io
import re
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
import requests
from django.test import Client

from peelian.apps.boards.agenda import FIRST, LAST
from peelian.apps.boards.demo_boards import create_demo_boards
from peelian.apps.boards.models_meetings import STATES
from tests.apps.boards.sat_on import account

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "guide" / "boards.md"
TEXT = GUIDE.read_text(encoding="utf-8")


def block(language: str) -> str:
    (found,) = re.findall(rf"```{language}\n(.*?)```", TEXT, flags=re.DOTALL)
    return str(found)


def test_every_state_and_item_is_explained_by_its_name() -> None:
    assert all(f"| **{title}** |" in TEXT for title in STATES.values())
    assert all(f"*{title}*" in TEXT for _, title in (*FIRST, *LAST))


def test_the_example_prints_what_it_says(accounts: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    keeper = account("keeper", "board-secretary")
    create_demo_boards(
        by=keeper, chief="chief", secretary="keeper", commissioner="commissioner", members=["inspector"]
    )
    client = Client()
    client.force_login(accounts["analyst"])

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
