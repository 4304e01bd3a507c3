"""Who is given what of requests for analysis."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.utils import timezone

from peelian.apps.access.models import Account
from peelian.apps.performance import actions_requests as actions
from peelian.apps.performance.models_requests import AnalysisRequest, AnswerFile
from peelian.framework.errors import UserError
from tests.apps.walk.visits import SEE_THERE, SEERS, SIGNED_IN, Ids, Visit

ANSWERS_HERE = frozenset({"analyst"})
ANSWERS_THERE = frozenset({"analyst", "analyst there"})
THERE, HERE = "To walk past there", "To walk past here"
COUNT = "people_in_post"


def made(walkers: dict[str, Account], ids: Ids) -> dict[str, Any]:
    """An answered request of the other command, and one of the sergeant's that is accepted."""
    analyst, tomorrow = walkers["analyst"], timezone.localdate() + timedelta(1)

    def accepted(by: Account, title: str, unit: str) -> int:
        words = {"question": "Who walks here?", "why": "To know who may"}
        number = actions.ask(by=by, title=title, unit=unit, **words).pk
        actions.accept(by=analyst, number=number, analyst=analyst.username, expected=tomorrow)
        return number

    there = accepted(walkers["supervisor there"], THERE, ids.there)
    actions.answer(
        by=analyst, number=there, words="Those who may", readings=[(COUNT, ids.there)],
        files=[ContentFile(b"who,walks\n", "walks.csv")],
    )  # fmt: skip
    file = AnswerFile.objects.get(step__request=there).attachment.pk
    here = accepted(walkers["sergeant"], HERE, ids.here)
    return {"answered there": there, "file there": file, "accepted here": here}


def expectations(ids: Ids) -> dict[str, list[Visit]]:
    """What every address gives."""
    answered, here = (f"/requests/{ids.records.get(n, 0)}" for n in ("answered there", "accepted here"))
    reads_here = ANSWERS_HERE | {"sergeant"}
    asks = {"title": "A new one", "question": "Who?", "why": "To know", "unit": ids.here}
    tomorrow = (timezone.localdate() + timedelta(1)).isoformat()
    file = ids.records.get("file there", 0)

    def triaged(what: str, **data: str) -> list[Visit]:
        return [
            Visit(f"{here}/{what}/", ANSWERS_HERE),
            Visit(f"{here}/{what}/", ANSWERS_HERE, method="post", data=data),
            Visit(f"{answered}/{what}/", ANSWERS_THERE),
            Visit(f"/requests/0/{what}/", SIGNED_IN, 404),
        ]

    def own(what: str, **data: str) -> list[Visit]:
        path = f"{answered}/{what}/"
        return [
            Visit(path, frozenset({"supervisor there"}), method="post", data=data),
            Visit(f"/requests/0/{what}/", SIGNED_IN, 404, method="post", data=data),
        ]

    return {
        "performance:requests": [
            Visit("/requests/", SEERS),
            Visit("/requests/?q=walk+past&state=answered&sort=-title", SEERS),
        ],
        "performance:requests_csv": [Visit("/requests/list.csv", SEERS)],
        "performance:request_search": [Visit("/requests/new/?words=walk+past", SEERS)],
        "performance:request_new": [
            Visit("/requests/new/ask/", SEERS),
            Visit("/requests/new/ask/", SEERS, method="post", data=asks),
            Visit("/requests/new/ask/", SEERS, method="post", data=asks | {"unit": "no-such-unit"}),
        ],
        "performance:request": [
            Visit(f"{answered}/", SEE_THERE),
            Visit(f"{here}/", reads_here),
            Visit("/requests/0/", SIGNED_IN, 404),
        ],
        "performance:request_chart": [
            Visit(f"{answered}/charts/1.svg?width=narrow", SEE_THERE),
            Visit(f"{answered}/charts/2.svg", SEE_THERE, 404),
            Visit("/requests/0/charts/1.svg", SIGNED_IN, 404),
        ],
        "performance:request_file": [
            Visit(f"{answered}/files/{file}/", SEE_THERE),
            Visit(f"{answered}/files/0/", SEE_THERE, 404),
            Visit(f"{here}/files/{file}/", reads_here, 404),
        ],
        "performance:request_accept": triaged("accept", analyst="walk-analyst", expected=tomorrow),
        "performance:request_decline": triaged("decline", reason="It is not known"),
        "performance:request_earlier": triaged("earlier", earlier="1"),
        "performance:request_answer": triaged("answer", words="Those who may"),
        "performance:request_close": [Visit(f"{answered}/close/", SIGNED_IN, 405), *own("close")],
        "performance:request_reopen": [
            Visit(f"{answered}/reopen/", frozenset({"supervisor there"})), *own("reopen", missing="Names")
        ],
        "performance:request_withdraw": [
            Visit(f"{here}/withdraw/", frozenset({"sergeant"})), *own("withdraw")
        ],
        "api:requests": [
            Visit("/api/v1/requests", SEERS, out=401),
            Visit(f"/api/v1/requests?unit={quote(ids.there, safe='')}", SEE_THERE, out=401),
            Visit("/api/v1/requests?unit=no-such-unit", SEERS, 404, out=401),
        ],
    }  # fmt: skip


def _there() -> str:
    return AnalysisRequest.objects.get(title=THERE).unit


def _here() -> int:
    return AnalysisRequest.objects.get(title=HERE).pk


def _gives_what_the_asker_may_not_see(by: Account, analyst: Account) -> None:
    try:
        actions.answer(by=analyst, number=_here(), words="So", readings=[(COUNT, _there())])
    except UserError as error:
        raise PermissionDenied from error


def _points_to_what_the_asker_may_not_read(by: Account, analyst: Account) -> None:
    earlier = AnalysisRequest.objects.get(title=THERE).pk
    try:
        actions.answer_with_earlier(by=analyst, number=_here(), earlier=earlier)
    except UserError as error:
        raise PermissionDenied from error


NEXT = date(2099, 1, 1)
STRANGERS: dict[str, Callable[[Account, Account], Any]] = {
    "ask": lambda by, _: actions.ask(by=by, title="Who?", question="Who?", why="To know", unit=_there()),
    "accept": lambda by, other: actions.accept(
        by=by, number=_here(), analyst=other.username, expected=NEXT
    ),
    "decline": lambda by, _: actions.decline(by=by, number=_here(), reason="Why not"),
    "answer_with_earlier": lambda by, _: actions.answer_with_earlier(
        by=by, number=_here(), earlier=AnalysisRequest.objects.get(title=THERE).pk
    ),
    "answer": lambda by, _: actions.answer(by=by, number=_here(), words="So"),
    "asker_of": _gives_what_the_asker_may_not_see,
    "asker_of, who reads": _points_to_what_the_asker_may_not_read,
}  # fmt: skip
