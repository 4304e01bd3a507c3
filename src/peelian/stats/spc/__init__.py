"""Statistical process control: every common control chart, read by the NHS "Making Data Count" rules.

`verdict` judges one series, `verdicts` some on the same dates, `verdicts_matrix` any number as arrays;
`suggest_chart` says which chart fits a series, and `suggest_rebase` looks for a new level.
"""

from peelian.stats.spc.matrix import FEWEST, MatrixVerdicts, verdicts_matrix
from peelian.stats.spc.rebase import RebaseSuggestion, suggest_rebase
from peelian.stats.spc.rules import RULES
from peelian.stats.spc.suggest import ChartSuggestion, suggest_chart
from peelian.stats.spc.verdict import verdict, verdicts
from peelian.stats.spc.vocabulary import (
    ASSURANCES,
    CHARTS,
    IMPROVES,
    TYPES,
    Assurance,
    Chart,
    Direction,
    Language,
    Point,
    Runs,
    Variation,
    Verdict,
)

__all__ = [
    "ASSURANCES",
    "CHARTS",
    "FEWEST",
    "IMPROVES",
    "RULES",
    "TYPES",
    "Assurance",
    "Chart",
    "ChartSuggestion",
    "Direction",
    "Language",
    "MatrixVerdicts",
    "Point",
    "RebaseSuggestion",
    "Runs",
    "Variation",
    "Verdict",
    "suggest_chart",
    "suggest_rebase",
    "verdict",
    "verdicts",
    "verdicts_matrix",
]
