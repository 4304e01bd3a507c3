"""Verdicts of many series at once: one implementation, of which a single series is a matrix of one row."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from peelian.stats.spc.charts import SPECS, Drawn
from peelian.stats.spc.counts import plotted
from peelian.stats.spc.inputs import When, as_dates, check_options, columns_of, direction_signs, refuse_large
from peelian.stats.spc.limits import Bools, Floats, Limits
from peelian.stats.spc.rules import Flags, Judged, Signs, judge_points
from peelian.stats.spc.runs import FEWEST_USEFUL, RunCounts, judge_runs
from peelian.stats.spc.vocabulary import ASSURANCES, TYPES, Chart, Direction

Indices = NDArray[np.int64]

FEWEST = 13
"""Known points the last segment needs before its verdict is given."""

_BLOCK = 1024  # series at a time, so that the working arrays stay in the processor's cache

_TYPE_OF = {
    "high": np.array(
        [TYPES.index(f"special_cause_{a}") for a in ("neutral_high", "improvement", "concern")], np.int8
    ),
    "low": np.array(
        [TYPES.index(f"special_cause_{a}") for a in ("neutral_low", "concern", "improvement")], np.int8
    ),
}  # index into TYPES of a high and a low point, by the sign of improvement: 0, 1, -1


@dataclass(frozen=True, slots=True)
class MatrixVerdicts:
    """Verdicts of S series of N points in K segments, in columns.

    `values` (S, N) are what is plotted, of ghosts too. `segment` (N,) numbers the segment of each point;
    `limits` has one entry a segment, each of (S,) arrays.
    `flags`, `relative`, `types` are (S, N): bits of `rules`, sign of (value - mean), index into TYPES.
    `variation` and `assurance` are (S,) indices into TYPES and ASSURANCES. `last` (S,) is the column of the
    last known point, -1 without one. `last_segment_n` counts the points of the last segment, ghosts left out;
    `last_segment_known` (S,) those of them whose value is known. `runs` is the evidence of run charts in the
    last segment, None for other charts.
    """

    chart: Chart
    values: Floats
    segment: Indices
    limits: tuple[Limits, ...]
    flags: Flags
    relative: Signs
    types: Signs
    variation: Signs
    assurance: Signs
    last: Indices
    last_segment_n: int
    last_segment_known: Indices
    runs: RunCounts | None

    @property
    def withheld(self) -> Bools:
        """(S,): the last segment has too few known points for a verdict, too few neighbours to draw limits
        from, or on a run chart too few points off the median.
        """
        end, few = self.limits[-1], self.last_segment_known < FEWEST
        if self.runs is not None:
            return few | (self.runs.useful < FEWEST_USEFUL)
        return few | (~end.claimed & np.isnan(end.level))

    @property
    def mean(self) -> Floats:
        return self.spread("mean")

    @property
    def lpl(self) -> Floats:
        return self.spread("lpl")

    @property
    def upl(self) -> Floats:
        return self.spread("upl")

    @property
    def nlpl(self) -> Floats:
        return self.spread("nlpl")

    @property
    def nupl(self) -> Floats:
        return self.spread("nupl")

    def spread(self, field: str) -> Floats:
        """One field of the limits at every point, (S, N)."""
        lengths = np.bincount(self.segment, minlength=len(self.limits))
        parts = (limits.at(field, length) for limits, length in zip(self.limits, lengths, strict=True))
        return np.concatenate(list(parts)).T


def verdicts_matrix(
    values: ArrayLike,
    dates: When,
    *,
    chart: Chart = "xmr",
    n: ArrayLike | None = None,
    sd: ArrayLike | None = None,
    improves: Direction | Sequence[Direction] = "neutral",
    target: ArrayLike | None = None,
    rebase: When = (),
    baseline: int | None = None,
    screen: bool = True,
    run_length: int = 7,
    ghosts: When = (),
    floor: float | None = None,
    ceiling: float | None = None,
) -> MatrixVerdicts:
    """Verdicts of each row of `values` (S, N), NaN where a value is missing, on one set of `dates` (N,).

    `chart` is one of `vocabulary.CHARTS`. Of p and u charts and their primes `values` are counts and `n`
    denominators, and their ratio is plotted; where some value of a row is not whole, the row holds ratios.
    Of an xbar_s chart they are the averages of subgroups, `n` their sizes and `sd` their standard deviations;
    of an s chart, which goes under it, `values` are the deviations. `n` and `sd` broadcast to (S, N).

    `dates` ascend strictly. `rebase` and `ghosts` are dates among them: where a segment starts, and points
    drawn but left out of limits and rules (as a missing value is). `improves` is one direction or one a
    row. `target` broadcasts to (S, N): a number, (N,) by point, (S, 1) by series or (S, N); NaN where none
    is in force. `baseline` freezes each segment's limits on its first points (at least 12). Limits are cut
    to `floor` and `ceiling` where the measure cannot pass them. Series that rebase at different points are
    called in groups.

    Raises ValueError for values that are infinite or beyond 1e300 or that the chart cannot be of, dates that
    do not ascend, a rebase or ghost that is no point, and options out of range.
    """
    series = np.ascontiguousarray(values, np.float64)
    when = as_dates(dates)
    if series.ndim != 2 or series.shape[1] != len(when):
        raise ValueError(f"values are (series, points) for {len(when)} dates, not {series.shape}")
    if not len(when):
        raise ValueError("a series needs at least one point")
    if (np.diff(when) <= np.timedelta64(0)).any():
        raise ValueError("dates ascend strictly")
    check_options(baseline=baseline, run_length=run_length, floor=floor, ceiling=ceiling)
    refuse_large(series.T)
    drawn = plotted(chart, series, n, sd)
    spec, signs = SPECS[chart], direction_signs(improves, len(series))
    standard = np.asarray(np.nan if target is None else target, np.float64)
    wanted = np.broadcast_to(standard, series.shape)[:, -1]
    left_out = columns_of(ghosts, when, "ghost")
    segment, starts = _segments(columns_of(rebase, when, "rebase"), len(when))
    segments = [slice(start, stop) for start, stop in pairwise([*starts, len(when)])]

    def limits_of(points: Drawn) -> Limits:
        natural = _cut(spec.limits(points, baseline, screen), spec.floor, spec.ceiling)
        return _cut(natural, floor, ceiling)

    def judge(points: Floats, limits: Limits) -> Judged:
        return judge_points(points, limits, run_length=run_length, baseline=baseline)

    def judge_rows(rows: slice) -> _Block:
        value = drawn.value[rows].T.copy()
        value[left_out] = np.nan
        block = Drawn(value, *(each[rows].T for each in drawn[1:]))
        return _judge_block(
            block, segments, signs[rows], wanted[rows], limits_of, None if chart == "run" else judge
        )

    blocks = [slice(top, top + _BLOCK) for top in range(0, max(len(series), 1), _BLOCK)]
    judged = _side_by_side([judge_rows(rows) for rows in blocks])
    return MatrixVerdicts(
        chart=chart,
        values=drawn.value,
        segment=segment,
        limits=judged.limits,
        flags=judged.flags.T,
        relative=judged.relative.T,
        types=judged.types.T,
        variation=np.where(judged.last < 0, np.int8(0), judged.types[judged.last, np.arange(len(series))]),
        assurance=judged.assurance,
        last=judged.last,
        last_segment_n=len(when) - starts[-1] - int((left_out >= starts[-1]).sum()),
        last_segment_known=judged.known,
        runs=judged.runs,
    )


class _Block(NamedTuple):
    """What is found of a block of series: limits by segment, then points by series, then by series."""

    limits: tuple[Limits, ...]
    flags: Flags
    relative: Signs
    types: Signs
    assurance: Signs
    last: Indices
    known: Indices
    runs: RunCounts | None


def _judge_block(
    block: Drawn,
    segments: list[slice],
    signs: Signs,
    target: Floats,
    limits_of: Callable[[Drawn], Limits],
    judge: Callable[[Floats, Limits], Judged] | None,
) -> _Block:
    """Judge a block of points by series (N, B): neighbours in time are whole rows of it.

    Without a `judge` it is of run charts, which are judged by their runs.
    """
    parts = [Drawn(*(each[points] for each in block)) for points in segments]
    limits = tuple(limits_of(part) for part in parts)
    runs: RunCounts | None = None
    found: list[Judged] = []
    for part, drawn in zip(parts, limits, strict=True):
        if judge is None:
            judged, runs = judge_runs(part.value, drawn)
        else:
            judged = judge(part.value, drawn)
        found.append(judged)
    flags, relative, high, low = (np.concatenate(each) for each in zip(*found, strict=True))
    types = (high * _TYPE_OF["high"][signs] + low * _TYPE_OF["low"][signs]).astype(np.int8)
    present = ~np.isnan(block.value)
    place = np.arange(1, len(present) + 1)[:, None]
    last = (present * place).max(axis=0) - 1
    assurance = _assurance(target, limits[-1], parts[-1].value, signs)
    if judge is None:
        assurance[:] = ASSURANCES.index(None)
    known = present[segments[-1]].sum(axis=0)
    return _Block(limits, flags, relative, types, assurance, last, known, runs)


def _side_by_side(blocks: list[_Block]) -> _Block:
    limits, *columns, runs = zip(*blocks, strict=True)
    joined = tuple(_joined(Limits, parts) for parts in zip(*limits, strict=True))
    counted = None if runs[0] is None else _joined(RunCounts, runs)
    flags, relative, types, assurance, last, known = (np.concatenate(each, axis=-1) for each in columns)
    return _Block(joined, flags, relative, types, assurance, last, known, counted)


_Columns = TypeVar("_Columns", Limits, RunCounts)


def _joined(kind: type[_Columns], parts: Iterable[_Columns]) -> _Columns:
    return kind(*(np.concatenate(each, axis=-1) for each in zip(*parts, strict=True)))


def _segments(rebased: Indices, points: int) -> tuple[Indices, list[int]]:
    """(number of the segment of each point, column where each segment starts)."""
    starts = sorted({0, *rebased.tolist()})
    return np.searchsorted(starts, np.arange(points), side="right") - 1, starts


def _cut(limits: Limits, floor: float | None, ceiling: float | None) -> Limits:
    if floor is None and ceiling is None:
        return limits
    edges = ("lpl", "upl", "nlpl", "nupl")
    return limits._replace(**{edge: np.clip(getattr(limits, edge), floor, ceiling) for edge in edges})


def _assurance(target: Floats, limits: Limits, values: Floats, signs: Signs) -> Signs:
    """Index into ASSURANCES of each series: its target against its last limits, strictly.

    Without limits, on a flat baseline, against what has happened: the least and greatest of the segment's
    `values`.
    """
    flat = ~np.isnan(limits.level)
    lpl, upl = (limits.at(edge, 1)[-1] for edge in ("lpl", "upl"))
    lower = np.where(flat, np.fmin.reduce(values, axis=0), lpl)
    upper = np.where(flat, np.fmax.reduce(values, axis=0), upl)
    side = signs * ((target < lower).astype(np.int8) - (target > upper).astype(np.int8))
    code = np.full(len(target), ASSURANCES.index("hit_or_miss"), np.int8)
    code[side > 0] = ASSURANCES.index("consistently_passing")
    code[side < 0] = ASSURANCES.index("consistently_failing")
    code[(signs == 0) | np.isnan(target)] = ASSURANCES.index(None)
    return code
