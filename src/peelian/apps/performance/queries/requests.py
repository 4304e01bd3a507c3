"""One request for analysis with its answers, for those who may read it, and what is like it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404

from peelian.apps.access.viewer import Viewer
from peelian.apps.access.visible import Visible, visible_to
from peelian.apps.attachments.models import Attachment
from peelian.apps.performance.models_requests import (
    AnalysisRequest,
    AnsweredReading,
    AnswerFile,
    RequestStep,
)
from peelian.apps.performance.queries.request_list import RequestRow, namer, rows_of, unit_name
from peelian.apps.performance.requesting import (
    alike,
    analysts_of,
    asker_of,
    may_answer,
    may_read,
    must_answer,
    must_have_asked,
    request_read,
    sees,
    sees_reading,
)
from peelian.documents.kept import opened
from peelian.framework.measure import Measure
from peelian.pipeline.organisation import Organisation, Unit

MOST_ALIKE = 5
"""Earlier answers that are shown to whoever asks."""


@dataclass(frozen=True)
class GivenReading:
    """A reading that was given; `now` says that its measure and unit still are, to read as they are now."""

    reading: AnsweredReading
    now: bool


@dataclass(frozen=True)
class Step:
    """One step with the names of those in it, and what came with an answer that the viewer may see."""

    step: RequestStep
    by: str
    analyst: str
    readings: list[GivenReading]
    hidden: int
    files: list[Attachment]


@dataclass(frozen=True)
class RequestPage:
    """A request, its steps oldest first, its latest answer, and what the viewer may do about it.

    `pointed` is the step that pointed to `earlier`; `readers` is the unit whose people read it.
    """

    row: RequestRow
    measures: list[Measure]
    steps: list[Step]
    answer: Step | None
    earlier: AnalysisRequest | None
    pointed: Step | None
    is_own: bool
    may_answer: bool
    readers: str

    @property
    def asked(self) -> AnalysisRequest:
        return self.row.asked


def request_page(viewer: Viewer, number: int) -> RequestPage:
    """A request; Http404 for none of that number, PermissionDenied when it is not the viewer's to read."""
    visible = visible_to(viewer)
    asked = request_read(visible, number)
    steps = _steps(visible, asked)
    (row,) = rows_of(visible, [asked])
    measures = opened().framework.measures
    answers = [each for each in steps if each.step.kind == "answered"]
    before = asked.earlier if asked.earlier and may_read(visible, asked.earlier) else None
    return RequestPage(
        row=row,
        measures=[measures[each] for each in asked.measures if each in measures],
        steps=steps,
        answer=answers[-1] if answers else None,
        earlier=before,
        pointed=next((each for each in reversed(steps) if each.step.kind == "answered_before"), None),
        is_own=asked.asked_by == viewer.username,
        may_answer=may_answer(visible, asked.unit),
        readers=unit_name(visible.organisation, asked.unit),
    )


def _steps(visible: Visible, asked: AnalysisRequest) -> list[Step]:
    steps = list(asked.steps.all())
    names = namer(name for step in steps for name in (step.by, step.analyst))
    given: dict[int, list[AnsweredReading]] = {}
    for reading in AnsweredReading.objects.filter(request=asked).defer("charts"):
        given.setdefault(reading.step_id, []).append(reading)  # type: ignore[attr-defined]
    files: dict[int, list[Attachment]] = {}
    for file in AnswerFile.objects.filter(step__request=asked).select_related("attachment"):
        files.setdefault(file.step_id, []).append(file.attachment)  # type: ignore[attr-defined]
    return [
        _step(visible, asked, step, names, given.get(step.pk, []), files.get(step.pk, [])) for step in steps
    ]


def _step(
    visible: Visible,
    asked: AnalysisRequest,
    step: RequestStep,
    names: Callable[[str], str],
    given: list[AnsweredReading],
    files: list[Attachment],
) -> Step:
    measures, known = opened().framework.measures, visible.organisation
    shown = [
        GivenReading(each, each.measure in measures and each.unit in known)
        for each in given
        if sees_reading(visible, asked, each.unit)
    ]
    return Step(step, names(step.by), names(step.analyst), shown, len(given) - len(shown), files)


