"""How big a demo force is: who serves in it, what it records, and over which months."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

SizeName = Literal["small", "force", "national"]
Months = npt.NDArray[np.datetime64]

LAST_MONTH = np.datetime64("2026-03", "M")  # the end of a financial year, the same for every size


@dataclass(frozen=True, slots=True)
class Size:
    """Counts of units and of rows. Rows are totals over all months, before noise and dirt.

    `response` and `local` are the teams in each such department of a territorial command; `strength`
    is the people in a team; `extract_months` how many months one extract file covers.
    """

    name: SizeName
    months: int
    commands: int
    response: tuple[int, ...]
    local: tuple[int, ...]
    contact: tuple[int, ...]
    strength: int
    incidents: int
    calls: int
    crimes: int
    stop_searches: int
    extract_months: int
    compressed: bool

    @property
    def span(self) -> Months:
        """Every month of the demo, (months,) datetime64[M], oldest first."""
        return LAST_MONTH - np.arange(self.months)[::-1]


SIZES: dict[SizeName, Size] = {
    "small": Size(
        name="small",
        months=36,
        commands=3,
        response=(2,),
        local=(1,),
        contact=(3,),
        strength=9,
        incidents=36_000,
        calls=54_000,
        crimes=18_000,
        stop_searches=9_000,
        extract_months=12,
        compressed=False,
    ),
    "force": Size(
        name="force",
        months=36,
        commands=8,
        response=(5, 5, 5),
        local=(3, 3),
        contact=(6, 6),
        strength=11,
        incidents=1_500_000,
        calls=1_800_000,
        crimes=430_000,
        stop_searches=60_000,
        extract_months=6,
        compressed=True,
    ),
    "national": Size(
        name="national",
        months=60,
        commands=42,
        response=(5, 5),
        local=(4,),
        contact=(8, 8, 8),
        strength=10,
        incidents=30_000_000,
        calls=30_000_000,
        crimes=9_000_000,
        stop_searches=1_500_000,
        extract_months=1,
        compressed=True,
    ),
}
