"""What a funnel says, in words and in JSON."""

import json
from itertools import product

import pytest

from peelian.stats.funnel import POSITIONS, funnel
from peelian.stats.funnel_json import judge_funnel
from peelian.stats.funnel_words import describe, label
from peelian.stats.spc.vocabulary import IMPROVES

NAMES = ["North", "South", "East", "West", "New"]


def words(tops, bottoms, **more):
    judged = funnel(tops, bottoms, units=NAMES[: len(tops)], **more)
    return describe(judged, show=lambda value: f"{100 * value:.1f}%", unit="team", units="teams", name="X")


def test_the_sentence_counts_what_is_where_and_what_chance_would_give() -> None:
    said = words([100, 100, 100, 160, 0], [1000, 1000, 1000, 1000, 0], improves="increase")
    assert said.sentence.startswith(
        "4 teams compared with their pooled figure of 11.5%: 3 within the limits, 1 different by more"
    )
    assert "about 0.2 of 4 beyond the 95% limits" in said.sentence
    assert "fewer than 10 teams" in said.sentence
    assert said.sentence.endswith("1 has no cases and is not compared.")
    assert said.units[3].startswith("West: 16.0% (160 of 1,000) is above the 99.8% limits of ")
    assert "the better side: it differs by more than chance. Ask what is different" in said.units[3]
    assert said.units[0].startswith("North: 10.0% (100 of 1,000) is within the limits of chance, ")
    assert said.units[4] == "New has no cases."
    assert said.alt.startswith("Funnel plot of X: each team by its denominator")
    assert said.alt.endswith("Beyond the limits: West (high, which is better: differs by more than chance).")


def test_a_single_unit_is_compared_with_nothing() -> None:
    said = words([3, 0], [10, 0])
    assert said.sentence.startswith("Only one team has cases, so there is nothing to compare it with.")
    assert said.units[0] == "North: 30.0% (3 of 10). There is nothing to compare it with."
    assert words([0], [0]).sentence == "No team has cases, so there is nothing to compare."


@pytest.mark.parametrize(("spread", "said"), [(1, "no more than chance explains"), (30, "are widened")])
def test_it_is_said_whether_the_limits_are_widened(spread: int, said: str) -> None:
    judged = funnel([100 + spread * (at % 5) for at in range(12)], [1000] * 12)
    described = describe(judged, show=str)
    assert said in described.sentence
    assert f"over-dispersion {judged.phi:.3g}" in described.sentence
    assert any("widened limits" in unit for unit in described.units) == judged.widened


def test_every_position_has_its_own_label_in_each_direction() -> None:
    every = {
        (position, improves): label(position, improves) for position, improves in product(POSITIONS, IMPROVES)
    }
    for improves in IMPROVES:
        assert len({every[position, improves] for position in POSITIONS}) == len(POSITIONS)
    assert every["high_95", "increase"] == "High, which is better: worth a look"
    assert every["high_95", "decrease"] == "High, which is worse: worth a look"
    assert every["low_998", "decrease"] == "Low, which is better: differs by more than chance"
    assert every["low_998", "neutral"] == "Low: differs by more than chance"


CASE = {"id": "a", "numerators": [5, 9, None], "denominators": [10, 10, 0]}


def test_json_in_json_out() -> None:
    (answer,) = judge_funnel([CASE | {"units": ["N", "S", "E"], "improves": "decrease", "colour": "red"}])
    json.dumps(answer, allow_nan=False)
    assert answer["id"] == "a"
    assert answer["pooled"] == 0.7
    assert answer["overdispersion"] is None
    assert answer["warnings"] == ["The key 'colour' means nothing here and was not used."]
    assert [unit["unit"] for unit in answer["units"]] == ["N", "S", "E"]
    assert answer["units"][2]["value"] is None
    assert answer["units"][2]["low_95"] is None
    assert answer["units"][2]["position"] == "no_cases"


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("x", "case 1 is an object with id, numerators and denominators, not text"),
        ({}, "case 1 needs an id"),
        ({"id": True}, "case 1 needs an id"),
        ({"id": 1}, "numerators is missing"),
        (CASE | {"numerators": "x"}, "numerators is a list, not text"),
        (CASE | {"numerators": [5, True, 1]}, "numerators: item 2 is a number or null, not true or false"),
        (CASE | {"numerators": [5, float("inf"), 1]}, "item 2 is not a finite number"),
        (CASE | {"numerators": [5, 10**400, 1]}, "numerators hold a number larger than"),
        (CASE | {"units": [None, 1, 2]}, "units: item 1 is text, not null"),
        (CASE | {"kind": "median"}, "kind is one of proportion, rate, not 'median'"),
        (CASE | {"improves": []}, "improves is one of"),
        (CASE | {"multiplier": None}, "multiplier is a number above 0, not null"),
        (CASE | {"multiplier": -1}, "multiplier is a number above 0"),
        (CASE | {"multiplier": 10**400}, "multiplier is a number above 0 and at most"),
        (CASE | {"multiplier": float("nan")}, "multiplier is not a finite number"),
        (CASE | {"overdispersed": 1}, "overdispersed is true or false"),
        (CASE | {"multiplyer": 10}, "did you mean 'multiplier'?"),
        (CASE | {"numerators": [50, 9, 1]}, "numerator is larger"),
    ],
)
def test_a_case_that_makes_no_sense_answers_with_its_reason(case, said: str) -> None:
    (answer, good) = judge_funnel([case, CASE])
    assert said in answer["error"]
    assert "error" not in good


def test_cases_are_a_list() -> None:
    with pytest.raises(ValueError, match="the cases are a list of objects, not an object"):
        judge_funnel({})
