"""What a pack says, put together from what is there now: values, judgements, decisions and actions."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import cached_property

from django.db.models import Q
from django.utils import timezone

from peelian.apps.boards.judging import Signals, readings_at
from peelian.apps.boards.models import Decision, Pack
from peelian.apps.boards.periods import starts_and_ends
from peelian.apps.boards.queries.judgements import Concluded, Given, every_given
from peelian.apps.improvement.models import Action
from peelian.apps.improvement.states import OPEN
from peelian.apps.improvement.timing import is_late
from peelian.documents.dates import period_label
from peelian.documents.kept import fresh, loads, opened, organisation, pinned, version
from peelian.documents.packs.content import (
    ActionInPack,
    DecisionInPack,
    ItemInPack,
    JudgementInPack,
    MeasureInPack,
    PackContent,
    QuestionInPack,
    Trace,
    ViewInPack,
)
from peelian.documents.packs.disclosing import about_people, few_people
from peelian.documents.packs.measured import measure_in_pack
from peelian.documents.readings import Reading
from peelian.framework.measure import Measure, Question
from peelian.pipeline.result import VALUES
from peelian.pipeline.values import Series

LOADS_TOLD = 3
"""The last loads of a source that a measure's trace names."""


def content_of(pack: Pack) -> PackContent:
    """All that a pack says now. Asked again while nothing has changed, it is the same to the letter."""
    return Packing(pack).content()


