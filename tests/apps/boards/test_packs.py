"""Packs: put together, approved as they are, frozen for ever, and published without what may not be."""

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from peelian.apps.access.models import AuditEvent
from peelian.apps.access.viewer import CommandLine
from peelian.apps.boards.actions_judgements import give_view, judge
from peelian.apps.boards.actions_packs import (
    approve_pack,
    freeze,
    frozen_content,
    make_pack,
    publish,
    redact,
    restore,
)
from peelian.apps.boards.models import AgendaItem, Board, Decision, Meeting, Pack
from peelian.apps.boards.packing import content_of
from peelian.apps.boards.queries.packs import (
    PacksAsked,
    pack_page,
    packs_page,
    public_page,
    published,
    published_packs,
)
from peelian.apps.improvement.actions import file_action
from peelian.apps.improvement.origins import Origin
from peelian.apps.performance.actions_annotations import annotate
from peelian.documents.packs.content import PackContent
from peelian.framework.errors import UserError
from tests.apps.boards.seated import OTHER, PERIOD, QUESTION, seated

SAID: dict[str, Any] = {
    "period": PERIOD, "grade": "adequate", "confidence": "high", "words": "It held.", "because": "We know."
}  # fmt: skip


@pytest.fixture
def board(accounts: dict[str, Any]) -> Board:
    return seated(accounts, is_public=True)


@pytest.fixture
def pack(board: Board, accounts: dict[str, Any]) -> Pack:
    return make_pack(by=accounts["secretary"], board=board, period=PERIOD)


@pytest.fixture
def judged(pack: Pack, board: Board, accounts: dict[str, Any]) -> Pack:
    first = judge(by=accounts["inspector"], board=board, question=QUESTION, **SAID)
    give_view(by=accounts["sergeant"], judgement=first, stance="challenge", words="Nights are worse")
    judge(by=accounts["sergeant"], board=board, question=OTHER, **SAID)
    return pack


@pytest.fixture
def frozen(judged: Pack, accounts: dict[str, Any]) -> Pack:
    approve_pack(by=accounts["chief"], pack=judged)
    return freeze(by=accounts["secretary"], pack=judged)


def met(board: Board, **more: Any) -> Meeting:
    at = datetime(2026, 4, 14, 9, tzinfo=UTC)
    given: dict[str, Any] = {
        "starts_at": at,
        "ends_at": at + timedelta(hours=2),
        "period": PERIOD,
        "uid": "a",
    }
    return Meeting.objects.create(board=board, planned_by="secretary", **given | more)


def test_a_pack_says_what_is_there_and_the_same_each_time(judged: Pack, accounts: dict[str, Any]) -> None:
    content = content_of(judged)
    assert (content.force, content.period, content.unit_id) == ("Aldermere Constabulary", "March 2026", "ALD")
    assert content.title == "Force Board: March 2026"
    assert [q.id for q in content.questions] == [QUESTION, OTHER]
    first = content.questions[0]
    assert first.judgement is not None
    assert (first.judgement.grade, first.judgement.by) == ("Adequate", accounts["inspector"].display_name)
    assert [(v.stance, v.words) for v in first.judgement.views] == [("Challenges", "Nights are worse")]
    measure = next(m for m in content.measures if m.id == "attendance_immediate_in_standard")
    assert measure.chart is not None
    assert measure.lines[0].period == "March 2026"
    assert {place.unit for place in measure.places} >= {"WYN", "CON"}
    assert measure.trace.loads
    assert measure.trace.definition
    assert measure.trace.source == "Incidents"
    again = content_of(judged)
    assert again.json_text == content.json_text
    assert again.sha256 == hashlib.sha256(content.json_text.encode()).hexdigest()
    assert PackContent.model_validate_json(content.json_text) == content


