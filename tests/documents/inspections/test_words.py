"""The parts of the grammar, each by itself: days, what is due, bodies, people, headings, labels, stages."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peelian.documents.inspections.bodies import body_title_of, force_of, forces, owners_in
from peelian.documents.inspections.dates import day_in, due_in, due_told
from peelian.documents.inspections.document import Document, Finding
from peelian.documents.inspections.drafts import Part
from peelian.documents.inspections.flags import compared, flags_of
from peelian.documents.inspections.labels import label_of
from peelian.documents.inspections.numbers import heading_of
from peelian.documents.inspections.people import chief_constable_of, commissioner_of
from peelian.documents.inspections.plain import decoded, plain_blocks
from peelian.documents.inspections.practices import practices_in
from peelian.documents.inspections.replies import is_for_another_body
from peelian.documents.inspections.text import SAME, Line, Text, composed

DAYS = st.dates(date(1995, 1, 1), date(2055, 12, 31))


def line(text: str) -> Line:
    return Line(text, 0, plain=text.translate(SAME))


def text(*lines: str) -> Text:
    return composed(plain_blocks("\n\n".join(lines)))


@given(
    DAYS,
    st.sampled_from(
        [
            "{d} {B} {Y}",
            "{d}th {B}, {Y}",
            "{d}/{m}/{Y}",
            "{d}.{m}.{Y}",
            "{B} {d}, {Y}",
            "{Y}-{m:02}-{d:02}",
            "the {d}th of {b} {Y}",
            "Friday {d} {B} {Y}",
        ]
    ),
)
def test_a_day_is_read_in_every_form(day: date, form: str) -> None:
    words = form.format(d=day.day, m=day.month, Y=day.year, B=day.strftime("%B"), b=day.strftime("%b"))
    assert day_in(f"Published on {words}.") == day


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("7.7.23", date(2023, 7, 7)), ("9fed Medi 2014", date(2014, 9, 9)), ("31/02/2020", None), ("12/13/2020", None),
        ("July 2023", None), ("section 55.5.1", None), ("version 1.2.3.4", None), ("", None),
    ],
)  # fmt: skip
def test_odd_days(words: str, day: date | None) -> None:
    assert day_in(words) == day


@pytest.mark.parametrize(
    ("words", "written", "day"),
    [
        ("By January 2024, forces should", "By January 2024", date(2024, 1, 31)),
        ("by 31 March 2015 all forces", "by 31 March 2015", date(2015, 3, 31)),
        ("By the end of 2016, chief constables", "By the end of 2016", date(2016, 12, 31)),
        ("no later than the end of February 2016", "no later than the end of February 2016", date(2016, 2, 29)),
        ("Not later than 1 April 2014", "Not later than 1 April 2014", date(2014, 4, 1)),
        ("before April 2016", "before April 2016", date(2016, 3, 31)),
        ("by 2020", "by 2020", None),
        ("By spring 2016, forces", "By spring 2016", None),
        ("By January 4, chief constables", "By January 4", None),
        ("Within six months, the force", "Within six months", None),
        ("with immediate effect", "with immediate effect", None),
        ("within three months of the publication of this report", "within three months of the publication of this report", date(2023, 10, 7)),
        ("within 28 days of publication", "within 28 days of publication", date(2023, 8, 4)),
        ("by the force", None, None),
    ],
)  # fmt: skip
def test_what_is_due(words: str, written: str | None, day: date | None) -> None:
    found = due_in(words, date(2023, 7, 7))
    assert (found.written, found.day) == (written, day) if found else written is None


def test_a_month_that_is_due_ends_with_its_last_day_and_a_cell_may_name_it_alone() -> None:
    assert due_told("March 2016").day == date(2016, 3, 31)  # type: ignore[union-attr]
    assert due_told("when ready").day is None  # type: ignore[union-attr]
    assert due_told("  ") is None
    within = due_in("within three months of publication")
    assert within is not None
    assert within.day is None, "without the day of publication nothing is computed"


@given(DAYS)
def test_the_month_of_a_due_day_holds_it(day: date) -> None:
    found = due_in(f"By {day:%B %Y}, forces should")
    assert found is not None
    assert found.day is not None
    assert (found.day.year, found.day.month) == (day.year, day.month)
    assert date.fromordinal(found.day.toordinal() + 1).day == 1


@pytest.mark.parametrize(
    ("words", "owners"),
    [
        ("By July 2020, the NPCC and the College of Policing should agree it.", ("National Police Chiefs' Council", "College of Policing")),
        ("To help forces, the Home Office, in discussion with the National Police Chiefs’ Council, should act.", ("Home Office", "National Police Chiefs' Council")),
        ("Every police force in England and Wales should publish a plan.", ("forces",)),
        ("Cumbria Constabulary should improve.", ("Cumbria Constabulary",)),
        ("Police and crime commissioners and chief constables must agree.", ("police and crime commissioners", "chief constables")),
        ("This should include the Home Office.", ()),
        ("The chief constable should tell the Crown Prosecution Service.", ("the chief constable",)),
        ("Nobody is named.", ()),
    ],
)  # fmt: skip
def test_owners_are_the_subject_of_should(words: str, owners: tuple[str, ...]) -> None:
    assert owners_in(words.translate(SAME)) == owners


@pytest.mark.parametrize("force", [one.name for one in forces()])
def test_every_force_is_known_by_its_name(force: str) -> None:
    assert (
        force_of(
            text(f"Response of the Police and Crime Commissioner for {force}", f"{force} Police will act.")
        )
        == force
    )


@pytest.mark.parametrize(
    ("lines", "force", "title"),
    [
        (("Swyddfa Comisiynydd Heddlu Dyfed Powys", "Dyfed-Powys PCC"), "Dyfed-Powys", "PCC"),
        (("MOPAC response", "The MPS accepts it."), "Metropolitan Police", "Mayor"),
        (("Greater Manchester Combined Authority", "Mayor of Greater Manchester"), "Greater Manchester", "Mayor"),
        (("City of London Police Authority Board",), "City of London", "Police Authority"),
        (("Northamptonshire PFCC response",), "Northamptonshire", "PFCC"),
        (("Police, Crime and Victims’ Commissioner for Durham",), "Durham", "PCC"),
        (("Devon & Cornwall Police and Crime Commissioner",), "Devon and Cornwall", "PCC"),
        (("Kent Police and Essex Police took part", "Kent Police and Essex Police"), None, None),
        (("A walk in Surrey and Sussex",), None, None),
        (("British Transport Police Authority",), "British Transport Police", "Police Authority"),
    ],
)  # fmt: skip
def test_whose_document_it_is(lines: tuple[str, ...], force: str | None, title: str | None) -> None:
    whole = text(*lines)
    assert (force_of(whole), body_title_of(whole, force_of(whole))) == (force, title)


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (("Yours sincerely", "Alun Prys-Jones OBE", "Police and Crime Commissioner for Gwent"), "Alun Prys-Jones"),
        (("Dr Ada Quill, Police and Crime Commissioner for Kent, welcomes it.",), "Dr Ada Quill"),
        (("Kent Police and Crime Commissioner Ada Quill said so.",), "Ada Quill"),
        (("Kent Police and Crime Commissioner",), None),
        (("The Police and Crime Commissioner for West Mercia welcomes the report.",), None),
        (("Jones", "Mary Rees", "Dyfed-Powys Police & Crime Commissioner"), "Mary Rees"),
    ],
)  # fmt: skip
def test_the_commissioner_is_named_or_not(lines: tuple[str, ...], name: str | None) -> None:
    assert commissioner_of(text(*lines)) == name


def test_the_chief_constable_is_named_or_not() -> None:
    assert chief_constable_of(text("Temporary Chief Constable Lee Marsh QPM said so.")) == "Lee Marsh"
    assert chief_constable_of(text("The Chief Constable of Kent Police")) is None
    assert chief_constable_of(text("Chief constables should act.")) is None


@pytest.mark.parametrize(
    ("words", "kind", "numbers", "portal"),
    [
        ("Recommendation 1a", "recommendation", ("1a",), None),
        ("1. #28191 - Recommendation Numbered in Report 2.", "recommendation", ("2",), "28191"),
        ("Recommendation 3.2: Forces should act", "recommendation", ("3.2",), None),
        ("Recommendations 2 and 3:", "recommendation", ("2", "3"), None),
        ("Recommendation Three", "recommendation", ("3",), None),
        ("R12", "recommendation", ("12",), None),
        ("AFI 4 - The force should act", "area_for_improvement", ("4",), None),
        ("Area for improvement (2)", "area_for_improvement", ("2",), None),
        ("Cause of concern", "cause_of_concern", (), None),
        ("Accelerated cause of concern 1", "accelerated_cause_of_concern", ("1",), None),
        ("Recommendation 5 (#27411)", "recommendation", ("5",), "27411"),
    ],
)
def test_headings_of_findings(words: str, kind: str, numbers: tuple[str, ...], portal: str | None) -> None:
    found = heading_of(line(words))
    assert found is not None
    assert (found.kind, found.numbers, found.portal_id) == (kind, numbers, portal)


@pytest.mark.parametrize(
    "words",
    [
        "Recommendation six, which requires it", "Recommendations two and three are a reminder", "Recommendation 3 is accepted",
        "Recommendations", "Areas for improvement", "Recommended reading", "Cause of concern was raised in May",
    ],
)  # fmt: skip
def test_words_that_head_no_finding(words: str) -> None:
    assert heading_of(line(words)) is None


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Date Inspection Published", "published"), ("Date of PCC response:", "responded"), ("Title of inspection", "title"),
        ("Chief Constable’s comments:", "force_response"), ("PCC’s response", "commissioner_response"),
        ("PFCC & Chief Constable Response to Report and Recommendation:", "joint_response"), ("Response: done", "response"),
        ("The Constabulary have provided the following response:", "force_response"), ("Areas for improvement (AFIs)", "findings"),
        ("HMICFRS recommendations:", "findings"), ("Key Findings", "summary"), ("Grade", "grade"),
    ],
)  # fmt: skip
def test_labels(words: str, name: str) -> None:
    found = label_of(line(words))
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    "words",
    [
        "The response was slow.",
        "Forces should respond.",
        "I welcome the chief constable’s response to this report.",
    ],
)
def test_words_that_announce_nothing(words: str) -> None:
    assert label_of(line(words)) is None


@pytest.mark.parametrize(
    ("answer", "another"),
    [
        ("This recommendation is for the NPCC and Home Office.", True), ("Recommendation for the Home Office.", True),
        ("Not applicable to the force.", True), ("This recommendation is for forces and we accept it.", False),
        ("The force has asked the Home Office.", False), ("This is for chief constables.", False),
    ],
)  # fmt: skip
def test_whether_an_answer_says_that_it_is_for_another_body(answer: str, another: bool) -> None:
    assert is_for_another_body(answer) is another


@pytest.mark.parametrize(
    ("answer", "name", "stage"),
    [
        (
            "We have introduced a new peer support scheme for call handlers.",
            "Peer support scheme",
            "implemented",
        ),
        ("A triage car is to be introduced.", "Triage car", "planned"),
        ("Stay conversations to be piloted next year.", "Stay conversations", "planned"),
        ("The force is piloting a new victim portal.", "Victim portal", "piloted"),
        ("The force has reviewed the report.", None, None),
    ],
)
def test_practices_are_named_with_their_stage(answer: str, name: str | None, stage: str | None) -> None:
    found = practices_in([("2", [Part(answer, "words", 0)])])
    assert [(one.name, one.stage, one.finding) for one in found] == ([(name, stage, "2")] if name else [])


def test_the_last_day_is_the_56th() -> None:
    on_time = Document("a", force="Kent", published="2023-07-07", responded="2023-08-31")
    late = Document("a", force="Kent", published="2023-07-07", responded="2023-09-01")
    assert "late_response" not in [flag.kind for flag in flags_of(on_time, ())]
    assert "1 day after" in next(flag.message for flag in flags_of(late, ()) if flag.kind == "late_response")


def test_the_right_section_and_the_wrong_ones() -> None:
    def kinds(words: str) -> list[str]:
        return [
            flag.kind
            for flag in flags_of(Document("a", force="Kent", text=words), ())
            if flag.kind == "citation"
        ]

    assert kinds("Under section 55(5) of the Police Act 1996 I publish this response.") == []
    assert kinds("HMIC inspects under section 54 of the Police Act 1996 and I respond.") == []
    assert kinds("Section 33 of the Police Act 1996 requires bodies to respond.") == ["citation"]


def test_who_words_a_finding_otherwise_than_most_is_flagged() -> None:
    def made(name: str, words: str) -> Document:
        return Document(
            name, report_title="A report of many things", findings=(Finding("recommendation", words, "1"),)
        )

    same, other = "Forces should train officers and staff each year.", "Forces should train staff each year."
    read = compared([made("a", same), made("b", same), made("c", other)])
    assert [[flag.kind for flag in one.flags] for one in read] == [[], [], ["wording_difference"]]
    assert "lacks “officers and”" in read[2].flags[0].message
    again = compared([made("a", same), made("b", f"• {same}")])
    assert [one.flags for one in again] == [(), ()]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(encoding: str) -> None:
    words = "The force’s response – a “plan” for café staff, which is set out here in full."
    assert decoded(words.encode(encoding)).lstrip("\ufeff") == words


@given(st.text())
def test_any_text_is_laid_out_so_that_lines_stand_where_they_say(words: str) -> None:
    made = composed(plain_blocks(words))
    for one in made.lines:
        assert made.whole[one.start : one.end] == one.text
        assert len(one.plain) == len(one.text)


def test_markup_goes_and_words_stay() -> None:
    made = composed(
        plain_blocks(
            "**Bold** and [a link](https://x.uk) &amp; *more*\n\n- first; and\n- second\n\na|b\n<b>Force</b>\t<p>Kent</p>"
        )
    )
    assert [one.text for one in made.lines] == [
        "Bold and a link & more",
        "first; and",
        "second",
        "a|b",
        "Force",
        "Kent",
    ]
    assert [one.kind for one in made.lines] == ["words", "item", "item", "words", "heading", "words"]
