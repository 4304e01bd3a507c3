"""What an action comes of: a decision of a board, a recommendation, or a thought of one's own."""

from dataclasses import dataclass

KINDS = {
    "own": "Own initiative",
    "decision": "Decision of a board",
    "recommendation": "Recommendation",
    "hot_topic": "Hot topic",
    "objective": "Objective of a plan",
    "request": "Request for analysis",
    "interview": "Interview",
    "evaluation": "Evaluation",
}
BY_HAND = ("own", "hot_topic")
"""Those that somebody may choose who files an action by hand; the others come with what they are of."""


@dataclass(frozen=True)
class Origin:
    """What an action came of. `kind` is of KINDS, `key` names it the same for ever ("decision:14"), `label`
    is what people call it, and `address` its page here, "" for none.
    """

    kind: str
    key: str = ""
    label: str = ""
    address: str = ""


OWN = Origin("own")
