"""What the guide to requests for analysis says is so, and its example gives what it says."""

import ast
import re
from pathlib import Path

from peelian.apps.performance.actions_requests import MOST_READINGS
from peelian.apps.performance.forms_requests import MOST_FILES
from peelian.apps.performance.models_requests import STATES
from peelian.apps.performance.requesting import folded, sought

TEXT = (Path(__file__).resolve().parents[3] / "docs" / "guide" / "requests.md").read_text(encoding="utf-8")


def test_every_state_is_explained_by_its_name() -> None:
    assert all(f"| **{title}** |" in TEXT for title in STATES.values())


def test_how_much_an_answer_may_hold() -> None:
    assert (MOST_READINGS, MOST_FILES) == (6, 5)
    assert "up to six charts and up to five files" in TEXT


def test_words_are_found_as_it_says() -> None:
    assert sought("the how many") == []
    assert f" {sought('incidents')[0]}" in folded("incident")
    assert f" {sought('attend')[0]}" in folded("attendance")


def test_the_example_gives_what_it_says() -> None:
    (code,) = re.findall(r"```python\n(.*?)```", TEXT, flags=re.DOTALL)
    *lines, last = code.strip().splitlines()
    names: dict[str, object] = {}
    exec("\n".join(lines), names)
    told, _, said = last.partition("  # ")
    assert eval(told, names) == ast.literal_eval(said)
