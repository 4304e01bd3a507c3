"""A file of actions read and checked: what would be filed, and line by line what keeps a row from it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils import timezone

from peelian.apps.access.models import Account
from peelian.apps.access.visible import Visible
from peelian.apps.attachments.models import Attachment
from peelian.apps.improvement.actions import owner_named
from peelian.apps.improvement.models import Action, Upload
from peelian.apps.improvement.origins import KINDS
from peelian.apps.improvement.parts import filed_by
from peelian.apps.improvement.states import STATES
from peelian.documents.kept import opened
from peelian.documents.tables import safe
from peelian.framework.errors import UserError, nearest
from peelian.pipeline.mapping import Reads
from peelian.pipeline.organisation import ROOT
from peelian.pipeline.readers import member, readable

MOST_ROWS = 2000
HERE = "peelian"
"""The source of actions that were filed here, in a file that the register gave."""
REQUIRED = ("reference", "title", "unit", "owner", "due")
OPTIONAL = (
    "source", "details", "state", "opened", "closed", "origin", "origin_label", "success", "measure",
    "question",
)  # fmt: skip
TOLD = ("number", "unit_name", "owner_name", "put_off", "last_update", "measure_says")
"""Columns of the register's own file that say what cannot be filed."""
FILES = ("csv", "txt", "xlsx", "ods")
_LONGEST = {"reference": 80, "title": 200, "source": 80, "origin_label": 300}
_MOST_WORDS = 4000
_DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d %B %Y", "%d %b %Y")
_OTHER_STATES = {"awaiting allocation": "open", "complete": "closed", "completed": "closed"}
_MISSING = {"reference": "give each action a reference, so that the same file twice is noticed"}


@dataclass(frozen=True)
class Wrong:
    """What keeps a line from being filed: the column and its value, and what to do."""

    line: int
    column: str
    value: str
    told: str


@dataclass(frozen=True)
class Ready:
    """An action that would be filed; `closed_on` is the day it was closed, None for one that was not."""

    line: int
    action: Action
    closed_on: date | None


@dataclass(frozen=True)
class Already:
    """A line whose action is in the register, and its number there."""

    line: int
    reference: str
    number: int


@dataclass(frozen=True)
class Checked:
    """A file of actions, checked. `ignored` are columns that say nothing the register knows."""

    rows: int
    ready: list[Ready] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)
    already: list[Already] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Line:
    """One row of a file: the line it begins on, and its cells by column."""

    number: int
    cells: Mapping[str, str]


def checked(visible: Visible, upload: Upload) -> Checked:
    """An uploaded file, checked for who would file it. UserError when it cannot be read as a table of
    actions at all.
    """
    header, lines = read(upload.attachment)
    if missing := [name for name in REQUIRED if name not in header]:
        raise UserError(
            f"the file has no column {missing[0]!r}{nearest(missing[0], header - {*REQUIRED, *OPTIONAL})}: "
            f"its first line must name {', '.join(REQUIRED)}"
        )
    wrong, ready, already = list[Wrong](), list[Ready](), list[Already]()
    known, taken = _known(), dict[tuple[str, str], int]()
    row_of = _Rows(visible, upload.source, wrong)
    for line in lines:
        key = line.cells.get("source") or upload.source, line.cells["reference"]
        if key[1] and key in taken:
            told = f"line {taken[key]} has this reference too: give each action its own"
            wrong.append(Wrong(line.number, "reference", key[1], told))
        elif key in known:
            already.append(Already(line.number, key[1], known[key]))
        elif found := row_of(line):
            ready.append(found)
        taken.setdefault(key, line.number)
    return Checked(len(lines), ready, wrong, already, sorted(header - {*REQUIRED, *OPTIONAL, *TOLD}))


def read(attachment: Attachment) -> tuple[set[str], list[Line]]:
    """The columns and rows of an attached table; UserError when it is none, or has too many rows."""
    if attachment.kind not in FILES:
        raise UserError(
            f"{attachment.name} is a {attachment.title}: choose a CSV, Excel or OpenDocument table"
        )
    with TemporaryDirectory(prefix="peelian-") as folder:
        path = Path(folder) / f"actions.{attachment.kind}"
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
                        raise UserError(f"the file has more than {MOST_ROWS:,} actions: file it in parts")
    return set(header), lines


def _cell(text: str | None) -> str:
    """A cell as it was before a spreadsheet was kept from running it."""
    said = (text or "").replace("\0", "").strip()
    return said[1:] if said.startswith("'") and safe(said[1:]) == said else said


def _known() -> dict[tuple[str, str], int]:
    """The actions in the register by source and reference, those filed here by their number."""
    rows = Action.objects.order_by().values_list("source", "reference", "pk")
    return {(source or HERE, reference or f"action-{pk}"): pk for source, reference, pk in rows}