class Packing:
    """One pack being put together."""

    def __init__(self, pack: Pack) -> None:
        self.pack, self.board = pack, pack.board
        self.workspace = opened()
        self.framework = self.workspace.framework
        self.known = organisation(self.workspace)
        self.unit = self.known.unit(self.board.unit)
        self.below = self.known.children(self.unit.id)
        asked = self.board.questions.values_list("question", flat=True)
        self.questions = [self.framework.questions[q] for q in asked if q in self.framework.questions]
        self.period_ends = starts_and_ends(pack.period, self.board.every)[1]

    def content(self) -> PackContent:
        pack, edition = self.pack, self.framework.edition
        given = every_given(self.board, pack.period)
        return PackContent(
            force=self.workspace.settings.name,
            board=self.board.name,
            title=pack.title,
            period=period_label(pack.period, self.board.every),
            unit=self.unit.name,
            unit_id=self.unit.id,
            meeting=_meeting(pack),
            agenda=tuple(self._agenda()),
            edition=edition.edition,
            edition_title=edition.title,
            values_version=version(self.workspace, VALUES)[0][0],
            values_at=self.values_at,
            scale=self.framework.scale.title,
            questions=tuple(self._question(each, given.get(each.id)) for each in self.questions),
            decisions=tuple(self._decisions()),
            actions=tuple(self._actions()),
        )

    @cached_property
    def values_at(self) -> str:
        """When the values were last committed, "" before the first time."""
        found = pinned(self.workspace).snapshot(VALUES)
        if found is None:
            return ""
        (latest,) = self.workspace.tables.commits(VALUES, 1)
        return datetime.fromtimestamp(int(latest["timestamp"]) / 1000, UTC).isoformat(timespec="seconds")

    @cached_property
    def found(self) -> dict[tuple[str, str], Reading]:
        """Every reading a pack rests on, by measure and unit, as far as the end of its period."""
        asked = {question.id for question in self.questions}
        mine = {m.id for m in self.framework.measures.values() if m.question in asked}
        parts = {part for measure in mine for part in self.framework.parts(measure)}
        every = readings_at(
            self.workspace,
            measures=sorted(mine | parts),
            units=[self.unit.id, *(unit.id for unit in self.below)],
            period=self.pack.period,
            every=self.board.every,
        )
        return {(each.measure.id, each.series.unit): each for each in every}

    def _question(self, question: Question, given: tuple[Given, Concluded | None] | None) -> QuestionInPack:
        measures = [m for m in self.framework.measures.values() if m.question == question.id]
        signals = Signals.of(
            self.found[m.id, self.unit.id] for m in measures if (m.id, self.unit.id) in self.found
        )
        with_values = [reading.measure for reading in signals.readings]
        return QuestionInPack(
            id=question.id,
            title=question.title,
            theme=self.framework.themes[question.theme].title,
            why=question.why,
            owner=question.owner,
            signals=signals.in_words,
            measures=tuple(self._measure(each) for each in with_values),
            unmeasured=tuple(m.title for m in measures if m not in with_values),
            judgement=_judgement(*given) if given else None,
        )

    def _measure(self, measure: Measure) -> MeasureInPack:
        reading = self.found[measure.id, self.unit.id]
        places = [(unit, self.found.get((measure.id, unit.id))) for unit in self.below]
        made = measure_in_pack(reading, measure, places=places, trace=self._trace(measure, reading))
        if not about_people(self.framework, measure):
            return made
        settings = self.workspace.settings
        below = [unit.id for unit in self.below]
        return made.model_copy(
            update={
                "small": few_people(settings, self._series(measure, [self.unit.id])),
                "small_places": few_people(settings, self._series(measure, below)),
            }
        )

    def _series(self, measure: Measure, units: Iterable[str]) -> list[Series]:
        """The series of a measure and of those it is made of, at some units."""
        ids = [measure.id, *sorted(self.framework.parts(measure.id))]
        return [self.found[key].series for unit in units for id in ids if (key := (id, unit)) in self.found]

    def _trace(self, measure: Measure, reading: Reading) -> Trace:
        source = self.framework.sources.get(measure.source or "")
        covers = fresh(self.workspace, source.id).covers_to if source else None
        mine = [each for each in loads(self.workspace) if source and each.source == source.id]
        return Trace(
            definition=self.framework.fingerprint(measure.id),
            edition=self.framework.edition.edition,
            source=source.title if source else "",
            covers_to=covers.isoformat() if covers else "",
            loads=tuple(
                f"{each.file}, loaded {_day(each.at)}, {each.accepted:,} rows accepted"
                for each in mine[:LOADS_TOLD]
            ),
            quality=reading.quality_rating,
            as_of=self.values_at,
        )

    def _agenda(self) -> Iterable[ItemInPack]:
        meeting = self.pack.meeting
        for number, item in enumerate(meeting.items.all() if meeting else (), start=1):
            yield ItemInPack(
                number=number, title=item.title, presenter=item.presenter, private=not item.is_public
            )

    def _decisions(self) -> Iterable[DecisionInPack]:
        """What the board decided when it last met before this pack's meeting."""
        found = Decision.objects.filter(meeting__board=self.board, meeting__starts_at__date__lt=self._as_at)
        last = found.order_by("-meeting__starts_at").values_list("meeting", flat=True).first()
        for each in found.filter(meeting=last).select_related("meeting"):
            yield DecisionInPack(
                number=each.number,
                words=each.words,
                reason=each.reason,
                meeting=_day(each.meeting.starts_at),
                private=not each.is_public,
            )

    def _actions(self) -> Iterable[ActionInPack]:
        """Open actions of the board's decisions and questions, and those closed since the period began."""
        keys = [
            f"decision:{pk}"
            for pk in Decision.objects.filter(meeting__board=self.board).values_list("pk", flat=True)
        ]
        asked = [question.id for question in self.questions]
        of_ours = Q(origin_key__in=keys) | Q(question__in=asked, unit__in=self._units_at_or_below())
        standing = Q(state__in=OPEN) | Q(closed_at__date__gte=self.pack.period)
        found = Action.objects.filter(of_ours & standing).select_related("owner").prefetch_related("updates")
        for action in found.order_by("due", "pk"):
            said = next((update for update in action.updates.all() if update.words), None)
            yield ActionInPack(
                number=action.pk,
                title=action.title,
                owner=action.owner.display_name,
                due=f"{action.due:%-d %B %Y}",
                state=action.stands.title,
                late=is_late(action.state, action.due, self._as_at),
                latest=f"{timezone.localtime(said.at):%-d %B %Y}: {said.words}" if said else "",
                origin=action.origin_label or action.origin_title,
            )

    @cached_property
    def _as_at(self) -> date:
        """The day the pack is read: that of its meeting, else the first after its period."""
        meeting = self.pack.meeting
        return timezone.localdate(meeting.starts_at) if meeting else self.period_ends

    def _units_at_or_below(self) -> list[str]:
        known = self.known
        return [u for u in known.unit_ids if u == self.unit.id or self.unit in known.ancestors(u)]


def _meeting(pack: Pack) -> str:
    if pack.meeting is None:
        return ""
    return f"{timezone.localtime(pack.meeting.starts_at):%A %-d %B %Y, %H:%M}"


def _judgement(given: Given, ended: Concluded | None) -> JudgementInPack:
    said = given.judgement
    concluded = (
        {
            "concluded_grade": ended.grade,
            "concluded_words": ended.conclusion.words,
            "concluded_by": ended.by,
            "concluded_at": _day(ended.conclusion.concluded_at),
        }
        if ended
        else {}
    )
    return JudgementInPack(
        grade=given.grade,
        means=given.means,
        confidence=given.confidence,
        words=said.words,
        because=said.because,
        by=given.by,
        at=_day(said.given_at),
        views=tuple(
            ViewInPack(
                by=each.by, at=_day(each.view.given_at), stance=each.stance, grade=each.grade,
                words=each.view.words,
            )
            for each in given.views
        ),
        **concluded,
    )  # fmt: skip


def _day(at: datetime) -> str:
    return f"{timezone.localtime(at):%-d %B %Y}"
