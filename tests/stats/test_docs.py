"""The example of docs/reference/spc.md is what the code answers, and the page names every rule and key."""

import json
import re

from tests.conftest import CHECKOUT

from peelian.stats.spc import CHARTS, RULES, TYPES
from peelian.stats.spc.rules import RUN_RULES
from peelian.stats.spc.vocabulary import ASSURANCES
from peelian.stats.spc_json import judge, suggest

PAGE = (CHECKOUT / "docs" / "reference" / "spc.md").read_text(encoding="utf-8")
CASES, ANSWERS, LAST, SERIES, SUGGESTED = (
    json.loads(block) for block in re.findall(r"```json\n(.*?)```", PAGE, re.S)
)


def test_the_example_is_what_the_code_answers() -> None:
    answers = judge(CASES)
    assert answers[0]["points"][-1] == LAST
    assert [{key: value for key, value in one.items() if key != "points"} for one in answers] == ANSWERS


def test_the_suggestion_is_what_the_code_answers() -> None:
    assert suggest(SERIES) == SUGGESTED


def test_the_page_names_every_rule_and_key() -> None:
    for name in (*RULES, *RUN_RULES, *CHARTS, *filter(None, ASSURANCES), *CASES[0]):
        assert f"`{name}`" in PAGE, name
    assert TYPES[1] in PAGE
