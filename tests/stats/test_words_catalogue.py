"""Both catalogues say the same things with the same slots; counts and dates are right in each language."""

import re
from collections.abc import Iterator
from datetime import datetime
from string import Formatter

import pytest

from peelian.stats.spc.cadence import cadence_of
from peelian.stats.spc.inputs import as_dates
from peelian.stats.spc.words import CATALOGUES, Speaker, phrase, plain
from peelian.stats.spc.words.catalogue import Phrase

ENGLISH, WELSH = CATALOGUES["en"], CATALOGUES["cy"]


def forms(said: Phrase) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else said


def slots(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_both_languages_have_the_same_phrases_nouns_and_periods() -> None:
    assert ENGLISH.phrases.keys() == WELSH.phrases.keys()
    assert ENGLISH.nouns.keys() == WELSH.nouns.keys()
    assert ENGLISH.beginning.keys() == WELSH.beginning.keys()
    assert len(ENGLISH.months) == len(WELSH.months) == 12


def pairs() -> Iterator[tuple[str, str, str]]:
    for key, said in ENGLISH.phrases.items():
        for english, welsh in zip(forms(said), forms(WELSH.phrases[key]), strict=True):
            yield key, english, welsh


@pytest.mark.parametrize(("key", "english", "welsh"), list(pairs()))
def test_each_phrase_has_the_same_slots_in_both(key: str, english: str, welsh: str) -> None:
    # one of a thing may be named where several are numbered: "the month", "the 3 months"
    differ = slots(english) ^ slots(welsh)
    assert not differ, key
    for text in (english, welsh):
        assert text == text.strip()
        assert not re.search(r"  |\.\.| [.,;:]|[‘’]", text), key


def test_nothing_welsh_is_left_in_english() -> None:
    same = [
        key for key, english, welsh in pairs()
        if english == welsh and re.search(r"\w", re.sub(r"{\w+}", "", english))
    ]  # fmt: skip
    assert same == [], "a phrase that was not translated"


def test_welsh_is_a_draft_and_english_is_not() -> None:
    assert WELSH.draft
    assert not ENGLISH.draft


@pytest.mark.parametrize(
    ("noun", "welsh"),
    [
        ("month", ["0 mis", "1 mis", "2 fis", "3 mis", "6 mis", "11 mis"]),
        ("week", ["0 wythnos", "1 wythnos", "2 wythnos", "3 wythnos", "6 wythnos", "11 wythnos"]),
        ("day", ["0 diwrnod", "1 diwrnod", "2 ddiwrnod", "3 diwrnod", "6 diwrnod", "11 diwrnod"]),
        ("year", ["0 mlynedd", "1 flwyddyn", "2 flynedd", "3 blynedd", "6 blynedd", "11 mlynedd"]),
        ("point", ["0 pwynt", "1 pwynt", "2 bwynt", "3 phwynt", "6 phwynt", "11 pwynt"]),
        ("crossing", ["0 croesiad", "1 croesiad", "2 groesiad", "3 chroesiad", "6 chroesiad", "11 croesiad"]),
        ("quarter", ["0 chwarter", "1 chwarter", "2 chwarter", "3 chwarter", "6 chwarter", "11 chwarter"]),
        ("fortnight", [f"{n} {form} o bythefnos" for n, form in [
            (0, "cyfnod"), (1, "cyfnod"), (2, "gyfnod"), (3, "chyfnod"), (6, "chyfnod"), (11, "cyfnod")]]),
        ("figure", [f"{n} ffigur" for n in (0, 1, 2, 3, 6, 11)]),
    ],
)  # fmt: skip
def test_welsh_counts(noun: str, welsh: list[str]) -> None:
    assert [WELSH.count(number, noun) for number in (0, 1, 2, 3, 6, 11)] == welsh


def test_english_counts() -> None:
    assert [ENGLISH.count(number, "working day") for number in (0, 1, 2)] == [
        "0 working days", "1 working day", "2 working days",
    ]  # fmt: skip
    assert [ENGLISH.times(number) for number in range(4)] == ["0 times", "once", "twice", "3 times"]
    assert [WELSH.times(number) for number in range(1, 5)] == [
        "unwaith",
        "dwywaith",
        "teirgwaith",
        "4 gwaith",
    ]


@pytest.mark.parametrize(
    ("unit", "english", "welsh"),
    [
        ("month", "June 2024", "Mehefin 2024"),
        ("day", "3 June 2024", "3 Mehefin 2024"),
        ("week", "the week of 3 June 2024", "yr wythnos yn dechrau 3 Mehefin 2024"),
        ("year", "June 2024", "Mehefin 2024"),
    ],
)
def test_dates(unit: str, english: str, welsh: str) -> None:
    when = datetime(2024, 6, 3)  # noqa: DTZ001
    assert (ENGLISH.moment(when, unit), WELSH.moment(when, unit)) == (english, welsh)
    assert WELSH.moment(datetime(2024, 6, 3, 14, 30), "point") == "3 Mehefin 2024 am 14:30"  # noqa: DTZ001
    assert WELSH.moment(datetime(2024, 12, 31), "year") == "2024"  # noqa: DTZ001


def test_a_long_list_names_the_first_three() -> None:
    dates = as_dates([f"2024-0{month}-01" for month in range(1, 7)])
    said = [Speaker(CATALOGUES[one], cadence_of(dates), plain("")).listed(range(6)) for one in ("en", "cy")]
    assert said == [
        "January 2024, February 2024, March 2024 and 3 more",
        "Ionawr 2024, Chwefror 2024, Mawrth 2024 a 3 arall",
    ]


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="language is one of en, cy, not 'fr'"):
        phrase("label.none", "fr")  # type: ignore[arg-type]
