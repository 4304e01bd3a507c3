"""A month's work of some teams: how many rows each has, when they happen and whose they are."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from peelian.demo.clock import Floats, Ints, MonthClock
from peelian.demo.columns import Bools, Rng, labels, numbers
from peelian.demo.effects import Effects
from peelian.demo.names import FORCE_ID
from peelian.demo.organisation import Team
from peelian.demo.postings import FIRST_NUMBER, Duty

HOURS_A_MONTH = 8_766 / 12
_SEASON = 0.015  # half the difference between July and January; more would itself be a special cause
_FORCE_WIDE, _OF_COMMAND = 0.03, 0.03  # month-to-month spread beyond chance, as overdispersion in real counts


def season(month: np.datetime64) -> float:
    """Multiplies demand: highest in July, lowest in January."""
    return 1 + _SEASON * float(np.cos(2 * np.pi * (month_of_year(month) - 6) / 12))


def month_of_year(month: np.datetime64) -> int:
    """0 for January to 11 for December."""
    return int(month.astype("M8[M]").astype(np.int64)) % 12


@dataclass(frozen=True, slots=True)
class Work:
    """The teams that do one kind of work in one month. `expected` is the rows of an average month."""

    month: np.datetime64
    clock: MonthClock
    teams: list[Team]
    effects: Effects
    expected: float
    rng: Rng

    def drawn(self) -> tuple[Ints, Ints]:
        """The team and the UTC moment of each row, in time order: length of month, weekends, bank
        holidays, season and chance decide how many there are."""
        volume = np.array([team.volume for team in self.teams])
        pace = self.by_command(_OF_COMMAND) * np.exp(self.rng.normal(0, _FORCE_WIDE)) * season(self.month)
        average = self.expected * volume / volume.sum() * self.clock.weights.sum() / HOURS_A_MONTH
        rows = self.rng.poisson(average * pace)
        team = self.rng.permutation(np.repeat(np.arange(len(self.teams)), rows))
        return team, self.clock.moments(len(team), self.rng)

    def by_command(self, spread: float) -> Floats:
        """(teams,) a lognormal factor shared by the teams of a command, about 1."""
        commands = sorted({team.command for team in self.teams})
        factors = np.exp(self.rng.normal(0, spread, len(commands)))
        return np.array([factors[commands.index(team.command)] for team in self.teams])

    def people(self, duty: Duty, team: Ints, utc: Ints, present: Bools | None = None) -> pa.Array:
        """The collar number of somebody in each row's team that day, empty where not `present`."""
        person = duty.draw(team, self.clock.day_of(utc), self.rng)
        return numbers(person + FIRST_NUMBER, FORCE_ID, present)

    def unit_ids(self, team: Ints, missing: Bools | None = None) -> pa.Array:
        """The team of each row, empty where `missing`."""
        return labels(team, [team.id for team in self.teams], missing)

    def prefix(self, letter: str = "") -> str:
        """What identifiers of this month begin with."""
        return f"{letter}{self.month}-".replace("-", "", 1)
