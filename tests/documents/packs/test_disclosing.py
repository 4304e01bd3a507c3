"""Which measures rest on too few people for a public edition."""

from dataclasses import replace

import numpy as np
import pytest

from peelian.documents.packs.disclosing import about_people, few_people
from peelian.framework.load import STARTER, load
from peelian.framework.measure import Kind
from peelian.pipeline.values import Series
from peelian.pipeline.workspace import Settings
from tests.documents.made import measure, series

SETTINGS = Settings(name="F")
MANY = 40.0


def counted(kind: Kind, numerator: float, denominator: float, n: float) -> Series:
    made = series([0.5] * 3, of=measure())
    of = made.measure.model_copy(update={"kind": kind})
    each = {"numerator": numerator, "denominator": denominator, "n": n}
    arrays = {name: np.array([MANY, value, MANY]) for name, value in each.items()}
    return replace(made, measure=of, **arrays)


@pytest.mark.parametrize(
    ("kind", "numerator", "denominator", "n", "few"),
    [
        ("count", 4, np.nan, 4, True),
        ("count", 1, np.nan, 1, True),
        ("count", 0, np.nan, 0, False),  # nobody is nobody
        ("count", 5, np.nan, 5, False),
        ("stock", 3, np.nan, 3, True),
        ("proportion", 20, 22, 22, True),  # two who were not
        ("proportion", 3, 30, 30, True),
        ("proportion", 0, 9, 9, True),  # nobody of nine
        ("proportion", 0, 10, 10, False),
        ("proportion", 15, 30, 30, False),
        ("median", np.nan, np.nan, 9, True),
        ("mean", 300, 9, 9, True),
        ("median", np.nan, np.nan, 10, False),
    ],
)
def test_what_is_few(kind: Kind, numerator: float, denominator: float, n: float, few: bool) -> None:
    assert bool(few_people(SETTINGS, [counted(kind, numerator, denominator, n)])) == few


def test_one_of_several_is_enough_and_the_numbers_are_the_workspaces() -> None:
    many = [counted("count", MANY, np.nan, MANY), counted("count", 4, np.nan, 4)]
    assert "fewer than 5" in few_people(SETTINGS, many)
    assert few_people(Settings(name="F", suppress_below=4), many) == ""
    assert "fewer than 50" in few_people(Settings(name="F", suppress_below=50), many[:1])
    assert few_people(SETTINGS, []) == ""


def test_a_measure_is_about_people_when_a_column_is_or_a_part_of_it() -> None:
    framework = load(STARTER)
    about = {m.id: about_people(framework, m) for m in framework.measures.values()}
    assert about["people_in_post"]
    assert about["stop_search_find_rate"]
    assert about["constables_per_sergeant"]  # made of others
    assert not about["crimes_recorded"]
