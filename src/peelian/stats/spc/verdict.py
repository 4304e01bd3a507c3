"""The verdict on one series, and on many that share their dates."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from peelian.stats.spc.cadence import cadence_of
from peelian.stats.spc.cautions import warnings_of, withheld_reason
from peelian.stats.spc.counts import RATIOS, are_ratios
from peelian.stats.spc.inputs import Dates, When, as_dates, as_python, as_values, columns_of, in_date_order
from peelian.stats.spc.limits import Floats
from peelian.stats.spc.matrix import FEWEST, MatrixVerdicts, verdicts_matrix
from peelian.stats.spc.rules import OPPOSED, RULES, RUN_RULES
from peelian.stats.spc.subgroups import Subgroup, as_subgroups
from peelian.stats.spc.vocabulary import ASSURANCES, TYPES, Chart, Direction, Language, Point, Runs, Verdict
from peelian.stats.spc.words import describe, phrase, plain, speaker_of


def verdict(
    dates: When,
    values: Iterable[float | None] | Iterable[Subgroup],
    *,
    chart: Chart = "xmr",
    n: Iterable[float | None] | None = None,
    sd: Iterable[float | None] | None = None,
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
    language: Language = "en",
) -> Verdict:
    """Judge one series: a row of `verdicts_matrix`, with its warnings and words.

    `chart` and `n` are as there. An xbar_s chart takes for `values` a list of measurements for each date, or
    all of them one after another with `n` to each date, or averages with `n` and `sd`.

    `dates` may come in any order and are sorted, `values` with them (None or NaN where missing). `target`
    is one number, or one for each date as given (None where none is in force). `ghosts` are the dates of
    points to draw but leave out. `show` writes a value as text; without it numbers are shown to four
    figures with `unit`. The words are in English or Welsh ("cy").

    Raises ValueError for two points of one date, unequal lengths, and all that `verdicts_matrix` refuses.
    """
    when, order = in_date_order(dates)
    count = len(when)
    read = _read(chart, values, count, n, sd)
    series, sizes, within = read.value[order], _in_order(read.n, order), _in_order(read.sd, order)
    standards = (
        as_values(target, count)[order]
        if isinstance(target, Sequence | np.ndarray)
        else as_values([target] * count, count)
    )
    judged = verdicts_matrix(
        series[None],
        when,
        chart=chart,
        n=sizes,
        sd=within,
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
    moved = bool((np.diff(order) < 0).any())
    words = [(name, show or plain(unit))]
    spread: Verdict | None = None
    if within is not None:
        spread = verdict(
            when,
            within.tolist(),
            chart="s",
            n=sizes,
            rebase=rebase,
            baseline=baseline,
            run_length=run_length,
            ghosts=ghosts,
            name=phrase("spread.name", language, name=name),
            unit=unit,
            show=show,
            language=language,
        )
    found = _worded(
        judged, sizes, when, standards[None], ghosts, [improves], words, (floor, ceiling), moved,
        language=language, baseline=baseline, spread=spread,
    )[0]  # fmt: skip
    if chart in RATIOS and are_ratios(series[None])[0]:
        return replace(found, warnings=(*found.warnings, phrase("not_counts", language)))
    return found


class _Read(NamedTuple):
    value: Floats
    n: Floats | None
    sd: Floats | None


def _read(
    chart: Chart,
    values: Iterable[float | None] | Iterable[Subgroup],
    count: int,
    n: Iterable[float | None] | None,
    sd: Iterable[float | None] | None,
) -> _Read:
    """What is given, as arrays of one number for each date."""
    if chart == "xbar_s":
        return _Read(*as_subgroups(values, count, n=n, sd=sd))
    return _Read(
        as_values(cast(Iterable[float | None], values), count),
        None if n is None else as_values(n, count, "numbers n"),
        None if sd is None else as_values(sd, count, "standard deviations"),
    )


def _in_order(numbers: Floats | None, order: NDArray[np.int64]) -> Floats | None:
    return None if numbers is None else numbers[order]


def verdicts(
    values: Floats,
    dates: When,
    *,
    improves: Sequence[Direction],
    target: Floats,
    words: Sequence[tuple[str, Callable[[float], str]]],
    chart: Chart = "xmr",
    n: Floats | None = None,
    rebase: When = (),
    ghosts: When = (),
    floor: float | None = None,
    ceiling: float | None = None,
    language: Language = "en",
) -> list[Verdict]:
    """Judge each row of `values` (S, N) as `verdict` does, all of them on the same ascending `dates` (N,).

    `chart` and `n` (S, N) are as in `verdicts_matrix`. `target` is (S, N), NaN where none is in force.
    `words` are the name and the writer of values of each. Raises ValueError as `verdicts_matrix` does.
    """
    when = as_dates(dates)
    judged = verdicts_matrix(
        values,
        when,
        chart=chart,
        n=n,
        improves=improves,
        target=target,
        rebase=rebase,
        ghosts=ghosts,
        floor=floor,
        ceiling=ceiling,
    )
    return _worded(
        judged, n, when, target, ghosts, improves, words, (floor, ceiling), False, language=language
    )


def _worded(
    judged: MatrixVerdicts,
    sizes: Floats | None,
    when: Dates,
    targets: Floats,
    ghosts: When,
    improves: Sequence[Direction],
    words: Sequence[tuple[str, Callable[[float], str]]],
    bounds: tuple[float | None, float | None],
    was_sorted: bool,
    *,
    language: Language,
    baseline: int | None = None,
    spread: Verdict | None = None,
) -> list[Verdict]:
    """What was judged as objects, each with its points, warnings and words."""
    cadence = cadence_of(when)
    found = []
    for row, points in enumerate(_points(judged, sizes, targets, when, ghosts)):
        name, show = words[row]
        speaker = speaker_of(language, cadence, show, judged.chart, name)
        last, level = int(judged.last[row]), float(judged.limits[-1].level[row])
        bare = Verdict(
            points=points,
            variation=TYPES[judged.variation[row]],
            assurance=ASSURANCES[judged.assurance[row]],
            improves=improves[row],
            last_segment_n=judged.last_segment_n,
            withheld=withheld_reason(judged, row, speaker),
            provisional=bool(judged.last_segment_known[row] < FEWEST),
            warnings=(),
            target=points[-1].target,
            last=points[last] if last >= 0 else None,
            flat=None if np.isnan(level) else level,
            cadence=cadence.unit,
            sentence="",
            label="",
            alt="",
            chart=judged.chart,
            runs=_runs(judged, row),
            spread=spread,
            language=language,
        )
        warnings = warnings_of(bare, judged, row, speaker, was_sorted=was_sorted, bounds=bounds)
        said = describe(bare, speaker, baseline=baseline)
        found.append(replace(bare, warnings=tuple(warnings), **said._asdict()))
    return found


def _points(
    judged: MatrixVerdicts, sizes: Floats | None, targets: Floats, when: Dates, ghosts: When
) -> list[tuple[Point, ...]]:
    """The points of each series."""
    left_out = np.zeros(len(when), bool)
    left_out[columns_of(ghosts, when, "ghost")] = True
    days = [as_python(one) for one in when]
    ghostly, segment = left_out.tolist(), judged.segment.tolist()
    relative = judged.relative.astype(object)
    values = judged.values
    relative[np.isnan(values) | left_out] = None
    n = np.broadcast_to(np.nan if sizes is None else sizes, values.shape)
    columns = (
        values, judged.mean, judged.lpl, judged.upl, judged.nlpl, judged.nupl, targets, n
    )  # fmt: skip
    listed = (
        *(_or_none(column).tolist() for column in columns),
        *(column.tolist() for column in (relative, judged.flags, judged.types)),
    )
    rules = "run" if judged.chart == "run" else "limits"
    return [
        tuple(
            Point(day, value, mean, lpl, upl, nlpl, nupl, side, _rules(rules, flags), TYPES[kind], ghost,
                  target, part, bool(flags & OPPOSED), cases)
            for day, ghost, part, value, mean, lpl, upl, nlpl, nupl, target, cases, side, flags, kind in zip(
                days, ghostly, segment, *of_one, strict=True
            )
        )
        for of_one in zip(*listed, strict=True)
    ]  # fmt: skip


@cache
def _rules(of: str, flags: int) -> tuple[str, ...]:
    named = RUN_RULES if of == "run" else RULES
    return tuple(name for name, bits in named.items() if flags & bits)


def _runs(judged: MatrixVerdicts, row: int) -> Runs | None:
    return None if judged.runs is None else Runs(*(int(count[row]) for count in judged.runs))


def _or_none(numbers: Any) -> NDArray[np.object_]:
    """The same numbers with None for NaN."""
    found = np.array(numbers, object)
    found[np.isnan(numbers)] = None
    return found
