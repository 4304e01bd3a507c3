"""Make the extracts of a whole force, month by month, the same bytes for the same size and seed."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa

from peelian.demo.calls import calls_of
from peelian.demo.clock import MonthClock
from peelian.demo.crimes import LONGEST, Crimes
from peelian.demo.demand import Work
from peelian.demo.effects import Effects
from peelian.demo.extracts import Extract, ExtractWriter, write_whole
from peelian.demo.force import MANIFEST, Account, AccountRole, DemoForce
from peelian.demo.incidents import incidents_of
from peelian.demo.names import FORCE, FORCE_ID
from peelian.demo.organisation import Does, UnitSpell, build_units, command_ids, teams_at_work
from peelian.demo.postings import Duty, Posting, Roster
from peelian.demo.signals import planted
from peelian.demo.sizes import SIZES, Size, SizeName
from peelian.demo.stop_searches import stop_searches_of

Progress = Callable[[int, int, str], None]

_ROWS = ("calls", "incidents", "recorded_crimes", "crime_outcomes", "stop_searches")


def generate(folder: Path, *, size: SizeName, seed: int, progress: Progress | None = None) -> DemoForce:
    """Write the extracts of a demo force into `folder`, one month in memory at a time.

    The same size and seed give the same bytes. The manifest is written last, so an unfinished folder has
    none. `progress` is called with (months done, months, what).
    """
    shape = SIZES[size]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MANIFEST).unlink(missing_ok=True)
    units = build_units(shape)
    roster = Roster(units, shape, seed)
    described = [_write_units(folder, units), _write_postings(folder, roster)]
    writers = {source: ExtractWriter(folder, source, shape) for source in _ROWS}
    months = _Months(shape, seed, units, roster)
    for done, month in enumerate(shape.span):
        if progress:
            progress(done, shape.months, f"Recording {month}")
        for source, table in months.tables(month).items():
            writers[source].add(month, table, months.rng(100 + _ROWS.index(source), month))
    for writer in writers.values():
        writer.close()
    force = DemoForce(
        name=FORCE,
        size=size,
        seed=seed,
        folder=folder,
        extracts=(*described, *(extract for writer in writers.values() for extract in writer.extracts)),
        accounts=accounts(roster, shape),
        signals=planted(units, command_ids(shape)),
    )
    force.save()
    return force


class _Months:
    """Makes every source's rows for one month after another."""

    def __init__(self, size: Size, seed: int, units: list[UnitSpell], roster: Roster) -> None:
        self._size, self._seed, self._units, self._roster = size, seed, units, roster
        self._effects = Effects(command_ids(size))
        self._crimes = Crimes()
        for month in size.span[0] - np.arange(1, LONGEST + 1)[::-1]:
            self._crimes_of(month, MonthClock(month))

    def rng(self, stream: int, month: np.datetime64) -> np.random.Generator:
        """A generator of its own for each stream and month, so that none depends on another."""
        return np.random.default_rng([self._seed, stream, int(month.astype("M8[M]").astype(np.int64))])

    def _work(self, does: set[Does], rows: int, stream: int, month: np.datetime64, clock: MonthClock) -> Work:
        teams = teams_at_work(self._units, does, month)
        expected = rows / self._size.months
        return Work(month, clock, teams, self._effects, expected, self.rng(stream, month))

    def _crimes_of(self, month: np.datetime64, clock: MonthClock) -> tuple[pa.Table, pa.Table]:
        return self._crimes.month(self._work({"local"}, self._size.crimes, 2, month, clock))

    def tables(self, month: np.datetime64) -> dict[str, pa.Table]:
        """The rows of each source in `month`."""
        clock, size = MonthClock(month), self._size
        crimes, outcomes = self._crimes_of(month, clock)
        made = {}
        plans: tuple[tuple[str, set[Does], int, Callable[[Work, Duty], pa.Table]], ...] = (
            ("calls", {"contact"}, size.calls, calls_of),
            ("incidents", {"response"}, size.incidents, incidents_of),
            ("stop_searches", {"response", "local"}, size.stop_searches, stop_searches_of),
        )
        for stream, (source, does, rows, make) in enumerate(plans, start=3):
            work = self._work(does, rows, stream, month, clock)
            made[source] = make(work, Duty(self._roster, work.teams, clock.first_day, clock.days))
        return made | {"recorded_crimes": crimes, "crime_outcomes": outcomes}


def _write_units(folder: Path, units: list[UnitSpell]) -> Extract:
    table = pa.table(
        {
            "unit_id": [unit.id for unit in units],
            "name": [unit.name for unit in units],
            "level": [unit.level for unit in units],
            "parent_id": pa.array([unit.parent or None for unit in units], pa.string()),
            "starts": pa.array([unit.starts.astype("M8[D]").item() for unit in units], pa.date32()),
            "ends": pa.array(
                [None if unit.ends is None else unit.ends.astype("M8[D]").item() for unit in units],
                pa.date32(),
            ),
        }
    )
    return write_whole(folder, "units", table)


def _write_postings(folder: Path, roster: Roster) -> Extract:
    postings = roster.postings
    table = pa.table(
        {
            "person_id": [roster.person_id(p.person) for p in postings],
            "name": [roster.name_of(p) for p in postings],
            "unit_id": [p.unit for p in postings],
            "role": [p.role for p in postings],
            "leads": [p.leads for p in postings],
            "starts": pa.array([p.starts for p in postings], pa.int32()).cast(pa.date32()),
            "ends": pa.array([p.ends for p in postings], pa.int32()).cast(pa.date32()),
        }
    )
    return write_whole(folder, "postings", table)


def accounts(roster: Roster, size: Size) -> tuple[Account, ...]:
    """Who can sign in to the demo: five ranks of one line, an analyst, and six who are posted nowhere."""
    department = f"{command_ids(size)[0]}-R{'1' if len(size.response) > 1 else ''}"
    team = f"{department}-A"

    def account(username: str, role: AccountRole, posting: Posting) -> Account:
        return {
            "username": username,
            "display_name": roster.name_of(posting),
            "person_id": roster.person_id(posting.person),
            "role": role,
        }

    def outside(username: str, name: str, role: AccountRole) -> Account:
        return {"username": username, "display_name": name, "person_id": None, "role": role}

    return (
        account("analyst", "analyst", roster.member(FORCE_ID, "performance analyst")),
        account("sergeant", "", roster.leader(team)),
        account("inspector", "", roster.leader(department)),
        account("superintendent", "", roster.leader(command_ids(size)[0])),
        account("chief", "", roster.leader(FORCE_ID)),
        account("constable", "", roster.member(team, "constable")),
        outside("secretary", "Board secretary", "board-secretary"),
        outside("liaison", "Inspection liaison officer", "inspection-liaison"),
        outside("commissioner", "Commissioner’s office", "commissioners-reader"),
        outside("approver", "Chief executive of the policing body", "commissioners-approver"),
        outside("auditor", "Internal auditor", "auditor"),
        outside("administrator", "Accounts administrator", "administrator"),
    )
