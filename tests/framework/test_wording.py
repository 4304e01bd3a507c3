"""Pydantic's errors in plain words."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from peelian.framework.wording import problems_of
from peelian.framework.yaml_lines import read_document


class Inner(BaseModel):
    model_config = ConfigDict(extra="forbid")
    size: int = Field(ge=1, le=9)
    name: str = Field(default="", max_length=3)


class Outer(BaseModel):
    model_config = ConfigDict(extra="forbid")
    by_name: dict[str, int | Inner] = {}
    some: tuple[Inner, ...] = ()
    maybe: Inner | None = None
    on: bool = False


def told(tmp_path: Path, text: str) -> list[str]:
    file = tmp_path / "definition.yaml"
    file.write_text(text, encoding="utf-8")
    document, _ = read_document(file)
    assert document is not None
    try:
        Outer.model_validate(document.content)
    except ValidationError as error:
        return [f"{p.line}: {p.message}" for p in problems_of(error, Outer, document)]
    return []


def test_limits_and_types(tmp_path: Path) -> None:
    text = 'some:\n  - {size: 0}\n  - size: 10\n    name: long\n  - size:\n  - 3\nmaybe: []\n"on": maybe\n'
    assert told(tmp_path, text) == [
        "2: `some[0].size` must be at least 1, not 0",
        "3: `some[1].size` must be at most 9, not 10",
        "4: `some[1].name`: 'long' is longer than 3 characters",
        "5: `some[2].size` must be a whole number, not empty",
        "6: `some[3]` must be a mapping of `field: value`, not 3",
        "7: `maybe` must be a mapping of `field: value`, not a list",
        "8: `on` must be true or false, not 'maybe'",
    ]


def test_unknown_fields_name_the_nearest_of_the_model_they_are_in(tmp_path: Path) -> None:
    assert told(tmp_path, "sme: []\nsome:\n  - {size: 1, nam: x}\nmaybe:\n  size: 2\n  siz: 3\n") == [
        "3: there is no field `some[0].nam` here (did you mean 'name'?)",
        "6: there is no field `maybe.siz` here (did you mean 'size'?)",
        "1: there is no field `sme` here (did you mean 'some'?)",
    ]


def test_the_branch_of_a_union_is_not_told(tmp_path: Path) -> None:
    problems = told(tmp_path, "by_name:\n  a: true_ish\n  b: {sze: 1}\n")
    assert "2: `by_name.a` must be a whole number, not 'true_ish'" in problems
    assert "3: there is no field `by_name.b.sze` here (did you mean 'size'?)" in problems
    assert all("Inner" not in problem for problem in problems)
