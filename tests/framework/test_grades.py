"""The scale that questions are judged by."""

from pathlib import Path

import pytest

from peelian.framework.check import check
from peelian.framework.errors import UserError
from peelian.framework.load import load
from peelian.pipeline.workspace import init

SCALE = """\
title: Three colours
source: Chief Officer Group
grades:
  - {id: green, title: Green, means: All is well., stands: well}
  - {id: red, title: Red, means: All is not well., stands: poorly}
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return init(tmp_path / "w").root


def test_the_starter_has_the_five_grades_best_first(workspace: Path) -> None:
    grades = load(workspace).scale.grades
    assert [g.title for g in grades] == [
        "Outstanding", "Good", "Adequate", "Requires improvement", "Inadequate",
    ]  # fmt: skip
    assert [g.stands for g in grades] == ["well", "well", "between", "poorly", "poorly"]


def test_a_workspace_without_the_file_has_the_same(workspace: Path) -> None:
    usual = load(workspace).scale
    (workspace / "framework/grades.yaml").unlink()
    assert load(workspace).scale == usual


def test_a_force_has_its_own(workspace: Path) -> None:
    (workspace / "framework/grades.yaml").write_text(SCALE, encoding="utf-8")
    scale = load(workspace).scale
    assert scale.grade("red").means == "All is not well."
    assert scale.title_of("green") == "Green"
    assert scale.title_of("good") == "good"
    with pytest.raises(UserError, match=r"no grade 'gren'.*did you mean 'green'"):
        scale.grade("gren")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("id: red", "id: green", "the grade 'green' is there twice"),
        ("stands: well", "stands: poorly", None),
        ("stands: poorly", "stands: badly", "poorly"),
        (
            "stands: well}",
            "stands: poorly}\n  - {id: blue, title: Blue, means: It is., stands: well}",
            "best to",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_place(
    workspace: Path, before: str, after: str, said: str | None
) -> None:
    text = SCALE.replace(before, after, 1)
    (workspace / "framework/grades.yaml").write_text(text, encoding="utf-8")
    problems = check(workspace)
    if said is None:
        assert not problems
    else:
        (problem,) = problems
        assert problem.file.name == "grades.yaml"
        assert said in problem.message


def test_one_grade_is_no_scale(workspace: Path) -> None:
    text = SCALE.rpartition("  - {id: red")[0]
    (workspace / "framework/grades.yaml").write_text(text, encoding="utf-8")
    (problem,) = check(workspace)
    assert "two `grades` or more" in problem.message
