"""The examples of the guides to verdicts and to Welsh are what the code says."""

import contextlib
import io
import re

from tests.conftest import CHECKOUT

from peelian.stats.spc.words import CATALOGUES, phrase

GUIDES = CHECKOUT / "docs" / "guide"
WELSH = (GUIDES / "welsh.md").read_text(encoding="utf-8")
VERDICTS = (GUIDES / "verdicts.md").read_text(encoding="utf-8")


def example() -> str:
    (found,) = re.findall(r"```python\n(.*?)```", WELSH, re.S)
    return found


def test_the_example_in_welsh_prints_what_it_says() -> None:
    (printed,) = re.findall(r"```text\n(.*?)```", WELSH, re.S)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(example(), {})
    assert out.getvalue() == printed


def test_the_guide_quotes_the_sentence_and_the_labels() -> None:
    said: dict = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(example().replace('"cy"', '"en"'), said)
    assert f"*{said['one'].sentence}*" in VERDICTS
    for key in ("mark.consistently_passing", "mark.consistently_failing", "mark.hit_or_miss"):
        assert f"| {phrase(key)} |" in VERDICTS
    for kind in ("common_cause", "special_cause_improvement", "special_cause_concern"):
        assert f"| {phrase(f'label.{kind}')} |" in VERDICTS


def test_the_guide_calls_welsh_a_draft_as_long_as_it_is_one() -> None:
    assert ("**draft**" in WELSH) == CATALOGUES["cy"].draft
