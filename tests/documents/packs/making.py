"""Packs made for tests: questions with measures of every kind, judged and not, with decisions and actions."""

from functools import cache

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
from peelian.documents.packs.measured import measure_in_pack
from peelian.documents.readings import read
from peelian.pipeline.organisation import Unit
from tests.documents.made import BETTER, STEADY, WORSE, measure, series, standard

COMMANDS = [
    Unit(f"C{at}", f"{name} command", "command", "force") for at, name in enumerate(("North", "South"))
]


def trace(source: str = "Incidents") -> Trace:
    return Trace(
        definition="f00dfeed",
        edition="2025",
        source=source,
        covers_to="2024-10-31",
        loads=("incidents.csv, loaded 1 November 2024, 12,345 rows accepted",),
        quality="good",
        as_of="2024-11-01T02:00:00+00:00",
    )


@cache
def measured(
    id: str = "in_time", values: tuple[float, ...] = tuple(BETTER), level: float = 0.85
) -> MeasureInPack:
    """A proportion at the force and two commands, against a standard when `level` is not 0."""
    of = measure(
        id=id,
        title=f"Attended within the standard ({id})",
        standards=[standard(level)] if level else [],
        caveats="Incidents that nobody attended are left out",
    )
    places = [(unit, read(series(list(values), of=of, unit=unit.id))) for unit in COMMANDS]
    return measure_in_pack(read(series(list(values), of=of)), of, places=places, trace=trace())


def judgement(**given: object) -> JudgementInPack:
    fields: dict[str, object] = {
        "grade": "Good",
        "means": "What is expected, with room to do better",
        "confidence": "High",
        "words": "We attend sooner than a year ago.\n\nNights are the weakest.",
        "because": "The signals rest on one command.",
        "by": "A. Morris",
        "at": "3 November 2024",
        "views": (
            ViewInPack(
                by="B. Jones",
                at="4 November 2024",
                stance="Challenges",
                grade="Adequate",
                words="Rural areas wait.",
            ),
        ),
        "concluded_grade": "Adequate",
        "concluded_words": "We go with the challenge until rural times are better.",
        "concluded_by": "C. Chief",
        "concluded_at": "5 November 2024",
        **given,
    }
    return JudgementInPack.model_validate(fields)


def question(id: str = "responding", **given: object) -> QuestionInPack:
    fields: dict[str, object] = {
        "id": id,
        "title": "How good are we at responding to the public?",
        "theme": "Responding",
        "why": "People are safer the sooner an officer comes.",
        "owner": "Head of Response",
        "signals": "1 getting better, 1 getting worse",
        "measures": (measured(), measured("worse", tuple(WORSE), 0.0)),
        "unmeasured": ("Calls answered in ten seconds",),
        "judgement": judgement(),
        **given,
    }
    return QuestionInPack.model_validate(fields)


def action(number: int = 7, **given: object) -> ActionInPack:
    fields: dict[str, object] = {
        "number": number,
        "title": "Move two cars to the coast at night",
        "owner": "D. Evans",
        "due": "1 December 2024",
        "state": "Under way",
        "late": True,
        "latest": "2 November 2024: one car moved",
        "origin": "Decision 3 of the performance board",
        **given,
    }
    return ActionInPack.model_validate(fields)


def decision(number: int = 3, **given: object) -> DecisionInPack:
    fields: dict[str, object] = {
        "number": number,
        "words": "Two cars move to the coast at night.",
        "reason": "Most waits are there.",
        "meeting": "1 October 2024",
        **given,
    }
    return DecisionInPack.model_validate(fields)


def short(**given: object) -> PackContent:
    """A pack of one question with one chart, for what is slow."""
    return pack(**{"questions": (question(measures=(measured(),)),), **given})


def pack(**given: object) -> PackContent:
    """A pack of two questions, one of them neither judged nor with values."""
    fields: dict[str, object] = {
        "force": "Wynmouth Police",
        "board": "Force performance board",
        "title": "Performance pack, October 2024",
        "period": "October 2024",
        "unit": "Wynmouth Police",
        "unit_id": "force",
        "meeting": "Tuesday 5 November 2024, 10:00",
        "agenda": (ItemInPack(number=1, title="Responding", presenter="A. Morris"),),
        "edition": "2025",
        "edition_title": "Performance framework",
        "values_version": 12,
        "values_at": "2024-11-01T02:00:00+00:00",
        "scale": "Inspection grades",
        "questions": (
            question(),
            question(
                "calls",
                title="How quickly do we answer?",
                measures=(measured("steady", tuple(STEADY), 0.8), measured("soon", tuple(STEADY[:5]), 0.0)),
                judgement=None,
                unmeasured=(),
            ),
        ),
        "decisions": (decision(),),
        "actions": (action(), action(8, late=False, latest="")),
        **given,
    }
    return PackContent.model_validate(fields)
