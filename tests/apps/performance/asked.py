"""Requests for analysis that tests ask and answer."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from peelian.apps.performance import actions_requests as actions
from peelian.apps.performance.models_requests import AnalysisRequest
from peelian.documents.kept import opened, organisation, readings

MEASURE = "attendance_immediate_median"
TOMORROW = timezone.localdate() + timedelta(days=1)


def unit_of(account: Any) -> str:
    posting = organisation(opened()).posting_of(account.person_id)
    assert posting is not None
    return posting.unit


def root() -> str:
    return organisation(opened()).root.id


def beside(unit: str) -> str:
    """A team of another command that has values of MEASURE."""
    known = organisation(opened())
    own = {each.id for each in known.ancestors(unit) if each.level == "command"}
    teams = [each for each in sorted(known.unit_ids) if known.unit(each).level == "team"]
    apart = [each for each in teams if not own & {above.id for above in known.ancestors(each)}]
    found = readings(opened(), measures=[MEASURE], units=apart)
    return next(each.series.unit for each in found if each.verdict.last is not None)


def asked(by: Any, title: str = "Are we slower at weekends?", **more: Any) -> AnalysisRequest:
    """A question about the asker's own unit unless another is said."""
    given = {
        "question": "Compare rural incidents on Saturdays with those on weekdays.",
        "why": "Whether to move a car",
        "unit": more.pop("unit", None) or unit_of(by),
    }
    return actions.ask(by=by, title=title, **{**given, **more})


def accepted(by: Any, analyst: Any, title: str = "Are we slower at weekends?", **more: Any) -> int:
    expected: date = more.pop("expected", TOMORROW)
    number = asked(by, title, **more).pk
    actions.accept(by=analyst, number=number, analyst=analyst.username, expected=expected)
    return number


def answered(by: Any, analyst: Any, title: str = "Are we slower at weekends?", **more: Any) -> int:
    said = {name: more.pop(name) for name in ("words", "readings", "files") if name in more}
    number = accepted(by, analyst, title, **more)
    actions.answer(by=analyst, number=number, **{"words": "No: chance explains the difference.", **said})
    return number
