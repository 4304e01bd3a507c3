"""The verdict on one series."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from peelian.stats.spc.cadence import cadence_of
from peelian.stats.spc.cautions import warnings_of, withheld_reason
from peelian.stats.spc.inputs import When, as_python, as_values, columns_of, in_date_order
from peelian.stats.spc.limits import Floats
from peelian.stats.spc.matrix import FEWEST, MatrixVerdicts, verdicts_matrix
from peelian.stats.spc.rules import OPPOSED, RULES
from peelian.stats.spc.vocabulary import ASSURANCES, TYPES, Direction, Point, Verdict
from peelian.stats.spc.words import describe, plain


def verdict(
    dates: When,
    values: Iterable[float | None],
    *,
    improves: Direction = "neutral",
    target: float | Sequence[float | None] | None = None,
    rebase: When = (),
    baseline: int | None = None,
    screen: bool = True,
    run_length: int = 7,
    ghosts: When = (),
    floor: float | None = None,
    ceiling: float | None = None,
    name: str = "The value",
    unit: str = "",
    show: Callable[[float], str] | None = None,
) -> Verdict:
    """Judge one series: a row of `verdicts_matrix`, with its warnings and words.

    `dates` may come in any order and are sorted, `values` with them (None or NaN where missing). `target`
    is one number, or one for each date as given (None where none is in force). `ghosts` are the dates of
    points to draw but leave out. `show` writes a value as text; without it numbers are shown to four
    figures with `unit`.

    Raises ValueError for two points of one date, unequal lengths, and all that `verdicts_matrix` refuses.
    """
    when, order = in_date_order(dates)
    count = len(when)
    series = as_values(values, count)[order]
    standards = (
        as_values(target, count)[order]
        if isinstance(target, Sequence | np.ndarray)
        else as_values([target] * count, count)
    )
    judged = verdicts_matrix(
        series[None],
        when,
        improves=improves,
        target=standards,
        rebase=rebase,
        baseline=baseline,
        screen=screen,
        run_length=run_length,
        ghosts=ghosts,
        floor=floor,
        ceiling=ceiling,
    )
    ghostly = columns_of(ghosts, when, "ghost")
    points = _points(judged, series, standards, [as_python(one) for one in when], set(ghostly.tolist()))
    cadence = cadence_of(when)
    last = int(judged.last[0])
    bare = Verdict(
        points=points,
        variation=TYPES[judged.variation[0]],
        assurance=ASSURANCES[judged.assurance[0]],
        improves=improves,
        last_segment_n=judged.last_segment_n,
        withheld=withheld_reason(judged, cadence),
        provisional=bool(judged.last_segment_known[0] < FEWEST),
        warnings=(),
        target=points[-1].target,
        last=points[last] if last >= 0 else None,
        flat=_or_none(judged.limits[-1].level[0]),
        cadence=cadence.unit,
        sentence="",
        label="",
        alt="",
    )
    written = show or plain(unit)
    moved = bool((np.diff(order) < 0).any())
    bounds = (floor, ceiling)
    warnings = tuple(warnings_of(bare, judged, cadence, was_sorted=moved, bounds=bounds, show=written))
    words = describe(bare, cadence, name=name, show=written)
    return replace(bare, warnings=warnings, sentence=words.sentence, label=words.label, alt=words.alt)


def _points(
    judged: MatrixVerdicts, values: Floats, targets: Floats, dates: Sequence[date], ghosts: set[int]
) -> tuple[Point, ...]:
    limits = {
        field: [_or_none(one) for one in judged.spread(field)[0]]
        for field in ("mean", "lpl", "upl", "nlpl", "nupl")
    }
    flags, relative, types = (column[0].tolist() for column in (judged.flags, judged.relative, judged.types))
    return tuple(
        Point(
            date=when,
            value=_or_none(values[at]),
            **{field: edge[at] for field, edge in limits.items()},
            relative_to_mean=None if at in ghosts or np.isnan(values[at]) else relative[at],
            rules=tuple(name for name, bits in RULES.items() if flags[at] & bits),
            type=TYPES[types[at]],
            ghost=at in ghosts,
            target=_or_none(targets[at]),
            segment=int(judged.segment[at]),
            opposed=bool(flags[at] & OPPOSED),
        )
        for at, when in enumerate(dates)
    )


def _or_none(number: float) -> float | None:
    return None if np.isnan(number) else float(number)
