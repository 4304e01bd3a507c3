"""How right a reader is: precision and recall, field by field."""

from collections import Counter
from typing import Any

FIELDS = (
    "force", "body_title", "commissioner", "chief_constable", "report_title", "report_portal_id", "inspection_type",
    "published", "responded", "grade",
)  # fmt: skip


class Measured:
    """Counts of what was found rightly, wrongly, or missed, by field; and each mistake in words."""

    def __init__(self) -> None:
        self.right: Counter[str] = Counter()
        self.wrong: Counter[str] = Counter()
        self.missed: Counter[str] = Counter()
        self.mistakes: list[str] = []

    def one(self, where: str, field: str, found: Any, expected: Any) -> None:
        """Count one value; an empty one that is expected to be empty counts as right."""
        if found == expected:
            self.right[field] += 1
            return
        self.mistakes.append(f"{where}: {field} is {found!r}, and {expected!r} is expected")
        empty = (None, (), "", [])
        self.wrong[field] += found not in empty
        self.missed[field] += expected not in empty

    def several(self, where: str, field: str, found: set[Any], expected: set[Any]) -> None:
        """Count a set of values, each by itself."""
        self.right[field] += len(found & expected)
        self.wrong[field] += len(found - expected)
        self.missed[field] += len(expected - found)
        if found != expected:
            self.mistakes.append(
                f"{where}: {field} has {sorted(map(str, found - expected))} too many and lacks {sorted(map(str, expected - found))}"
            )

    def table(self) -> dict[str, tuple[float, float]]:
        """Precision and recall of each field."""
        made = {}
        for field in {**self.right, **self.wrong, **self.missed}:
            right, wrong, missed = self.right[field], self.wrong[field], self.missed[field]
            made[field] = (
                right / (right + wrong) if right + wrong else 1.0,
                right / (right + missed) if right + missed else 1.0,
            )
        return made

    def printed(self) -> str:
        """The table in words, a field a line, then every mistake."""
        lines = [
            f"{field:24} precision {p:.2f} recall {r:.2f}" for field, (p, r) in sorted(self.table().items())
        ]
        return "\n".join([*lines, *self.mistakes])
