"""The template tags of components and verdicts."""

import pytest
from django.template import Context, Template
from django.template.exceptions import TemplateSyntaxError

from peelian.documents.readings import BETTER_HIGH, VARIATIONS, read
from peelian.site.templatetags.govuk import options
from tests.documents.made import BETTER, STEADY, measure, series, standard


def rendered(source: str, /, **context: object) -> str:
    return Template("{% load govuk verdict %}" + source).render(Context(context))


def test_nested_options() -> None:
    assert ">Name</label>" in rendered('{% component "input" name="n" label__text="Name" %}')


def test_text_is_escaped_and_what_is_enclosed_is_not() -> None:
    assert "&lt;b&gt;" in rendered('{% component "tag" text=text %}', text="<b>")
    inside = rendered(
        '{% container "details" summaryText="More" %}<b>{{ text }}</b>{% endcontainer %}', text="<i>"
    )
    assert "<b>&lt;i&gt;</b>" in inside


def test_a_missing_option_is_none_even_when_dict_has_a_method_of_its_name() -> None:
    assert options({"a": [{"b": 1}]})["items"] is None
    assert options({"a": [{"b": 1}]})["a"][0]["values"] is None


def test_container_takes_only_options() -> None:
    with pytest.raises(TemplateSyntaxError, match="name=value"):
        rendered('{% container "details" stray %}{% endcontainer %}')


@pytest.mark.parametrize("mark", VARIATIONS, ids=lambda mark: f"{mark.key} {mark.letter}")
def test_a_mark_has_a_drawing_and_its_words(mark: object) -> None:
    html = rendered("{% mark mark %}", mark=mark)
    assert "<svg" in html
    assert mark.label in html  # type: ignore[attr-defined]
    assert "<path" in html or "<rect" in html or "<circle" in html


def test_marks_are_told_apart_without_colour() -> None:
    import re

    drawings = {
        re.sub(
            r'(fill|stroke)="#[0-9a-f]+"|<span.*?>.*?</span>|app-mark--[a-z-]+',
            "",
            rendered("{% mark m %}", m=m),
        )
        for m in VARIATIONS
    }
    assert len(drawings) == len({(m.key, m.letter) for m in VARIATIONS})


def test_words_of_a_mark_may_be_hidden_or_left_out() -> None:
    assert "govuk-visually-hidden" in rendered('{% mark m 20 "hidden" %}', m=BETTER_HIGH)
    assert BETTER_HIGH.label not in rendered('{% mark m 20 "none" %}', m=BETTER_HIGH)


def test_a_row_says_everything_in_words() -> None:
    reading = read(series(BETTER, of=measure(standards=[standard(0.85)])))
    html = rendered("{% reading_row reading %}", reading=reading)
    for words in (
        reading.measure.title,
        reading.latest,
        reading.latest_period,
        "Getting better",
        "Standard 85.0%",
    ):
        assert words in html
    assert 'href="/measures/attended_in_time/?unit=force"' in html


def test_a_unit_of_any_name_can_be_linked() -> None:
    html = rendered("{% measure_url reading %}", reading=read(series(STEADY, unit="A&E / 2?")))
    assert "unit=A%26E+%2F+2%3F" in html


@pytest.mark.parametrize(
    ("share", "words"), [(0.984, "98.4%"), (None, "not known"), (float("nan"), "not known")]
)
def test_percent(share: float | None, words: str) -> None:
    assert rendered("{{ share|percent }}", share=share) == words


def test_identifiers_as_words() -> None:
    assert rendered('{{ "urban_rural"|words }} {{ 1204|number }}') == "Urban rural 1,204"