def given_chart(viewer: Viewer, number: int, at: int) -> AnsweredReading:
    """A reading of an answer by its number; Http404 for none, PermissionDenied as `request_page`, and for
    one of a unit that the viewer may not see.
    """
    visible = visible_to(viewer)
    asked = request_read(visible, number)
    found = AnsweredReading.objects.filter(request=asked, number=at).first()
    if found is None:
        raise Http404(f"Request {number} was given no chart {at}.")
    if not sees_reading(visible, asked, found.unit):
        raise PermissionDenied("This unit’s values are not visible to your account.")
    return found


def given_file(viewer: Viewer, number: int, file: int) -> Attachment:
    """A file of an answer; Http404 for none, PermissionDenied as `request_page`."""
    asked = request_read(visible_to(viewer), number)
    found = AnswerFile.objects.filter(step__request=asked, attachment=file).select_related("attachment")
    if not found:
        raise Http404(f"Request {number} was given no such file.")
    return found[0].attachment


# ---- asking


@dataclass(frozen=True)
class Alike:
    """An answered request that is like a question."""

    asked: AnalysisRequest
    unit_name: str


@dataclass(frozen=True)
class AskingPage:
    """What whoever asks may choose from, and answers already given that are like their question."""

    units: list[tuple[str, str]]
    usual: str
    measures: list[Measure]
    alike: list[Alike]


def asking_page(viewer: Viewer, words: str = "") -> AskingPage:
    """To ask about some words; PermissionDenied for somebody who sees no unit."""
    visible = visible_to(viewer)
    visible.some_unit()
    units = [(unit.id, name) for unit, name in _tree(visible.organisation) if visible.sees(unit.id)]
    own = visible.own_unit
    return AskingPage(units, own.id if own else "", _measures(), _alike(visible, words))


def _alike(visible: Visible, words: str, besides: int = 0) -> list[Alike]:
    found = alike(visible, words, besides=besides)[:MOST_ALIKE] if words.strip() else []
    return [Alike(each, unit_name(visible.organisation, each.unit)) for each in found]


def _measures() -> list[Measure]:
    return sorted(opened().framework.measures.values(), key=lambda measure: measure.title)


def _tree(known: Organisation) -> Iterable[tuple[Unit, str]]:
    """Every unit from the force down, each with its name set in as deep as it is."""

    def below(unit: Unit, depth: int) -> Iterable[tuple[Unit, str]]:
        yield unit, "\u2003" * depth + unit.name
        for each in known.children(unit.id):
            yield from below(each, depth + 1)

    return below(known.root, 0)


# ---- answering


@dataclass(frozen=True)
class TriagePage:
    """A request that the viewer may triage and answer, with whom and what they can choose.

    `units` are those that both they and whoever asked see; `alike` are earlier answers that whoever asked may
    read.
    """

    asked: AnalysisRequest
    asker: str
    unit_name: str
    analysts: list[tuple[str, str]]
    units: list[tuple[str, str]]
    measures: list[Measure]
    alike: list[Alike]


def triage_page(viewer: Viewer, number: int) -> TriagePage:
    """A request to triage or answer; Http404 for none, PermissionDenied for whoever may not."""
    visible = visible_to(viewer)
    asked = request_read(visible, number)
    must_answer(visible, asked)
    theirs = asker_of(asked)
    units = [
        (unit.id, name)
        for unit, name in _tree(visible.organisation)
        if theirs is not None and sees(theirs, unit.id) and sees(visible, unit.id)
    ]
    earlier = _alike(theirs, f"{asked.title} {asked.question}", asked.pk) if theirs else []
    return TriagePage(
        asked,
        namer([asked.asked_by])(asked.asked_by),
        unit_name(visible.organisation, asked.unit),
        [(account.username, account.display_name) for account in analysts_of(visible, asked.unit)],
        units,
        _measures(),
        [each for each in earlier if may_read(visible, each.asked)],
    )


def own_request(viewer: Viewer, number: int) -> AnalysisRequest:
    """A request of the viewer's own; Http404 for none, PermissionDenied when somebody else asked it."""
    asked = AnalysisRequest.objects.filter(pk=number).first()
    if asked is None:
        raise Http404(f"There is no request {number}.")
    must_have_asked(viewer, asked)
    return asked
