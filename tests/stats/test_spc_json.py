"""Cases as JSON: every answer is computed or says why not, and one bad case spoils no other."""

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.stats.series import months, swinging

from peelian.stats.spc_json import judge, suggest

DATES = [one.isoformat() for one in months(14)]
GOOD = {
    "id": "a",
    "dates": DATES,
    "values": [*swinging(12), 400, None],
    "improves": "increase",
    "target": 500,
}
POINT = {
    "date",
    "value",
    "mean",
    "lpl",
    "upl",
    "nlpl",
    "nupl",
    "relative_to_mean",
    "rules",
    "type",
    "target",
    "ghost",
}
CASE = {
    "id",
    "chart",
    "label",
    "alt",
    "paragraph",
    "variation",
    "assurance",
    "last_segment_n",
    "withheld",
    "sentence",
    "warnings",
    "points",
}


def error(**changes: object) -> str:
    case = {key: value for key, value in (GOOD | changes).items() if value is not ...}
    (answer,) = judge([case])
    assert set(answer) == {"id", "error"}
    return answer["error"]


def test_an_answer_has_exactly_the_fields_promised() -> None:
    (answer,) = judge([GOOD | {"baseline": 12}])
    assert set(answer) == CASE
    assert all(set(point) == POINT for point in answer["points"])
    assert (answer["id"], answer["variation"]) == ("a", "special_cause_improvement")
    assert (answer["assurance"], answer["last_segment_n"], answer["withheld"]) == (
        "consistently_failing",
        14,
        None,
    )
    known, missing = answer["points"][-2:]
    assert known["rules"] == ["outside"]
    assert missing == known | {
        "date": DATES[13],
        "value": None,
        "relative_to_mean": None,
        "rules": [],
        "type": "common_cause",
    }


def test_defaults_are_those_of_the_reference_behaviour() -> None:
    bare = {key: GOOD[key] for key in ("id", "dates", "values")}
    full = bare | {
        "improves": "neutral",
        "target": None,
        "rebase": [],
        "baseline": None,
        "screen": True,
        "run_length": 7,
    }
    assert judge([bare]) == judge([full]) == judge([full | {"rebase": None}])


def test_every_option_is_passed_on() -> None:
    values = [0, 3267, 4000, 4000, 4000, *[9000] * 9]
    plain = {"id": 1, "dates": DATES, "values": values, "improves": "increase", "target": 0}
    (base,) = judge([plain])
    for change in (
        {"screen": False},
        {"run_length": 10},
        {"baseline": 12},
        {"rebase": [DATES[5]]},
        {"improves": "decrease"},
        {"target": [None] * 14},
    ):
        (other,) = judge([plain | change])
        assert "error" not in other
        assert other != base, change


def test_dates_and_values_are_echoed_as_given_in_date_order() -> None:
    (answer,) = judge(
        [{"id": 7, "dates": ["2024-03", "2024-01-01", "2024-02-01T00:00"], "values": [3, 1, 2.5]}]
    )
    assert [(p["date"], p["value"]) for p in answer["points"]] == [
        ("2024-01-01", 1),
        ("2024-02-01T00:00", 2.5),
        ("2024-03", 3),
    ]
    assert isinstance(answer["points"][0]["value"], int)


def test_a_flat_series_claims_no_limits() -> None:
    (answer,) = judge([{"id": 1, "dates": DATES, "values": [100] * 14, "improves": "increase"}])
    assert {(p["mean"], p["lpl"], p["upl"], p["nlpl"], p["nupl"]) for p in answer["points"]} == {
        (100, None, None, None, None)
    }
    assert answer["variation"] == "common_cause"


def test_one_bad_case_spoils_no_other() -> None:
    answers = judge([GOOD, "nonsense", GOOD | {"id": 2, "values": [1]}, {}, GOOD | {"id": 3}])
    assert [answer["id"] for answer in answers] == ["a", None, 2, None, 3]
    assert ["error" in answer for answer in answers] == [False, True, True, True, False]


@pytest.mark.parametrize("cases", [{}, "x", None, 3, True])
def test_the_cases_are_a_list(cases: object) -> None:
    with pytest.raises(ValueError, match="a list of objects"):
        judge(cases)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"id": ...}, "case 1 needs an id"),
        ({"id": True}, "case 1 needs an id"),
        ({"id": ""}, "case 1 needs an id"),
        ({"id": [1]}, "case 1 needs an id"),
        ({"dates": ...}, "dates is missing"),
        ({"values": ...}, "values is missing"),
        ({"values": None}, "values is a list, not null"),
        ({"values": {}}, "values is a list, not an object"),
        ({"dates": "2024-01-01"}, "dates is a list, not text"),
        ({"dates": [1] * 14}, "dates: item 1 is a date such as 2024-06-01, not the number 1"),
        ({"dates": ["June"] * 14}, "'June' is not a date"),
        ({"dates": [DATES[0]] * 14}, "2022-07-01 is given to more than one point"),
        ({"dates": [], "values": []}, "at least one point"),
        ({"values": [1]}, "14 dates and 1 values"),
        ({"values": ["1"] * 14}, "values: item 1 is a number or null, not text"),
        ({"values": [True] * 14}, "values: item 1 is a number or null, not true or false"),
        ({"values": [float("nan")] * 14}, "values: item 1 is not a finite number"),
        ({"values": [float("inf")] * 14}, "values: item 1 is not a finite number"),
        ({"values": [10**400] * 14}, "not a number a series can hold"),
        ({"values": [1e301] * 14}, "infinite or too large"),
        ({"improves": "up"}, "improves is one of increase, decrease, neutral, not 'up'"),
        ({"improves": []}, "improves is one of"),
        ({"improves": None}, "improves is one of"),
        ({"target": "90"}, "target is a number or null, not text"),
        ({"target": True}, "target is a number or null"),
        ({"target": [1]}, "14 dates and 1 values"),
        ({"target": [[]] * 14}, "target: item 1 is a number or null, not a list"),
        ({"rebase": "2022-08-01"}, "rebase is a list, not text"),
        ({"rebase": ["2022-08-15"]}, "the nearest: 2022-08-01 and 2022-09-01"),
        ({"baseline": 11}, "at least 12 points"),
        ({"baseline": "12"}, "baseline is a whole number, not text"),
        ({"baseline": True}, "baseline is a whole number, not true or false"),
        ({"baseline": 12.5}, "baseline is a whole number, not the number 12.5"),
        ({"screen": "yes"}, "screen is true or false, not text"),
        ({"screen": 1}, "screen is true or false"),
        ({"run_length": 1}, "at least 2"),
        ({"run_length": 0}, "at least 2"),
        ({"run_length": None}, "run_length is a whole number, not null"),
        ({"run_length": 7.0}, "run_length is a whole number"),
        ({"runlength": 6}, "'runlength' is not a key of a case; did you mean 'run_length'?"),
    ],
)
def test_errors_say_what_is_wrong(changes: dict, why: str) -> None:
    assert why in error(**changes)