class _Rows:
    """Lines to actions, with what is wrong of each written into a list."""

    def __init__(self, visible: Visible, source: str, wrong: list[Wrong]) -> None:
        self.visible, self.source, self.wrong = visible, source, wrong
        self.framework = opened().framework
        self.today = timezone.localdate()
        self.owner = cache(owner_named)
        known = [visible.organisation.unit(unit) for unit in visible.organisation.unit_ids]
        names = [unit.name.lower() for unit in known]
        self.units = {unit.name.lower(): unit.id for unit in known if names.count(unit.name.lower()) == 1}
        self.units |= {unit.id.lower(): unit.id for unit in known} | {ROOT: visible.organisation.root.id}

    def __call__(self, line: Line) -> Ready | None:
        """The action of a line, None when something is wrong with it."""
        before = len(self.wrong)
        given = line.cells

        def take(column: str, of: Callable[[str], object], otherwise: object = "") -> object:
            value = given.get(column, "")
            if not value and column not in REQUIRED:
                return otherwise
            try:
                if not value:
                    raise UserError(_MISSING.get(column, f"say the {column}"))
                return of(value)
            except UserError as error:
                self.wrong.append(Wrong(line.number, column, value[:100], str(error)))
                return otherwise

        owner, unit = take("owner", self._owner, None), take("unit", self._unit)
        due, opened_on = take("due", self._day, None), take("opened", self._past, self.today)
        state, closed_on = take("state", self._state, "open"), take("closed", self._past, None)
        texts = {name: take(name, self._words(name)) for name in ("reference", "title", *_TEXTS)}
        chosen = {
            "origin_kind": take("origin", self._origin, "own"),
            "measure": take("measure", self._measure),
            "question": take("question", self._question),
        }
        if isinstance(due, date) and isinstance(opened_on, date) and due < opened_on:
            told = "it is due before it was opened: say in the column opened when it was"
            self.wrong.append(Wrong(line.number, "due", given["due"], told))
        if isinstance(closed_on, date) and isinstance(opened_on, date) and closed_on < opened_on:
            told = "it was closed before it was opened"
            self.wrong.append(Wrong(line.number, "closed", given["closed"], told))
        mine = isinstance(owner, Account) and owner.username == self.visible.viewer.username
        if state in ("closed", "cancelled") and mine:
            told = "you own it, so somebody else files it as closed or cancelled"
            self.wrong.append(Wrong(line.number, "state", given["state"], told))
        if len(self.wrong) > before:
            return None
        action = Action(unit=unit, owner=owner, due=due, opened_on=opened_on, state=state, **texts, **chosen)
        action.source = action.source or self.source
        action.origin_key = f"import:{action.source}:{action.reference}"[:120]
        return Ready(line.number, action, closed_on if isinstance(closed_on, date) else None)

    def _owner(self, value: str) -> Account:
        return self.owner(value)

    def _unit(self, value: str) -> str:
        found = self.units.get(value.lower())
        if found is None:
            known = sorted({unit for unit in self.units.values() if self.visible.sees(unit)})
            raise UserError(f"there is no unit {value!r} in this force now{nearest(value, known)}")
        if filed_by(self.visible, found) is None:
            raise UserError("you may not file actions at this unit")
        return found

    def _day(self, value: str) -> date:
        text = value[:10] if re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]", value) else value
        for shape in _DAYS:
            try:
                found = datetime.strptime(text, shape).date()  # noqa: DTZ007
            except ValueError:
                continue
            if 2000 <= found.year <= 2100:
                return found
        raise UserError("write a date like 2027-04-01 or 01/04/2027, between 2000 and 2100")

    def _past(self, value: str) -> date:
        found = self._day(value)
        if found > self.today:
            raise UserError("this day is to come")
        return found

    def _state(self, value: str) -> str:
        wanted = value.lower().strip()
        titles = {state.title.lower(): key for key, state in STATES.items()} | {key: key for key in STATES}
        found = (titles | _OTHER_STATES).get(wanted)
        if found is None:
            raise UserError(f"there is no such state{nearest(wanted, set(STATES))}")
        return found

    def _origin(self, value: str) -> str:
        titles = {title.lower(): key for key, title in KINDS.items()} | {key: key for key in KINDS}
        if value.lower() not in titles:
            raise UserError(f"actions do not come from there{nearest(value, set(KINDS))}")
        return titles[value.lower()]

    def _measure(self, value: str) -> str:
        return _named(value, {key: each.title for key, each in self.framework.measures.items()}, "measure")

    def _question(self, value: str) -> str:
        return _named(value, {key: each.title for key, each in self.framework.questions.items()}, "question")

    @staticmethod
    def _words(column: str) -> Callable[[str], str]:
        most = _LONGEST.get(column, _MOST_WORDS)

        def words(value: str) -> str:
            if len(value) > most:
                raise UserError(f"{len(value):,} letters are too many: {most:,} are the most")
            return value

        return words


_TEXTS = ("details", "success", "origin_label", "source")


def _named(value: str, titles: Mapping[str, str], what: str) -> str:
    """The key of something said by its key or title."""
    if value in titles:
        return value
    found = [key for key, title in titles.items() if title.lower() == value.lower()]
    if len(found) != 1:
        raise UserError(f"there is no {what} of that name in this framework{nearest(value, set(titles))}")
    return found[0]
