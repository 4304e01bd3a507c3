"""The demo force's units and their spells, and the teams that do each kind of work in a month."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from peelian.demo.names import CONTACT_ID, FORCE, FORCE_ID, PLACES
from peelian.demo.sizes import Size

Does = Literal["", "response", "local", "contact"]

REORGANISED = np.datetime64("2024-10", "M")  # the first month of the new boundaries, halfway through
_PATCHES = ((0.92, 1.2), (0.70, 1.0), (0.45, 0.85))  # urban share and volume of a command's teams
FOUNDED = np.datetime64("2015-04", "M")


@dataclass(frozen=True, slots=True)
class UnitSpell:
    """A unit under one parent and one name, from the first day of `starts` until that of `ends`.

    `does` is a team's work ("" for the levels above), `urban` the share of its patch that is,
    `volume` its share of the work relative to other teams.
    """

    id: str
    name: str
    level: Literal["force", "command", "department", "team"]
    parent: str
    starts: np.datetime64 = FOUNDED
    ends: np.datetime64 | None = None
    does: Does = ""
    urban: float = 0.0
    volume: float = 1.0

    def lasts(self, month: np.datetime64) -> bool:
        """Whether the unit is like this in `month`."""
        return bool(self.starts <= month) and (self.ends is None or bool(month < self.ends))


def command_ids(size: Size) -> list[str]:
    """The territorial commands; the demo's planted signals are in the first three and in Contact."""
    return [place[:3].upper() for place in PLACES[: size.commands]]


def build_units(size: Size) -> list[UnitSpell]:
    """Every unit spell of the force, with the reorganisation's spells closed and opened."""
    units = [UnitSpell(FORCE_ID, FORCE, "force", "")]
    for number, (place, command) in enumerate(zip(PLACES, command_ids(size), strict=False)):
        patch = _PATCHES[number % len(_PATCHES)]
        units.append(UnitSpell(command, place, "command", FORCE_ID))
        units += _departments(command, f"{place} Response", "response", size.response, *patch)
        units += _departments(command, f"{place} Local Policing", "local", size.local, *patch)
    units.append(UnitSpell(CONTACT_ID, "Contact", "command", FORCE_ID))
    units += _departments(CONTACT_ID, "Call Handling", "contact", size.contact)
    return _reorganise(units, size)


def _departments(
    command: str, name: str, does: Does, teams: tuple[int, ...], urban: float = 1.0, volume: float = 1.0
) -> Iterable[UnitSpell]:
    several = len(teams) > 1
    for number, count in enumerate(teams, start=1):
        department = f"{command}-{does[0].upper()}{number if several else ''}"
        title = f"{name} {number}" if several else name
        yield UnitSpell(department, title, "department", command)
        for letter in "ABCDEFGH"[:count]:
            team = f"{department}-{letter}"
            yield UnitSpell(
                team, f"{title} {letter}", "team", department, does=does, urban=urban, volume=volume
            )


def _reorganise(units: list[UnitSpell], size: Size) -> list[UnitSpell]:
    """New boundaries in `REORGANISED`: the second and third commands swap response teams for other
    patches of the same size, and the last team of the first command's local policing is split in two."""
    _, second, third = command_ids(size)[:3]
    spells = {unit.id: unit for unit in units}
    suffix = "R" if len(size.response) == 1 else "R1"
    last = "ABCDEFGH"[size.response[0] - 1]
    after: list[UnitSpell] = []

    def change(unit: UnitSpell, **changes: object) -> None:
        spells[unit.id] = replace(unit, ends=REORGANISED)
        after.append(replace(unit, starts=REORGANISED, **changes))  # type: ignore[arg-type]

    for here, there in ((second, third), (third, second)):
        moved, kept = spells[f"{here}-{suffix}-{last}"], spells[f"{there}-{suffix}-A"]
        change(moved, parent=kept.parent, urban=kept.urban, volume=kept.volume)
    whole = next(
        u for u in reversed(units) if u.does == "local" and u.parent.startswith(command_ids(size)[0])
    )
    change(whole, name=f"{whole.name} (North)", volume=whole.volume / 2)
    after.append(replace(after[-1], id=f"{whole.id}2", name=f"{whole.name} (South)"))
    return [*spells.values(), *after]


def parents(units: Iterable[UnitSpell], month: np.datetime64) -> dict[str, str]:
    """Each unit's parent as it stood in `month`."""
    return {unit.id: unit.parent for unit in units if unit.lasts(month)}


@dataclass(frozen=True, slots=True)
class Team:
    """A team at work in one month: where it is, as the generators of rows need it."""

    id: str
    command: str
    urban: float
    volume: float


def teams_at_work(units: Iterable[UnitSpell], does: set[Does], month: np.datetime64) -> list[Team]:
    """The teams doing any of `does` in `month`, in a fixed order."""
    units = list(units)
    parent = parents(units, month)
    return [
        Team(unit.id, parent[unit.parent], unit.urban, unit.volume)
        for unit in units
        if unit.does in does and unit.lasts(month)
    ]
