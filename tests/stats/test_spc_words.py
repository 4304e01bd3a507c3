"""The sentence, label and alt text of every kind of verdict."""

import re
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.stats.series import months, swinging

from peelian.stats.spc import verdict
from peelian.stats.spc.words import plain

N = None
FROZEN = swinging(12)


def judged(*later: float | None, **options):
    options = {"baseline": 12, "improves": "increase"} | options
    return verdict(months(12 + len(later)), [*FROZEN, *later], **options)


@pytest.mark.parametrize(
    ("later", "options", "sentence", "label"),
    [
        (
            [60],
            {},
            "The latest figure, 60 (July 2023), is within the usual range of -216 to 316, average 50: "
            "no clear change.",
            "No clear change",
        ),
        (
            [400],
            {"target": 500, "unit": "%"},
            "The latest figure, 400% (July 2023), is above the usual range of -216% to 316%: an improvement. "
            "The standard of 500% lies outside what the process can do: expect to miss it consistently until "
            "something changes.",
            "Getting better; not meeting the standard",
        ),
        (
            [-400],
            {"target": -300},
            "The latest figure, -400 (July 2023), is below the usual range of -216 to 316: a "
            "cause for concern. "
            "The process meets the standard of -300: expect that to last until something changes.",
            "Getting worse; meeting the standard",
        ),
        (
            [40, *[60, 70] * 4],
            {"target": 100, "unit": "minutes"},
            "The latest figure, 70 minutes (March 2024), is part of a run of 8 months above the average of "
            "50 minutes: an improvement. The standard of 100 minutes lies within the usual range: "
            "expect some months to meet it and others to miss it, by chance.",
            "Getting better; hit or miss against the standard",
        ),
        (
            [40, *range(70, 62, -1)],
            {"improves": "decrease"},
            "The latest figure, 63 (March 2024), is part of a fall over 8 months in a row: an improvement. "
            "Another rule reads it the other way, so look at the chart before acting.",
            "Getting better",
        ),
        (
            [46, 47, 48, 49, 51, 52, 53],
            {"improves": "neutral"},
            "The latest figure, 53 (January 2024), is part of a rise over 7 months in a row: "
            "a real change, not chance.",
            "Higher than usual",
        ),
        (
            [40, 300, 60, 300],
            {"improves": "decrease"},
            "The latest figure, 300 (October 2023), is near the upper edge of the usual range "
            "of -216 to 316, as was one of the two figures before it: a cause for concern.",
            "Getting worse",
        ),
        (
            [-200, 20, -200],
            {"improves": "neutral"},
            "The latest figure, -200 (September 2023), is near the lower edge of the usual range "
            "of -216 to 316, as was one of the two figures before it: a real change, not chance.",
            "Lower than usual",
        ),
        (
            [60, N],
            {},
            "The latest known figure, 60 (July 2023), is within the usual range of -216 to 316, average 50: "
            "no clear change. No figure is known for the month since.",
            "No clear change",
        ),
    ],
)
def test_words(later: list[float | None], options: dict, sentence: str, label: str) -> None:
    got = judged(*later, **options)
    assert (got.sentence, got.label) == (sentence, label)


def test_a_run_is_counted_back_to_a_gap() -> None:
    assert "a run of 8 months above" in judged(60, N, *[60, 70] * 4).sentence
    assert "a rise over 7 months" in judged(44, N, 45, 46, 47, 48, 49, 51, 52).sentence


def test_withheld_says_why_and_still_gives_the_figure() -> None:
    got = verdict(months(9), swinging(9), improves="increase", target=1000)
    assert got.sentence == (
        "It is too soon for a verdict. Only 9 points are known since July 2022; a verdict needs 13. "
        "The latest figure, 0 (March 2023), compares with an average of 44.44."
    )
    assert got.label == "Too soon to judge"
    one = verdict(months(1), [3])
    assert one.withheld == "Only 1 point is known since 1 July 2022; a verdict needs 13."
    when = months(20)
    empty = verdict(when, [*swinging(18), N, N], rebase=[when[18]])
    assert empty.withheld == "No point is known since January 2024; a verdict needs 13."


