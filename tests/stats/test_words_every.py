"""Every combination of what a verdict can say is read, in both languages and at every length."""

import re
from collections import Counter
from itertools import product

import pytest
from tests.stats.words_page import PAGE, SAYS_AS, SHOWN, page
from tests.stats.words_table import Case, cadences, cases, oddities

from peelian.stats.spc import CHARTS, IMPROVES, TYPES, Verdict
from peelian.stats.spc.words import CATALOGUES
from peelian.stats.spc.words.catalogue import Catalogue

ENGLISH, WELSH = CATALOGUES["en"], CATALOGUES["cy"]
MOST_WORDS, LONGEST_LABEL, MOST_SENTENCES = 45, 60, 5
_TIMES = {"once": "1", "twice": "2", "unwaith": "1", "dwywaith": "2", "teirgwaith": "3"}
_MONTHS = {name: str(n) for one in (ENGLISH, WELSH) for n, name in enumerate(one.months, start=1)}
_PLURALS = "|".join(sorted((noun.many for noun in ENGLISH.nouns.values()), key=len, reverse=True))
_SINGULARS = "|".join(sorted((name for name in ENGLISH.nouns), key=len, reverse=True))


def sentences(text: str) -> list[str]:
    """The sentences of a text, ended by a full stop and a space."""
    return re.split(r"(?<=\.) (?=[A-Z\d])", text)


def numbers(text: str) -> Counter[str]:
    """The numbers and months of a text, however the language writes them."""
    for written, digits in {**_TIMES, **_MONTHS}.items():
        text = re.sub(rf"\b{written}\b", digits, text)
    return Counter(re.findall(r"\d[\d,.]*\d|\d", text))


def check(text: str) -> None:
    """Reads as sentences."""
    assert text
    assert re.fullmatch(r"[A-Z\d].*\.", text, re.S), text
    assert not re.search(r"None|\bnan\b|\binf\b|[{}]|  |\.\.| [.,;:)]|\( |,,|\n", text), text
    for sentence in sentences(text):
        assert re.match(r"[A-Z\d]", sentence), sentence
        assert len(sentence.split()) <= MOST_WORDS, sentence


def agrees(text: str) -> None:
    """Number and noun agree in English."""
    assert not re.search(rf"(?<![\d.,])1 (?:known )?(?:{_PLURALS})\b", text), text
    assert not re.search(rf"(?<![\d.,-])(?:0|[2-9]|\d\d+) (?:known )?(?:{_SINGULARS})\b(?! chart)", text), (
        text
    )
    assert not re.search(r"\b1 points? (?:are|have)\b|\b[2-9] points? (?:is|has)\b", text), text


def check_both(english: Verdict, welsh: Verdict) -> None:
    """Every length of both reads well, and says the same numbers and dates."""
    for one in (english, welsh):
        assert re.fullmatch(r"[A-Z][^.]*", one.label)
        assert len(one.label) < LONGEST_LABEL
        for text in (one.sentence, one.paragraph, one.alt, *one.warnings):
            check(text)
        assert one.alt.endswith(one.sentence)
        assert len(sentences(one.sentence)) <= MOST_SENTENCES
    for text in (english.sentence, english.paragraph, english.alt, *english.warnings):
        agrees(text)
    for length in ("sentence", "paragraph", "alt"):
        assert numbers(getattr(english, length)) == numbers(getattr(welsh, length))
    assert len(english.warnings) == len(welsh.warnings)
    assert (english.language, english.draft, welsh.language, welsh.draft) == ("en", False, "cy", True)


def both(case: Case, **options: object) -> tuple[Verdict, Verdict]:
    first, second = (case.judged(language, **options) for language in ("en", "cy"))
    return first, second


def target_of(case: Case, where: str) -> float | None:
    points = case.judged().points[-1]
    if points.mean is None or where == "none":
        return None
    return {"high": 1000.0, "low": -1000.0, "inside": points.mean}[where]


