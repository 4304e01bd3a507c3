"""What the demo force's people have made of its figures: plans, boards, judgements, packs, actions, requests.

Its figures end in March 2026, whenever it is looked at; meetings are around today.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from peelian.apps.access.models import Account
from peelian.apps.access.roles import CommissionersApprover
from peelian.apps.access.viewer import CommandLine, Held
from peelian.apps.boards.actions_judgements import conclude, give_view, judge
from peelian.apps.boards.actions_packs import approve_pack, freeze, make_pack, publish, redact
from peelian.apps.boards.demo_boards import create_demo_boards
from peelian.apps.boards.demo_plans import create_demo_plans
from peelian.apps.boards.models import Board, Decision, Judgement
from peelian.apps.improvement.actions import create_demo_actions
from peelian.apps.improvement.origins import Origin
from peelian.apps.performance.actions_demo_requests import create_demo_requests
from peelian.demo.actions import planted_actions
from peelian.demo.names import CONTACT_ID, FORCE_ID
from peelian.demo.signals import Signal
from peelian.demo.sizes import LAST_MONTH
from peelian.pipeline.organisation import ROOT

MONTH: date = LAST_MONTH.astype("datetime64[D]").item()
QUARTER = MONTH.replace(month=1)

_JUDGED = {
    "answering_calls": (
        "requires_improvement", "high",
        "Fewer 999 calls are answered within ten seconds, and it has lasted. The contact centre has lost "
        "more people than it has trained.",
    ),
    "responding_to_the_public": (
        "good", "medium",
        "Wynmouth’s new rota gets cars to people sooner, and the others hold. Brackenholt’s figures cannot "
        "be read while its arrivals are not recorded.",
    ),
    "preventing_crime": (
        "adequate", "medium",
        "Recorded crime moves within what chance explains. What neighbourhood teams prevent is not measured.",
    ),
    "investigating_crime": (
        "adequate", "low",
        "The share that ends in a charge holds. Nobody has looked at how well the rest were investigated.",
    ),
    "powers_and_fairness": (
        "requires_improvement", "medium",
        "Since Thurlstock changed its policy far fewer of its searches find anything.",
    ),
    "relying_on_our_data": (
        "requires_improvement", "high",
        "One command stopped recording most arrivals. Every chart of its attendance rests on what is left.",
    ),
}  # fmt: skip
_BECAUSE = "The charts count what was recorded; what I have seen on the ground weighs as much."
_CHALLENGED = {
    "responding_to_the_public": (
        "challenge", "adequate", "One command has improved. The travel times of the others have not moved.",
    ),
    "investigating_crime": ("challenge", "", "We call it adequate because we do not know. Say that."),
}  # fmt: skip


class _Commissioner(CommandLine):
    """The commissioner approving a plan: the role asks for a second factor, which no demo account has."""

    held: tuple[Held, ...] = (Held(CommissionersApprover, ROOT),)

    @property
    def username(self) -> str:
        return "commissioner"


def create_governance(accounts: Mapping[str, Account], signals: Iterable[Signal]) -> None:
    """Write all of it, but what is there already. `accounts` are those of the demo, by username."""
    secretary = accounts["secretary"]
    performance, conference = create_demo_boards(
        by=secretary,
        chief="chief",
        secretary="secretary",
        commissioner="commissioner",
        members=["superintendent", "inspector"],
    )
    today = timezone.localdate()
    create_demo_plans(by=secretary, commissioner=_Commissioner(), chief=accounts["chief"])
    create_demo_actions(by=secretary, actions=planted_actions(signals, today))
    create_demo_actions(by=secretary, actions=_decided(performance, today))
    analyst, sergeant, chief = (accounts[name] for name in ("analyst", "sergeant", "chief"))
    create_demo_requests(by=analyst, sergeant=sergeant, chief=chief)
    if not performance.packs.exists():
        _judge(performance, MONTH, accounts)
        pack = make_pack(by=secretary, board=performance, period=MONTH)
        approve_pack(by=accounts["chief"], pack=pack)
        freeze(by=secretary, pack=pack)
    if not conference.packs.exists():
        _judge(conference, QUARTER, accounts)
        pack = make_pack(by=secretary, board=conference, period=QUARTER)
        approve_pack(by=accounts["commissioner"], pack=pack)
        frozen = freeze(by=secretary, pack=pack)
        redact(
            by=secretary, pack=frozen, part="measure:stop_search_removed_clothing",
            reason="The figures are with the independent reviewer until June.",
        )  # fmt: skip
        publish(by=accounts["commissioner"], pack=frozen)


def _judge(board: Board, period: date, accounts: Mapping[str, Account]) -> None:
    """Judgements of a board's questions, views of others on them, and what its chair concluded."""
    chair = board.seats.get(part="chair").account
    others = [seat.account for seat in board.seats.exclude(part="secretary").select_related("account")]
    for asked in board.questions.select_related("owner"):
        grade, confidence, words = _JUDGED[asked.question]
        given = judge(
            by=asked.owner, board=board, question=asked.question, period=period, grade=grade,
            confidence=confidence, words=words, because=_BECAUSE,
        )  # fmt: skip
        reader = next(account for account in others if account.username != asked.owner.username)
        _view(reader, given)
        if chair.username != asked.owner.username:
            conclude(by=chair, judgement=given, grade=grade, words=_concluded(asked.question))


def _view(reader: Account, given: Judgement) -> None:
    stance, grade, words = _CHALLENGED.get(given.question, ("agree", "", ""))
    give_view(by=reader, judgement=given, stance=stance, grade=grade, words=words)


def _concluded(question: str) -> str:
    if question in _CHALLENGED:
        return "The board heard both views and holds to the grade. The disagreement stands beside it."
    return "The board agrees with the grade, and with what is said of the data."


def _decided(board: Board, today: date) -> Iterable[Mapping[str, Any]]:
    """What came of the board's decisions, as `create_demo_actions` takes it: late, put off, not begun."""
    found = {each.number: each for each in Decision.objects.filter(meeting__board=board)}

    def of(number: int, title: str, owner: str, due: int, *updates: tuple[int, str, str], **more: Any) -> Any:
        label = f"Decision {number} of {board.name}"
        origin = Origin("decision", f"decision:{found[number].pk}", label, f"/boards/{board.slug}/decisions/")
        said = [
            {"on": today + timedelta(on), "words": words, "move": move, "by": owner}
            for on, words, move in updates
        ]
        return {
            "reference": f"decision-{number}", "title": title, "owner": owner, "origin": origin,
            "unit": FORCE_ID, "opened_on": today - timedelta(70), "due": today + timedelta(due),
            "updates": said, **more,
        }  # fmt: skip

    return (
        of(1, "Each command says what it would change in its rota", "superintendent", -9,
           (-40, "Two of four have answered.", "start")),
        of(2, "Try a second shift pattern in one contact team", "inspector", 12,
           (-30, "The team is chosen.", "start"), unit=CONTACT_ID, measure="calls_999_within_10_seconds",
           success="The team answers sooner than the others."),
        of(3, "Read fifty closed investigations", "superintendent", 40, question="investigating_crime"),
    ) if found.keys() >= {1, 2, 3} else ()  # fmt: skip
