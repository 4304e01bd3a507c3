"""What a form may draw of a pack: nothing of what was left out, and no letter that a file cannot hold."""

from typing import Any

from peelian.documents.cleaned import cleaned
from peelian.documents.packs.content import MeasureInPack, PackContent, QuestionInPack
from peelian.documents.packs.public import without


def sealed(content: PackContent) -> PackContent:
    """The content with what is said to be left out made empty, whoever made it, and its words cleaned.

    Every form draws from this alone, so that none can show, describe or hide away what may not be seen.
    """
    closed = content.model_copy(
        update={
            "questions": tuple(_question(each) for each in content.questions),
            "decisions": tuple(_emptied(each, "words", "reason") for each in content.decisions),
            "actions": tuple(
                _emptied(each, "title", "owner", "latest", "origin") for each in content.actions
            ),
            "agenda": tuple(_emptied(each, "title", "presenter") for each in content.agenda),
        }
    )
    return PackContent.model_validate(cleaned(closed.model_dump()))


def _question(question: QuestionInPack) -> QuestionInPack:
    reason = question.redacted
    update: dict[str, Any] = {"measures": tuple(_measure(each, reason) for each in question.measures)}
    if reason:
        update |= {"judgement": None, "signals": "", "unmeasured": ()}
    return question.model_copy(update=update)


def _measure(measure: MeasureInPack, redacted: str) -> MeasureInPack:
    if reason := measure.suppressed or redacted:
        return without(measure, reason)
    return measure.model_copy(update={"places": ()}) if measure.suppressed_places else measure


def _emptied(part: Any, *fields: str) -> Any:
    return part.model_copy(update=dict.fromkeys(fields, "")) if part.redacted else part
