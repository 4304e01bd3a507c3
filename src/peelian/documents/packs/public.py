"""The public edition of a frozen pack: values of few people and parts that were redacted are left out, and
each says so. People are not named: what was judged stands under the title of whoever owns the question.
"""

from collections.abc import Mapping

from peelian.documents.packs.content import (
    ActionInPack,
    DecisionInPack,
    ItemInPack,
    JudgementInPack,
    MeasureInPack,
    PackContent,
    QuestionInPack,
    Sign,
    ViewInPack,
)

LEFT_OUT = Sign(key="withheld", letter="", label="Left out")
MEMBER, BOARD = "A member of the board", "The board"
PRIVATE = "Not for publication."


def public_edition(content: PackContent, redacted: Mapping[str, str]) -> PackContent:
    """What may be published of a pack. `redacted` says why, by part: `question:ID`, `measure:ID`,
    `decision:NUMBER`, `action:NUMBER`.
    """
    questions = tuple(_question(each, redacted) for each in content.questions)
    values = [m for q in questions for m in q.measures]
    left_out = sum(bool(m.suppressed) for m in values)
    places = sum(bool(m.suppressed_places) for m in values)
    return content.model_copy(
        update={
            "public": True,
            "questions": questions,
            "decisions": tuple(_decision(each, redacted) for each in content.decisions),
            "actions": tuple(_action(each, redacted) for each in content.actions),
            "agenda": tuple(_item(each) for each in content.agenda),
            "notice": _notice(left_out, places, len(redacted)),
        }
    )


def parts_of(content: PackContent) -> dict[str, str]:
    """Every part that can be redacted, with what it is called."""
    named = {f"question:{q.id}": q.title for q in content.questions}
    named |= {f"measure:{m.id}": m.title for m in content.measures}
    named |= {f"decision:{d.number}": f"Decision {d.number}" for d in content.decisions}
    return named | {f"action:{a.number}": f"Action {a.number}: {a.title}" for a in content.actions}


def _question(question: QuestionInPack, redacted: Mapping[str, str]) -> QuestionInPack:
    reason = redacted.get(f"question:{question.id}", "")
    measures = tuple(
        without(each, reason) if reason else _measure(each, redacted) for each in question.measures
    )
    update: dict[str, object] = {"measures": measures, "redacted": reason}
    if reason:
        update |= {"judgement": None, "signals": ""}
    else:
        update["judgement"] = question.judgement and _judgement(question.judgement, question.owner)
        if any(measure.suppressed for measure in measures):
            update["signals"] = _signals(measures)
    return question.model_copy(update=update)


def _measure(measure: MeasureInPack, redacted: Mapping[str, str]) -> MeasureInPack:
    reason = redacted.get(f"measure:{measure.id}") or measure.small
    if reason:
        return without(measure, reason)
    told: dict[str, object] = {"trace": measure.trace.model_copy(update={"loads": ()})}
    if measure.small_places:
        told |= {"places": (), "suppressed_places": measure.small_places}
    return measure.model_copy(update=told)


def without(measure: MeasureInPack, reason: str) -> MeasureInPack:
    """A measure that is named, and nothing of its values."""
    empty = dict.fromkeys(
        ("latest", "latest_period", "usual", "standard", "sentence", "paragraph", "limits", "alt"), ""
    )
    return measure.model_copy(
        update=empty
        | {
            "variation": LEFT_OUT, "assurance": None, "chart": None, "events": (), "lines": (), "places": (),
            "suppressed": reason, "suppressed_places": "", "small": "", "small_places": "",
            "trace": measure.trace.model_copy(update={"loads": (), "covers_to": "", "quality": ""}),
        }
    )  # fmt: skip


def _signals(measures: tuple[MeasureInPack, ...]) -> str:
    labels = [m.variation.label.lower() for m in measures]
    return ", ".join(f"{labels.count(each)} {each}" for each in dict.fromkeys(labels))


def _judgement(judgement: JudgementInPack, owner: str) -> JudgementInPack:
    views = tuple(_view(each) for each in judgement.views)
    concluded = BOARD if judgement.concluded_by else ""
    return judgement.model_copy(update={"by": owner, "views": views, "concluded_by": concluded})


def _view(view: ViewInPack) -> ViewInPack:
    return view.model_copy(update={"by": MEMBER})


def _decision(decision: DecisionInPack, redacted: Mapping[str, str]) -> DecisionInPack:
    reason = redacted.get(f"decision:{decision.number}", "") or (PRIVATE if decision.private else "")
    return decision.model_copy(update={"words": "", "reason": "", "redacted": reason}) if reason else decision


def _item(item: ItemInPack) -> ItemInPack:
    hidden = {"title": "", "redacted": PRIVATE} if item.private else {}
    return item.model_copy(update={"presenter": "", **hidden})


def _action(action: ActionInPack, redacted: Mapping[str, str]) -> ActionInPack:
    """Without its owner's name and what was said of it day by day."""
    reason = redacted.get(f"action:{action.number}", "")
    hidden = {"title": "", "origin": "", "redacted": reason} if reason else {}
    return action.model_copy(update={"owner": "", "latest": "", **hidden})


def _notice(left_out: int, places: int, redacted: int) -> str:
    said = ["This is the public edition."]
    if left_out:
        said.append(f"The values of {_measures(left_out)} are left out, and say why.")
    if places:
        said.append(f"The values of {_measures(places)} are given for the whole alone.")
    if redacted:
        parts = "1 part is" if redacted == 1 else f"{redacted} parts are"
        said.append(f"{parts} redacted, each with its reason.")
    said.append("Nobody is named.")
    return " ".join(said)


def _measures(number: int) -> str:
    return "1 measure" if number == 1 else f"{number} measures"
