"""The organisation over time: units in units, people posted to units, and who was where on a day.

Built from the `units` and `postings` sources. Three things are never lost: rows of a unit nobody
described (the unit is shown as a team directly under the force), rows of people without a posting (they
belong to the unit on the row), and rows with neither (they belong to the force alone).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property, partial
from hashlib import blake2b, sha256
from typing import Any

import numpy as np
import numpy.typing as npt

from peelian.framework.errors import UserError
from peelian.framework.source import Source
from peelian.pipeline.contents import contents
from peelian.pipeline.held import Held
from peelian.pipeline.pinned import Pinned
from peelian.pipeline.snapshot import Snapshot
from peelian.pipeline.workspace import Workspace

Days = npt.NDArray[np.int32]  # days since 1970-01-01
Codes = npt.NDArray[np.int32]  # positions in a list of units or people, -1 for none

_EPOCH = date(1970, 1, 1).toordinal()
FOREVER = np.iinfo(np.int32).max
LEVELS = ("force", "command", "department", "team", "individual")
ROOT = "force"
DEEPEST = 12


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as it is now. `described` is False for one that only appears on rows."""

    id: str
    name: str
    level: str
    parent: str | None
    described: bool = True


@dataclass(frozen=True, slots=True)
class Posting:
    """One person's time in one unit; `end` is the first day after, None while it lasts."""

    person: str
    name: str
    unit: str
    role: str
    leads: bool
    start: date
    end: date | None


@dataclass(frozen=True)
class UnitSpell:
    """One stretch of a unit's life; days since 1970-01-01, `end` the first day after."""

    unit: str
    name: str
    level: str
    parent: str | None
    start: int
    end: int


def days_of(value: date | None) -> int:
    """Days since 1970-01-01; the end of time for None."""
    return FOREVER if value is None else value.toordinal() - _EPOCH


