"""Every form of a pack: the same bytes each time, with what was left out shown as such and nowhere else."""

import io
import re
import subprocess
import sys
from hashlib import sha256
from typing import get_args
from zipfile import ZipFile

import pytest
from pypdf import PdfReader

from peelian.documents.cleaned import clean
from peelian.documents.packs.charted import charts_of
from peelian.documents.packs.content import Form, PackContent
from peelian.documents.packs.forms import MEDIA, build
from peelian.documents.packs.phrases import HIDDEN_MEANS
from peelian.documents.packs.public import public_edition
from peelian.documents.packs.sealed import sealed
from tests.documents.made import WORSE
from tests.documents.packs.making import action, decision, judgement, measured, pack, question, short

FORMS: tuple[Form, ...] = get_args(Form)
SECRET = (
    0.1234,
    0.1301,
    0.1289,
    0.1345,
    0.1222,
    0.1278,
    0.1311,
    0.1266,
    0.1333,
    0.1255,
    0.1244,
    0.1299,
    0.9876,
)
"""Values that nothing else in a pack has."""
TELLING = ("98.8%", "12.3%", "12.9", "0.9876", "0.1234")
BUILD = """
import sys
from hashlib import sha256
from tests.documents.packs.making import short
from peelian.documents.packs.forms import build
for form in sys.argv[1:]:
    print(form, sha256(build(short(), form)).hexdigest())
"""


@pytest.fixture(scope="module")
def whole() -> dict[str, bytes]:
    return {form: build(short(), form) for form in FORMS}


def said(form: Form, file: bytes) -> str:
    """All that can be found in a file by who looks for it: every part, unzipped, and the words of a PDF."""
    if form == "pdf":
        pdf = PdfReader(io.BytesIO(file))
        words = "\n".join(page.extract_text() for page in pdf.pages)
        parts = [repr(each.get_object()) for each in map(pdf.get_object, range(1, len(pdf.xref[0]))) if each]
        return "\n".join((words, str(pdf.metadata), *parts, file.decode("latin-1")))
    with ZipFile(io.BytesIO(file)) as parts_of:
        names = [name for name in parts_of.namelist() if name.endswith((".xml", ".rels"))]
        xml = "\n".join(parts_of.read(name).decode() for name in names)
    return xml + re.sub(r"<[^>]+>", "", xml)


def test_the_same_content_is_the_same_file_in_another_process_too(whole: dict[str, bytes]) -> None:
    command = [sys.executable, "-c", BUILD, *FORMS]
    elsewhere = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    told = dict(zip(elsewhere[::2], elsewhere[1::2], strict=True))
    assert told == {form: sha256(file).hexdigest() for form, file in whole.items()}


def test_another_content_is_another_file(whole: dict[str, bytes]) -> None:
    for form in FORMS:
        assert build(short(values_version=13), form, charts_of(short())) != whole[form]


def test_every_form_prints_the_digest_of_its_content(whole: dict[str, bytes]) -> None:
    for form, file in whole.items():
        assert short().sha256 in re.sub("[\u200b\n]", "", said(form, file))


def test_every_part_of_a_zip_has_the_time_of_the_values(whole: dict[str, bytes]) -> None:
    for form in ("docx", "pptx", "xlsx"):
        with ZipFile(io.BytesIO(whole[form])) as file:
            assert {part.date_time for part in file.infolist()} == {(2024, 11, 1, 2, 0, 0)}
            assert file.read("docProps/core.xml").count(b"2024-11-01T02:00:00Z") == 2


def test_a_pack_without_a_time_or_anything_in_it_is_made_too() -> None:
    empty = pack(values_at="", questions=(), decisions=(), actions=(), agenda=(), meeting="")
    for form in FORMS:
        assert build(empty, form)


def test_charts_that_were_kept_make_the_same_file(whole: dict[str, bytes]) -> None:
    charts = charts_of(short())
    assert set(charts) == {"in_time"}
    for form in FORMS:
        assert build(short(), form, charts) == whole[form]
    assert set(MEDIA) == set(FORMS)


@pytest.fixture(scope="module")
def held_back() -> PackContent:
    """A pack of which much may not be published: a measure, units, a question, a decision, an action."""
    small = {"small": "These figures count few people."}
    alone = measured("secret", SECRET, 0.5).model_copy(update=small)
    below = measured("whole", tuple(WORSE), 0.0).model_copy(
        update={"small_places": "Units count few people."}
    )
    views = judgement(words="JudgedInConfidence", because="", views=(), concluded_words="")
    hidden = measured("of_hidden", SECRET, 0.5)
    return pack(
        questions=(
            question(measures=(alone, below), signals="1 getting better, 1 getting worse"),
            question(
                "hidden", title="A question", measures=(hidden,), judgement=views, unmeasured=("Unmeasured",)
            ),
        ),
        decisions=(decision(words="OperationNightjar", reason="BecauseOfNightjar"),),
        actions=(action(title="WatchNightjar", latest="SaidOfNightjar", origin="FromNightjar"),),
    )


REASONS = {
    "question:hidden": "It is before a court.",
    "decision:3": "It names an operation.",
    "action:7": "It names an operation too.",
}


@pytest.mark.parametrize("form", FORMS)
def test_what_is_left_out_is_told_with_its_reason_and_is_nowhere_in_the_file(
    form: Form, held_back: PackContent
) -> None:
    public = public_edition(held_back, REASONS)
    kept = charts_of(held_back)
    for content, charts in ((public, None), (_only_said(held_back), kept)):
        found = said(form, build(content, form, charts))
        for telling in (*TELLING, "JudgedInConfidence", "Nightjar", "Unmeasured", "North command"):
            assert telling not in found, telling
        told = " ".join(found.split())
        for reason in ("These figures count few people.", "Units count few people.", *REASONS.values()):
            assert f"Left out of the public edition: {reason}" in told or f"edition: {reason}" in told, reason
        assert HIDDEN_MEANS in told
        assert "[c]" in told


def _only_said(content: PackContent) -> PackContent:
    """A content that says what is left out and still has it, as one made wrongly would."""

    def of(part: object, key: str) -> object:
        return part.model_copy(update={"redacted": REASONS[key]})  # type: ignore[attr-defined]

    first, second = content.questions
    alone, below = first.measures
    measures = (
        alone.model_copy(update={"suppressed": alone.small}),
        below.model_copy(update={"suppressed_places": below.small_places}),
    )
    questions = (first.model_copy(update={"measures": measures}), of(second, "question:hidden"))
    return content.model_copy(
        update={
            "questions": questions,
            "decisions": (of(content.decisions[0], "decision:3"),),
            "actions": (of(content.actions[0], "action:7"),),
        }
    )


def test_a_chart_is_not_even_drawn_of_what_is_left_out(held_back: PackContent) -> None:
    assert set(charts_of(public_edition(held_back, REASONS))) == {"whole"}
    assert set(charts_of(_only_said(held_back))) == {"whole"}


def test_sealing_changes_nothing_of_a_content_that_is_whole() -> None:
    content = pack()
    assert sealed(content) == content


def test_letters_that_no_file_can_hold_or_that_turn_others_round_are_gone() -> None:
    assert clean("a\x00\ufffe\ud800b\u202ec\u202c\u2067d") == "a\ufffd\ufffd\ufffdbcd"
    assert clean("Zoë O’Neill 😀\tŵŷ\n") == "Zoë O’Neill 😀\tŵŷ\n"