def test_nothing_known() -> None:
    got = verdict(months(3), [N, N, N], name="Calls")
    assert (got.sentence, got.label, got.last) == ("No figure is known yet.", "No figures yet", None)
    assert (
        got.alt
        == "Control chart. Calls: 0 known points, July 2022 to September 2022. No figure is known yet."
    )


def test_alt_text_carries_the_numbers_and_the_sentence() -> None:
    got = judged(400, name="Attendance", unit="%")
    assert got.alt == (
        "Control chart. Attendance: 13 known points, July 2022 to July 2023. Average 50%, "
        "usual range -216% to "
        f"316%. 1 point is marked as more than chance. {got.sentence}"
    )
    assert judged(400, 400).alt.count("2 points are marked") == 1
    assert verdict(months(1), [3]).alt.startswith(
        "Control chart. The value: 1 known point, 1 July 2022. Average 3"
    )


def test_figures_when_periods_are_skipped_within_a_run() -> None:
    when = months(21)
    del when[16]
    got = verdict(when, [*FROZEN, *[60, 70] * 4], baseline=12)
    assert "part of a run of 9 figures above the average of 50" in got.sentence


def test_a_writer_of_values_may_be_given() -> None:
    got = judged(0.6, show=lambda value: f"<{value:.0%}>")
    assert "The latest figure, <60%> (July 2023)" in got.sentence


@pytest.mark.parametrize(
    ("number", "unit", "text"),
    [(72.512, "%", "72.51%"), (1203.6, "", "1,204"), (8.25, "minutes", "8.25 minutes"), (-0.0, "", "0")],
)
def test_plain_numbers(number: float, unit: str, text: str) -> None:
    assert plain(unit)(number) == text


KINDS = {
    "common": [60],
    "outside": [400],
    "low": [-400],
    "shift": [40, *[60, 70] * 4],
    "trend": [40, *range(70, 62, -1)],
    "near": [40, 300, 60, 300],
    "stale": [400, N],
    "few": None,
    "flat": [],
    "apart": [],
}


@pytest.mark.parametrize(
    ("kind", "improves", "target"),
    list(product(KINDS, ["increase", "decrease", "neutral"], [None, -1000, 50, 1000])),
)
def test_every_combination_reads_as_sentences(kind: str, improves: str, target: float | None) -> None:
    values = {"few": swinging(5), "flat": [7] * 14, "apart": [7] * 13 + [9]}.get(kind) or [
        *FROZEN,
        *KINDS[kind],
    ]
    baseline = 12 if kind not in ("few", "flat", "apart") else None
    got = verdict(months(len(values)), values, improves=improves, target=target, baseline=baseline)
    for text in (got.sentence, got.alt, got.label, *got.warnings):
        assert re.fullmatch(r"[A-Z\d].*[\w.]", text)
        assert not re.search(r"None|nan|inf\b|[↑↓▲▼]|  |\.\.", text)
    judged_aloud = got.withheld is None and improves != "neutral" and target is not None
    assert ("standard" in got.sentence) == judged_aloud == ("standard" in got.label)
    if got.withheld:
        assert got.withheld in got.sentence
    else:
        concern = got.variation == "special_cause_concern"
        assert ("concern" in got.sentence) == concern == got.label.startswith("Getting worse")
        assert ("an improvement" in got.sentence) == (got.variation == "special_cause_improvement")


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.none() | st.integers(-5, 5) | st.floats(-1e300, 1e300), min_size=1, max_size=40),
    st.sampled_from(["increase", "decrease", "neutral"]),
    st.none() | st.floats(-10, 10),
    st.integers(2, 8),
)
def test_any_series_gets_words(values: list, improves: str, target: float | None, run_length: int) -> None:
    got = verdict(months(len(values)), values, improves=improves, target=target, run_length=run_length)
    assert got.sentence
    assert got.label
    assert got.sentence in got.alt
    assert not any(np.isnan(x) for p in got.points for x in (p.mean, p.lpl, p.upl) if x is not None)