def test_it_has_the_meeting_the_decisions_before_it_and_their_actions(
    board: Board, accounts: dict[str, Any]
) -> None:
    now = met(board, uid="now")
    AgendaItem.objects.create(meeting=now, kind="other", title="Welcome", presenter="The chair")
    AgendaItem.objects.create(meeting=now, kind="other", title="A case", is_public=False, place=1)
    before = met(board, uid="before", starts_at=datetime(2026, 3, 10, 9, tzinfo=UTC))
    long_ago = met(board, uid="long ago", starts_at=datetime(2026, 2, 10, 9, tzinfo=UTC))
    decided = Decision.objects.create(meeting=before, number=2, words="Add a night car", recorded_by="x")
    Decision.objects.create(meeting=long_ago, number=1, words="Something old", recorded_by="x")
    Decision.objects.create(meeting=now, number=3, words="Not yet", recorded_by="x")
    for title, due, key in (
        ("Night car", datetime(2026, 4, 1, tzinfo=UTC).date(), f"decision:{decided.pk}"),
        ("Another board's", datetime(2026, 4, 1, tzinfo=UTC).date(), "decision:0"),
    ):
        file_action(
            by=accounts["chief"], title=title, unit="ALD", owner="inspector",
            due=max(due, timezone.localdate()), origin=Origin("decision", key, "Decision 2", ""),
        )  # fmt: skip
    made = make_pack(by=accounts["secretary"], board=board, period=PERIOD, meeting=now.pk, title="Spring")
    content = content_of(made)
    assert content.meeting == "Tuesday 14 April 2026, 10:00"  # in local time
    assert [(i.title, i.private) for i in content.agenda] == [("Welcome", False), ("A case", True)]
    assert [(d.number, d.words) for d in content.decisions] == [(2, "Add a night car")]
    assert [(a.title, a.late, a.state) for a in content.actions] == [("Night car", False, "Not started")]


@pytest.mark.parametrize("username", ["chief", "inspector", "analyst", "commissioner", "administrator"])
def test_only_who_keeps_the_board_makes_packs(board: Board, accounts: dict[str, Any], username: str) -> None:
    with pytest.raises(PermissionDenied):
        make_pack(by=accounts[username], board=board, period=PERIOD)


def test_what_no_pack_can_be_made_of(pack: Pack, board: Board, accounts: dict[str, Any]) -> None:
    by = accounts["secretary"]
    with pytest.raises(UserError, match="a pack for March 2026 already"):
        make_pack(by=by, board=board, period=PERIOD)
    with pytest.raises(UserError, match="not over yet"):
        make_pack(by=by, board=board, period=timezone.localdate().replace(day=1))
    with pytest.raises(UserError, match="a meeting of this board"):
        make_pack(by=by, board=board, period=PERIOD.replace(month=2), meeting=0)


def test_it_is_approved_once_every_question_is_judged_by_the_chair_alone(
    pack: Pack, board: Board, accounts: dict[str, Any]
) -> None:
    with pytest.raises(UserError, match="2 of its questions are not judged yet"):
        approve_pack(by=accounts["chief"], pack=pack)
    for question, owner in ((QUESTION, "inspector"), (OTHER, "sergeant")):
        judge(by=accounts[owner], board=board, question=question, **SAID)
    for username in ("secretary", "inspector", "analyst"):
        with pytest.raises(PermissionDenied):
            approve_pack(by=accounts[username], pack=pack)
    with pytest.raises(UserError, match="the chair has to approve"):
        freeze(by=accounts["secretary"], pack=pack)
    approved = approve_pack(by=accounts["chief"], pack=pack)
    assert approved.state == "approved"
    assert pack_page(accounts["secretary"], pack.pk).may_freeze
    assert not pack_page(accounts["chief"], pack.pk).may_approve
    Pack.objects.filter(pk=pack.pk).update(made_by="chief")
    with pytest.raises(PermissionDenied, match="a pack that you made"):
        approve_pack(by=accounts["chief"], pack=Pack.objects.get(pk=pack.pk))


def test_what_changed_after_approval_is_approved_again(
    judged: Pack, board: Board, accounts: dict[str, Any]
) -> None:
    approve_pack(by=accounts["chief"], pack=judged)
    judge(by=accounts["inspector"], board=board, question=QUESTION, **SAID | {"grade": "good"})
    with pytest.raises(UserError, match="says something else than what was approved"):
        freeze(by=accounts["secretary"], pack=judged)
    page = pack_page(accounts["chief"], judged.pk)
    assert page.changed
    assert page.may_approve
    approve_pack(by=accounts["chief"], pack=judged)
    frozen = freeze(by=accounts["secretary"], pack=judged)
    assert frozen_content(frozen).questions[0].judgement.grade == "Good"  # type: ignore[union-attr]