class Organisation:
    """Units and postings, with the lookups a roll-up needs."""

    def __init__(
        self,
        name: str,
        units: Iterable[UnitSpell],
        postings: Iterable[Posting],
        undescribed: Iterable[str] = (),
    ) -> None:
        spells = sorted(units, key=lambda spell: (spell.start, spell.unit))
        self._spells = spells
        self.postings = sorted(postings, key=lambda p: (p.person, p.start, p.unit))
        now: dict[str, Unit] = {}
        for spell in spells:
            now[spell.unit] = Unit(spell.unit, spell.name, spell.level, spell.parent)
        tops = [unit for unit in now.values() if unit.parent is None]
        if len(tops) == 1:
            self.root = tops[0]
        else:
            self.root = Unit(ROOT, name, "force" if not tops else "national", None, described=False)
            now = {self.root.id: self.root} | {
                unit.id: Unit(unit.id, unit.name, unit.level, unit.parent or self.root.id)
                for unit in now.values()
                if unit.id != self.root.id
            }
        for code in sorted({*undescribed, *(p.unit for p in self.postings)} - set(now)):
            now[code] = Unit(code, code, "team", self.root.id, described=False)
        self._now = now
        self.unit_ids: list[str] = list(now)
        self.code_of = {unit: code for code, unit in enumerate(self.unit_ids)}

    @classmethod
    def read(cls, workspace: Workspace, tables: Pinned | None = None) -> "Organisation":
        """The organisation the workspace's tables describe, with every unit that any row names.

        They are read as `tables` has them, now when None.
        """
        tables = tables or Pinned(workspace.tables)
        naming = [source for source in workspace.framework.sources.values() if source.id != "units"]
        rows = [tables.snapshot(f"rows/{source.id}") for source in naming]
        known = _named.get(
            (workspace.framework, *rows),
            lambda: _same.setdefault(units := _units_named(workspace, naming, rows), units),
        )
        described = (workspace.settings, known, *map(tables.snapshot, ("rows/units", "rows/postings")))
        spells, postings = partial(_spells, tables), partial(_postings, tables)
        return _held.get(described, lambda: cls(workspace.settings.name, spells(), postings(), known))

    # ---- as it is now

    def unit(self, unit_id: str) -> Unit:
        """The unit as it is now; KeyError when there is none."""
        return self._now[unit_id]

    def __contains__(self, unit_id: str) -> bool:
        return unit_id in self._now

    @cached_property
    def _children(self) -> dict[str, list[Unit]]:
        found: dict[str, list[Unit]] = {}
        today = days_of(datetime.now(UTC).date())
        ended = {s.unit: s.end for s in self._spells}
        for unit in self._now.values():
            if unit.parent is not None and ended.get(unit.id, FOREVER) > min(today, self._horizon):
                found.setdefault(unit.parent, []).append(unit)
        return {parent: sorted(units, key=lambda u: u.name) for parent, units in found.items()}

    @cached_property
    def _horizon(self) -> int:
        """The last day anything is known to have changed: 'now' for an organisation of the past."""
        known = [s.start for s in self._spells] + [s.end for s in self._spells if s.end != FOREVER]
        return max(known, default=0)

    def children(self, unit_id: str) -> list[Unit]:
        """Units directly under this one now, by name."""
        return self._children.get(unit_id, [])

    def ancestors(self, unit_id: str) -> list[Unit]:
        """Units above this one now, the force first."""
        above: list[Unit] = []
        parent = self._now[unit_id].parent
        while parent is not None and parent in self._now:
            above.insert(0, self._now[parent])
            parent = self._now[parent].parent
        return above

    @cached_property
    def _posted_now(self) -> dict[str, Posting]:
        latest: dict[str, Posting] = {}
        for posting in self.postings:
            if posting.end is None:
                latest[posting.person] = posting
        return latest

    def posting_of(self, person: str) -> Posting | None:
        """The person's posting now, None when they have left or never were."""
        return self._posted_now.get(person)

    @cached_property
    def _by_person(self) -> dict[str, list[Posting]]:
        found: dict[str, list[Posting]] = {}
        for posting in self.postings:
            found.setdefault(posting.person, []).append(posting)
        return found

    def postings_of(self, person: str) -> list[Posting]:
        """All a person's postings, by start."""
        return self._by_person.get(person, [])

    def people(self, unit_id: str) -> list[Posting]:
        """Postings now in this unit itself: those who lead first, then by name."""
        here = [p for p in self._posted_now.values() if p.unit == unit_id]
        return sorted(here, key=lambda p: (not p.leads, p.name))

    def leads_above(self, viewer: str, person: str) -> bool:
        """Whether `viewer` leads the unit `person` is in, or any unit above it."""
        mine, theirs = self.posting_of(viewer), self.posting_of(person)
        if mine is None or theirs is None or not mine.leads or viewer == person:
            return False
        line = {theirs.unit, *(unit.id for unit in self.ancestors(theirs.unit))}
        if mine.unit not in line:
            return False
        return not (theirs.unit == mine.unit and theirs.leads)

    # ---- as it was

    @cached_property
    def changes(self) -> Days:
        """The days on which any unit started, ended or moved, sorted."""
        days = {s.start for s in self._spells} | {s.end for s in self._spells}
        return np.array(sorted(days), dtype=np.int32)

    @cached_property
    def paths(self) -> npt.NDArray[np.int32]:
        """(segments, units, depth) codes from the root down to the unit itself, -1 beyond it.

        A segment is a stretch of days without a change: `segment_of` says which. A unit that did not
        exist in a segment has a path of -1 throughout.
        """
        segments, count, root = len(self.changes) + 1, len(self.unit_ids), self.code_of[self.root.id]
        parent = np.full((segments, count), -1, dtype=np.int32)
        alive = np.zeros((segments, count), dtype=bool)
        for spell in self._spells:
            code = self.code_of[spell.unit]
            first, last = np.searchsorted(self.changes, [spell.start, spell.end], side="right")
            alive[first:last, code] = True
            above = spell.parent if spell.parent is not None else self.root.id
            parent[first:last, code] = self.code_of.get(above, root)
        for unit in self._now.values():
            if not unit.described:
                alive[:, self.code_of[unit.id]] = True
                parent[:, self.code_of[unit.id]] = root
        alive[:, root], parent[:, root] = True, -1
        return self._checked(parent, alive, root)

    def _checked(
        self, parent: npt.NDArray[np.int32], alive: npt.NDArray[np.bool_], root: int
    ) -> npt.NDArray[np.int32]:
        try:
            return _paths_down(parent, alive, root)
        except _CircleError as circle:
            unit = self.unit_ids[circle.args[0]]
            raise UserError(
                f"the unit {unit!r} is above itself or too deep (more than {DEEPEST} levels): "
                "mend its parent_id in the units extract and load it again"
            ) from None

    @cached_property
    def paths_now(self) -> npt.NDArray[np.int32]:
        """(1, units, depth): the paths with today's parents, for restated history."""
        root = self.code_of[self.root.id]
        parent = np.array(
            [[self.code_of.get(self._now[u].parent or "", root) for u in self.unit_ids]], dtype=np.int32
        )
        parent[0, root] = -1
        return self._checked(parent, np.ones_like(parent, dtype=bool), root)

    def paths_of(
        self, units: Sequence[str | None], place: Codes, days: Days, *, as_was: bool
    ) -> npt.NDArray[np.int32]:
        """(rows, depth) the codes from the root down of the unit each row is of on its day, -1 beyond it.

        `place` (rows,) are places in `units`. Without a unit, and when it did not exist that day, the root's.
        """
        paths = self.paths if as_was else self.paths_now
        segment = self.segment_of(days) if as_was else np.zeros(len(days), np.int32)
        root = self.code_of[self.root.id]
        codes = [root if unit is None else self.code_of.get(unit, root) for unit in units]
        unit = np.array(codes, np.int32)[place]
        found: npt.NDArray[np.int32] = paths[segment, np.where(paths[segment, unit, 0] < 0, root, unit)]
        return found

    def segment_of(self, days: Days) -> Codes:
        """For each day, the stretch without a change it falls in: the first axis of `paths`."""
        return np.searchsorted(self.changes, days, side="right").astype(np.int32)

    def exists(self, start: int, end: int) -> npt.NDArray[np.bool_]:
        """Which described units existed on any day of [start, end), by code."""
        first, last = self.segment_of(np.array([start, end - 1], dtype=np.int32))
        return (self.paths[first : last + 1, :, 0] >= 0).any(axis=0) & self._described

    @cached_property
    def _described(self) -> npt.NDArray[np.bool_]:
        return np.array([u == self.root.id or self._now[u].described for u in self.unit_ids])

    def levels_on(self, days: Days) -> npt.NDArray[np.object_]:
        """(days, units): the level of each unit on each day: what it was then, else what it is now."""
        return self._levels[self.segment_of(days)]

    @cached_property
    def _levels(self) -> npt.NDArray[np.object_]:
        now = np.array([self._now[unit].level for unit in self.unit_ids], dtype=object)
        levels = np.tile(now, (len(self.changes) + 1, 1))
        for spell in self._spells:
            first, last = np.searchsorted(self.changes, [spell.start, spell.end], side="right")
            levels[first:last, self.code_of[spell.unit]] = spell.level
        return levels

    @cached_property
    def _posting_arrays(self) -> tuple[dict[str, int], Codes, Days, Days, Codes]:
        people = {person: code for code, person in enumerate(dict.fromkeys(p.person for p in self.postings))}
        return (
            people,
            np.array([people[p.person] for p in self.postings], dtype=np.int32),
            np.array([days_of(p.start) for p in self.postings], dtype=np.int32),
            np.array([days_of(p.end) for p in self.postings], dtype=np.int32),
            np.array([self.code_of.get(p.unit, -1) for p in self.postings], dtype=np.int32),
        )

    def posted_unit(self, people: Sequence[str | None], person: Codes, days: Days) -> Codes:
        """(rows,) the unit each row's person was posted to on its day, -1 without a posting.

        `person` (rows,) are places in `people`. Of postings that overlap, the one that started last counts.
        """
        codes, of_posting, start, end, _ = self._posting_arrays
        known = np.array([codes.get(p, -1) if p is not None else -1 for p in people], np.int32)
        if not len(days) or not len(of_posting):
            return np.full(len(days), -1, dtype=np.int32)
        first, last = days.min(), days.max()
        found = self._posted(known, np.full(len(known), first, np.int32))[person]
        moved = ((start > first) & (start <= last)) | ((end > first) & (end <= last))
        rows = np.flatnonzero(np.isin(known, of_posting[moved])[person])
        found[rows] = self._posted(known[person[rows]], days[rows])
        return found

    def _posted(self, person: Codes, days: Days) -> Codes:
        """The same of people by code, -1 for one nobody knows, row by row."""
        _, of_posting, start, end, unit = self._posting_arrays
        width = np.int64(1) << 32
        keys, asked = of_posting.astype(np.int64) * width + start, person.astype(np.int64) * width + days
        at = np.searchsorted(keys, asked, side="right") - 1
        found = np.full(len(days), -1, dtype=np.int32)
        open_rows = np.flatnonzero(person >= 0)
        while len(open_rows):
            here = at[open_rows]
            open_rows = open_rows[(here >= 0) & (of_posting[np.maximum(here, 0)] == person[open_rows])]
            here = at[open_rows]
            fits = days[open_rows] < end[here]
            found[open_rows[fits]] = unit[here[fits]]
            open_rows = open_rows[~fits]
            at[open_rows] -= 1
        return found

    def postings_in(self, start: int, end: int) -> str:
        """A digest of who was posted where on each of the days [start, end)."""
        if (start, end) not in self._digests:
            self._digests[start, end] = self._posted_within(start, end)
        return self._digests[start, end]

    @cached_property
    def _digests(self) -> dict[tuple[int, int], str]:
        return {}

    def _posted_within(self, start: int, end: int) -> str:
        _, _, begins, ends, _ = self._posting_arrays
        here = np.flatnonzero((begins < end) & (ends > start))
        within = np.stack(
            [self._posting_names[here], np.maximum(begins[here], start), np.minimum(ends[here], end)]
        )
        return sha256(within.tobytes()).hexdigest()[:16]

    @cached_property
    def _posting_names(self) -> npt.NDArray[np.int64]:
        """A number for the person and unit of each posting, the same whoever else is posted."""
        texts = (repr((p.person, p.unit, p.start)).encode() for p in self.postings)
        return np.array(
            [int.from_bytes(blake2b(t, digest_size=8).digest(), signed=True) for t in texts], np.int64
        )

    @cached_property
    def hierarchy(self) -> str:
        """A digest of every unit's life."""
        spells = [(s.unit, s.level, s.parent, s.start, s.end) for s in self._spells]
        return sha256(repr((self.root.id, spells)).encode()).hexdigest()[:16]


