"""What was planted, as numbers the generators use. `signals` says what these should look like."""

from typing import Final

import numpy as np

ROTA_CHANGED: Final = np.datetime64("2025-02", "M")
SEARCH_POLICY: Final = np.datetime64("2025-05", "M")
CALLS_SLOWED: Final = np.datetime64("2025-07", "M")
ARRIVALS_STOPPED: Final = np.datetime64("2025-12", "M")

MISSING_ARRIVALS = 0.02


class Effects:
    """The planted changes, for commands in their order: the first improves its attendance, the second
    searches less well, the third stops recording arrivals; Contact answers 999 more slowly."""

    def __init__(self, commands: list[str]) -> None:
        self.rota, self.searches, self.arrivals = commands[:3]

    def slowness(self, command: str, month: np.datetime64) -> float:
        """Multiplies despatch and travel times to immediate incidents."""
        return 1.42 if command == self.rota and month < ROTA_CHANGED else 1.0

    def missing_arrivals(self, command: str, month: np.datetime64) -> float:
        """The share of attended incidents without a time of arrival."""
        return 0.9 if command == self.arrivals and month >= ARRIVALS_STOPPED else MISSING_ARRIVALS

    def find_rate(self, command: str, month: np.datetime64) -> float:
        """The share of stop searches that find something."""
        return 0.14 if command == self.searches and month >= SEARCH_POLICY else 0.29

    def slow_999(self, month: np.datetime64) -> float:
        """The share of 999 calls that wait in a queue rather than being answered at once."""
        return 0.24 if month >= CALLS_SLOWED else 0.11
