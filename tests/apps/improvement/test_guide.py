"""What the guide to the action register says is so, and its example prints what it says."""

import io
import re
from contextlib import redirect_stdout
from pathlib import Path

from peelian.apps.improvement.importing import OPTIONAL, REQUIRED
from peelian.apps.improvement.lines import MOST_ROWS
from peelian.apps.improvement.moved import TITLES
from peelian.apps.improvement.states import MOVES, STATES
from peelian.apps.improvement.timing import DUE_SOON, LATE_TITLES, STALE

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "guide" / "actions.md"
TEXT = GUIDE.read_text(encoding="utf-8")


def block(language: str) -> str:
    (found,) = re.findall(rf"```{language}\n(.*?)```", TEXT, flags=re.DOTALL)
    return str(found)


def test_its_example_prints_what_it_says() -> None:
    said = io.StringIO()
    with redirect_stdout(said):
        exec(compile(block("python"), str(GUIDE), "exec"), {})
    assert said.getvalue() == block("text")


def test_its_tables_are_complete() -> None:
    for key, state in STATES.items():
        (row,) = re.findall(rf"\| \*\*{state.title}\*\* \| (.*) \|", TEXT)
        after = {STATES[move.after].title for move in MOVES.values() if key in move.before}
        assert {other.title for other in STATES.values() if other.title in row} == after, key
    for title in LATE_TITLES.values():
        assert f"| **{title}** |" in TEXT
    for outcome, title in TITLES.items():
        told = "or got worse" if outcome == "worse" else title
        assert told in TEXT, outcome
    for column in (*REQUIRED, *OPTIONAL):
        assert f"`{column}`" in TEXT, column
    assert f"within {DUE_SOON.days} days" in TEXT
    assert f"for {STALE.days} days" in TEXT
    assert f"up to {MOST_ROWS:,} actions" in TEXT
