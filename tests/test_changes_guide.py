"""The example and the table of the guide to what has changed."""

import re

import pytest

from peelian.stats.spc.chance import expected_signals
from tests.conftest import CHECKOUT

PAGE = (CHECKOUT / "docs" / "guide" / "changes.md").read_text(encoding="utf-8")


def test_the_example_gives_what_it_says() -> None:
    (code,) = re.findall(r"```python\n(.*?)```", PAGE, re.S)
    *before, last = code.strip().splitlines()
    names: dict[str, object] = {}
    exec("\n".join(before), names)
    asked, _, said = last.partition("  # ")
    assert eval(asked, names) == eval(said)


@pytest.mark.parametrize(
    ("points", "marked", "new"), re.findall(r"^\| (\d+) \| ([\d.]+)% \| ([\d.]+)% \|$", PAGE, re.M)
)
def test_the_table_is_what_the_page_of_changes_expects(points: str, marked: str, new: str) -> None:
    expected = expected_signals([int(points)])
    assert f"{100 * expected.marked:.1f}" == marked
    assert f"{100 * expected.new:.1f}" == new


def test_the_table_is_there() -> None:
    assert len(re.findall(r"^\| \d+ \| [\d.]+% \| [\d.]+% \|$", PAGE, re.M)) == 4
