"""What the guide to plans says is so, and its example prints what it says."""

import io
import re
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

from peelian.apps.boards.demo_plans import create_demo_plans
from peelian.apps.boards.models_plans import KINDS
from tests.apps.boards.planned import given

TEXT = (Path(__file__).resolve().parents[3] / "docs" / "guide" / "plans.md").read_text(encoding="utf-8")


def test_every_kind_is_explained_by_its_name() -> None:
    assert all(f"| **{title}** |" in TEXT for title in KINDS.values())


def test_the_example_prints_what_it_says(accounts: dict[str, Any]) -> None:
    approver = given(accounts, "commissioner", "commissioners-approver")
    create_demo_plans(by=accounts["secretary"], commissioner=approver, chief=accounts["chief"])
    (code,) = re.findall(r"```python\n(.*?)```", TEXT, flags=re.DOTALL)
    (said,) = re.findall(r"```text\n(.*?)```", TEXT, flags=re.DOTALL)
    with redirect_stdout(io.StringIO()) as printed:
        exec(code, {"viewer": accounts["chief"]})
    first, second = printed.getvalue().splitlines()
    assert re.fullmatch(r"[0-9]+ of [0-9]+ questions are served by no objective in force", first)
    assert second == said.strip()
