"""What is done to requests for analysis: who may is asked first, the record written last."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.db.models import Max
from django.http import Http404
from django.utils import timezone

from peelian.apps.access.audit import record
from peelian.apps.access.permissions import Permission
from peelian.apps.access.viewer import Viewer
from peelian.apps.access.visible import Visible, visible_to
from peelian.apps.attachments.actions import attach
from peelian.apps.performance.asking_mail import tell_asker
from peelian.apps.performance.freezing import Pair, frozen
from peelian.apps.performance.models_requests import (
    AnalysisRequest,
    AnsweredReading,
    AnswerFile,
    RequestStep,
)
from peelian.apps.performance.requesting import (
    analysts_of,
    asker_of,
    folded,
    may_read,
    must_answer,
    must_have_asked,
    sees,
)
from peelian.documents.kept import opened
from peelian.framework.errors import UserError

MOST_READINGS = 6
"""Of one answer."""


@transaction.atomic
def ask(
    *,
    by: Viewer,
    title: str,
    question: str,
    why: str,
    unit: str,
    needed_by: date | None = None,
    measures: Sequence[str] = (),
) -> AnalysisRequest:
    """Ask the performance team a question about a unit.

    PermissionDenied or Http404 for a unit that is not the viewer's to see or is none; UserError without words
    or a decision that it serves, for a day that has passed and for measures that there are not.
    """
    visible = visible_to(by)
    if unit not in visible.organisation:
        raise Http404(f"There is no unit {unit!r} in this force now.")
    visible.unit(unit)
    title, question = _said(title, "give it a title"), _said(question, "say what you want to know")
    why = _said(why, "say what decision it serves: whoever answers will ask")
    if needed_by is not None and needed_by < timezone.localdate():
        raise UserError("the day it is needed by has passed: choose a later one, or none")
    if unknown := [each for each in measures if each not in opened().framework.measures]:
        raise UserError(f"there is no measure {unknown[0]!r} in this framework")
    asked = AnalysisRequest.objects.create(
        title=title, question=question, why=why, unit=unit, needed_by=needed_by,
        measures=list(dict.fromkeys(measures)), asked_by=by.username, words=folded(title, question),
    )  # fmt: skip
    _step(by, asked, "asked")
    record(by, "request.asked", _subject(asked), unit=unit, after={"title": title})
    return asked


@transaction.atomic
def accept(*, by: Viewer, number: int, analyst: str, expected: date) -> None:
    """Take a request on: `analyst`, a username, is to answer it by the day expected. Again to change either.

    PermissionDenied for whoever may not answer it; UserError for one that is not open, an account that may
    not answer it, and a day that has passed.
    """
    visible, asked = visible_to(by), _locked(number)
    must_answer(visible, asked)
    _must_be_open(asked)
    if analyst not in {account.username for account in analysts_of(visible, asked.unit)}:
        raise UserError("choose somebody who answers requests at this unit")
    if expected < timezone.localdate():
        raise UserError("the day it is expected has passed: choose a later one")
    asked.state, asked.analyst, asked.expected = "accepted", analyst, expected
    asked.save(update_fields=["state", "analyst", "expected"])
    _step(by, asked, "accepted", analyst=analyst, expected=expected)
    _tell(asked)
    said = {"analyst": analyst, "expected": expected}
    _record(visible, "request.accepted", asked, said)


@transaction.atomic
def decline(*, by: Viewer, number: int, reason: str) -> None:
    """Say that a request will not be answered, and why, to whoever asked. Refusals as in `accept`."""
    visible, asked = visible_to(by), _locked(number)
    must_answer(visible, asked)
    _must_be_open(asked)
    reason = _said(reason, "say why: whoever asked is told")
    _move(asked, "declined")
    _step(by, asked, "declined", words=reason)
    _tell(asked)
    _record(visible, "request.declined", asked)


@transaction.atomic
def answer_with_earlier(*, by: Viewer, number: int, earlier: int, words: str = "") -> None:
    """Answer a request by an answer that was given before. Refusals as in `accept`.

    UserError for an earlier request that is none, has no answer, or is not to be read by whoever asked.
    """
    visible, asked = visible_to(by), _locked(number)
    must_answer(visible, asked)
    _must_be_open(asked)
    before = AnalysisRequest.objects.filter(pk=earlier).exclude(pk=number).first()
    if before is None or not may_read(visible, before):
        raise UserError(f"there is no other request {earlier} that you may read")
    if not before.has_answer:
        raise UserError(f"request {earlier} has no answer to point to")
    theirs = asker_of(asked)
    if theirs is None or not may_read(theirs, before):
        raise UserError(f"whoever asked may not see request {earlier}: answer this one itself")
    asked.earlier, asked.answered_at = before, asked.answered_at or timezone.now()
    _move(asked, "answered_before", "earlier", "answered_at")
    _step(by, asked, "answered_before", words=words.strip(), earlier=before)
    _tell(asked)
    _record(visible, "request.answered_before", asked, {"earlier": earlier})


@transaction.atomic
def answer(
    *,
    by: Viewer,
    number: int,
    words: str,
    readings: Sequence[Pair] = (),
    files: Sequence[File[bytes]] = (),
) -> None:
    """Answer a request that was accepted: words, measures at units as they are now, and files.

    Refusals as in `accept`; UserError for one that nobody has accepted, without words, with too many
    readings, and with a reading of a unit that whoever asked, or whoever answers, may not see.
    """
    visible, asked = visible_to(by), _locked(number)
    must_answer(visible, asked)
    if asked.state != "accepted":
        raise UserError("only a request that was accepted can be answered: read it again")
    words = _said(words, "write the answer")
    if len(readings) > MOST_READINGS:
        raise UserError(f"an answer has {MOST_READINGS} charts at most")
    _must_be_seen(visible, asked, [unit for _, unit in readings])
    made = frozen(readings)
    asked.answer, asked.answered_at = words, asked.answered_at or timezone.now()
    asked.words = folded(asked.title, asked.question, words)
    _move(asked, "answered", "answer", "answered_at", "words")
    step = _step(by, asked, "answered", words=words)
    _keep(step, asked, made)
    for file in files:
        AnswerFile.objects.create(step=step, attachment=attach(by=by, file=file))
    _tell(asked)
    said = {"readings": [f"{each.measure} at {each.unit}" for each in made], "files": len(files)}
    _record(visible, "request.answered", asked, said)


@transaction.atomic
def close(*, by: Viewer, number: int) -> None:
    """Say that the answer does answer the question. PermissionDenied for anybody but who asked."""
    asked = _locked(number)
    must_have_asked(by, asked)
    _must_be_answered(asked)
    _move(asked, "closed")
    _step(by, asked, "closed")
    record(by, "request.closed", _subject(asked), unit=asked.unit)


@transaction.atomic
def reopen(*, by: Viewer, number: int, missing: str) -> None:
    """Say what an answer lacks: the request waits for triage again. PermissionDenied as `close`."""
    asked = _locked(number)
    must_have_asked(by, asked)
    if asked.state != "closed":
        _must_be_answered(asked)
    missing = _said(missing, "say what is missing")
    asked.expected = None
    _move(asked, "asked", "expected")
    _step(by, asked, "reopened", words=missing)
    record(by, "request.reopened", _subject(asked), unit=asked.unit)


@transaction.atomic
def withdraw(*, by: Viewer, number: int, reason: str = "") -> None:
    """Take back a question that has not been answered. PermissionDenied as `close`."""
    asked = _locked(number)
    must_have_asked(by, asked)
    _must_be_open(asked)
    if asked.answered_at is not None:
        raise UserError("this has had an answer already: it cannot be withdrawn")
    _move(asked, "withdrawn")
    _step(by, asked, "withdrawn", words=reason.strip())
    record(by, "request.withdrawn", _subject(asked), unit=asked.unit)


def _locked(number: int) -> AnalysisRequest:
    found = AnalysisRequest.objects.select_for_update().filter(pk=number).first()
    if found is None:
        raise Http404(f"There is no request {number}.")
    return found


def _must_be_open(asked: AnalysisRequest) -> None:
    if not asked.is_open:
        raise UserError(f"this request is {asked.state_title.lower()} now: read it again")


def _must_be_answered(asked: AnalysisRequest) -> None:
    if asked.state not in ("answered", "answered_before"):
        raise UserError(f"this request is {asked.state_title.lower()} now: there is no answer to judge")


def _must_be_seen(visible: Visible, asked: AnalysisRequest, units: Sequence[str]) -> None:
    """UserError for a unit that whoever asked, or the viewer, may not see; Http404 for one that is none."""
    known, theirs = visible.organisation, asker_of(asked)
    for unit in units:
        if unit not in known:
            raise Http404(f"There is no unit {unit!r} in this force now.")
        name = known.unit(unit).name
        if not sees(visible, unit):
            raise UserError("you may not see one of these units: choose from the list")
        if theirs is None or not sees(theirs, unit):
            raise UserError(f"whoever asked may not see {name}, so nothing of it can be given to them")


def _keep(step: RequestStep, asked: AnalysisRequest, made: Sequence[AnsweredReading]) -> None:
    """Keep frozen readings with the step they were given in."""
    last = AnsweredReading.objects.filter(request=asked).aggregate(last=Max("number"))["last"] or 0
    for number, each in enumerate(made, start=last + 1):
        each.step, each.request, each.number = step, asked, number
    AnsweredReading.objects.bulk_create(made)


def _move(asked: AnalysisRequest, state: str, *fields: str) -> None:
    asked.state = state
    asked.save(update_fields=["state", *fields])


def _step(by: Viewer, asked: AnalysisRequest, kind: str, **said: Any) -> RequestStep:
    return RequestStep.objects.create(request=asked, kind=kind, by=by.username, **said)


def _tell(asked: AnalysisRequest) -> None:
    """Tell whoever asked, once all this is kept: a message that fails loses nothing."""
    number, state = asked.pk, asked.state
    transaction.on_commit(lambda: tell_asker(number, state), robust=True)


def _said(words: str, otherwise: str) -> str:
    if not words.strip():
        raise UserError(otherwise)
    return words.strip()


def _subject(asked: AnalysisRequest) -> str:
    return f"request {asked.pk}"


def _record(
    visible: Visible, action: str, asked: AnalysisRequest, said: dict[str, Any] | None = None
) -> None:
    role = visible.by_role(Permission.ANSWER_REQUESTS, asked.unit) or ""
    record(visible.viewer, action, _subject(asked), role=role, unit=asked.unit, after=said)
