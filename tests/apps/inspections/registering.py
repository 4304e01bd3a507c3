"""Publications and findings that tests put into the register, and who does it."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from peelian.apps.inspections import actions_findings as doing
from peelian.apps.inspections.actions_register import add_finding, add_publication
from peelian.apps.inspections.models import Finding, Publication
from peelian.apps.inspections.states import OPEN
from tests.apps.improvement.made import unit_of

TODAY = timezone.localdate()
DAY = timedelta(days=1)
MEASURE = "attendance_immediate_in_standard"
TITLE = "An inspection of how forces answer calls"
TEXT = "Chief constables should make sure that callers are told when somebody will come."
DONE = "It was done, and looked at"


def publication(by: Any, **given: Any) -> Publication:
    """A national publication of ten days ago, added by somebody."""
    usual = {"title": TITLE, "inspection_type": "national", "published": TODAY - 10 * DAY}
    return add_publication(by=by, **{**usual, **given})


def finding(by: Any, of: Publication | None = None, **given: Any) -> Finding:
    """A recommendation, added by somebody, of a publication that is there or a new one."""
    usual: dict[str, Any] = {"kind": "recommendation", "number": "1", "text": TEXT, "due": TODAY + 40 * DAY}
    return add_finding(by=by, publication=of or publication(by), **{**usual, **given})


def allocated(accounts: dict[str, Any], of: Publication | None = None, **given: Any) -> Finding:
    """One that the inspector owns, at the sergeant's unit."""
    made = finding(accounts["liaison"], of, **given)
    unit = unit_of(accounts["sergeant"])
    doing.allocate(by=accounts["liaison"], finding=made, owner="inspector", unit=unit)
    return again(made)


def brought_to(accounts: dict[str, Any], stage: str, of: Publication | None = None, **given: Any) -> Finding:
    """One that has come to a stage, by those whose steps they are."""
    if stage == "new":
        return finding(accounts["liaison"], of, **given)
    made = allocated(accounts, of, **given)
    ways = [
        ("ask", "inspector", "assuring"), ("assure", "liaison", "signing"), ("sign_off", "chief", "done"),
    ]  # fmt: skip
    for step, who, after in ways if stage in OPEN[2:] or stage == "done" else ():
        doing.move(by=accounts[who], finding=made, move=step, words=DONE, why_none="A change of one form")
        if after == stage:
            break
    if stage == "apart":
        doing.move(by=accounts["liaison"], finding=made, move="set_apart", words=DONE)
    return again(made)


def again(made: Finding) -> Finding:
    return Finding.objects.select_related("publication", "owner").get(pk=made.pk)


def aged(made: Finding, due: date | None, **fields: Any) -> Finding:
    """A finding as it would be had it been due another day."""
    Finding.objects.filter(pk=made.pk).update(due=due, **fields)
    return again(made)
