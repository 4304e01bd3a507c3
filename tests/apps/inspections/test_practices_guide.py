"""What the guide to practices says is so, and its example prints what it says."""

import io
import re
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from peelian.apps.inspections.models import Practice
from peelian.apps.inspections.models_practices import STATES
from peelian.apps.inspections.practising import MOVES
from tests.apps.inspections.documented import accepted

TEXT = (Path(__file__).resolve().parents[3] / "docs" / "guide" / "practices.md").read_text(encoding="utf-8")


def test_every_step_is_explained_with_its_states() -> None:
    for move in MOVES.values():
        before = ", or ".join(STATES[state] for state in move.before)
        assert f"| **{move.title}** | {before} | {STATES[move.after]} |" in TEXT


def test_the_example_prints_what_it_says(accounts: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    accepted(accounts["liaison"], monkeypatch)
    Practice.objects.update(state="trying")
    (code,) = re.findall(r"```python\n(.*?)```", TEXT, flags=re.DOTALL)
    (said,) = re.findall(r"```text\n(.*?)```", TEXT, flags=re.DOTALL)
    with redirect_stdout(io.StringIO()) as printed:
        exec(code, {"viewer": accounts["constable"]})
    assert printed.getvalue() == said
