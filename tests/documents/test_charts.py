"""A chart says the same without colour, and is drawn from its verdict alone."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any
from xml.etree import ElementTree

import altair as alt
import numpy as np
import pytest

from peelian.documents.chart_style import LAYOUTS, Width, text_width
from peelian.documents.charts import spc_chart, to_png, to_svg
from peelian.documents.readings import Reading, read
from peelian.pipeline.annotations import Annotation, Kind
from peelian.stats.spc import Verdict
from tests.documents.made import BETTER, NAN, STEADY, WORSE, measure, series, standard

WIDTHS: list[Width] = ["wide", "medium", "narrow"]
SVG = "{http://www.w3.org/2000/svg}"


def note(kind: Kind, day: str, reason: str = "New rota") -> Annotation:
    return Annotation(kind, "m", "force", date.fromisoformat(day), reason, "A. Morris", date(2024, 6, 1))


def spec(reading: Reading, width: Width = "wide") -> dict[str, Any]:
    return spc_chart(reading.verdict, reading.series, width=width)


def texts(reading: Reading, width: Width = "wide") -> list[str]:
    svg = ElementTree.fromstring(to_svg(spec(reading, width)))
    return [element.text or "" for element in svg.iter(f"{SVG}text")]


def rows(reading: Reading, field: str) -> list[dict[str, Any]]:
    """The rows of the layer whose heights are in `field`."""
    drawn = spec(reading)
    layer = next(each for each in drawn["layer"] if each["encoding"]["y"].get("field") == field)
    found: list[dict[str, Any]] = drawn["datasets"][layer["data"]["name"]]
    return found


def varying(verdict: Verdict) -> Verdict:
    """A p chart's: limits that differ from point to point."""
    wide = np.resize([0.03, 0.05, 0.02], len(verdict.points))
    points = (
        replace(p, lpl=p.mean - by, upl=p.mean + by) for p, by in zip(verdict.points, wide, strict=True)
    )
    return replace(verdict, chart="p", points=tuple(points))


def without_limits(verdict: Verdict) -> Verdict:
    points = (replace(p, lpl=None, upl=None, nlpl=None, nupl=None) for p in verdict.points)
    return replace(verdict, chart="run", points=tuple(points))


def cases() -> Iterator[tuple[str, Reading]]:
    """Every kind of thing that a chart can hold."""
    rng = np.random.default_rng(5)
    timed = measure(kind="median", unit="seconds", improves="decrease")
    many = [note("event", f"202{3 + at // 12}-{1 + at % 12:02d}-10") for at in range(40)]
    both = [note("rebase", "2023-12-01"), note("rebase", "2024-02-01"), note("event", "2024-02-09")]
    yield "steady", read(series(STEADY, of=measure(standards=[standard(0.9)])))
    yield "signals", read(series(BETTER, of=measure(improves="neutral")))
    yield "new averages", read(series([*STEADY, *WORSE], notes=both))
    yield "new average at the end", read(series(BETTER, notes=[note("rebase", "2024-10-01")]))
    yield "events", read(series(rng.normal(0.8, 0.02, 60).tolist(), notes=many))
    yield (
        "left out",
        read(series([*STEADY, 0.3, 0.8], notes=[note("ghost", "2024-03-20")], last_complete=False)),
    )
    yield "long", read(series(rng.normal(0.8, 0.02, 120).tolist()))
    yield "big", read(series(rng.normal(1_234_567, 90_000, 24).tolist(), of=measure(kind="count")))
    yield "tiny", read(series(rng.uniform(0.0003, 0.0005, 24).tolist()))
    yield "hours", read(series(rng.normal(45_240, 9000, 24).tolist(), of=timed))
    unit = "incidents per 1,000 residents of the command"
    yield "long unit", read(series(rng.normal(3, 0.2, 24).tolist(), of=measure(kind="mean", unit=unit)))
    yield (
        "negative",
        read(series(rng.normal(-3, 1, 24).tolist(), of=measure(kind="mean", improves="neutral"))),
    )
    for every in ("day", "week", "quarter", "year"):
        yield every, read(series(rng.normal(80, 9, 30).tolist(), of=measure(kind="count", period=every)))
    yield "one", read(series([0.5]))
    yield "none", read(series([NAN] * 3))
    yield "flat", read(series([1.0] * 20))
    yield "gaps", read(series([0.4, NAN] * 8))
    for name, change in (("p", varying), ("run", without_limits)):
        plain = read(series(STEADY))
        yield name, Reading(plain.series, change(plain.verdict))


CASES = dict(cases())


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", CASES)
def test_every_word_is_whole_within_the_picture_and_none_lies_on_another(name: str, width: Width) -> None:
    svg = ElementTree.fromstring(to_svg(spec(CASES[name], width)))
    across, down = float(svg.attrib["width"]), float(svg.attrib["height"])
    assert across == LAYOUTS[width].width
    boxes = list(_boxes(svg))
    for left, top, right, bottom, words in boxes:
        assert left >= -1, words
        assert top >= -1, words
        assert right <= across + 2, words
        assert bottom <= down + 1, words
    for at, (left, top, right, bottom, words) in enumerate(boxes):
        for other in boxes[at + 1 :]:
            apart = right <= other[0] or other[2] <= left
            assert apart or bottom <= other[1] + 2 or other[3] <= top + 2, (words, other[4])