class _CircleError(Exception):
    """A unit is its own ancestor; carries its code."""


def _paths_down(
    parent: npt.NDArray[np.int32], alive: npt.NDArray[np.bool_], root: int
) -> npt.NDArray[np.int32]:
    segments, count = parent.shape
    climb = [np.where(alive, np.arange(count, dtype=np.int32), -1)]
    rows = np.arange(segments)[:, None]
    while (climb[-1] >= 0).any() and len(climb) <= DEEPEST:
        above = np.where(climb[-1] >= 0, parent[rows, np.maximum(climb[-1], 0)], -1)
        climb.append(above.astype(np.int32))
    if (climb[-1] >= 0).any():
        raise _CircleError(int(np.flatnonzero((climb[-1] >= 0).any(axis=0))[0]))
    up = np.stack(climb, axis=2)
    length = (up >= 0).sum(axis=2)
    depth = max(int(length.max()), 1)
    place = length[:, :, None] - 1 - np.arange(depth)[None, None, :]
    down = np.take_along_axis(up, np.maximum(place, 0), axis=2)
    down[place < 0] = -1
    strays = alive & (down[:, :, 0] != root)  # under a unit that had ended: they still belong to the force
    down[strays, 0] = root
    return down


def _units_named(
    workspace: Workspace, sources: Sequence[Source], rows: Sequence[Snapshot | None]
) -> frozenset[str]:
    """The units that any row of some sources names."""
    named = set[str]()
    for source, found in zip(sources, rows, strict=True):
        if found:
            named.update(*(file.units for file in contents(workspace, source, found)))
    return frozenset(named)


_held: Held[Organisation] = Held(4)
_named: Held[frozenset[str]] = Held(4)
_same: dict[frozenset[str], frozenset[str]] = {}  # each set of units that rows name, once


def _spells(tables: Pinned) -> list[UnitSpell]:
    return [
        UnitSpell(
            row["unit_id"], row["name"], row["level"], row["parent_id"],
            days_of(row["starts"]), days_of(row["ends"]),
        )
        for row in _rows(tables, "units")
    ]  # fmt: skip


def _postings(tables: Pinned) -> list[Posting]:
    return [
        Posting(
            row["person_id"], row["name"] or row["person_id"], row["unit_id"], row["role"] or "",
            bool(row["leads"]), row["starts"], row["ends"],
        )
        for row in _rows(tables, "postings")
    ]  # fmt: skip


def _rows(tables: Pinned, source: str) -> list[dict[str, Any]]:
    name = f"rows/{source}"
    return tables.read(name).to_pylist() if tables.exists(name) else []
