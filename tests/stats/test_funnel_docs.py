"""The examples of docs/reference/funnel.md and docs/guide/comparing.md are what the code answers."""

import json
import re
from typing import Any

from tests.conftest import CHECKOUT

from peelian.stats.funnel import POSITIONS, funnel
from peelian.stats.funnel_json import judge_funnel
from peelian.stats.funnel_words import describe

REFERENCE = (CHECKOUT / "docs" / "reference" / "funnel.md").read_text(encoding="utf-8")
GUIDE = (CHECKOUT / "docs" / "guide" / "comparing.md").read_text(encoding="utf-8")
CASES, ANSWER, UNIT = (json.loads(block) for block in re.findall(r"```json\n(.*?)```", REFERENCE, re.S))


def rounded(one: Any) -> Any:
    if isinstance(one, dict):
        return {key: rounded(value) for key, value in one.items()}
    if isinstance(one, list):
        return [rounded(value) for value in one]
    return round(one, 4) if isinstance(one, float) else one


def test_the_json_example_is_what_the_code_answers() -> None:
    (found,) = rounded(judge_funnel(CASES))
    assert found.pop("units")[3] == UNIT
    assert found == ANSWER


def test_the_python_example_runs_and_says_what_it_says() -> None:
    (example,) = re.findall(r"```python\n(.*?)```", REFERENCE, re.S)
    names: dict[str, Any] = {}
    exec(example, names)
    (said,) = re.findall(r"judged.position +# (.*)", example)
    assert str(names["judged"].position) == said


def test_the_page_names_every_position_and_key() -> None:
    for name in (*POSITIONS, *CASES[0], "kind", "multiplier", "overdispersed"):
        assert f"`{name}`" in REFERENCE, name


def test_the_guide_says_what_its_table_gives() -> None:
    rows = re.findall(r"^\| (\w+ \w) \| (\d+) \| (\d+) \| ([\d.]+%) \|$", GUIDE, re.M)
    names, tops, bottoms, shares = zip(*rows, strict=True)
    judged = funnel([int(n) for n in tops], [int(n) for n in bottoms], units=names, improves="increase")
    assert tuple(f"{value:.1%}" for value in judged.value) == shares
    words = describe(judged, show="{:.1%}".format, unit="team", units="teams")
    quoted = re.findall(r"^> (.*)$", GUIDE, re.M)
    assert quoted == [words.sentence, words.units[3], words.units[1]]
