"""Which measures of a pack may be in a public edition, decided from the numbers when it is frozen.

A measure is about people when a column of its source is (`personal` or `special_category`), or one it is made
of is. Its values are left out of a public edition as a whole when any of them rests on few people: a chart
with a gap says what is in the gap. The same of all units below together: with the total beside it, one that
is left out alone could be worked out from the others. The numbers are the workspace's to set.
"""

from collections.abc import Iterable

import numpy as np

from peelian.framework.load import Framework
from peelian.framework.measure import Measure
from peelian.pipeline.values import Floats, Series
from peelian.pipeline.workspace import Settings


def about_people(framework: Framework, measure: Measure) -> bool:
    """Whether the values of a measure are about people, of the force or not."""
    source = framework.sources.get(measure.source or "")
    if source is not None:
        columns = source.columns.values()
        return source.individual is not None or any(c.personal or c.special_category for c in columns)
    return any(about_people(framework, framework.measures[part]) for part in framework.parts(measure.id))


def few_people(settings: Settings, many: Iterable[Series]) -> str:
    """Why some series about people may not be published, "" when they may."""
    below, base = settings.suppress_below, settings.suppress_base
    for series in many:
        if _few(series.numerator, below) or _few(series.denominator - series.numerator, below):
            return f"Some of these figures count fewer than {below} people or events about them."
        if _few(_base(series), base):
            return f"Some of these figures rest on fewer than {base} people or events about them."
    return ""


def _base(series: Series) -> Floats:
    """What shares and typical values rest on; counts rest on themselves."""
    if series.measure.kind in ("count", "sum", "stock"):
        return np.full(len(series.n), np.nan)
    return series.denominator if series.measure.kind == "proportion" else series.n


def _few(counts: Floats, below: int) -> bool:
    return bool(np.any((counts > 0) & (counts < below)))
