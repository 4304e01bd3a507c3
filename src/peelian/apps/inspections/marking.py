"""A text with places of it marked, as pieces that a template writes one after the other."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Mark:
    """A place of a text: from `start` up to `end`, counted in letters."""

    anchor: str
    kind: str
    label: str
    start: int
    end: int


@dataclass(frozen=True)
class Piece:
    """Words of the text, or where a mark opens or closes."""

    words: str = ""
    opens: Mark | None = None
    closes: bool = False


def pieces(text: str, marks: Iterable[Mark]) -> list[Piece]:
    """The whole text in pieces, the marks nested: one that crosses the end of another ends where that does.

    A mark of nothing, or beyond the text, is left out.
    """
    made: list[Piece] = []
    opened: list[int] = []
    at = 0

    def until(place: int) -> None:
        nonlocal at
        if place > at:
            made.append(Piece(text[at:place]))
            at = place

    for mark in sorted(marks, key=lambda each: (each.start, -each.end)):
        while opened and opened[-1] <= mark.start:
            until(opened.pop())
            made.append(Piece(closes=True))
        end = min(mark.end, len(text), *opened[-1:])
        if not 0 <= mark.start < end:
            continue
        until(mark.start)
        made.append(Piece(opens=mark))
        opened.append(end)
    while opened:
        until(opened.pop())
        made.append(Piece(closes=True))
    until(len(text))
    return made
