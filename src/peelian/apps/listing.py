"""A long table: which column it is sorted by, with the links of its headings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode


@dataclass(frozen=True)
class Heading:
    """The heading of a column. `sorted` is what `aria-sort` says, `href` sorts by it, the other way next."""

    title: str
    href: str
    sorted: str


@dataclass(frozen=True)
class Sorting:
    """A table sorted by the column `by`; `asked` is what else its address says, the filters.

    `columns` are those it can be sorted by, the name in the address with its title. An address says
    `sort=due` or, the other way round, `sort=-due`.
    """

    by: str
    down: bool
    columns: Mapping[str, str]
    asked: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def at(
        cls, wanted: str, columns: Mapping[str, str], *, usual: str, asked: Mapping[str, str]
    ) -> "Sorting":
        """What an address asks for; `usual` when it asks for a column there is not."""
        name = wanted.removeprefix("-")
        chosen = wanted if name in columns else usual
        kept = {key: value for key, value in asked.items() if key not in ("sort", "page")}
        return cls(chosen.removeprefix("-"), chosen.startswith("-"), columns, kept)

    @property
    def said(self) -> str:
        """As an address says it."""
        return f"-{self.by}" if self.down else self.by

    @property
    def headings(self) -> Sequence[Heading]:
        return [self._heading(name, title) for name, title in self.columns.items()]

    def _heading(self, name: str, title: str) -> Heading:
        here = name == self.by
        following = f"-{name}" if here and not self.down else name
        state = ("descending" if self.down else "ascending") if here else "none"
        return Heading(title, "?" + urlencode({**self.asked, "sort": following}), state)