def test_what_comes_later_does_not_change_a_frozen_pack(
    frozen: Pack, board: Board, accounts: dict[str, Any]
) -> None:
    text, digest = frozen.content, frozen.sha256
    assert hashlib.sha256(text.encode()).hexdigest() == digest
    annotate(
        by=CommandLine(), kind="ghost", measure="attendance_immediate_in_standard", unit="ALD",
        day=PERIOD, reason="Lost records",
    )  # fmt: skip
    judge(by=accounts["inspector"], board=board, question=QUESTION, **SAID | {"grade": "inadequate"})
    board.questions.filter(question=OTHER).delete()
    board.name = "Another name"
    board.save()
    later = Pack.objects.get(pk=frozen.pk)
    assert (later.content, later.sha256) == (text, digest)
    assert pack_page(accounts["chief"], frozen.pk).content.sha256 == digest
    assert content_of(later).sha256 != digest
    with pytest.raises(UserError, match="nothing of it changes"):
        approve_pack(by=accounts["chief"], pack=later)
    with pytest.raises(UserError, match="frozen already"):
        freeze(by=accounts["secretary"], pack=later)
    with pytest.raises(PermissionDenied):
        freeze(by=accounts["inspector"], pack=later)
    event = AuditEvent.objects.get(action="pack.frozen")
    assert json.loads(event.after)["sha256"] == digest


def test_the_public_edition_leaves_out_and_says_so(frozen: Pack, accounts: dict[str, Any]) -> None:
    by = accounts["secretary"]
    part = "measure:attendance_immediate_in_standard"
    with pytest.raises(UserError, match="say why"):
        redact(by=by, pack=frozen, part=part, reason=" ")
    with pytest.raises(UserError, match="choose a part"):
        redact(by=by, pack=frozen, part="measure:none", reason="It may not be told")
    made = redact(by=by, pack=frozen, part=part, reason="Before the court")
    with pytest.raises(UserError, match="left out already"):
        redact(by=by, pack=frozen, part=part, reason="Before the court")
    with pytest.raises(PermissionDenied):
        redact(by=accounts["chief"], pack=frozen, part=f"question:{OTHER}", reason="No")
    said = public_page(by, frozen.pk).content
    measure = next(m for m in said.measures if m.id == "attendance_immediate_in_standard")
    assert (measure.suppressed, measure.lines, measure.chart) == ("Before the court", (), None)
    restore(by=by, pack=frozen, redaction=made.pk)
    with pytest.raises(Http404):
        restore(by=by, pack=frozen, redaction=made.pk)
    redact(by=by, pack=frozen, part=f"question:{OTHER}", reason="Before the court")
    with pytest.raises(Http404):
        published(frozen.pk)
    with pytest.raises(PermissionDenied):
        publish(by=by, pack=frozen)
    out = publish(by=accounts["chief"], pack=frozen)
    assert out.public_sha256 == hashlib.sha256(out.public_content.encode()).hexdigest()
    names = {each.display_name for each in accounts.values()}
    assert not any(name in out.public_content for name in names)
    _, content = published(frozen.pk)
    assert content.public
    assert content.questions[1].redacted == "Before the court"
    assert content.questions[1].judgement is None
    assert all(not m.lines for m in content.questions[1].measures)
    assert [row.pack.pk for row in published_packs()] == [frozen.pk]
    assert published_packs(meeting=0) == []
    with pytest.raises(UserError, match="is out already"):
        publish(by=accounts["chief"], pack=frozen)
    with pytest.raises(UserError, match="is out already"):
        redact(by=by, pack=frozen, part=part, reason="Too late")


def test_only_a_public_board_publishes(frozen: Pack, accounts: dict[str, Any]) -> None:
    Board.objects.update(is_public=False)
    with pytest.raises(UserError, match="is not a public board"):
        publish(by=accounts["chief"], pack=Pack.objects.get(pk=frozen.pk))


def test_a_draft_has_no_public_edition(pack: Pack, accounts: dict[str, Any]) -> None:
    with pytest.raises(UserError, match="freeze this pack first"):
        publish(by=accounts["chief"], pack=pack)
    with pytest.raises(Http404):
        public_page(accounts["secretary"], pack.pk)


