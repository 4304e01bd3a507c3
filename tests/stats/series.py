"""Dates and series the tests of charts share."""

from datetime import date


def months(count: int, year: int = 2022, month: int = 7) -> list[date]:
    """The first of `count` months from July 2022 on."""
    first = year * 12 + month - 1
    return [date((first + n) // 12, (first + n) % 12 + 1, 1) for n in range(count)]


def swinging(count: int, low: float = 0, high: float = 100) -> list[float]:
    """A steady baseline: mean halfway, every moving range high - low."""
    return [low if n % 2 == 0 else high for n in range(count)]
