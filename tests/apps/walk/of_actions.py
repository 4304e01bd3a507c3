"""Who is given what of the action register."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.http import Http404
from django.utils import timezone

from peelian.apps.access.models import Account
from peelian.apps.improvement import actions
from peelian.apps.improvement.actions_evidence import add_evidence, withdraw_evidence
from peelian.apps.improvement.actions_importing import forget_upload, import_actions, upload_actions
from peelian.apps.improvement.models import Action, Evidence, Upload
from peelian.apps.improvement.origins import OWN, Origin
from peelian.apps.improvement.queries import actions_from
from tests.apps.walk.visits import SEE_HERE, SEE_THERE, SEERS, SIGNED_IN, Ids, Visit, there

FILERS = frozenset({"supervisor", "commander", "board-secretary", "inspection-liaison"})
"""Roles that file actions; whoever leads a unit may too."""
FILE_HERE = FILERS | {"sergeant", "inspector", "chief"}
FILE_THERE = FILERS | there(FILERS) | {"chief"}
FILE = FILE_HERE | FILE_THERE
FILER, OWNER = "commander there", "people-adviser there"
THERE = Origin("decision", "decision:walk", "Decision to walk past there")
PDF = b"%PDF-1.7\n"


def made(walkers: dict[str, Account], ids: Ids) -> dict[str, Any]:
    """An action of the other command that waits for sign-off, with evidence; one of the sergeant's team; and
    a file that the sergeant uploaded to file an action of the other command.
    """
    day = timezone.localdate() + timedelta(30)

    def filed(by: str, unit: str, owner: str, origin: Origin) -> Action:
        given = {"unit": unit, "owner": walkers[owner].username, "origin": origin}
        return actions.file_action(by=walkers[by], title="To walk past", due=day, **given)

    action = filed(FILER, ids.there, OWNER, THERE)
    owner = walkers[OWNER]
    actions.move(by=owner, action=action, move="submit", words="Walked past")
    shown = {"title": "That it was walked past", "evidence_date": timezone.localdate()}
    evidence = add_evidence(by=owner, action=action, file=ContentFile(PDF, "walk.pdf"), **shown)
    here = filed("inspector", ids.here, "constable", OWN)
    table = f"reference,title,unit,owner,due\n1,To walk,{ids.there},constable,{day}\n"
    upload = upload_actions(
        by=walkers["sergeant"], source="walk", file=ContentFile(table.encode(), "walk.csv")
    )
    return {"action there": action.pk, "action here": here.pk, "evidence": evidence.pk, "upload": upload.pk}


def expectations(ids: Ids) -> dict[str, list[Visit]]:
    """What every address gives."""
    at_there, at_here = (f"/actions/{ids.records.get(f'action {which}', 0)}" for which in ("there", "here"))
    evidence = f"{at_there}/evidence/{ids.records.get('evidence', 0)}/"
    upload = f"/actions/import/{ids.records.get('upload', 0)}/"
    unit = quote(ids.there, safe="")
    day = (timezone.localdate() + timedelta(60)).isoformat()
    new = {"title": "New", "unit": ids.here, "owner": "constable", "due": day, "origin": "own"}
    charged_there = FILE_THERE
    part_there, part_here = charged_there | {OWNER}, FILE_HERE | {"constable"}

    def doing(what: str, in_there: frozenset[str], in_here: frozenset[str], **data: str) -> list[Visit]:
        return [
            *(
                Visit(f"{path}/{what}/", to, method=method, data=data if method == "post" else {})
                for path, to in ((at_there, in_there), (at_here, in_here))
                for method in ("get", "post")
            ),
            Visit(f"/actions/0/{what}/", SIGNED_IN, 404),
        ]

    nobody: frozenset[str] = frozenset()
    return {
        "improvement:register": [
            Visit("/actions/", SEERS),
            Visit("/actions/?state=every&sort=-unit&q=walk", SEERS),
            Visit(f"/actions/?unit={unit}", SEERS),
        ],
        "improvement:register_csv": [Visit("/actions/register.csv?state=every", SEERS)],
        "improvement:register_xlsx": [Visit("/actions/register.xlsx", SEERS)],
        "improvement:mine": [Visit("/actions/mine/", SIGNED_IN)],
        "improvement:mailing": [
            Visit("/actions/mine/e-mail/", SIGNED_IN),
            Visit("/actions/mine/e-mail/", SIGNED_IN, method="post", data={"wanted": "no"}),
        ],
        "improvement:new": [
            Visit("/actions/new/", FILE),
            Visit("/actions/new/", FILE, method="post", data=new),
        ],
        "improvement:import": [
            Visit("/actions/import/", FILE),
            Visit("/actions/import/", FILE, method="post", data={"source": ""}),
        ],
        "improvement:import_example": [Visit("/actions/import/example.csv", FILE)],
        "improvement:import_check": [
            Visit(upload, frozenset({"sergeant"}), refused=404),
            Visit(upload, frozenset({"sergeant"}), refused=404, method="post", data={"do": "file"}),
            Visit(upload, frozenset({"sergeant"}), refused=404, method="post", data={"do": "forget"}),
            Visit("/actions/import/0/", SIGNED_IN, 404),
        ],
        "improvement:action": [
            Visit(f"{at_there}/", SEE_THERE), Visit(f"{at_here}/", SEE_HERE),
            Visit("/actions/0/", SIGNED_IN, 404),
        ],
        "improvement:update": doing("update", part_there, part_here, words="It goes"),
        "improvement:move": [
            *doing("move/sign_off", charged_there, nobody, words="It is done"),
            *doing("move/refuse", charged_there, nobody, words="It is not"),
            *doing("move/take_back", frozenset({OWNER}), nobody, words="It is not"),
            *doing("move/start", nobody, part_here, words=""),
            *doing("move/cancel", charged_there, FILE_HERE, words="No more"),
            Visit(f"{at_there}/move/no-such-step/", SEE_THERE, 404),
        ],
        "improvement:due": doing("due", charged_there, FILE_HERE, due=day, reason="Later"),
        "improvement:owner": doing("owner", charged_there, FILE_HERE, owner="chief", reason="Another"),
        "improvement:evidence_new": doing(
            "evidence/new", part_there, part_here, title="A", evidence_date="2026-01-01", link="https://a.example"
        ),
        "improvement:evidence": [
            Visit(evidence, SEE_THERE),
            Visit(f"{at_there}/evidence/0/", SEE_THERE, 404),
            Visit(f"{at_here}/evidence/{ids.records.get('evidence', 0)}/", SEE_HERE, 404),
        ],
        "improvement:evidence_withdraw": [
            Visit(f"{evidence}withdraw/", part_there),
            Visit(f"{evidence}withdraw/", part_there, method="post", data={"reason": "Wrong"}),
            Visit(f"{at_there}/evidence/0/withdraw/", SEE_THERE, 404),
        ],
        "api:actions": [
            Visit("/api/v1/actions", SEERS, out=401),
            Visit(f"/api/v1/actions?unit={unit}", SEE_THERE, out=401),
            Visit("/api/v1/actions?unit=no-such-unit", SEERS, 404, out=401),
        ],
    }  # fmt: skip


def _there() -> Action:
    return Action.objects.get(origin_key=THERE.key)


def _evidence() -> Evidence:
    return Evidence.objects.get(action=_there())


def _sees_none(by: Account, _: Account) -> None:
    if not actions_from(by, THERE.key):
        raise PermissionDenied


def _of_another(act: Callable[..., Any]) -> Callable[[Account, Account], None]:
    """Something done to an upload that somebody else made."""

    def asked(by: Account, other: Account) -> None:
        mine = Upload.objects.get()
        Upload.objects.filter(pk=mine.pk).update(account=other)
        try:
            act(by=by, upload=mine)
        except Http404 as error:
            raise PermissionDenied from error

    return asked


def _without_a_unit(by: Account, other: Account) -> None:
    upload = Upload.objects.get()
    Upload.objects.filter(pk=upload.pk).update(account=other)
    import_actions(by=other, upload=upload)


DAY = timezone.localdate() + timedelta(30)
STRANGERS: dict[str, Callable[[Account, Account], Any]] = {
    "file_action": lambda by, _: actions.file_action(
        by=by, title="New", unit=_there().unit, owner="chief", due=DAY, origin=OWN
    ),
    "_demo_action": lambda by, _: actions.create_demo_actions(
        by=by,
        actions=[{"reference": "x", "title": "New", "unit": _there().unit, "owner": "chief", "due": DAY,
                  "opened_on": DAY}],
    ),
    "_taken": lambda by, _: actions.add_update(by=by, action=_there(), words="It goes"),
    "move": lambda by, _: actions.move(by=by, action=_there(), move="sign_off", words="It is done"),
    "change_due": lambda by, _: actions.change_due(by=by, action=_there(), due=DAY, reason="Later"),
    "change_owner": lambda by, _: actions.change_owner(
        by=by, action=_there(), owner="chief", reason="Another"
    ),
    "add_evidence": lambda by, _: add_evidence(
        by=by, action=_there(), title="A", evidence_date=timezone.localdate(), link="https://a.example"
    ),
    "withdraw_evidence": lambda by, _: withdraw_evidence(by=by, evidence=_evidence(), reason="Wrong"),
    "upload_actions": lambda _, other: upload_actions(
        by=other, source="walk", file=ContentFile(b"reference\n", "walk.csv")
    ),
    "import_actions": _without_a_unit,
    "import_actions of another's file": _of_another(import_actions),
    "forget_upload": _of_another(forget_upload),
    "actions_from": _sees_none,
}  # fmt: skip
"""What somebody who may file at their own unit alone, or at none, is refused."""
