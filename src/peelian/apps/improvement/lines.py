"""A table that somebody uploads to file records from: its lines, and what is wrong in each cell."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Generic, TypeVar

from django.utils import timezone

from peelian.apps.access.models import Account
from peelian.apps.access.visible import Visible
from peelian.apps.attachments.models import Attachment
from peelian.apps.improvement.actions import owner_named
from peelian.documents.kept import opened
from peelian.documents.tables import safe
from peelian.framework.errors import UserError, nearest
from peelian.pipeline.mapping import Reads
from peelian.pipeline.organisation import ROOT
from peelian.pipeline.readers import member, readable

MOST_ROWS = 2000
HERE = "peelian"
"""The source of records that were filed here, in a file that a register gave."""
FILES = ("csv", "txt", "xlsx", "ods")
MOST_WORDS = 4000
_DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d %B %Y", "%d %b %Y")
R = TypeVar("R")


@dataclass(frozen=True)
class Wrong:
    """What keeps a line from being filed: the column and its value, and what to do."""

    line: int
    column: str
    value: str
    told: str


@dataclass(frozen=True)
class Already:
    """A line whose record is in the register, and its number there."""

    line: int
    reference: str
    number: int


@dataclass(frozen=True)
class Checked(Generic[R]):
    """A file of records, checked; each that is `ready` is an R. `ignored` are columns that say nothing the
    register knows.
    """

    rows: int
    ready: list[R] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)
    already: list[Already] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)

    @property
    def may_file(self) -> bool:
        return bool(self.ready) and not self.wrong

    @property
    def lines_wrong(self) -> int:
        return len({each.line for each in self.wrong})


@dataclass(frozen=True)
class Line:
    """One row of a file: the line it begins on, and its cells by column."""

    number: int
    cells: Mapping[str, str]


def read(attachment: Attachment, what: str) -> tuple[set[str], list[Line]]:
    """The columns and rows of an attached table of `what`; UserError when it is none, or is too long."""
    if attachment.kind not in FILES:
        raise UserError(
            f"{attachment.name} is a {attachment.title}: choose a CSV, Excel or OpenDocument table"
        )
    with TemporaryDirectory(prefix="peelian-") as folder:
        path = Path(folder) / f"table.{attachment.kind}"
        path.write_bytes(bytes(attachment.content))
        with readable(path):
            found = member(path, path.name, Reads())
            header = [name.strip().lower().replace(" ", "_") for name in found.header]
            if twice := next((name for name in header if header.count(name) > 1), None):
                raise UserError(f"two columns are called {twice!r}: keep one of them")
            lines = list[Line]()
            for batch in found.batches():
                if batch.broken:
                    broken = batch.broken[0]
                    raise UserError(f"line {broken.line}: {broken.reason}")
                cells = batch.cells.to_pydict()
                for at, number in enumerate(batch.lines.to_pylist()):
                    row = {name: _cell(cells[f"c{place}"][at]) for place, name in enumerate(header)}
                    if any(row.values()):
                        lines.append(Line(number, row))
                    if len(lines) > MOST_ROWS:
                        raise UserError(f"the file has more than {MOST_ROWS:,} {what}: file it in parts")
    return set(header), lines


def must_have(header: set[str], required: Collection[str], known: Collection[str]) -> None:
    """UserError for a table that lacks a column it must have."""
    if missing := [name for name in required if name not in header]:
        raise UserError(
            f"the file has no column {missing[0]!r}{nearest(missing[0], header - set(known))}: "
            f"its first line must name {', '.join(required)}"
        )


def _cell(text: str | None) -> str:
    """A cell as it was before a spreadsheet was kept from running it."""
    said = (text or "").replace("\0", "").strip()
    return said[1:] if said.startswith("'") and safe(said[1:]) == said else said


class Cells:
    """What the cells of lines mean, for who would file them; what is wrong is written into a list.

    `required` are the columns that must say something, `missing` what is told where one does not.
    """

    def __init__(
        self, visible: Visible, wrong: list[Wrong], *, required: Collection[str], missing: Mapping[str, str]
    ) -> None:
        self.visible, self.wrong = visible, wrong
        self.required, self.missing = required, missing
        self.framework = opened().framework
        self.today = timezone.localdate()
        self._owner = cache(owner_named)
        known = [visible.organisation.unit(unit) for unit in visible.organisation.unit_ids]
        names = [unit.name.lower() for unit in known]
        self._units = {unit.name.lower(): unit.id for unit in known if names.count(unit.name.lower()) == 1}
        self._units |= {unit.id.lower(): unit.id for unit in known} | {ROOT: visible.organisation.root.id}

    def take(self, line: Line, column: str, of: Callable[[str], object], otherwise: object = "") -> object:
        """What a cell means, `otherwise` where it is empty or wrong."""
        value = line.cells.get(column, "")
        if not value and column not in self.required:
            return otherwise
        try:
            if not value:
                raise UserError(self.missing.get(column, f"say the {column}"))
            return of(value)
        except UserError as error:
            self.refuse(line, column, str(error))
            return otherwise

    def refuse(self, line: Line, column: str, told: str) -> None:
        """Write that a cell is wrong."""
        self.wrong.append(Wrong(line.number, column, line.cells.get(column, "")[:100], told))

    def owner(self, value: str) -> Account:
        return self._owner(value)

    def unit(self, value: str) -> str:
        found = self._units.get(value.lower())
        if found is None:
            known = sorted({unit for unit in self._units.values() if self.visible.sees(unit)})
            raise UserError(f"there is no unit {value!r} in this force now{nearest(value, known)}")
        return found

    def day(self, value: str) -> date:
        text = value[:10] if re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]", value) else value
        for shape in _DAYS:
            try:
                found = datetime.strptime(text, shape).date()  # noqa: DTZ007
            except ValueError:
                continue
            if 2000 <= found.year <= 2100:
                return found
        raise UserError("write a date like 2027-04-01 or 01/04/2027, between 2000 and 2100")

    def past(self, value: str) -> date:
        found = self.day(value)
        if found > self.today:
            raise UserError("this day is to come")
        return found

    def measure(self, value: str) -> str:
        return named(value, {key: each.title for key, each in self.framework.measures.items()}, "measure")

    def question(self, value: str) -> str:
        return named(value, {key: each.title for key, each in self.framework.questions.items()}, "question")

    @staticmethod
    def words(most: int = MOST_WORDS) -> Callable[[str], str]:
        """What takes words of so many letters at most."""

        def words(value: str) -> str:
            if len(value) > most:
                raise UserError(f"{len(value):,} letters are too many: {most:,} are the most")
            return value

        return words


def named(value: str, titles: Mapping[str, str], what: str) -> str:
    """The key of something said by its key or title."""
    if value in titles:
        return value
    found = [key for key, title in titles.items() if title.lower() == value.lower()]
    if len(found) != 1:
        raise UserError(f"there is no {what} of that name in this framework{nearest(value, set(titles))}")
    return found[0]
