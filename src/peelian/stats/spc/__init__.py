"""Statistical process control: XmR charts as the NHS "Making Data Count" method draws and reads them.

`verdict` judges one series, `verdicts` some on the same dates, `verdicts_matrix` any number as arrays;
`suggest_rebase` looks for a new level.
"""

from peelian.stats.spc.matrix import FEWEST, MatrixVerdicts, verdicts_matrix
from peelian.stats.spc.rebase import RebaseSuggestion, suggest_rebase
from peelian.stats.spc.rules import RULES
from peelian.stats.spc.verdict import verdict, verdicts
from peelian.stats.spc.vocabulary import (
    ASSURANCES,
    IMPROVES,
    TYPES,
    Assurance,
    Direction,
    Point,
    Variation,
    Verdict,
)

__all__ = [
    "ASSURANCES",
    "FEWEST",
    "IMPROVES",
    "RULES",
    "TYPES",
    "Assurance",
    "Direction",
    "MatrixVerdicts",
    "Point",
    "RebaseSuggestion",
    "Variation",
    "Verdict",
    "suggest_rebase",
    "verdict",
    "verdicts",
    "verdicts_matrix",
]
