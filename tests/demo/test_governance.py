"""What the demo's people made of its figures is written once, and the guides tell it as it is."""

import hashlib
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from peelian.apps.access.actions import create_demo_accounts
from peelian.apps.boards.actions_judgements import judge, reopen, standing_conclusion
from peelian.apps.boards.models import Board, Pack, Plan
from peelian.apps.improvement.models import Action
from peelian.apps.inspections.models import Finding, Practice, Publication, Response
from peelian.demo import DemoForce
from peelian.demo.governance import MONTH, create_governance
from peelian.demo.inspections import MADE_UP, create_inspections
from peelian.framework.errors import UserError
from peelian.pipeline.workspace import Workspace

pytestmark = pytest.mark.django_db
GUIDE = Path(__file__).resolve().parents[2] / "docs" / "guide"
CALLS = "answering_calls"


@pytest.fixture
def accounts(built: tuple[Workspace, DemoForce], monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    workspace, force = built
    monkeypatch.setenv("PEELIAN_WORKSPACE", str(workspace.root))
    made = create_demo_accounts(accounts=list[Any](force.accounts))
    accounts = {account.username: account for account in made}
    create_governance(accounts, force.signals)
    create_inspections(accounts)
    return accounts


def test_it_is_written_once_and_the_guides_tell_it(
    accounts: dict[str, Any], built: tuple[Workspace, DemoForce], tmp_path: Path
) -> None:
    models = (Board, Pack, Action, Plan, Publication, Finding, Response, Practice)
    counts = [model.objects.count() for model in models]
    create_governance(accounts, built[1].signals)
    create_inspections(accounts)
    assert [model.objects.count() for model in models] == counts
    _inspections_are_at_every_step()
    assert sorted(Pack.objects.values_list("state", flat=True)) == ["frozen", "published"]
    assert {"open", "in_progress", "awaiting_sign_off", "closed"} <= set(
        Action.objects.values_list("state", flat=True)
    )
    _the_guide_to_packs(Pack.objects.get(state="frozen"), tmp_path)
    _the_guide_to_judging(accounts)


def _inspections_are_at_every_step() -> None:
    assert set(Finding.objects.values_list("status", flat=True)) == {
        "for_another_body", "in_progress", "awaiting_assurance", "awaiting_allocation",
    }  # fmt: skip
    assert set(Response.objects.values_list("state", flat=True)) == {"draft", "published"}
    assert {"noted", "trying"} == set(Practice.objects.values_list("state", flat=True))
    second = Finding.objects.get(number="2")
    assert sorted(answer.force for answer in second.answers.all()) == sorted(MADE_UP.values())
    assert all(answer.force_response for answer in second.answers.all())


def _the_guide_to_packs(pack: Pack, folder: Path) -> None:
    text = (GUIDE / "packs.md").read_text(encoding="utf-8")
    (folder / "pack.json").write_bytes(pack.content.encode())
    code, printed = (re.findall(rf"```{kind}\n(.*?)```", text, re.DOTALL)[0] for kind in ("python", "text"))
    command = [sys.executable, "-c", code]
    told = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout
    digest, _, rest = told.partition("\n")
    assert digest == pack.sha256 == hashlib.sha256(pack.content.encode()).hexdigest()
    assert rest == printed


def _the_guide_to_judging(accounts: dict[str, Any]) -> None:
    text = (GUIDE / "judgements.md").read_text(encoding="utf-8")
    board = Board.objects.get(name="Force Performance Board")
    concluded = standing_conclusion(board, CALLS, MONTH)
    assert concluded is not None
    assert (concluded.judgement.grade, concluded.grade) == ("requires_improvement", "requires_improvement")
    assert f"> {concluded.judgement.signals['in_words']}\n" in text
    reopen(by=accounts["chief"], conclusion=concluded, reason="To try it")
    with pytest.raises(UserError) as refused:
        judge(
            by=accounts["superintendent"], board=board, question=CALLS, period=MONTH, grade="good",
            confidence="high", words="All is well",
        )  # fmt: skip
    said = str(refused.value)
    assert f"> {said[:1].upper()}{said[1:]}\n" in text
