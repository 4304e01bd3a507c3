"""What people have noted about a series: events, points that do not count, and new averages."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

Kind = Literal["event", "ghost", "rebase"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True)
class Annotation:
    """A note on a measure at a unit and all below it, with who made it, when, why and on what evidence.

    An "event" is drawn and changes nothing. A "ghost" leaves the period that holds `day` out of limits and
    rules. A "rebase" starts a new average at the first period on or after `day`.
    """

    kind: Kind
    measure: str
    unit: str
    day: date
    reason: str
    by: str
    written: date
    evidence: str = ""
