"""Who is given what of the register of findings, its dates and its files."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.http import Http404
from django.utils import timezone

from peelian.apps.access.feeds import digest
from peelian.apps.access.models import Account
from peelian.apps.inspections import actions_findings as doing
from peelian.apps.inspections import actions_register as actions
from peelian.apps.inspections.actions_deadlines import make_feed
from peelian.apps.inspections.actions_importing import (
    forget_finding_upload,
    import_findings,
    upload_findings,
)
from peelian.apps.inspections.models import DeadlineFeed, Finding, Publication, Upload
from peelian.apps.inspections.queries.finding import choosing_page
from tests.apps.walk.of_actions import FILE
from tests.apps.walk.visits import ANYBODY, NOBODY, SEERS, SIGNED_IN, Ids, Visit

KEEPERS = frozenset({"inspection-liaison"})
KEEP_THERE = KEEPERS | {"inspection-liaison there"}
OWNER, FEED, TITLE = "people-adviser there", "the-sergeants-own-dates", "A report to walk past"
CHARGED_THERE = KEEP_THERE | {"chief"}
WORKING_THERE = CHARGED_THERE | {OWNER}
SIGNERS_THERE = frozenset({"chief", "commander", "commander there"})
DUE = timezone.localdate() + timedelta(30)


def made(walkers: dict[str, Account], ids: Ids) -> dict[str, Any]:
    """A publication with three findings: one of the force that nobody owns, and two of the other command,
    one that is worked on and one that waits for sign-off; a file of findings; the sergeant's calendar.
    """
    keeper, owner = walkers["inspection-liaison"], walkers[OWNER].username
    report = actions.add_publication(by=keeper, title=TITLE, published=timezone.localdate())

    def finding(number: str, **more: Any) -> Finding:
        text = f"What was found {number}"
        return actions.add_finding(
            by=keeper, publication=report, kind="recommendation", number=number, text=text, due=DUE, **more
        )

    new, working, signing = finding("1"), finding("2"), finding("3")
    for each in (working, signing):
        doing.allocate(by=keeper, finding=each, owner=owner, unit=ids.there)
    doing.move(by=walkers[OWNER], finding=signing, move="ask", words="Walked past", why_none="Nothing")
    doing.move(by=keeper, finding=signing, move="assure", words="Walked past")
    table = f"reference,publication,kind,text\n1,{TITLE},recommendation,To walk past\n"
    upload = upload_findings(by=keeper, source="walk", file=ContentFile(table.encode(), "walk.csv"))
    DeadlineFeed.objects.create(account=walkers["sergeant"], digest=digest(FEED))
    return {
        "report": report.pk, "finding new": new.pk, "finding working": working.pk,
        "finding signing": signing.pk, "findings": upload.pk,
    }  # fmt: skip


def expectations(ids: Ids) -> dict[str, list[Visit]]:
    """What every address gives. The register says to everybody at which unit a finding is."""
    new, working, signing = (
        f"/inspections/findings/{ids.records.get(f'finding {which}', 0)}/"
        for which in ("new", "working", "signing")
    )
    report = f"/inspections/publications/{ids.records.get('report', 0)}/"
    upload = f"/inspections/import/{ids.records.get('findings', 0)}/"
    dates, words = "/inspections/deadlines/", {"words": "It goes", "why_none": "Nothing"}

    def doing(what: str, *, of: str, to: frozenset[str], **data: Any) -> list[Visit]:
        return [
            *(Visit(f"{of}{what}/", to, method=m, data=data if m == "post" else {}, shows_units=True)
              for m in ("get", "post")),
            Visit(f"/inspections/findings/0/{what}/", SEERS, 404),
        ]  # fmt: skip

    def form(path: str, to: frozenset[str], **data: Any) -> list[Visit]:
        return [
            Visit(path, to, shows_units=True),
            Visit(path, to, method="post", data=data, shows_units=True),
        ]

    def shown(path: str) -> Visit:
        return Visit(path, SEERS, shows_units=True)

    place = {"owner": "chief", "unit": ids.there}
    found = {"kind": "recommendation", "text": "What was found 9", "number": "9"}
    kept_by = {"to": KEEPERS, "refused": 404}
    return {
        "inspections:register": [
            shown("/inspections/"), shown("/inspections/?stage=every&q=walk&sort=-status&when=late"),
        ],
        "inspections:register_csv": [shown("/inspections/register.csv")],
        "inspections:register_xlsx": [shown("/inspections/register.xlsx")],
        "inspections:deadlines": [shown(dates), shown(f"{dates}?whose=mine&kind=finding")],
        "inspections:deadlines_ics": [shown("/inspections/deadlines.ics")],
        "inspections:deadlines_calendar": form(f"{dates}calendar/", SEERS),
        "inspections:deadlines_calendar_off": [
            Visit(f"{dates}calendar/off/", SIGNED_IN - {"sergeant"}, 409, 302, method="post"),
        ],
        "inspections:deadlines_feed": [
            Visit(f"{dates}calendar/{FEED}.ics", ANYBODY),
            Visit(f"{dates}calendar/some-other.ics", ANYBODY, 404),
        ],
        "inspections:import": form("/inspections/import/", KEEPERS, source=""),
        "inspections:import_example": [Visit("/inspections/import/example.csv", KEEPERS)],
        "inspections:import_check": [
            Visit(upload, **kept_by), Visit(upload, **kept_by, method="post", data={"do": "add"}),
            Visit(upload, **kept_by, method="post", data={"do": "forget"}),
            Visit("/inspections/import/0/", SIGNED_IN, 404),
        ],
        "inspections:publications": [
            Visit("/inspections/publications/", SEERS),
            Visit("/inspections/publications/?q=walk&type=national&sort=-open", SEERS),
        ],
        "inspections:publication_new": form(
            "/inspections/publications/new/", KEEPERS, title="New", body="x"
        ),
        "inspections:publication": [shown(report), Visit("/inspections/publications/0/", SEERS, 404)],
        "inspections:publication_change": [
            *form(f"{report}change/", KEEPERS, title="New", body="x"),
            Visit("/inspections/publications/0/change/", SEERS, 404),
        ],
        "inspections:finding_new": [
            *form(f"{report}finding/", KEEPERS, **found),
            Visit("/inspections/publications/0/finding/", SEERS, 404),
        ],
        "inspections:finding": [
            shown(new), shown(working), shown(signing), Visit("/inspections/findings/0/", SEERS, 404),
        ],
        "inspections:finding_change": [
            *doing("change", of=new, to=KEEPERS, **found),
            *doing("change", of=working, to=KEEP_THERE, **found),
        ],
        "inspections:finding_allocate": [
            *doing("allocate", of=new, to=KEEPERS | {"chief"}, **place),
            *doing("allocate", of=working, to=NOBODY, **place),
        ],
        "inspections:finding_update": [
            *doing("update", of=new, to=KEEPERS | {"chief"}, **words),
            *doing("update", of=working, to=WORKING_THERE, **words),
        ],
        "inspections:finding_move": [
            *doing("move/ask", of=working, to=WORKING_THERE, **words),
            *doing("move/assure", of=working, to=NOBODY, **words),
            *doing("move/set_apart", of=working, to=KEEP_THERE, **words),
            *doing("move/sign_off", of=signing, to=SIGNERS_THERE, **words),
            *doing("move/refuse", of=signing, to=SIGNERS_THERE, **words),
            *doing("move/assure", of=signing, to=NOBODY, **words),
            Visit(f"{working}move/no-such-step/", SEERS, 404),
        ],
        "inspections:finding_due": doing("due", of=working, to=CHARGED_THERE, due="2031-01-01", reason="x"),
        "inspections:finding_owner": doing("owner", of=working, to=CHARGED_THERE, **place, reason="x"),
        "inspections:finding_success": doing("success", of=working, to=WORKING_THERE, success="x"),
        "inspections:finding_action": doing(
            "action", of=working, to=FILE, title="x", unit=ids.there, owner="chief", due=DUE.isoformat()
        ),
        "api:findings": [
            Visit("/api/v1/findings?stage=working", SEERS, out=401, shows_units=True),
            Visit("/api/v1/findings?unit=no-such-unit", SEERS, 404, out=401),
        ],
        "api:publications": [Visit("/api/v1/publications", SEERS, out=401)],
        "api:deadlines": [Visit("/api/v1/deadlines", SEERS, out=401)],
    }  # fmt: skip


def _there(status: str = "in_progress") -> Finding:
    return Finding.objects.get(publication__title=TITLE, status=status)


def _report() -> Publication:
    return Publication.objects.get(title=TITLE)


def _of_their_own(act: Callable[..., Any]) -> Callable[[Account, Account], None]:
    """Something done to an upload that is theirs, by somebody who may not keep findings any more."""

    def asked(by: Account, _: Account) -> None:
        mine = Upload.objects.get()
        Upload.objects.filter(pk=mine.pk).update(account=by)
        act(by=by, upload=mine)

    return asked


def _of_another(act: Callable[..., Any]) -> Callable[[Account, Account], None]:
    """Something done to an upload that somebody else made."""

    def asked(_: Account, __: Account) -> None:
        mine = Upload.objects.get()
        other = Account.objects.get(username="walk-inspection-liaison-there")
        try:
            act(by=other, upload=mine)
        except Http404 as error:
            raise PermissionDenied from error

    return asked


STRANGERS: dict[str, Callable[[Account, Account], Any]] = {
    "add_publication": lambda by, _: actions.add_publication(by=by, title="New"),
    "change_publication": lambda by, _: actions.change_publication(by=by, publication=_report(), title="x"),
    "add_finding": lambda by, _: actions.add_finding(
        by=by, publication=_report(), kind="recommendation", text="New"
    ),
    "change_finding": lambda by, _: actions.change_finding(by=by, finding=_there(), text="x"),
    "allocate": lambda by, _: doing.allocate(
        by=by, finding=_there("awaiting_allocation"), owner="chief", unit=_there().unit
    ),
    "add_update of a finding": lambda by, _: doing.add_update(by=by, finding=_there(), words="It goes"),
    "move of a finding": lambda by, _: doing.move(
        by=by, finding=_there("pending_sign_off"), move="sign_off", words="It is done"
    ),
    "change_due of a finding": lambda by, _: doing.change_due(
        by=by, finding=_there(), due=DUE + timedelta(1), reason="x"
    ),
    "change_owner of a finding": lambda by, _: doing.change_owner(
        by=by, finding=_there(), owner="chief", unit=_there().unit, reason="x"
    ),
    "set_success": lambda by, _: doing.set_success(by=by, finding=_there(), success="x"),
    "file_finding_action": lambda by, _: doing.file_finding_action(
        by=by, finding=_there(), title="x", unit=_there().unit, owner="chief", due=DUE
    ),
    "choosing_page": lambda _, __: choosing_page(Account.objects.get(username="walk-nothing-granted")),
    "make_feed of dates": lambda _, __: make_feed(by=Account.objects.get(username="walk-nothing-granted")),
    "upload_findings": lambda by, _: upload_findings(
        by=by, source="walk", file=ContentFile(b"reference\n", "walk.csv")
    ),
    "import_findings": _of_their_own(import_findings),
    "import_findings of another's file": _of_another(import_findings),
    "forget_finding_upload": _of_another(forget_finding_upload),
}  # fmt: skip
"""What somebody who keeps no findings, and has no part in one, is refused."""
