"""The states of an action and the moves between them, as data: who may make each, and what it asks for."""

from dataclasses import dataclass

OWNER, FILER, KEEPER, LEADER = "owner", "filer", "keeper", "leader"
"""Whose part somebody has in an action: who owes it, who filed it, who files actions at its unit by a role,
who leads its unit or one above."""

EVERY_PART = frozenset({OWNER, FILER, KEEPER, LEADER})
CHARGED = frozenset({FILER, KEEPER, LEADER})
"""Those who see to it that the owner does it."""


@dataclass(frozen=True)
class State:
    """Where an action stands. It is `owed` while its owner has something to do, and `is_open` until it is
    closed or cancelled. `colour` is of the tag that shows it.
    """

    title: str
    colour: str
    owed: bool = False
    is_open: bool = False


@dataclass(frozen=True)
class Move:
    """A step from one of some states to another. `who` are the parts that may make it; `never_owner` that
    whoever owns the action may not, whatever other part they have. `asks` labels the words that go with it,
    `missing` is said when they are missing, "" where they may be; `done` is said afterwards.
    """

    title: str
    before: frozenset[str]
    after: str
    who: frozenset[str]
    asks: str
    missing: str
    done: str
    never_owner: bool = False
    says_measure: bool = False


STATES = {
    "open": State("Not started", "govuk-tag--grey", owed=True, is_open=True),
    "in_progress": State("In progress", "govuk-tag--light-blue", owed=True, is_open=True),
    "awaiting_sign_off": State("Pending sign-off", "govuk-tag--yellow", is_open=True),
    "closed": State("Closed", "govuk-tag--green"),
    "cancelled": State("Cancelled", "govuk-tag--grey"),
}
OPEN = tuple(key for key, state in STATES.items() if state.is_open)
OWED = tuple(key for key, state in STATES.items() if state.owed)

MOVES = {
    "start": Move(
        "Start", frozenset({"open"}), "in_progress", EVERY_PART,
        "What is being done", "", "The action is in progress.",
    ),
    "submit": Move(
        "Ask for sign-off", frozenset({"open", "in_progress"}), "awaiting_sign_off", EVERY_PART,
        "What was done", "Say what was done: whoever signs it off will ask",
        "The action waits for sign-off.",
    ),
    "take_back": Move(
        "Take back", frozenset({"awaiting_sign_off"}), "in_progress", frozenset({OWNER}),
        "What is still to do", "Say what is still to do", "The action is in progress again.",
    ),
    "sign_off": Move(
        "Sign off", frozenset({"awaiting_sign_off"}), "closed", CHARGED,
        "What shows that it is done", "Say what shows that it is done: whoever reads the register will ask",
        "The action is closed.", never_owner=True, says_measure=True,
    ),
    "refuse": Move(
        "Send back", frozenset({"awaiting_sign_off"}), "in_progress", CHARGED,
        "Why it is not done yet", "Say why it is not done yet: its owner will ask",
        "The action went back to its owner.", never_owner=True,
    ),
    "cancel": Move(
        "Cancel", frozenset({"open", "in_progress", "awaiting_sign_off"}), "cancelled", CHARGED,
        "Why it is cancelled", "Say why it is cancelled: whoever reads the register will ask",
        "The action is cancelled.", never_owner=True,
    ),
    "reopen": Move(
        "Reopen", frozenset({"closed"}), "in_progress", EVERY_PART,
        "Why it is reopened", "Say why it is reopened: whoever reads the register will ask",
        "The action is in progress again.",
    ),
    "revive": Move(
        "Take up again", frozenset({"cancelled"}), "in_progress", CHARGED,
        "Why it is taken up again", "Say why it is taken up again: whoever reads the register will ask",
        "The action is in progress.", never_owner=True,
    ),
}  # fmt: skip


def moves_from(state: str, parts: frozenset[str]) -> list[str]:
    """The keys of the moves that somebody with some parts in an action may make of it."""
    return [
        key
        for key, move in MOVES.items()
        if state in move.before and parts & move.who and not (move.never_owner and OWNER in parts)
    ]
