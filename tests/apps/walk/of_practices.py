"""Who is given what of the library of practices."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from peelian.apps.access.models import Account
from peelian.apps.inspections import actions_practices as actions
from peelian.apps.inspections.models import Practice
from tests.apps.walk.visits import MEASURE, SEERS, SIGNED_IN, Ids, Visit

ASSESSORS = frozenset({"inspection-liaison", "supervisor", "commander", "board-secretary", "chief"})
"""Who may assess and try: keepers of inspections, those who file actions of the whole force, its leader."""
DECIDERS = frozenset({"commander", "chief"})
PLACE = "/practices/"


def made(walkers: dict[str, Account], ids: Ids) -> dict[str, Any]:
    """A practice that is not assessed, and one that is being assessed."""
    keeper = walkers["inspection-liaison"]
    noted, assessing = (
        actions.add_practice(by=keeper, given={"title": title, "description": "To walk past"})
        for title in ("Walked past", "Assessed")
    )
    actions.assess(by=keeper, practice=assessing, move="assess", words="To walk", board="A board")
    return {"practice": noted.pk, "practice assessed": assessing.pk}


def expectations(ids: Ids) -> dict[str, list[Visit]]:
    """What every address gives."""
    kept = {name: ids.records.get(name, 0) for name in ("practice", "practice assessed")}
    noted, assessed = f"{PLACE}{kept['practice']}/", f"{PLACE}{kept['practice assessed']}/"
    told = {"title": "Another", "description": "Said"}
    said = {"words": "Because", "board": "A board"}
    trial = said | {
        "title": "Try it", "unit": ids.there, "owner": "walk-inspection-liaison",
        "due": (timezone.localdate() + timedelta(9)).isoformat(), "measure": MEASURE, "success": "Quicker",
    }  # fmt: skip
    return {
        "inspections:practices": [
            Visit(PLACE, SEERS), Visit(f"{PLACE}?q=walk&state=noted&ours=no&sort=-state", SEERS)
        ],
        "inspections:practices_csv": [Visit(f"{PLACE}list.csv", SEERS)],
        "inspections:practices_xlsx": [Visit(f"{PLACE}list.xlsx", SEERS)],
        "inspections:practice": [Visit(noted, SEERS), Visit(f"{PLACE}0/", SEERS, 404)],
        "inspections:practice_new": [
            Visit(f"{PLACE}new/", ASSESSORS), Visit(f"{PLACE}new/", ASSESSORS, method="post", data=told)
        ],
        "inspections:practice_change": [
            Visit(f"{noted}change/", ASSESSORS),
            Visit(f"{noted}change/", ASSESSORS, method="post", data=told),
            Visit(f"{PLACE}0/change/", ASSESSORS, 404),
        ],
        "inspections:practice_try": [
            Visit(f"{assessed}try/", ASSESSORS, shows_units=True),
            Visit(f"{assessed}try/", ASSESSORS, method="post", data=trial),
            Visit(f"{PLACE}0/try/", SEERS, 404),
        ],
        "inspections:practice_assess": [
            Visit(f"{noted}assess/", ASSESSORS),
            Visit(f"{noted}assess/", ASSESSORS, method="post", data=said),
            Visit(f"{assessed}decline/", DECIDERS),
            Visit(f"{assessed}decline/", DECIDERS, method="post", data=said),
            Visit(f"{noted}no-such-step/", SIGNED_IN, 404),
        ],
    }  # fmt: skip


def _step(by: Account, title: str, move: str) -> Any:
    practice = Practice.objects.get(title=title)
    return actions.assess(by=by, practice=practice, move=move, words="Because", board="A board")


STRANGERS: dict[str, Callable[[Account, Account], Any]] = {
    "add_practice": lambda by, _: actions.add_practice(by=by, given={"title": "x", "description": "y"}),
    "change_practice": lambda by, _: actions.change_practice(
        by=by, practice=Practice.objects.get(title="Assessed"), given={"aim": "x"}
    ),
    "_to_move": lambda by, _: _step(by, "Walked past", "assess"),
    "assess": lambda by, _: _step(by, "Assessed", "decline"),
}
