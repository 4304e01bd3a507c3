"""Where the names of dots go in a plot, so that no name lies on a dot or on another name.

All in pixels from the plot's lower left corner.
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from peelian.documents.chart_style import text_width

Align = Literal["left", "right", "center"]
Place = tuple[float, float]
REACH, STEPS = 6.0, 5
"""How far a dot reaches from its middle, and how many steps up or down a name may be moved."""


class Box(NamedTuple):
    """What a name or a dot takes of the plot."""

    left: float
    right: float
    low: float
    high: float

    @property
    def middle(self) -> Place:
        return (self.left + self.right) / 2, (self.low + self.high) / 2

    def meets(self, other: "Box") -> bool:
        """Whether the two lie on one another."""
        apart = self.left >= other.right or other.left >= self.right
        return not (apart or self.low >= other.high or other.low >= self.high)


class Named(NamedTuple):
    """Where the name of dot `at` goes: beside it to the right (its left edge is aligned) or to the left,
    or over or under it."""

    at: int
    box: Box
    align: Align


def places(
    dots: Sequence[Place], names: Sequence[tuple[int, str]], font: float, wide: float, high: float
) -> list[Named]:
    """A place for each name (of dot number, words) in turn, as near its dot as there is room.

    The plot is `wide` by `high`. A name that finds no room has no place.
    """
    taken = [Box(x - REACH, x + REACH, y - REACH, y + REACH) for x, y in dots]
    found: list[Named] = []
    for at, words in names:
        named = _room(at, dots[at], words, taken, font, wide, high)
        if named is not None:
            taken.append(named.box)
            found.append(named)
    return found


def _room(
    at: int, dot: Place, words: str, taken: Sequence[Box], font: float, wide: float, high: float
) -> Named | None:
    (x, y), length = dot, text_width(words, font) + 4
    over = min(max(x - length / 2, 0.0), wide - length)
    sides: tuple[tuple[Align, float], ...] = (
        ("left", x + REACH + 2), ("right", x - REACH - 2 - length), ("center", over)
    )  # fmt: skip
    for step in range(STEPS):
        for height in dict.fromkeys((y + step * font * 0.8, y - step * font * 0.8)):
            for align, left in sides:
                box = Box(left, left + length, height - font * 0.6, height + font * 0.6)
                inside = box.left >= 0 and box.right <= wide and box.low >= 0 and box.high <= high
                if inside and not any(box.meets(other) for other in taken):
                    return Named(at, box, align)
    return None
