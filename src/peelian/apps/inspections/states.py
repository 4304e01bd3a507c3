"""The stages of a finding and the moves between them, as data: who may make each, and what it asks for.

The names of statuses are the force's own (`framework/inspections.yaml`); each stands for one of these stages.
"""

from dataclasses import dataclass

from peelian.framework.inspecting import Stage

OWNER, DOER, ASKER, ASSURER = "owner", "doer", "asker", "assurer"
"""Whose part somebody has in a finding: who owns it, who owns an action of it, who asked for assurance last,
who gave it.
"""
KEEPER, LEADER, COMMANDER = "keeper", "leader", "commander"
"""Who keeps findings at its unit by a role, who leads its unit or one above it, who is a commander there."""

CHARGED = frozenset({KEEPER, LEADER})
"""Those who see to it that the owner gets on with it."""
WORKING = frozenset({OWNER, *CHARGED})
SAYING = frozenset({OWNER, DOER, *CHARGED})
"""Those who may say how it goes."""

STAGES: tuple[Stage, ...] = ("new", "working", "assuring", "signing", "done", "apart")
OPEN: tuple[Stage, ...] = ("new", "working", "assuring", "signing")
"""The stages of what the force has yet to close."""
OURS: tuple[Stage, ...] = (*OPEN, "done")
COLOURS: dict[Stage, str] = {
    "new": "govuk-tag--pink",
    "working": "govuk-tag--light-blue",
    "assuring": "govuk-tag--yellow",
    "signing": "govuk-tag--yellow",
    "done": "govuk-tag--green",
    "apart": "govuk-tag--grey",
}


@dataclass(frozen=True)
class Move:
    """A step from one of some stages to another. `who` are the parts that may make it, `never` those that
    keep somebody from it whatever other part they have, `refused` what they are told. `asks` labels the words
    that go with it, `missing` is said when they are missing; `done` is said afterwards.
    """

    title: str
    before: frozenset[Stage]
    after: Stage
    who: frozenset[str]
    asks: str
    missing: str
    done: str
    never: frozenset[str] = frozenset()
    refused: str = ""
    says_measure: bool = False
    needs_proof: bool = False


_INDEPENDENT = frozenset({OWNER, DOER, ASKER})
_NOT_INDEPENDENT = (
    "Somebody independent gives assurance: not the owner of the finding or of one of its actions, and not "
    "whoever asked for it."
)
_NOT_SIGNER = "Whoever owns a finding or gave assurance of it does not sign it off."
_ASK = "whoever reads the register will ask"

MOVES = {
    "ask": Move(
        "Ask for assurance", frozenset({"working"}), "assuring", WORKING,
        "What was done", f"Say what was done: {_ASK}",
        "The finding waits for somebody independent.", needs_proof=True,
    ),
    "take_back": Move(
        "Take back", frozenset({"assuring"}), "working", frozenset({OWNER}),
        "What is still to do", f"Say what is still to do: {_ASK}", "The finding is being worked on again.",
    ),
    "assure": Move(
        "Give assurance", frozenset({"assuring"}), "signing", CHARGED,
        "What you looked at, and what it shows", f"Say what you looked at: {_ASK}",
        "The finding waits for sign-off.", never=_INDEPENDENT, refused=_NOT_INDEPENDENT,
    ),
    "send_back": Move(
        "Send back", frozenset({"assuring"}), "working", CHARGED,
        "What does not yet show that it is done", "Say what is missing: its owner will ask",
        "The finding went back to its owner.", never=_INDEPENDENT, refused=_NOT_INDEPENDENT,
    ),
    "sign_off": Move(
        "Sign off", frozenset({"signing"}), "done", frozenset({LEADER, COMMANDER}),
        "Why it can be closed", f"Say why it can be closed: {_ASK}", "The finding is closed.",
        never=frozenset({OWNER, ASSURER}), refused=_NOT_SIGNER, says_measure=True,
    ),
    "refuse": Move(
        "Send back", frozenset({"signing"}), "working", frozenset({LEADER, COMMANDER}),
        "Why it is not done yet", "Say why it is not done yet: its owner will ask",
        "The finding went back to its owner.", never=frozenset({OWNER, ASSURER}), refused=_NOT_SIGNER,
    ),
    "reopen": Move(
        "Reopen", frozenset({"done"}), "working", frozenset({OWNER, COMMANDER, *CHARGED}),
        "Why it is reopened", f"Say why it is reopened: {_ASK}", "The finding is open again.",
    ),
    "set_apart": Move(
        "It is for another body", frozenset({"new", "working", "assuring", "signing"}), "apart",
        frozenset({KEEPER}), "Whose it is, and how you know", f"Say whose it is: {_ASK}",
        "The finding is for another body.",
    ),
    "take_on": Move(
        "It is ours", frozenset({"apart"}), "new", frozenset({KEEPER}),
        "Why it is for this force", f"Say why it is for this force: {_ASK}",
        "The finding is this force’s.",
    ),
}  # fmt: skip


def moves_from(stage: Stage, parts: frozenset[str]) -> list[str]:
    """The keys of the moves that somebody with some parts in a finding may make of it."""
    return [
        key
        for key, move in MOVES.items()
        if stage in move.before and parts & move.who and not parts & move.never
    ]
