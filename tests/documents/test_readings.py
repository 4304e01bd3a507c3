"""A reading says what its verdict says, in words and marks."""

from datetime import date

import pytest

from peelian.documents import readings
from peelian.documents.dates import period_label
from peelian.documents.readings import read
from peelian.pipeline.quality import rating
from peelian.stats.spc.vocabulary import ASSURANCES, TYPES
from peelian.stats.spc.words import phrase
from tests.documents.made import BETTER, NAN, STEADY, WORSE, measure, series, standard


@pytest.mark.parametrize(
    ("values", "improves", "expected"),
    [
        (STEADY, "increase", readings.STEADY),
        (BETTER, "increase", readings.BETTER_HIGH),
        (BETTER, "decrease", readings.WORSE_HIGH),
        (BETTER, "neutral", readings.HIGHER),
        (WORSE, "increase", readings.WORSE_LOW),
        (WORSE, "decrease", readings.BETTER_LOW),
        (WORSE, "neutral", readings.LOWER),
        (STEADY[:12], "increase", readings.TOO_SOON),
    ],
)
def test_variation(values: list[float], improves: str, expected: readings.Mark) -> None:
    assert read(series(values, of=measure(improves=improves))).variation == expected


@pytest.mark.parametrize(
    ("value", "expected"), [(0.5, readings.PASSES), (0.99, readings.FAILS), (0.8, readings.MAY_MISS)]
)
def test_assurance(value: float, expected: readings.Mark) -> None:
    reading = read(series(STEADY, of=measure(standards=[standard(value)])))
    assert reading.assurance == expected
    assert reading.standard_shown == f"{100 * value:.1f}%"


def test_the_word_for_quality_is_that_of_the_figure_beside_it() -> None:
    reading = read(series(STEADY))
    assert reading.quality_rating == rating(reading.quality)


def test_a_withheld_verdict_has_no_assurance() -> None:
    reading = read(series(STEADY[:5], of=measure(standards=[standard(0.5)])))
    assert reading.assurance is None
    assert not reading.is_signal


def test_every_type_of_point_has_a_mark_and_every_assurance_too() -> None:
    marks = {
        read(series(values, of=measure(improves=improves))).variation.key
        for values in (STEADY, BETTER, WORSE)
        for improves in ("increase", "decrease", "neutral")
    }
    assert marks == {"steady", "improvement", "concern", "neutral"}
    assert len(TYPES) == 5
    assert len(ASSURANCES) == 4


def test_the_period_in_progress_is_neither_latest_nor_judged() -> None:
    reading = read(series([*STEADY, 0.1], last_complete=False))
    assert reading.latest == "82.0%"
    assert reading.latest_period == "February 2024"
    assert reading.variation == readings.STEADY
    assert reading.lines[0].says == "In progress, not judged"


def test_zero_and_missing_read_differently() -> None:
    lines = read(series([*STEADY, 0.0, NAN, 0.8])).lines
    assert [line.value for line in lines[:3]] == ["80.0%", "", "0.0%"]
    assert lines[1].says.startswith("Nothing submitted")
    assert lines[1].rules == ()


def test_every_rule_has_words() -> None:
    from peelian.stats.spc.rules import RULES, RUN_RULES

    for rule in (*RULES, *RUN_RULES):
        assert phrase(f"rule.{rule}")
        assert phrase(f"rule.{rule}", "cy")


def test_a_reading_in_welsh_has_welsh_words_throughout() -> None:
    english = read(series([*BETTER, NAN], of=measure(standards=[standard(0.8)])))
    welsh = english.in_language("cy")
    assert english.in_language("en") is english
    assert welsh.verdict.draft
    assert welsh.sentence != english.sentence
    assert (welsh.variation.label, english.variation.label) == ("Yn gwella", "Getting better")
    assert welsh.assurance is not None
    assert welsh.assurance.label == "Yn cyrraedd y safon"
    assert welsh.variation.key == english.variation.key
    assert welsh.latest == english.latest
    assert english.columns["period"] == "Period"
    assert welsh.columns["period"] == "Cyfnod"
    for mine, theirs in zip(welsh.lines, english.lines, strict=True):
        assert (mine.value, mine.mean, mine.standard) == (theirs.value, theirs.mean, theirs.standard)
        assert mine.says != theirs.says
        assert mine.limits == theirs.limits.replace(" to ", " i ")


def test_periods_in_welsh() -> None:
    day = date(2025, 10, 6)
    assert [period_label(day, every, "cy") for every in ("month", "year", "quarter", "week", "day")] == [
        "Hydref 2025", "2025", "Hydref hyd at Rhagfyr 2025", "wythnos yn dechrau 6 Hydref 2025",
        "6 Hydref 2025",
    ]  # fmt: skip
    assert [period_label(day, every) for every in ("month", "year", "quarter", "week", "day")] == [
        "October 2025", "2025", "October to December 2025", "week of 6 October 2025", "6 October 2025",
    ]  # fmt: skip


def test_a_series_without_values() -> None:
    reading = read(series([NAN] * 14))
    assert reading.latest == "no value"
    assert reading.latest_period == ""
    assert reading.sparkline is None
    assert reading.variation == readings.NOTHING


def test_the_standard_is_the_one_in_force_at_the_last_judged_point() -> None:
    standards = [standard(0.7), standard(0.9, "2024-03-01")]
    earlier = read(series(STEADY, of=measure(standards=standards)))
    later = read(series([*STEADY, 0.8, 0.81], of=measure(standards=standards)))
    assert (earlier.standard_shown, later.standard_shown) == ("70.0%", "90.0%")
