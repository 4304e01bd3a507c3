"""The kinds of finding and the statuses that a force has."""

from pathlib import Path

import pytest

from peelian.framework.check import check
from peelian.framework.errors import UserError
from peelian.framework.load import load
from peelian.pipeline.workspace import init

FILE = "framework/inspections.yaml"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return init(tmp_path / "w").root


def test_the_starter_has_kinds_and_a_status_for_every_stage(workspace: Path) -> None:
    found = load(workspace).inspections
    assert [kind.id for kind in found.kinds] == [
        "recommendation", "area_for_improvement", "cause_of_concern", "accelerated_cause_of_concern",
    ]  # fmt: skip
    assert found.first("signing").title == "Pending sign-off"
    assert found.staged("new", "working") == ("awaiting_allocation", "in_progress")
    assert found.kind("recommendation").answered
    assert found.status("closed").stage == "done"


def test_a_workspace_without_the_file_has_the_same(workspace: Path) -> None:
    usual = load(workspace).inspections
    (workspace / FILE).unlink()
    assert load(workspace).inspections == usual


def test_what_the_file_has_no_more_is_told_by_its_id(workspace: Path) -> None:
    found = load(workspace).inspections
    assert found.title_of("cause_of_concern") == "Cause of concern"
    assert found.title_of("closed") == "Closed"
    assert found.title_of("scan") == "scan"
    with pytest.raises(UserError, match=r"no kind of finding 'recomendation'.*did you mean 'recommendation'"):
        found.kind("recomendation")
    with pytest.raises(UserError, match=r"no status 'close'.*did you mean 'closed'"):
        found.status("close")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("id: in_progress", "id: closed", "'closed' is there twice"),
        ("stage: signing", "stage: assuring", "no status stands for the stage 'signing'"),
        ("stage: signing", "stage: waiting", "stage"),
        ("source: https", "sauce: https", "source"),
    ],
)
def test_what_is_wrong_is_told(workspace: Path, before: str, after: str, said: str) -> None:
    file = workspace / FILE
    file.write_text(file.read_text(encoding="utf-8").replace(before, after, 1), encoding="utf-8")
    assert any(said in str(problem) for problem in check(workspace))


def test_no_kind_at_all_is_told(workspace: Path) -> None:
    text = (workspace / FILE).read_text(encoding="utf-8")
    start, end = text.index("kinds:"), text.index("statuses:")
    (workspace / FILE).write_text(text[:start] + "kinds: []\n" + text[end:], encoding="utf-8")
    assert any("no kind of finding" in str(problem) for problem in check(workspace))
