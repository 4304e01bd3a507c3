"""The examples of docs/reference/disclosure.md print what the page says."""

import re

import pytest
from tests.conftest import CHECKOUT

from peelian.stats.disclosure import RULES

PAGE = (CHECKOUT / "docs" / "reference" / "disclosure.md").read_text(encoding="utf-8")


def test_the_examples_print_what_the_page_says(capsys: pytest.CaptureFixture[str]) -> None:
    examples, said = (re.findall(rf"```{kind}\n(.*?)```", PAGE, re.S) for kind in ("python", "text"))
    assert len(examples) == len(said) == 2
    for example, printed in zip(examples, said, strict=True):
        exec(example, {})
        assert capsys.readouterr().out == printed


def test_the_page_gives_the_rules_as_they_are() -> None:
    assert f"| `threshold` | {RULES.threshold} |" in PAGE
    assert f"| `base` | {RULES.base} |" in PAGE
