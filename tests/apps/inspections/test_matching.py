"""The same publication and the same finding, met again in another document."""

from datetime import date
from typing import Any

import pytest

from peelian.apps.inspections.matching import bare_number, match_finding, publication_of, title_words
from peelian.apps.inspections.models import Finding, Publication

DAY = date(2023, 7, 7)
OTHER_DAY = date(2024, 3, 1)
TITLE = "Roads policing: All along the line"
TEXT = (
    "By June 2024, chief constables should review how they deploy officers to rural roads and make sure that "
    "every collision with serious injury is looked into by somebody trained to do so."
)
pytestmark = pytest.mark.django_db


def publication(**given: Any) -> Publication:
    return Publication.objects.create(**{"title": TITLE, "added_by": "liaison", **given})


def finding(of: Publication, **given: Any) -> Finding:
    usual = {"kind": "recommendation", "text": TEXT, "unit": "force", "status": "in_progress"}
    return Finding.objects.create(**{**usual, "publication": of, "added_by": "liaison", **given})


@pytest.mark.parametrize(
    "title",
    [
        "PEEL Spotlight: Roads policing – all along the line",
        "PEEL spotlight report — ROADS POLICING: all along the line.",
        "‘Roads policing’ - All  along the line",
        "HMICFRS PEEL Spotlight Roads-policing: All along the line",
    ],
)  # fmt: skip
def test_a_title_is_the_same_whatever_its_case_and_dashes(title: str) -> None:
    assert title_words(title) == title_words(TITLE)


def test_the_series_is_only_left_out_before_a_title() -> None:
    assert title_words("A PEEL spotlight on roads") == "a peel spotlight on roads"
    assert title_words("PEEL 2021/22: An inspection of Ashdale") != title_words("An inspection of Ashdale")


def test_a_publication_is_known_by_its_portal_id_or_title() -> None:
    found = publication(portal_id="31001", published=DAY)
    assert publication_of("Another name", "#31001 ", OTHER_DAY) == found
    assert publication_of(f"PEEL Spotlight: {TITLE.upper()}", "", None) == found
    assert publication_of(TITLE, "", DAY) == found
    assert publication_of(TITLE, "", OTHER_DAY) is None, "its day says that it is another"
    assert publication_of(TITLE, "31002", DAY) is None, "its portal id says that it is another"
    assert publication_of("Roads policing", "", DAY) is None
    assert publication_of("", "", DAY) is None
    assert publication_of("–", "", None) is None


def test_of_several_with_a_title_the_day_decides() -> None:
    first, second = publication(published=DAY), publication(published=OTHER_DAY)
    assert publication_of(TITLE, "", DAY) == first
    assert publication_of(TITLE, "", OTHER_DAY) == second
    assert publication_of(TITLE, "", None) is None, "it could be either"
    undated = publication()
    assert publication_of(TITLE, "", DAY) == first, "the one whose day it is, before the one without"
    assert publication_of(TITLE, "", date(2025, 1, 1)) == undated


def test_a_portal_id_without_a_publication_still_has_a_title() -> None:
    found = publication(published=DAY)
    assert publication_of(TITLE, "31001", DAY) == found


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("2", "2"), ("2.", "2"), ("#2", "2"), ("Recommendation 1A:", "1a"), ("Rec 1 (a)", "1a"), ("", ""),
        ("Recommendations 4", "4"), ("AFI 3", "3"), ("Area for improvement 3", "3"), ("10", "10"),
    ],
)  # fmt: skip
def test_a_number_is_the_same_however_it_is_written(said: str, number: str) -> None:
    assert bare_number(said) == number


def test_a_finding_is_known_by_its_portal_id_in_any_publication() -> None:
    here, there = publication(), publication(title="Another")
    other = finding(there, number="9", portal_id="31010", text="Something else")
    assert match_finding(here, "2", "#31010", "recommendation", TEXT) == other
    assert match_finding(None, "2", "31010", "recommendation", TEXT) == other
    mine = finding(here, number="2", portal_id="31010")
    assert match_finding(here, "", "31010", "recommendation", "") == mine, "that of the publication first"
    assert match_finding(None, "2", "", "recommendation", TEXT) is None


def test_a_finding_is_known_by_its_number() -> None:
    here = publication()
    one, two = finding(here, number="1a"), finding(here, number="2", portal_id="31020", text="Another thing")
    assert match_finding(here, "Recommendation 1A", "", "recommendation", "Said otherwise") == one
    assert match_finding(here, "2.", "", "recommendation", "") == two
    assert match_finding(here, "2", "31021", "recommendation", "") is None, "another by its portal id"
    assert match_finding(here, "2", "", "area_for_improvement", "Another thing") is None, "another kind"
    assert match_finding(here, "3", "", "recommendation", TEXT) is None, "the same words, another number"
    assert match_finding(publication(title="X"), "2", "", "recommendation", "Another thing") is None


def test_a_finding_without_a_number_is_known_by_its_words() -> None:
    here = publication()
    one = finding(here, number="1")
    slip = TEXT.replace("make sure that", "make sure").upper()
    assert match_finding(here, "", "", "recommendation", slip) == one
    assert match_finding(here, "", "", "recommendation", " ".join(TEXT.split()[:14])) is None
    assert match_finding(here, "", "", "recommendation", "") is None
    nearer = finding(here, text=slip)
    assert match_finding(here, "", "", "recommendation", slip) == nearer, "the nearest of several"
    assert match_finding(here, "7", "", "recommendation", slip) == nearer, "it has no number to gainsay"
