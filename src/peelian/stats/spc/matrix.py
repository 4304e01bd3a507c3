"""Verdicts of many series at once: one implementation, of which a single series is a matrix of one row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from peelian.stats.spc.inputs import When, as_dates, check_options, columns_of, direction_signs, refuse_large
from peelian.stats.spc.limits import Bools, Floats, Limits, xmr_limits
from peelian.stats.spc.rules import Flags, Judged, Signs, judge_points
from peelian.stats.spc.vocabulary import ASSURANCES, TYPES, Direction

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

    `segment` (N,) numbers the segment of each point; `limits` has one entry a segment, each of (S,) arrays.
    `flags`, `relative`, `types` are (S, N): bits of `rules`, sign of (value - mean), index into TYPES.
    `variation` and `assurance` are (S,) indices into TYPES and ASSURANCES. `last` (S,) is the column of the
    last known point, -1 without one. `last_segment_n` counts the points of the last segment, ghosts left out;
    `last_segment_known` (S,) those of them whose value is known.
    """

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

    @property
    def withheld(self) -> Bools:
        """(S,): the last segment has too few known points, or too few neighbours, for a verdict."""
        end = self.limits[-1]
        return (self.last_segment_known < FEWEST) | (np.isnan(end.upl) & np.isnan(end.level))

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
        return np.stack([getattr(limits, field) for limits in self.limits], axis=1)[:, self.segment]


def verdicts_matrix(
    values: ArrayLike,
    dates: When,
    *,
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

    `dates` ascend strictly. `rebase` and `ghosts` are dates among them: where a segment starts, and points
    drawn but left out of limits and rules (as a missing value is). `improves` is one direction or one a
    row. `target` broadcasts to (S, N): a number, (N,) by point, (S, 1) by series or (S, N); NaN where none
    is in force. `baseline` freezes each segment's limits on its first points (at least 12). Limits are cut
    to `floor` and `ceiling` where the measure cannot pass them. Series that rebase at different points are
    called in groups.

    Raises ValueError for values that are infinite or beyond 1e300, dates that do not ascend, a rebase or
    ghost that is no point, and options out of range.
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
    signs = direction_signs(improves, len(series))
    standard = np.asarray(np.nan if target is None else target, np.float64)
    wanted = np.broadcast_to(standard, series.shape)[:, -1]
    left_out = columns_of(ghosts, when, "ghost")
    segment, starts = _segments(columns_of(rebase, when, "rebase"), len(when))
    segments = [slice(start, stop) for start, stop in pairwise([*starts, len(when)])]

    def judge(rows: slice) -> _Block:
        block = series[rows].T.copy()
        refuse_large(block)
        block[left_out] = np.nan
        return _judge_block(
            block,
            segments,
            signs[rows],
            wanted[rows],
            lambda points: _cut(xmr_limits(points, baseline=baseline, screen=screen), floor, ceiling),
            lambda points, limits: judge_points(points, limits, run_length=run_length, baseline=baseline),
        )

    blocks = [slice(top, top + _BLOCK) for top in range(0, max(len(series), 1), _BLOCK)]
    judged = _side_by_side([judge(rows) for rows in blocks])
    return MatrixVerdicts(
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


def _judge_block(
    block: Floats,
    segments: list[slice],
    signs: Signs,
    target: Floats,
    limits_of: Callable[[Floats], Limits],
    judge: Callable[[Floats, Limits], Judged],
) -> _Block:
    """Judge a block of points by series (N, B): neighbours in time are whole rows of it."""
    limits = tuple(limits_of(block[points]) for points in segments)
    found = [judge(block[points], drawn) for points, drawn in zip(segments, limits, strict=True)]
    flags, relative, high, low = (np.concatenate(parts) for parts in zip(*found, strict=True))
    types = (high * _TYPE_OF["high"][signs] + low * _TYPE_OF["low"][signs]).astype(np.int8)
    present = ~np.isnan(block)
    place = np.arange(1, len(block) + 1)[:, None]
    last = (present * place).max(axis=0) - 1
    tail = segments[-1]
    assurance = _assurance(target, limits[-1], block[tail], signs)
    return _Block(limits, flags, relative, types, assurance, last, present[tail].sum(axis=0))


def _side_by_side(blocks: list[_Block]) -> _Block:
    limits, *columns = zip(*blocks, strict=True)
    joined = tuple(
        Limits(*map(np.concatenate, zip(*parts, strict=True))) for parts in zip(*limits, strict=True)
    )
    return _Block(joined, *(np.concatenate(parts, axis=-1) for parts in columns))


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
    lower = np.where(flat, np.fmin.reduce(values, axis=0), limits.lpl)
    upper = np.where(flat, np.fmax.reduce(values, axis=0), limits.upl)
    side = signs * ((target < lower).astype(np.int8) - (target > upper).astype(np.int8))
    code = np.full(len(target), ASSURANCES.index("hit_or_miss"), np.int8)
    code[side > 0] = ASSURANCES.index("consistently_passing")
    code[side < 0] = ASSURANCES.index("consistently_failing")
    code[(signs == 0) | np.isnan(target)] = ASSURANCES.index(None)
    return code
