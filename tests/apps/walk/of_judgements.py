"""Who is given what of judgements: those on the board read them, each does their own part."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from peelian.apps.access.models import Account
from peelian.apps.boards import actions_judgements as actions
from peelian.apps.boards.models import Board, BoardQuestion, Conclusion, Judgement, Seat, View
from tests.apps.walk.visits import SIGNED_IN, Ids, Visit

PERIOD = date(2026, 3, 1)
CHAIR, SECRETARY, OWNER, MEMBER = "chief", "constable", "inspector", "sergeant"
READERS = frozenset({CHAIR, SECRETARY, OWNER, MEMBER, "board-secretary", "commissioners-approver"})
"""Those who sit on the board, who keeps the boards of its unit, and who publishes what is public."""
OPEN, GIVEN, ENDED = "responding_to_the_public", "relying_on_our_data", "recording_crime"
"""Questions of the board: one that nobody judged yet, one that was looked at, one that is concluded."""


def made(walkers: dict[str, Account], ids: Ids) -> dict[str, Any]:
    """A board of the sergeant's team with a question in each state."""
    board = Board.objects.create(
        slug="walked", name="Walked", purpose="To walk past", unit=ids.here, every="month", made_by="walk",
        is_public=True,
    )  # fmt: skip
    start = timezone.localdate() - timedelta(9)
    parts = {CHAIR: "chair", SECRETARY: "secretary", OWNER: "member", MEMBER: "member"}
    for who, part in parts.items():
        Seat.objects.create(board=board, account=walkers[who], part=part, starts=start)
    for place, question in enumerate((OPEN, GIVEN, ENDED)):
        BoardQuestion.objects.create(board=board, question=question, owner=walkers[OWNER], place=place)
    said = {"board": board, "period": PERIOD, "grade": "good", "confidence": "high", "words": "To walk past"}
    for question in (GIVEN, ENDED):
        judgement = Judgement.objects.create(question=question, given_by=OWNER, **said)
        View.objects.create(judgement=judgement, stance="agree", given_by=MEMBER)
    Conclusion.objects.create(judgement=judgement, grade="good", words="So it is", concluded_by=CHAIR)
    return {"judged": Judgement.objects.get(question=GIVEN).pk}


def expectations(ids: Ids) -> dict[str, list[Visit]]:
    """What every address gives."""
    at = f"/boards/walked/questions/{PERIOD}/"
    graded = {"grade": "good", "confidence": "low", "words": "As I see it", "because": "I have seen it"}
    about = {"judgement": ids.records.get("judged", 0)}

    def of(question: str, to: frozenset[str], way: str = "", **more: Any) -> Visit:
        return Visit(f"{at}{question}/{way}", to, **more)

    def only(*who: str) -> frozenset[str]:
        return frozenset(who)

    return {
        "boards:questions_now": [
            Visit("/boards/walked/questions/", READERS),
            Visit("/boards/no-such-board/questions/", SIGNED_IN, 404),
        ],
        "boards:questions": [Visit(at, READERS), Visit("/boards/walked/questions/never/", READERS, 404)],
        "boards:judgement": [
            *(of(question, READERS) for question in (OPEN, GIVEN, ENDED)),
            of("not-asked", READERS, status=404),
        ],
        "boards:judge": [
            of(OPEN, only(OWNER), "judge/"),
            of(OPEN, only(OWNER), "judge/", method="post", data=graded),
            of(ENDED, only(), "judge/"),
        ],
        "boards:view": [
            of(GIVEN, only(CHAIR, SECRETARY, MEMBER), "view/"),
            of(
                GIVEN,
                only(CHAIR, SECRETARY, MEMBER),
                "view/",
                method="post",
                data=about | {"stance": "agree"},
            ),
            of(OPEN, only(), "view/"),
        ],
        "boards:conclude": [
            of(GIVEN, only(CHAIR), "conclude/"),
            of(GIVEN, only(CHAIR), "conclude/", method="post", data=about | graded),
            of(OPEN, only(), "conclude/"),
        ],
        "boards:reopen": [
            of(ENDED, only(CHAIR), "reopen/"),
            of(ENDED, only(CHAIR), "reopen/", method="post", data={"reason": "New figures"}),
            of(GIVEN, only(), "reopen/"),
        ],
    }


def _mine(by: Account, part: str) -> Judgement:
    """A judgement of somebody's own, on a board where they have another part too."""
    judgement = Judgement.objects.get(question=GIVEN)
    Judgement.objects.filter(pk=judgement.pk).update(given_by=by.username)
    Seat.objects.filter(board=judgement.board, part=part).update(account=by)
    return Judgement.objects.get(pk=judgement.pk)


STRANGERS: dict[str, Callable[[Account, Account], Any]] = {
    "give_view": lambda by, _: actions.give_view(by=by, judgement=_mine(by, "member"), stance="agree"),
    "conclude": lambda by, _: actions.conclude(
        by=by, judgement=_mine(by, "chair"), grade="good", words="So it is"
    ),
}
