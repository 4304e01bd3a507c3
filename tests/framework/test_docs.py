"""The reference pages are true: every example is read, and every field is told of."""

import re
import shutil
from pathlib import Path

import pytest
import yaml
from pydantic import BaseModel

from peelian.framework.attendance import Attendance, AttendanceDefinition, ByArea, Exclusion
from peelian.framework.check import check
from peelian.framework.definitions import FrameworkFile
from peelian.framework.expressions import ExpressionError, parse, to_sql
from peelian.framework.load import STARTER, Framework, load
from peelian.framework.measure import Measure, Question, Rebase, Standard
from peelian.framework.source import Band, Bands, Column, Rule, Source, Spell

DOCS = Path(__file__).parents[2] / "docs" / "reference"


def blocks(page: str, language: str) -> list[str]:
    text = (DOCS / f"{page}.md").read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def starter() -> Framework:
    return load(STARTER)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A copy of the starter to add examples to."""
    folder = tmp_path / "workspace"
    shutil.copytree(STARTER, folder)
    return folder


def test_every_expression_shown_is_in_the_language(starter: Framework) -> None:
    (block,) = blocks("expressions", "sql")
    for line in block.splitlines():
        assert to_sql(parse(line, starter.names("incidents"), starter.values("incidents")))


def test_every_error_shown_is_what_is_said(starter: Framework) -> None:
    (block,) = blocks("expressions", "text")
    lines = block.splitlines()
    for text, message in zip(lines[::2], lines[1::2], strict=True):
        with pytest.raises(ExpressionError) as refused:
            parse(text, starter.names("incidents"), starter.values("incidents"))
        assert str(refused.value) == message.strip()


def test_the_words_that_are_taken_are_told() -> None:
    page = (DOCS / "expressions.md").read_text(encoding="utf-8")
    assert "`and or not in between is null true false coalesce when`" in page


def test_the_problem_shown_is_what_is_said(workspace: Path) -> None:
    (line,) = blocks("measures", "text")
    message = line.strip().partition(": ")[2]
    file = workspace / "framework/measures/regraded.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("regrades is not null", "grade = 'imediate'"), encoding="utf-8")
    assert [problem.message for problem in check(workspace)] == [message]


def test_named_expressions_shown_are_sound(workspace: Path) -> None:
    (block,) = blocks("expressions", "yaml")
    file = workspace / "sources/calls.yaml"
    text = file.read_text(encoding="utf-8")
    named = yaml.safe_load(block)["expressions"]
    assert f"  seconds_to_answer: {named['seconds_to_answer']}\n" in text
    added = f"  waited_a_minute: {named['waited_a_minute']}\n"
    file.write_text(text.replace("expressions:\n", "expressions:\n" + added), encoding="utf-8")
    assert check(workspace) == []


def test_the_source_shown_is_sound(workspace: Path) -> None:
    (block,) = blocks("sources", "yaml")
    (workspace / "sources/custody.yaml").write_text(block, encoding="utf-8")
    assert check(workspace) == []


def test_the_measures_shown_are_sound(workspace: Path) -> None:
    measures = [block for block in blocks("measures", "yaml") if block.startswith("id: ")]
    for block in measures:
        (workspace / f"framework/measures/{yaml.safe_load(block)['id']}.yaml").write_text(
            block, encoding="utf-8"
        )
    assert len(measures) == 3
    assert check(workspace) == []


def test_the_framework_and_attendance_shown_are_sound(workspace: Path) -> None:
    (framework,) = (block for block in blocks("measures", "yaml") if block.startswith("edition: "))
    (attendance,) = (block for block in blocks("measures", "yaml") if block.startswith("use: "))
    (workspace / "framework/attendance.yaml").write_text(attendance, encoding="utf-8")
    assert check(workspace) == []
    (workspace / "framework/framework.yaml").write_text(framework, encoding="utf-8")
    for file in (workspace / "framework/measures").iterdir():
        if "question: responding_to_the_public" not in file.read_text(encoding="utf-8"):
            file.unlink()
    problems = [p.message for p in check(workspace)]
    assert [message for message in problems if not message.startswith("`balanced_by`")] == []


@pytest.mark.parametrize(
    ("page", "model"),
    [
        *(("sources", model) for model in (Source, Column, Rule, Spell, Bands, Band)),
        *(("measures", model) for model in (Measure, Standard, Rebase, Question, FrameworkFile)),
        *(("measures", model) for model in (Attendance, AttendanceDefinition, Exclusion, ByArea)),
    ],
)
def test_every_field_is_told_of(page: str, model: type[BaseModel]) -> None:
    text = (DOCS / f"{page}.md").read_text(encoding="utf-8")
    fields = {field.alias or name for name, field in model.model_fields.items()}
    assert [name for name in sorted(fields) if not re.search(rf"[`\s{{]{name}[`:\s]", text)] == []
