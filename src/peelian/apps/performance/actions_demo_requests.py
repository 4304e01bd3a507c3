"""The questions that the demonstration begins with, in four states."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from peelian.apps.access.models import Account
from peelian.apps.performance.actions_requests import accept, answer, answer_with_earlier, ask, close
from peelian.apps.performance.models_requests import AnalysisRequest, RequestStep
from peelian.documents.kept import opened, organisation

MEDIAN, IN_STANDARD = "attendance_immediate_median", "attendance_immediate_in_standard"
TITLES = (
    "Are we slower to immediate incidents than last year?",
    "Does the whole force attend immediate incidents more slowly than last year?",
    "What raised attendance within the standard at Wynmouth?",
    "How many incidents are attended by two teams?",
)
ANSWER = (
    "No. Your team’s median time to attend immediate incidents shows no sign of getting slower since last "
    "year.\n\nHow sure: the chart has more than two years of months, and none of the rules finds a rise. A "
    "single slow month is what chance brings.\n\nHow it was worked out: the control chart of the measure, at "
    "your team, as it stands today."
)


@transaction.atomic
def create_demo_requests(*, by: Account, sergeant: Account, chief: Account) -> None:
    """Ask and answer the questions of the demonstration, unless they were asked. `by` is an analyst."""
    if AnalysisRequest.objects.filter(title__in=TITLES).exists():
        return
    known = organisation(opened())
    posted = known.posting_of(sergeant.person_id or "")
    assert posted is not None
    team, force = posted.unit, known.root.id
    soon = timezone.localdate() + timedelta(days=7)
    first = ask(
        by=sergeant, title=TITLES[0], unit=team, measures=[MEDIAN],
        question="My team says that it takes us longer to reach immediate incidents than it did last year.",
        why="Whether to ask for another car at weekends",
    )  # fmt: skip
    accept(by=by, number=first.pk, analyst=by.username, expected=soon)
    answer(by=by, number=first.pk, words=ANSWER, readings=[(MEDIAN, team), (MEDIAN, force)])
    close(by=sergeant, number=first.pk)
    again = ask(
        by=chief, title=TITLES[1], unit=force, measures=[MEDIAN],
        question="Two sergeants have told me that immediate incidents take longer to reach.",
        why="Whether it goes on the agenda of the performance board",
    )  # fmt: skip
    said = "The answer to the sergeant has the chart of the whole force too, and it shows no rise."
    answer_with_earlier(by=by, number=again.pk, earlier=first.pk, words=said)
    cause = ask(
        by=chief, title=TITLES[2], unit=force, measures=[IN_STANDARD], needed_by=soon,
        question="Attendance at Wynmouth rose in February 2025 and stayed there. Was it the new rota?",
        why="Whether the other commands should have the same rota",
    )  # fmt: skip
    accept(by=by, number=cause.pk, analyst=by.username, expected=soon)
    ask(
        by=sergeant, title=TITLES[3], unit=team,
        question="I would like to know how often we are sent to help another team, by hour of the day.",
        why="Where the early shift should wait",
    )  # fmt: skip
    for number, days in ((first.pk, 13), (again.pk, 4), (cause.pk, 2)):
        _set_back(number, days)


def _set_back(number: int, days: int) -> None:
    """Make it asked some days ago, so that there are times to answer to show."""
    ago = timedelta(days=days)
    AnalysisRequest.objects.filter(pk=number).update(asked_at=F("asked_at") - ago)
    RequestStep.objects.filter(request=number, kind="asked").update(at=F("at") - ago)
