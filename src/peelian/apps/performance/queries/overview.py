"""The overview: every measure at one unit, by question."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.http import Http404

from peelian.apps.access.permissions import Permission
from peelian.apps.access.visible import visible_to
from peelian.apps.performance.queries.scope import Place, Viewer, place
from peelian.documents.kept import opened, readings, stored_series
from peelian.documents.readings import VARIATIONS, Glance, Mark, Reading, glances, read_all
from peelian.framework.measure import Measure, Question, Theme
from peelian.pipeline.organisation import Unit


@dataclass(frozen=True)
class Asked:
    """A question with the readings that answer it; `unmeasured` are its measures without values here."""

    question: Question
    readings: list[Reading]
    unmeasured: list[Measure]

    @property
    def in_order(self) -> list[Reading]:
        """The readings by variation, concerns first."""
        order = [mark.key for mark in VARIATIONS]
        return sorted(self.readings, key=lambda r: (order.index(r.variation.key), r.variation.letter))

    @property
    def in_words(self) -> str:
        """The same as words: "1 getting worse, 6 no clear change"."""
        return ", ".join(f"{each.count} {each.mark.label.lower()}" for each in counts(self.readings))


@dataclass(frozen=True)
class ThemeOfQuestions:
    theme: Theme
    questions: list[Asked]


@dataclass(frozen=True)
class Count:
    """How many readings have one variation."""

    mark: Mark
    count: int


@dataclass(frozen=True)
class Overview:
    """`changed` are the signals, concerns first; `counts` and `total` are before the filter."""

    place: Place
    own_unit: Unit | None
    themes: list[ThemeOfQuestions]
    changed: list[Reading]
    counts: list[Count]
    total: int
    latest_period: str
    all_themes: list[Theme]
    edition: str
    found: int


_CONCERNS_FIRST = {"concern": 0, "neutral": 1, "improvement": 2}


def elsewhere(viewer: Viewer) -> str | None:
    """The name of the page to start at for somebody whose work is not with values; None to start here."""
    if visible_to(viewer).anything:
        return None
    return next((page for permission, page in _ELSEWHERE.items() if viewer.holds(permission)), None)


_ELSEWHERE = {Permission.MANAGE_ACCOUNTS: "access:accounts", Permission.READ_AUDIT: "access:audit"}


def overview(
    viewer: Viewer, *, unit: str | None = None, theme: str = "", search: str = "", only_signals: bool = False
) -> Overview:
    """Every measure at a unit, filtered by theme, by words in the title and to signals alone."""
    workspace = opened()
    framework = workspace.framework
    visible = visible_to(viewer)
    where = place(visible, unit)
    every = glances(stored_series(workspace, units=[where.unit.id]))
    kept = read_all(
        [
            glance.series
            for glance in every
            if (not theme or framework.questions[glance.series.measure.question].theme == theme)
            and search.casefold() in glance.series.measure.title.casefold()
            and (glance.variation.is_signal or not only_signals)
        ]
    )
    filtered = bool(theme or search or only_signals)
    measures = [] if filtered or not every else list(framework.measures.values())
    asked = [_asked(q, kept, measures) for q in framework.questions.values()]
    asked = [a for a in asked if a.readings or (a.unmeasured and not filtered)]
    themes = [
        ThemeOfQuestions(t, questions)
        for t in framework.themes.values()
        if (questions := [a for a in asked if a.question.theme == t.id])
    ]
    return Overview(
        place=where,
        own_unit=visible.own_unit,
        themes=themes,
        changed=sorted(
            (r for r in kept if r.is_signal),
            key=lambda r: (_CONCERNS_FIRST[r.variation.key], r.measure.title),
        ),
        counts=counts(every),
        total=len(every),
        latest_period=_latest(every),
        all_themes=list(framework.themes.values()),
        edition=framework.edition.title,
        found=len(kept),
    )  # fmt: skip


def _asked(question: Question, kept: Sequence[Reading], measures: Sequence[Measure]) -> Asked:
    """A question with its readings among those kept; `unmeasured` are those of `measures` without one."""
    mine = [r for r in kept if r.measure.question == question.id]
    measured = {r.measure.id for r in mine}
    asked = (m for m in measures if m.question == question.id)
    return Asked(question, mine, [m for m in asked if m.id not in measured])


def counts(every: Sequence[Reading | Glance]) -> list[Count]:
    """How many readings get better, worse, and so on: one for each kind of variation that occurs."""
    found: dict[str, Count] = {}
    for mark in VARIATIONS:
        alike = [r for r in every if r.variation.label == mark.label]
        if alike:
            letters = {r.variation.letter for r in alike}
            shown = alike[0].variation if len(letters) == 1 else replace(mark, letter="")
            found.setdefault(mark.label, Count(shown, len(alike)))
    return list(found.values())


def _latest(every: Sequence[Glance]) -> str:
    """The period most monthly series reach."""
    named = [g.latest_period for g in every if g.series.measure.period == "month" and g.latest_period]
    return max(set(named), key=named.count) if named else ""


@dataclass(frozen=True)
class QuestionPage:
    place: Place
    theme: Theme
    question: Question
    readings: list[Reading]
    unmeasured: list[Measure]
    counts: list[Count]


def question(viewer: Viewer, question_id: str, *, unit: str | None = None) -> QuestionPage:
    """One question at a unit; Http404 when the framework does not ask it."""
    workspace = opened()
    framework = workspace.framework
    if question_id not in framework.questions:
        raise Http404(f"This framework does not ask the question {question_id!r}.")
    asked = framework.questions[question_id]
    where = place(visible_to(viewer), unit)
    measures = [m for m in framework.measures.values() if m.question == question_id]
    found = readings(workspace, measures=[m.id for m in measures], units=[where.unit.id])
    answered = _asked(asked, found, measures)
    return QuestionPage(
        where, framework.themes[asked.theme], asked, answered.readings, answered.unmeasured,
        counts(answered.readings),
    )  # fmt: skip
