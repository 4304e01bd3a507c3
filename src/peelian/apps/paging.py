"""A long list a page at a time, with the options that the pagination component takes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode


@dataclass(frozen=True)
class Paging:
    """Page `number` (from 1) of a list of `total`; `asked` is what else its address says."""

    number: int
    total: int
    size: int = 50
    asked: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def at(cls, wanted: str, total: int, *, asked: Mapping[str, str], size: int = 50) -> "Paging":
        """The page an address asks for, the nearest there is when there is none of that number."""
        number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 9 else 1
        pages = max(1, -(-total // size))
        return cls(min(max(number, 1), pages), total, size, asked)

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def rows(self) -> slice:
        """Which of the list are on the page."""
        return slice((self.number - 1) * self.size, self.number * self.size)

    @property
    def previous(self) -> dict[str, str]:
        return {"href": self.address(self.number - 1)} if self.number > 1 else {}

    @property
    def next(self) -> dict[str, str]:
        return {"href": self.address(self.number + 1)} if self.number < self.pages else {}

    @property
    def items(self) -> list[dict[str, Any]]:
        """The first page, the last, those around this one, and an ellipsis for each stretch between."""
        shown = sorted({1, self.pages, *range(max(1, self.number - 1), min(self.pages, self.number + 1) + 1)})
        listed: list[dict[str, Any]] = []
        for before, number in zip([0, *shown], shown, strict=False):
            if number - before > 1:
                listed.append({"ellipsis": True})
            listed.append({"number": number, "href": self.address(number), "current": number == self.number})
        return listed

    def address(self, number: int) -> str:
        return "?" + urlencode({**self.asked, "page": number})
