"""How many signals chance alone gives: the false alarms of charts on which nothing is going on.

With 3,000 charts some are marked although nothing has changed. How many to expect is the sum of each chart's
own rate, which depends on how many points its last segment has.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from peelian.stats.spc.matrix import FEWEST

_POINTS = (13, 14, 16, 18, 20, 24, 30, 36, 48, 60, 90, 120, 240)
_MARKED = {
    6: (.0238, .0247, .0259, .0273, .0279, .0299, .0315, .0325, .0339, .0344, .0355, .0365, .0371),
    7: (.0144, .0143, .0146, .0153, .0155, .0162, .0171, .0175, .0180, .0182, .0189, .0195, .0197),
}  # fmt: skip
_NEW = {
    6: (.0238, .0193, .0197, .0201, .0201, .0208, .0213, .0212, .0215, .0215, .0216, .0217, .0218),
    7: (.0144, .0123, .0124, .0127, .0125, .0126, .0128, .0127, .0126, .0123, .0124, .0126, .0122),
}  # fmt: skip
"""Share of XmR charts marked at their latest point, and newly so, by points and run length.

From a million series of independent normal noise for each number of points, default options (seed 5); their
standard error is at most 0.0002. "Newly" is a mark that the same series without its latest point did not
bear; with 13 points every mark is new, since before it the verdict was withheld.
"""


class Expected(NamedTuple):
    """Signals to expect by chance: `marked` at the latest point, and `new` of them at that point."""

    marked: float
    new: float


def expected_signals(points: ArrayLike, *, run_length: int = 7) -> Expected:
    """How many of some charts in control to expect marked, whose last segments have `points` known points.

    Numbers between those that were simulated are interpolated, larger ones taken as the largest. A chart of
    fewer than 13 points is withheld, so never marked. For charts of counts and rare events, and for figures
    that vary otherwise than normal noise, the number is a rough guide. Raises ValueError for another run
    length than 6 or 7.
    """
    if run_length not in _MARKED:
        raise ValueError(f"run_length is 6 or 7, not {run_length}")
    known = np.asarray(points, np.float64)
    known = known[known >= FEWEST]
    return Expected(*(float(np.interp(known, _POINTS, t[run_length]).sum()) for t in (_MARKED, _NEW)))
