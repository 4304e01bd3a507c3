"""The page of a measure and the API in Welsh: the same verdict, marked as a draft; the rest stays English."""

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.utils.html import escape

from peelian.documents.kept import opened, organisation, readings

MEASURE = "attendance_immediate_median"
Opened = Callable[[str], Client]


@pytest.fixture
def chief(signed_in: Opened) -> Client:
    return signed_in("chief")


def root() -> str:
    return organisation(opened()).root.id


def text(client: Client, **asked: str) -> str:
    response = client.get(f"/measures/{MEASURE}/", asked)
    assert response.status_code == 200
    return response.content.decode()


def test_the_verdict_in_full_is_under_the_sentence(chief: Client) -> None:
    (reading,) = readings(opened(), measures=[MEASURE], units=[root()])
    page = text(chief)
    assert "The verdict in full" in page
    assert escape(reading.verdict.paragraph) in page
    assert page.index(escape(reading.sentence)) < page.index(escape(reading.verdict.paragraph))
    assert "draft" not in page.lower().replace("(drafft)", "")


def test_the_page_in_welsh_says_the_same_and_that_it_is_a_draft(chief: Client) -> None:
    (english,) = readings(opened(), measures=[MEASURE], units=[root()])
    welsh = english.in_language("cy")
    page = text(chief, language="cy")
    for words in (welsh.sentence, welsh.verdict.paragraph, welsh.alt, *welsh.verdict.warnings):
        assert escape(words) in page
    for column in ("period", "value", "mean", "limits", "says"):
        assert f">{escape(welsh.columns[column])}</th>" in page
    assert escape(english.sentence) not in page.replace(escape(welsh.sentence), "")
    assert f'<p class="app-verdict__sentence" lang="cy">{escape(welsh.sentence)}</p>' in page
    assert "no Welsh speaker has reviewed it yet" in page
    assert escape("Drafft yw'r Gymraeg hon") in page
    assert '<html lang="en-GB"' in page


def test_the_link_between_languages_keeps_unit_and_breakdown(chief: Client) -> None:
    below = organisation(opened()).unit(root()).id
    page = text(chief, unit=below, by="urban_rural")
    (link,) = re.findall(r'href="(\?[^"]*language=cy)"', page)
    asked = parse_qs(urlsplit(link.replace("&amp;", "&")).query)
    assert asked == {"unit": [below], "by": ["urban_rural"], "language": ["cy"]}
    assert re.search(r'href="\?[^"]*language=en"', text(chief, language="cy"))


def test_an_unknown_language_is_english(chief: Client) -> None:
    assert 'class="app-verdict__sentence">The' in text(chief, language="klingon")


def test_the_api_answers_in_welsh(signed_in: Opened) -> None:
    client = signed_in("chief")
    asked = f"/api/v1/verdicts?measure={MEASURE}&unit={root()}"
    english, welsh = (client.get(asked + more).json()["rows"][0] for more in ("", "&language=cy"))
    (reading,) = readings(opened(), measures=[MEASURE], units=[root()])
    said = reading.in_language("cy").verdict
    assert (english["language"], english["draft"], english["label"]) == ("en", False, reading.verdict.label)
    assert english["paragraph"] == reading.verdict.paragraph
    assert (welsh["language"], welsh["draft"]) == ("cy", True)
    assert (welsh["label"], welsh["sentence"], welsh["paragraph"]) == (
        said.label,
        said.sentence,
        said.paragraph,
    )
    worded = ("label", "sentence", "paragraph", "language", "draft", "withheld")
    assert {k: v for k, v in english.items() if k not in worded} == {
        k: v for k, v in welsh.items() if k not in worded
    }
    refused = client.get(asked + "&language=fr")
    assert refused.status_code == 422
