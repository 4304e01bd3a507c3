"""Who serves where and when: postings that open and close as people join, move, are promoted and leave."""

from dataclasses import dataclass

import numpy as np

from peelian.demo.clock import Ints
from peelian.demo.names import CONTACT_ID, FORCE_ID, INITIALS, SURNAMES
from peelian.demo.organisation import REORGANISED, Team, UnitSpell
from peelian.demo.sizes import Size

FIRST_NUMBER = 1001
LEAVES, MOVES = 0.008, 0.012  # chance that a member of a team leaves, or changes teams, in a month
AWAY = 0.07  # chance of being away over the end of a month: a course, an attachment to another force
_PREFIX = {
    "constable": "PC",
    "sergeant": "Sgt",
    "inspector": "Insp",
    "superintendent": "Supt",
    "chief constable": "Chief Constable",
    "call handler": "Staff",
    "contact supervisor": "Staff",
    "contact manager": "Staff",
    "head of contact": "Staff",
    "performance analyst": "Staff",
}


@dataclass(slots=True)
class Posting:
    """One person in one unit; days count from 1970, `ends` is the first day after, None while it lasts."""

    person: int
    unit: str
    role: str
    leads: bool
    starts: int
    ends: int | None = None


class Roster:
    """Every posting of the force over its months, and the people behind them."""

    def __init__(self, units: list[UnitSpell], size: Size, seed: int) -> None:
        self._rng = np.random.default_rng([seed, 1])
        self._surnames: list[str] = []
        self.postings: list[Posting] = []
        self._members: dict[str, list[Posting]] = {}
        self._contact = {u.id for u in units if u.does == "contact"} | {
            u.id for u in units if CONTACT_ID in (u.id, u.parent)
        }
        self._open(units, size)
        for month in size.span:
            if month == REORGANISED:
                self._split(units, _day(month))
            self._turn_over(month)
        after = _day(size.span[-1] + 1)
        known = (posting for posting in self.postings if posting.starts < after)
        self.postings = sorted(known, key=lambda posting: (posting.person, posting.starts))
        self._members = {unit: [p for p in here if p.starts < after] for unit, here in self._members.items()}

    def _open(self, units: list[UnitSpell], size: Size) -> None:
        """Fill every unit on the first day. Postings before it were not kept, as after a change of system:
        the spells of those who stayed would look like a force that grew."""
        first = _day(size.span[0])
        for unit in units:
            if not unit.lasts(size.span[0]):
                continue
            for place in range(size.strength if unit.level == "team" else 1):
                leads = place == 0
                self._post(self._new_person(), unit.id, self._role(unit, leads=leads), leads, first)
        self._post(self._new_person(), FORCE_ID, "performance analyst", False, first)

    def _role(self, unit: UnitSpell, *, leads: bool) -> str:
        contact = unit.id in self._contact
        match unit.level:
            case "force":
                return "chief constable"
            case "command":
                return "head of contact" if contact else "superintendent"
            case "department":
                return "contact manager" if contact else "inspector"
            case "team":
                return (
                    ("contact supervisor" if leads else "call handler")
                    if contact
                    else ("sergeant" if leads else "constable")
                )

    def _new_person(self) -> int:
        self._surnames.append(
            f"{INITIALS[self._rng.integers(len(INITIALS))]}. {SURNAMES[self._rng.integers(len(SURNAMES))]}"
        )
        return len(self._surnames) - 1

    def _post(self, person: int, unit: str, role: str, leads: bool, starts: int) -> Posting:
        posting = Posting(person, unit, role, leads, starts)
        self.postings.append(posting)
        self._members.setdefault(unit, []).append(posting)
        return posting

    def _close(self, posting: Posting, day: int) -> None:
        posting.ends = day
        self._members[posting.unit].remove(posting)

    def _split(self, units: list[UnitSpell], day: int) -> None:
        """Half of a split team's constables follow the new team; one is promoted to lead it and replaced."""
        known = set(self._members)
        for unit in units:
            if unit.starts == REORGANISED and unit.id not in known:
                old = [p for p in self._members[unit.id[:-1]] if not p.leads and p.starts < day]
                promoted, *moved = old[: len(old) // 2]
                self._close(promoted, day)
                self._post(promoted.person, unit.id, "sergeant", True, day)
                self._post(self._new_person(), unit.id, promoted.role, False, day)
                for posting in moved:
                    self._close(posting, day)
                    self._post(posting.person, unit.id, posting.role, False, day)

    def _turn_over(self, month: np.datetime64) -> None:
        """One month of leavers with their replacements, promotions, and exchanges between teams."""
        first, days = _day(month), _day(month + 1) - _day(month)
        ranks = [
            posting for members in self._members.values() for posting in members if posting.role in _MOVING
        ]
        chance, when = self._rng.random(len(ranks)), self._rng.integers(1, days, len(ranks))
        movers: dict[str, list[Posting]] = {}
        away: list[Posting] = []
        for posting, p, day in zip(ranks, chance, when, strict=True):
            if posting.starts > first or posting.ends is not None:
                continue
            if p < LEAVES and len(self._members[posting.unit]) > 3:
                self._leave(posting, first + int(day))
            elif not posting.leads and p > 1 - MOVES:
                movers.setdefault(posting.role, []).append(posting)
            elif not posting.leads and p > 1 - MOVES - AWAY:
                away.append(posting)
        for role, moving in movers.items():
            others = [p for p in ranks if p.role == role and p.starts <= first and p.unit != moving[0].unit]
            moving.append(others[self._rng.integers(len(others))])
            staying = {p.person: p for p in moving if p.ends is None}
            self._exchange(list(staying.values()), role, first + days // 2)
        for posting in away:
            if posting.ends is None:
                out, back = self._rng.integers(17, days), days + self._rng.integers(3, 12)
                self._close(posting, first + int(out))
                self._post(posting.person, posting.unit, posting.role, False, first + int(back))

    def _leave(self, posting: Posting, day: int) -> None:
        self._close(posting, day)
        if not posting.leads:
            gap = int(self._rng.integers(0, 22))
            self._post(self._new_person(), posting.unit, posting.role, False, day + gap)
            return
        following = next(p for p in self._members[posting.unit] if not p.leads and p.starts < day)
        self._close(following, day)
        self._post(following.person, posting.unit, posting.role, True, day)
        self._post(self._new_person(), posting.unit, following.role, False, day)

    def _exchange(self, moving: list[Posting], role: str, day: int) -> None:
        """Send each mover to the next mover's team, so that every team keeps its strength."""
        if len(moving) < 2:
            return
        places = [posting.unit for posting in moving]
        for posting, unit in zip(moving, places[1:] + places[:1], strict=True):
            if unit != posting.unit and posting.starts < day:
                self._close(posting, day)
                self._post(posting.person, unit, role, False, day)

    def person_id(self, person: int) -> str:
        """The collar number everybody is known by in every extract."""
        return f"{FORCE_ID}{FIRST_NUMBER + person}"

    def name_of(self, posting: Posting) -> str:
        """Rank, number, initial and surname as in 'PC 1043 A. Hartley'."""
        return f"{_PREFIX[posting.role]} {FIRST_NUMBER + posting.person} {self._surnames[posting.person]}"

    def leader(self, unit: str) -> Posting:
        """Who leads `unit` at the end of the demo."""
        return next(posting for posting in self._members[unit] if posting.leads)

    def member(self, unit: str, role: str) -> Posting:
        """The longest in post of those in `unit` with `role` at the end of the demo."""
        return min((p for p in self._members[unit] if p.role == role), key=lambda p: (p.starts, p.person))


_MOVING = frozenset({"constable", "sergeant", "call handler", "contact supervisor"})


class Duty:
    """Who is in which team on each day of one month, for giving rows to people without a loop over them."""

    def __init__(self, roster: Roster, teams: list[Team], first_day: int, days: int) -> None:
        place = {team.id: index for index, team in enumerate(teams)}
        kept = [
            (place[p.unit], p.person, 1 if p.leads else 4, p.starts - first_day, _last(p, first_day, days))
            for p in roster.postings
            if p.unit in place and p.starts < first_day + days and (p.ends is None or p.ends > first_day)
        ]
        team, person, weight, start, end = np.array(kept, dtype=np.int64).T
        start = np.maximum(start, 0)
        lengths = (end - start) * weight
        run = np.repeat(np.arange(len(team)), lengths)
        within = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        cell = team[run] * days + start[run] + within // weight[run]
        order = np.argsort(cell, kind="stable")
        self._days = days
        self._people: Ints = person[run][order]
        self._counts = np.bincount(cell, minlength=len(teams) * days)
        self._starts = np.cumsum(self._counts) - self._counts

    def draw(self, team: Ints, day: Ints, rng: np.random.Generator) -> Ints:
        """A person of each row's team that day; constables four times as often as those who lead them."""
        cell = team * self._days + day
        place = self._starts[cell] + (rng.random(len(cell)) * self._counts[cell]).astype(np.int64)
        return np.asarray(self._people[place])


def _last(posting: Posting, first_day: int, days: int) -> int:
    return days if posting.ends is None else min(posting.ends - first_day, days)


def _day(month: np.datetime64) -> int:
    """Days since 1970 of a month's first day."""
    return int(month.astype("M8[D]").astype(np.int64))
