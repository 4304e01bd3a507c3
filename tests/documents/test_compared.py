"""Units compared: what is pooled, in which order, and the file of it."""

import csv
import io
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from peelian.documents.compared import COLUMNS, compare, plural, stretch, to_csv
from peelian.documents.readings import read
from peelian.pipeline.annotations import Annotation
from peelian.pipeline.organisation import Unit
from tests.documents.made import NAN, STEADY, measure, series

UNITS = [Unit(code, f"Team {code}", "team", "force") for code in "CABD"]


def made(values, unit: str, denominator=1000.0, **more):
    one = series(values, unit=unit, **more)
    bottom = np.full(len(values), denominator)
    return replace(one, denominator=bottom, numerator=np.round(one.value * bottom))


def readings(**more):
    return {
        "A": read(made(STEADY, "A", 100, **more)),
        "B": read(made([*STEADY[:-3], NAN, 0.5, 0.5], "B", 200, **more)),
        "C": read(made([*STEADY[:-3], 0.2, 0.2, 0.2], "C", 50, **more)),
    }


def test_the_last_periods_are_pooled_in_the_order_given() -> None:
    found = readings()
    over = stretch(found.values(), 3)
    assert over.words == "December 2023 to February 2024"
    assert (over.first, over.last) == (date(2023, 12, 1), date(2024, 2, 1))
    compared = compare(measure(), UNITS, found, over)
    assert [row.unit.id for row in compared.rows] == ["C", "A", "B", "D"]
    assert compared.funnel.numerator[:3].tolist() == [30, 243, 200]
    assert compared.funnel.denominator[:3].tolist() == [150, 300, 400]
    assert [row.periods for row in compared.rows] == [3, 3, 2, 0]
    assert [row.all_periods for row in compared.rows] == [True, True, False, False]
    assert [row.unit.id for row in compared.without_cases] == ["D"]
    assert compared.rows[1].value == "81.0%"
    assert [row.unit.id for row in compared.standing_out] == ["C", "A", "B"]
    assert "3 teams compared" in compared.words.sentence


def test_a_period_in_progress_and_one_left_out_are_not_pooled() -> None:
    found = readings(last_complete=False)
    assert stretch(found.values(), 1).words == "January 2024"
    ghost = Annotation(
        "ghost", measure().id, "A", date(2024, 1, 9), "Wrong", "A. Morris", date(2024, 2, 1), ""
    )
    one = read(replace(made(STEADY, "A", 100), annotations=(ghost,)))
    over = stretch([one], 2)
    compared = compare(measure(), UNITS[1:2], {"A": one}, over)
    assert compared.periods == [1]
    assert compared.funnel.numerator.tolist() == [82]


def test_there_is_no_stretch_without_a_value_and_a_short_series_is_all_of_it() -> None:
    assert stretch([], 3) is None
    assert stretch([read(made([NAN, NAN], "A"))], 3) is None
    assert stretch([read(made([0.5, 0.6], "A"))], 12).words == "January 2023 to February 2023"


def test_the_file_has_a_row_a_unit_with_both_pairs_of_limits() -> None:
    found = readings()
    compared = compare(measure(), UNITS, found, stretch(found.values(), 12))
    rows = list(csv.DictReader(io.StringIO(to_csv(compared).decode("utf-8-sig"))))
    assert tuple(rows[0]) == COLUMNS
    assert [row["unit"] for row in rows] == ["C", "A", "B", "D"]
    for at, row in enumerate(rows[:3]):
        assert float(row["value"]) == compared.funnel.value[at]
        assert float(row["lower_95"]) == compared.funnel.limits.low_95[at]
        assert float(row["plain_upper_998"]) == compared.funnel.plain.high_998[at]
    assert rows[3]["value"] == rows[3]["lower_95"] == ""
    assert rows[3]["position"] == "no_cases"


@pytest.mark.parametrize(("level", "many"), [("team", "teams"), ("constabulary", "constabularies")])
def test_plural(level: str, many: str) -> None:
    assert plural(level) == many
