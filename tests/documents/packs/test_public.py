"""A public edition only takes away, says what it took, and names nobody."""

from datetime import date

import pytest

from peelian.documents.packs.content import (
    ActionInPack,
    DecisionInPack,
    ItemInPack,
    PackContent,
    QuestionInPack,
    ViewInPack,
)
from peelian.documents.packs.measured import measure_in_pack
from peelian.documents.packs.public import LEFT_OUT, parts_of, public_edition
from peelian.documents.readings import read
from peelian.pipeline.annotations import Annotation
from tests.documents.made import BETTER, measure, series
from tests.documents.packs.making import judgement, measured, trace

PERSON = "Zebedee Quill"


def made() -> PackContent:
    """A pack whose every part that may name somebody names PERSON."""
    view = ViewInPack(by=PERSON, at="1 April 2026", stance="Challenges", grade="", words="Nights are worse")
    told = judgement(by=PERSON, views=(view,), concluded_grade="Good", concluded_words="So it is",
                     concluded_by=PERSON, concluded_at="2 April 2026")  # fmt: skip
    questions = tuple(
        QuestionInPack(
            id=f"q{at}", title=f"Question {at}", theme="T", why="W", owner="Head of Response",
            signals="2 no clear change", measures=(measured(f"m{at}a"), measured(f"m{at}b")),
            judgement=told,
        )
        for at in (1, 2)
    )  # fmt: skip
    return PackContent(
        force="F", board="B", title="P", period="March 2026", unit="U", unit_id="u", edition="e",
        edition_title="E", values_version=3, values_at="2026-04-01T00:00:00+00:00", scale="S",
        questions=questions,
        agenda=(
            ItemInPack(number=1, title="Welcome", presenter=PERSON),
            ItemInPack(number=2, title="A case", presenter=PERSON, private=True),
        ),
        decisions=(
            DecisionInPack(number=1, words="Add a car", reason="Why not", meeting="1 March 2026"),
            DecisionInPack(number=2, words="A secret", reason="Hush", meeting="1 March 2026", private=True),
        ),
        actions=(
            ActionInPack(number=7, title="Add a car", owner=PERSON, due="1 May 2026", state="Open", late=True,
                         latest=f"1 April 2026: {PERSON} has asked", origin="Decision 1"),
        ),
    )  # fmt: skip


def test_nobody_is_named() -> None:
    whole, public = made(), public_edition(made(), {})
    assert PERSON in whole.json_text
    assert PERSON not in public.json_text
    assert public.public
    assert "Nobody is named." in public.notice
    first = public.questions[0].judgement
    assert first is not None
    assert (first.by, first.concluded_by) == ("Head of Response", "The board")
    assert [(v.by, v.words) for v in first.views] == [("A member of the board", "Nights are worse")]
    assert public.actions[0].late


def test_who_noted_something_on_a_chart_is_in_no_pack() -> None:
    notes = [
        Annotation("event", "m", "force", date(2023, 5, 3), "New rota", PERSON, date(2023, 6, 1)),
        Annotation("ghost", "m", "force", date(2023, 8, 3), "Lost records", PERSON, date(2023, 9, 1)),
    ]
    reading = read(series(BETTER, of=measure(), notes=notes))
    told = measure_in_pack(reading, reading.measure, places=[], trace=trace())
    assert PERSON in f"{reading.alt} {reading.lines}"
    assert PERSON not in told.model_dump_json()
    assert "New rota" in told.alt
    assert any("Lost records" in line.says for line in told.lines)


def test_what_is_not_for_publication_is_left_out_by_itself() -> None:
    public = public_edition(made(), {})
    assert [(d.words, d.redacted) for d in public.decisions] == [
        ("Add a car", ""), ("", "Not for publication.")
    ]  # fmt: skip
    assert [(i.title, i.redacted) for i in public.agenda] == [
        ("Welcome", ""), ("", "Not for publication.")
    ]  # fmt: skip
    assert "A secret" not in public.json_text
    assert "Hush" not in public.json_text


@pytest.mark.parametrize(
    ("part", "gone"),
    [
        ("question:q1", "Nights are worse"),
        ("measure:m1a", "Attended within the standard (m1a): the latest"),
        ("decision:1", "Why not"),
        ("action:7", '"title":"Add a car"'),
    ],
)
def test_a_redacted_part_says_why_and_nothing_else(part: str, gone: str) -> None:
    whole = made()
    assert part in parts_of(whole)
    public = public_edition(whole, {part: "Before the court"})
    kind, _, name = part.partition(":")
    if kind == "question":
        question = public.questions[0]
        assert (question.redacted, question.judgement, question.signals) == ("Before the court", None, "")
        assert all(m.suppressed == "Before the court" and not m.lines for m in question.measures)
        assert public.questions[1].judgement is not None
    elif kind == "measure":
        left, stays = public.questions[0].measures
        assert (left.id, left.suppressed, left.variation) == (name, "Before the court", LEFT_OUT)
        assert (left.sentence, left.alt, left.chart, left.lines, left.places) == ("", "", None, (), ())
        assert not stays.suppressed
        assert "1 left out" in public.questions[0].signals
    else:
        assert public.json_text.count(gone) < whole.json_text.count(gone)
    assert "Before the court" in public.json_text
    assert "1 part is redacted" in public.notice


def test_few_people_go_whole_and_the_units_below_together() -> None:
    whole = made()
    few = measured("m1a").model_copy(update={"small": "Fewer than 5", "small_places": "Fewer than 5"})
    below = measured("m1b").model_copy(update={"small_places": "Fewer than 5"})
    question = whole.questions[0].model_copy(update={"measures": (few, below)})
    whole = whole.model_copy(update={"questions": (question, whole.questions[1])})
    first, second = public_edition(whole, {}).questions[0].measures
    assert (first.suppressed, first.lines, first.places) == ("Fewer than 5", (), ())
    assert (second.suppressed, second.suppressed_places, second.places) == ("", "Fewer than 5", ())
    assert second.lines == below.lines
    notice = public_edition(whole, {}).notice
    assert "The values of 1 measure are left out" in notice
    assert "The values of 1 measure are given for the whole alone" in notice


def test_a_reason_given_goes_before_one_of_few_people() -> None:
    whole = made()
    few = measured("m1a").model_copy(update={"small": "Fewer than 5"})
    question = whole.questions[0].model_copy(update={"measures": (few,)})
    whole = whole.model_copy(update={"questions": (question,)})
    (left,) = public_edition(whole, {"measure:m1a": "Before the court"}).questions[0].measures
    assert left.suppressed == "Before the court"