@pytest.mark.parametrize("improves", IMPROVES)
@pytest.mark.parametrize("where", ["none", "high", "low", "inside"])
@pytest.mark.parametrize("chart", CHARTS)
def test_every_chart_finding_direction_and_standard(chart: str, where: str, improves: str) -> None:
    for case in (case for case in cases() if case.chart == chart):
        english, welsh = both(case, improves=improves, target=target_of(case, where))
        check_both(english, welsh)
        said = english.withheld is None and english.last is not None
        if said:
            meaning = ENGLISH.say(f"meaning.{english.variation}")
            assert f": {meaning}." in english.sentence
            assert f": {WELSH.say(f'meaning.{welsh.variation}')}." in welsh.sentence
        judged = said and english.assurance is not None
        assert ("the standard of" in english.sentence.lower()) == judged
        assert ("safon o" in welsh.sentence) == judged


def test_every_finding_is_what_its_name_says() -> None:
    rules = {
        "outside": "outside", "trend": "trend", "two of three": "two_of_three", "shift": "shift",
        "constant, left,": "change_from_constant", "constant, run": "shift", "long run": "long_run",
        "few crossings": "few_crossings",
    }  # fmt: skip
    seen = set()
    for case in cases():
        last = case.judged().last
        for name, rule in rules.items():
            if case.finding.startswith(name):
                assert last is not None
                assert last.rules[0] == rule, case
                seen.add(rule)
        if case.finding == "no signal":
            assert last is not None
            assert last.type == "common_cause"
    assert seen == set(rules.values())


@pytest.mark.parametrize("case", [*cadences(), *oddities()], ids=lambda case: case.finding)
@pytest.mark.parametrize("improves", IMPROVES)
def test_every_cadence_and_oddity(case: Case, improves: str) -> None:
    english, welsh = both(case, **{"improves": improves, "target": 50.0} | case.options)
    check_both(english, welsh)
    if english.spread is not None and welsh.spread is not None:
        check_both(english.spread, welsh.spread)


def test_every_phrase_is_said_by_some_series(monkeypatch: pytest.MonkeyPatch) -> None:
    said: set[tuple[str, bool]] = set()
    speak = Catalogue.say

    def listen(self: Catalogue, key: str, *, n: int = 0, **slots: object) -> str:
        said.add((key, n == 1))
        return speak(self, key, n=n, **slots)

    monkeypatch.setattr(Catalogue, "say", listen)
    for case in cases():
        for where in ("none", "high", "low", "inside") if case.chart == "xmr" else ("none",):
            for improves in IMPROVES:
                case.judged(improves=improves, target=target_of(case, where))
    for case in (*cadences(), *oddities()):
        case.judged(**{"improves": "increase", "target": 50.0} | case.options)
    # pages, tables and charts look these up
    shown = ("label.", "mark.", "point.", "column.", "rule.", "legend.", "note.", "page.", "period.")
    unsaid = {key for key in ENGLISH.phrases if not key.startswith(shown)} - {key for key, _ in said}
    assert not unsaid
    plural = {key for key, phrase in ENGLISH.phrases.items() if not isinstance(phrase, str)}
    assert {(key, True) for key in plural} <= said
    assert {(key, False) for key in plural} <= said


def test_charts_that_are_not_on_the_page_speak_as_others_do() -> None:
    assert {*SHOWN, *SAYS_AS} == set(CHARTS)
    for chart, other in SAYS_AS.items():
        mine, theirs = (
            {
                case.finding: re.sub(r"[\d.,%]+", "#", case.judged().sentence)
                for case in cases()
                if case.chart == one
            }
            for one in (chart, other)
        )
        shared = mine.keys() & theirs.keys() - {"no two neighbours", "no figure to begin with"}
        assert len(shared) >= 12
        differ = [name for name in shared if mine[name] != theirs[name] and "constant" not in name]
        assert [name for name in differ if "trend" not in name] == []


def test_only_the_meaning_tells_one_direction_from_another() -> None:
    for case, language in product(cases(), ("en", "cy")):
        heads = {case.judged(language, improves=improves).sentence for improves in IMPROVES}
        for kind in TYPES:
            meaning = f": {CATALOGUES[language].say(f'meaning.{kind}')}."
            heads = {sentence.replace(meaning, ": X.") for sentence in heads}
        assert len(heads) == 1, case


def test_the_page_is_what_the_code_says_today() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `.venv/bin/python -m tests.stats.words_page`"
