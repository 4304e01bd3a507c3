"""What the guide to findings says is so, and its example prints what it says."""

import io
import re
from contextlib import redirect_stdout
from pathlib import Path

from peelian.apps.improvement.lines import MOST_ROWS
from peelian.apps.inspections.deadlines import DAYS_TO_ANSWER
from peelian.apps.inspections.importing import OPTIONAL, REQUIRED
from peelian.apps.inspections.queries.deadlines import KINDS
from peelian.apps.inspections.queries.mail import REMIND_LIAISON, REMIND_OWNER
from peelian.apps.inspections.states import MOVES, STAGES

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "guide" / "findings.md"
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
    for stage in STAGES:
        (row,) = re.findall(rf"\| \*\*{stage}\*\* \| .* \| (.*) \|", TEXT)
        after = {move.after for move in MOVES.values() if stage in move.before}
        after |= {"working"} if stage == "new" else set()  # allocated
        assert {other for other in STAGES if re.search(rf"\b{other}\b", row)} == after, stage
    for title in KINDS.values():
        assert f"| **{title.replace('’', chr(39))}** |" in TEXT
    for column in (*REQUIRED, *OPTIONAL):
        assert f"`{column}`" in TEXT, column
    assert f"up to {MOST_ROWS:,} findings" in TEXT
    assert f"{DAYS_TO_ANSWER}th day" in TEXT
    assert f"reminded {REMIND_OWNER.days} days before" in TEXT
    assert f"{REMIND_LIAISON.days} days before an answer" in TEXT