def test_lists_and_pages(frozen: Pack, signed_in: Callable[[str], Client], accounts: dict[str, Any]) -> None:
    secretary, chief, constable = (signed_in(name) for name in ("secretary", "chief", "constable"))
    at = f"/packs/{frozen.pk}/"
    page = chief.get(at).content.decode()
    assert frozen.sha256 in page
    assert "Nights are worse" in page
    assert f"{at}charts/attendance_immediate_in_standard.svg" in page
    chart = chief.get(f"{at}charts/attendance_immediate_in_standard.svg")
    assert chart.headers["Content-Type"] == "image/svg+xml"
    assert chief.get(f"{at}charts/none.svg").status_code == 404
    values = chief.get(f"{at}values/attendance_immediate_in_standard/").content.decode()
    assert "incidents" in values
    assert "rows accepted" in values
    body = chief.get(f"{at}pack.json").content
    assert hashlib.sha256(body).hexdigest() == frozen.sha256
    for path in (at, f"{at}pack.pdf", f"{at}pack.json", f"{at}values/attendance_immediate_in_standard/"):
        assert constable.get(path).status_code == 403
    assert [row.pack for row in packs_page(accounts["chief"], PacksAsked(), page="1").rows] == [frozen]
    assert packs_page(accounts["constable"], PacksAsked(), page="1").rows == []
    assert secretary.get("/packs/").status_code == 200
    shown = secretary.get(f"{at}public/").content.decode()
    assert "What it will say" in shown
    secretary.post(f"{at}public/", {"part": f"question:{OTHER}", "reason": "Before the court"})
    published_ = chief.post(f"{at}publish/", follow=True).content.decode()
    assert "The public edition is out" in published_
    nobody = Client()
    public = nobody.get(f"/packs/public/{frozen.pk}/").content.decode()
    assert "Left out of the public edition: Before the court" in public
    assert "Nights are worse" in public
    assert accounts["sergeant"].display_name not in public
    assert nobody.get("/packs/public/0/").status_code == 404
    assert nobody.get(at).status_code == 302
    told = secretary.post(f"{at}freeze/", follow=True).content.decode()
    assert "frozen already" in told


def test_begun_on_a_page(board: Board, signed_in: Callable[[str], Client]) -> None:
    signed = signed_in("secretary")
    assert signed.get("/packs/new/force-board/").status_code == 200
    assert b"Choose a period" in signed.post("/packs/new/force-board/", {"period": ""}).content
    made = signed.post("/packs/new/force-board/", {"period": "2026-03-01"}, follow=True).content.decode()
    assert "The pack is begun" in made
    assert "Not judged yet" in made
    again = signed.post("/packs/new/force-board/", {"period": "2026-03-01"}).content.decode()
    assert "There is a pack for March 2026 already" in again
    assert signed_in("chief").get("/packs/new/force-board/").status_code == 403


def test_five_hundred_packs_are_searched_sorted_and_taken_away(
    board: Board, accounts: dict[str, Any], signed_in: Callable[[str], Client]
) -> None:
    def made(number: int, start: int) -> None:
        Pack.objects.bulk_create(
            Pack(
                board=board, period=PERIOD.replace(year=2000 + at % 26), title=f"Pack {at}", made_by="x",
                state="frozen" if at % 2 else "draft", sha256="f" * 64, content="x" * 100,
            )
            for at in range(start, start + number)
        )  # fmt: skip

    def asked(**more: str) -> list[str]:
        return [r.pack.title for r in packs_page(accounts["chief"], PacksAsked(**more), page="1").rows]

    made(20, 0)
    asked()  # what the account holds is asked for once
    with CaptureQueriesContext(connection) as few:
        asked(sort="title")
    made(480, 20)
    with CaptureQueriesContext(connection) as many:
        first = asked(sort="title")
    assert len(many) == len(few)
    assert first[:3] == ["Pack 0", "Pack 1", "Pack 10"]
    assert asked(sort="-title")[0] == "Pack 99"
    assert asked(q="pack 499") == ["Pack 499"]
    assert all(int(title.split()[1]) % 2 for title in asked(state="frozen"))
    assert asked(board="no-such-board") == []
    page = packs_page(accounts["chief"], PacksAsked(), page="99")
    assert (page.paging.pages, page.paging.number) == (10, 10)
    chief = signed_in("chief")
    text = chief.get("/packs/packs.csv?q=Pack 49").content.decode("utf-8-sig")
    assert len(text.splitlines()) == 1 + 11
    assert "No pack is like that" in chief.get("/packs/?q=none").content.decode()
    assert chief.get("/packs/?q=%00&sort=nothing").status_code == 200
