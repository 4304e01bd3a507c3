"""The boards of the demonstration: a force performance board, and an accountability conference in public."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from django.utils import timezone

from peelian.apps.access.models import Account
from peelian.apps.access.viewer import Viewer
from peelian.apps.boards.actions_boards import add_question, give_seat, make_board
from peelian.apps.boards.actions_meetings import Arranged, approve_minutes, hold_meeting, plan_meeting
from peelian.apps.boards.actions_minutes import record_attendance, record_decision, write_minutes
from peelian.apps.boards.models import Board, Meeting
from peelian.apps.boards.times import nth_weekday, year_of
from peelian.documents.kept import opened, organisation
from peelian.framework.measure import Period

SEATED = timedelta(days=1000)
"""How long the seats of the demonstration have been held."""


@dataclass(frozen=True)
class PlannedBoard:
    """A board of the demonstration. It meets on the day `on` of a month (for what time its weekday, from 0,
    and which weekday), from `back` months ago for a year. `asks` are questions of the framework; `said` is
    minuted of every past meeting, by the question or kind of an item; `decided` is of one after another.
    """

    name: str
    purpose: str
    every: Period
    on: tuple[int, int]
    back: int
    begins: time
    ends: time
    venue: str
    asks: Sequence[str]
    said: Mapping[str, str]
    decided: Sequence[tuple[str, str, str]]
    link: str = ""
    is_public: bool = False


PERFORMANCE = PlannedBoard(
    name="Force Performance Board",
    purpose="Asks each month how well the force serves the public, judges it honestly, and decides what is "
    "done about it.",
    every="month",
    on=(1, 1),
    back=4,
    begins=time(10),
    ends=time(12),
    venue="Conference room 2, headquarters",
    asks=(
        "answering_calls", "responding_to_the_public", "preventing_crime", "investigating_crime",
        "powers_and_fairness", "relying_on_our_data",
    ),
    said={
        "actions": "The board went through the actions that were due.",
        "responding_to_the_public": "The board read the chart of each command, and heard what the new "
        "response rota at Wynmouth has done.",
    },
    decided=(
        (
            "responding_to_the_public",
            "Every command looks at its own response rota and says what it would change.",
            "The new rota at Wynmouth was followed by a rise that chance does not explain.",
        ),
        (
            "answering_calls",
            "The contact centre tries a second shift pattern in one team for three months.",
            "The charts show no clear change since the last pattern began.",
        ),
        (
            "investigating_crime",
            "The head of crime reads fifty closed investigations and reports what they have in common.",
            "The measures say how often, and not why.",
        ),
    ),
)  # fmt: skip
CONFERENCE = PlannedBoard(
    name="Accountability Conference",
    purpose="Where the commissioner holds the chief constable to account, in public, four times a year.",
    every="quarter",
    on=(2, 3),
    back=8,
    begins=time(14),
    ends=time(16),
    venue="Council chamber, Wynmouth",
    link="https://video.example/accountability",
    is_public=True,
    asks=("responding_to_the_public", "powers_and_fairness"),
    said={
        "responding_to_the_public": "The chief constable said what the charts show, and what is being done."
    },
    decided=(
        (
            "responding_to_the_public",
            "The force publishes its response times as charts, and not one month beside the last.",
            "The public should see what has changed, and what is chance.",
        ),
        (
            "powers_and_fairness",
            "The force reports next quarter on how it reviews stop and search.",
            "The commissioner asked who looks at the records, and how often.",
        ),
    ),
)


def create_demo_boards(
    *,
    by: Viewer,
    chief: str,
    secretary: str,
    commissioner: str,
    members: Sequence[str],
    today: date | None = None,
) -> list[Board]:
    """Make the boards of the demonstration with their meetings around `today`, those that are not there yet.

    `by` keeps boards at the force and gives the seats, and is not who is given a chair. The chief is in the
    chair of the performance board, on which `members` sit, and a member of the conference, whose chair the
    commissioner is. All are usernames.
    """
    day = today or timezone.localdate()
    return [
        _made(by, PERFORMANCE, chief, secretary, members, day),
        _made(by, CONFERENCE, commissioner, secretary, [chief], day),
    ]


def _made(
    by: Viewer, planned: PlannedBoard, chair: str, secretary: str, members: Sequence[str], day: date
) -> Board:
    root = organisation(opened()).root.id
    if found := Board.objects.filter(unit=root, name=planned.name).first():
        return found
    board = make_board(
        by=by, name=planned.name, purpose=planned.purpose, unit=root, every=planned.every,
        open_to_unit=True, is_public=planned.is_public,
    )  # fmt: skip
    parts = {chair: "chair", secretary: "secretary"} | dict.fromkeys(members, "member")
    known = {each.username: each for each in Account.objects.filter(username__in=parts)}
    for username, part in parts.items():
        give_seat(by=by, board=board, account=known[username], part=part, starts=day - SEATED)
    owners = [known[username] for username in members]
    asks = [question for question in planned.asks if question in opened().framework.questions]
    for place, question in enumerate(asks):
        add_question(by=by, board=board, question=question, owner=owners[place % len(owners)])
    past = [each for each in _meetings(by, board, planned, day) if each.ends_at < timezone.now()]
    for number, meeting in enumerate(past):
        decided = planned.decided[number : number + 1]
        _minuted(known[secretary], known[chair], planned, meeting, decided, list(known))
    return board


def _meetings(by: Viewer, board: Board, planned: PlannedBoard, day: date) -> list[Meeting]:
    month = day.year * 12 + day.month - 1 - planned.back
    nth, weekday = planned.on
    first = nth_weekday(month // 12, month % 12 + 1, weekday, nth)
    arranged = (
        Arranged(
            day=each, begins=planned.begins, ends=planned.ends, venue=planned.venue, link=planned.link,
            is_public=planned.is_public,
        )
        for each in year_of(first, planned.every)
    )  # fmt: skip
    return [plan_meeting(by=by, board=board, arranged=each) for each in arranged]


def _minuted(
    secretary: Account,
    chair: Account,
    planned: PlannedBoard,
    meeting: Meeting,
    decided: Sequence[tuple[str, str, str]],
    here: Sequence[str],
) -> None:
    """Write what a past meeting heard and decided, and have its chair approve that."""
    hold_meeting(by=secretary, meeting=meeting)
    record_attendance(by=secretary, meeting=meeting, members=dict.fromkeys(here, "present"))
    items = {item.question or item.kind: item for item in meeting.items.all()}
    said = {items[key].pk: words for key, words in planned.said.items() if key in items}
    write_minutes(by=secretary, meeting=meeting, minutes=said)
    for key, words, reason in decided:
        record_decision(
            by=secretary, meeting=meeting, words=words, reason=reason, item=items.get(key),
            is_public=planned.is_public,
        )  # fmt: skip
    approve_minutes(by=chair, meeting=meeting)
