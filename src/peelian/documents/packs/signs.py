"""Marks as letters of their own, for forms that draw no shapes in a line of words."""

from peelian.documents.packs.content import Sign

_SHAPES = {
    "improvement": ("◆", "005EB8"),
    "concern": ("■", "B25000"),
    "neutral": ("⬢", "54319F"),
    "steady": ("○", "4A5560"),
    "withheld": ("…", "4A5560"),
    "passes": ("✓", "005EB8"),
    "fails": ("✗", "B25000"),
    "hit-or-miss": ("±", "4A5560"),
}
"""A shape and its colour, as six hexadecimal digits."""


def drawn_as(sign: Sign) -> tuple[str, str]:
    """The shape of a mark with its letter, and its colour: ("◆ H", "005EB8")."""
    shape, colour = _SHAPES.get(sign.key, _SHAPES["withheld"])
    return f"{shape} {sign.letter}".strip(), colour