def test_a_misspelt_key_is_an_error_only_when_the_right_one_is_absent() -> None:
    (answer,) = judge([GOOD | {"note": "from the board"}])
    assert answer["warnings"][0] == "The key 'note' means nothing here and was not used."
    assert "did you mean 'improves'" in error(improves=..., improve="increase")


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12)
junk = st.recursive(
    scalars, lambda one: st.lists(one, max_size=4) | st.dictionaries(st.text(max_size=8), one), max_leaves=8
)
some_dates = st.lists(st.dates().map(date.isoformat), max_size=20)
numbers = st.none() | st.integers() | st.floats()


@st.composite
def half_good(draw: st.DrawFn) -> dict:
    dates = draw(some_dates)
    fields = {
        "id": st.integers(),
        "dates": st.just(dates),
        "values": st.lists(numbers, min_size=len(dates), max_size=len(dates)),
        "improves": st.sampled_from(["increase", "decrease", "neutral"]),
        "target": numbers | st.lists(numbers, min_size=len(dates), max_size=len(dates)),
        "rebase": st.lists(st.sampled_from(dates), max_size=3) if dates else st.just([]),
        "baseline": st.none() | st.integers(12, 15),
        "screen": st.booleans(),
        "run_length": st.integers(2, 10),
    }
    case = {key: draw(value) for key, value in fields.items()}
    for key in draw(st.sets(st.sampled_from(sorted(fields)), max_size=2)):
        case[key] = draw(junk)
    return case


@settings(max_examples=400, deadline=None)
@given(st.lists(half_good() | junk, max_size=3))
def test_nothing_read_from_json_breaks_it(cases: list) -> None:
    answers = judge(cases)
    assert json.loads(json.dumps(answers, allow_nan=False)) == answers
    for answer in answers:
        assert set(answer) in ({"id", "error"}, CASE)


def test_a_chart_of_counts_says_its_sizes() -> None:
    case = {"id": 1, "dates": DATES, "values": [30, 41, 28, 35, 33, 38, 29, 31, 36, 40, 34, 32, 37, 39]}
    (answer,) = judge([case | {"chart": "p", "n": [100] * 13 + [50]}])
    first, last = answer["points"][0], answer["points"][-1]
    assert (answer["chart"], first["value"], first["n"], last["value"], last["n"]) == (
        "p",
        0.3,
        100,
        0.78,
        50,
    )
    assert last["upl"] - last["mean"] > first["upl"] - first["mean"]


def test_a_run_chart_says_its_runs_and_subgroups_their_spread() -> None:
    case = {"id": 1, "dates": DATES, "values": [30, 41, 28, 35, 33, 38, 29, 31, 36, 40, 34, 32, 37, 39]}
    (runs,) = judge([case | {"chart": "run"}])
    assert set(runs["runs"]) == {"useful", "longest", "longest_limit", "crossings", "crossings_limit"}
    (groups,) = judge(
        [case | {"chart": "xbar_s", "values": [[one, one + 3, None] for one in case["values"]]}]
    )
    assert groups["spread"]["chart"] == "s"
    assert groups["points"][0]["n"] == 2


def test_the_words_are_in_the_language_asked_for() -> None:
    english, welsh = judge([GOOD, GOOD | {"language": "cy"}])
    assert welsh["sentence"] != english["sentence"]
    assert (welsh["variation"], welsh["points"]) == (english["variation"], english["points"])
    assert "language is one of en, cy" in error(language="fr")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"chart": "q"}, "chart is one of xmr"),
        ({"chart": "p"}, "needs n"),
        ({"n": [1] * 14}, "takes no n"),
        ({"chart": "xbar_s", "values": [[1, 2]] * 13 + [3]}, "values: item 14 is a list"),
        ({"chart": "xbar_s", "values": [[1, "2"]] * 14}, "values: item 1: item 2 is a number or null"),
        ({"ghosts": ["2030-01-01"]}, "ghost date 2030-01-01 matches no point"),
    ],
)
def test_what_a_chart_cannot_take_is_said(changes: dict, says: str) -> None:
    assert says in error(**changes)


def test_suggestions_answer_each_case() -> None:
    good, bad, odd = suggest([{"id": 1, "values": [1.5, 2.5] * 8}, {"id": 2}, 3])
    assert (good["id"], good["chart"]) == (1, "xmr")
    assert bad == {"id": 2, "error": "values is missing"}
    assert odd["error"].startswith("case 3 is an object with id and values")
