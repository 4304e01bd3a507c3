"""The example of the guide to charts draws what the guide says, and holds every mark it explains."""

import re
from pathlib import Path

import pytest

GUIDE = Path(__file__).resolve().parent.parent / "docs" / "guide" / "charts.md"


def test_the_example_draws_every_mark_and_prints_what_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    from docs_pictures import drawn

    names = drawn()
    (printed,) = re.findall(r"```text\n(.*?)```", GUIDE.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert capsys.readouterr().out == printed
    assert names["pdf"].startswith(b"%PDF")
    for words in (
        "Mean ", "Upper limit ", "Lower limit ", "Standard ", "New average ", ">1<", ">2<",
        "Within the usual range", "Improvement", "Left out", "In progress, not judged",
    ):  # fmt: skip
        assert words in names["svg"], words
