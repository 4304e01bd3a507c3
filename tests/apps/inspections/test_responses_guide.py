"""The guide to responses says what is so: its example runs, and its days are right."""

import re
from datetime import date
from pathlib import Path

import pytest

from peelian.apps.inspections.deadlines import answer_due
from peelian.apps.inspections.law import FACTS
from peelian.apps.inspections.models_responses import LAYOUTS

GUIDE = (Path(__file__).parents[3] / "docs/guide/responses.md").read_text(encoding="utf-8")


def test_the_example_runs(capsys: pytest.CaptureFixture[str]) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)
    exec(code, {})
    assert re.fullmatch(r"[0-9a-f]{12} True\n", capsys.readouterr().out)


def test_it_tells_the_law_and_its_days_as_the_pages_do() -> None:
    assert all(fact.provision in GUIDE and fact.source in GUIDE for fact in FACTS)
    assert answer_due(date(2023, 7, 7)) == date(2023, 8, 31)
    assert "7 July 2023 is answered by 31 August 2023" in GUIDE
    for title in LAYOUTS.values():
        assert title.split(" to ")[0] in GUIDE, title