def _boxes(svg: ElementTree.Element) -> Iterator[tuple[float, float, float, float, str]]:
    """The box of each piece of text: left, top, right, bottom, words."""

    def walk(element: ElementTree.Element, x: float, y: float) -> Iterator[Any]:
        for dx, dy in re.findall(r"translate\(([-\d.e]+),([-\d.e]+)\)", element.get("transform", "")):
            x, y = x + float(dx), y + float(dy)
        if element.tag == f"{SVG}text":
            size = float(element.attrib["font-size"].removesuffix("px"))
            lines = list(element) or [element]
            for at, line in enumerate(lines):
                words = line.text or ""
                wide = text_width(words, size, bold=element.get("font-weight") == "bold")
                begins = {"end": x - wide, "middle": x - wide / 2}.get(element.get("text-anchor", ""), x)
                base = y + at * (size + 3)
                if words.strip():
                    yield begins, base - 0.74 * size, begins + wide, base + 0.22 * size, words
            return
        for child in element:
            yield from walk(child, x, y)

    return walk(svg, 0.0, 0.0)


@pytest.mark.parametrize("name", CASES)
def test_vega_lite_allows_it_and_a_strict_policy_too(name: str) -> None:
    alt.LayerChart.from_dict(spec(CASES[name]))  # raises where Vega-Lite does not allow it
    svg = to_svg(spec(CASES[name]))
    assert "style=" not in svg
    assert "<script" not in svg
    assert to_png(spec(CASES[name]), scale=0.5).startswith(b"\x89PNG")


def test_lines_are_named_with_their_values() -> None:
    named = texts(read(series(STEADY, of=measure(standards=[standard(0.9)]))))
    assert "Standard 90.0%" in named
    for name in ("Mean 80.", "Upper limit", "Lower limit"):
        assert any(text.startswith(name) for text in named)


def test_a_long_unit_is_on_the_axis_and_not_on_every_line() -> None:
    named = texts(CASES["long unit"])
    assert "Incidents per 1,000 residents of the command" in named
    assert sum("residents" in text for text in named) == 1


def test_only_the_kinds_that_occur_are_in_the_legend() -> None:
    assert "Improvement" in texts(read(series(BETTER)))
    assert "Concern" not in texts(read(series(STEADY)))
    assert "In progress, not judged" in texts(read(series([*STEADY, 0.8], last_complete=False)))


def test_what_a_note_leaves_out_is_not_what_is_in_progress() -> None:
    told = {row["x"]: row for row in rows(CASES["left out"], "value")}
    assert [told[at]["kind"] for at in (13, 14, 15)] == [
        "Within the usual range",
        "Left out",
        "In progress, not judged",
    ]
    assert told[14]["value"] == 0.3
    assert told[14]["line"] is None


def test_a_missing_value_is_a_gap_and_not_a_zero() -> None:
    told = rows(read(series([*STEADY, NAN, 0.0])), "value")
    assert [row["value"] for row in told[-2:]] == [None, 0.0]


@pytest.mark.parametrize(("seconds", "title"), [(40.0, "Seconds"), (700.0, "Minutes"), (20000.0, "Hours")])
def test_time_is_in_a_unit_people_read(seconds: float, title: str) -> None:
    timed = measure(kind="median", unit="seconds", improves="decrease")
    assert title in texts(read(series([seconds * v for v in STEADY], of=timed)))


def test_a_rebase_is_a_line_with_its_name_and_mean() -> None:
    rebased = measure(rebases=[{"date": "2023-08-01", "reason": "New control room"}])
    reading = read(series([*STEADY, *WORSE], of=rebased))
    assert f"New average {reading.usual}" in texts(reading)
    assert "New average" in texts(reading, "narrow")


def test_limits_of_few_points_are_named_provisional() -> None:
    early = read(series(STEADY[:8]))
    named = texts(early)
    assert sum(text.startswith("Provisional limit ") for text in named) == 2
    assert not any(text.startswith("Upper") for text in named)


def test_a_run_chart_has_a_median_and_no_limits() -> None:
    named = texts(CASES["run"])
    assert any(text.startswith("Median ") for text in named)
    assert not any(text.startswith(("Mean", "Upper", "Lower")) for text in named)


def test_events_are_numbered_in_order_of_day() -> None:
    notes = [note("event", "2023-09-03"), note("event", "2023-02-03"), note("event", "2030-01-01")]
    shown = texts(read(series(STEADY, notes=notes)))
    assert {"1", "2"} <= set(shown)
    assert "3" not in shown  # it is after the last period
    crowded = [text for text in texts(CASES["events"], "narrow") if re.fullmatch(r"\d+–\d+", text)]
    numbers = [int(number) for text in crowded for number in text.split("–")]
    assert numbers[0] == 1
    assert numbers[-1] == 40
    assert numbers == sorted(numbers)


def test_rules_that_disagree_have_a_kind_of_their_own() -> None:
    plain = read(series(BETTER))
    points = (*plain.verdict.points[:-1], replace(plain.verdict.points[-1], opposed=True))
    reading = Reading(plain.series, replace(plain.verdict, points=points))
    assert rows(reading, "value")[-1]["kind"] == "A change, rules disagree on its direction"
    assert reading.lines[0].says == "Improvement, but rules disagree on its direction"


def test_a_picture_for_paper_carries_its_title_and_what_it_says() -> None:
    reading = read(series(BETTER))
    spec = spc_chart(reading.verdict, reading.series, title="A title \x00", note="Wynmouth. It rose.")
    svg = ElementTree.fromstring(to_svg(spec))
    said = " ".join("".join(element.itertext()) for element in svg.iter(f"{SVG}text"))
    assert "A title \ufffd" in said
    assert "Wynmouth. It rose." in said
