"""Public pages: what everybody sees of a public meeting, and that nothing else leaks."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from peelian.apps.boards.actions_agenda import add_item, add_paper
from peelian.apps.boards.actions_meetings import approve_minutes, cancel_meeting, hold_meeting
from peelian.apps.boards.actions_minutes import record_attendance, record_decision, write_minutes
from peelian.apps.boards.models import Board, Meeting, Paper
from tests.apps.boards.sat_on import World, file, world

Opened = Callable[[str], Client]
SECRETS = (
    "A private matter", "Private words", "Private reason", "What was said", "Anna Presenter", "Bob Attends",
    "private-paper",
)  # fmt: skip


@dataclass(frozen=True)
class Public:
    """A public meeting of a public board with something private of every kind."""

    here: World
    meeting: Meeting
    paper: Paper
    private_papers: list[Paper]

    @property
    def address(self) -> str:
        return f"/boards/public/{self.here.board.slug}/{self.meeting.pk}/"

    def paper_at(self, paper: Paper) -> str:
        return f"{self.address}papers/{paper.pk}/"

    def shown(self) -> str:
        given = Client().get(self.address)
        assert given.status_code == 200
        return str(given.content.decode())


@pytest.fixture
def public(accounts: dict[str, Any]) -> Public:
    here = world(accounts, open_to_unit=False, is_public=True)
    by, meeting = here.people["secretary"], here.meeting(
        -3, is_public=True, venue="Council chamber", link="https://video.example/"
    )  # fmt: skip
    asked = meeting.items.get(kind="question")
    private = add_item(
        by=by, meeting=meeting, title="A private matter", presenter="Anna Presenter", is_public=False
    )
    add_item(by=by, meeting=meeting, title="A public matter", presenter="Anna Presenter")
    paper = add_paper(by=by, meeting=meeting, item=asked, file=file("shown.txt"), is_public=True)
    private_papers = [
        add_paper(by=by, meeting=meeting, item=asked, file=file("private-paper-1.txt")),
        add_paper(by=by, meeting=meeting, item=private, file=file("private-paper-2.txt")),
        add_paper(by=by, meeting=meeting, file=file("private-paper-3.txt")),
    ]
    record_attendance(by=by, meeting=meeting, members={"chief": "present"}, others=["Bob Attends"])
    hold_meeting(by=by, meeting=meeting)
    write_minutes(by=by, meeting=meeting, minutes={asked.pk: "What was said"})
    record_decision(by=by, meeting=meeting, words="Private words", reason="Private reason", item=private)
    record_decision(by=by, meeting=meeting, words="Of the question", item=asked, is_public=True)
    record_decision(by=by, meeting=meeting, words="Of all <b>", reason="The reason", is_public=True)
    meeting.refresh_from_db()
    return Public(here, meeting, paper, private_papers)


def test_everybody_sees_the_meeting_and_nothing_private(public: Public) -> None:
    page = public.shown()
    for shown in (
        "Council chamber",
        "https://video.example/",
        "A public matter",
        "shown.txt",
        "10:00 to 12:00",
    ):
        assert shown in page
    assert "Item 4: not public" in page
    assert "Minutes not approved yet" in page
    assert "Of the question" not in page
    approve_minutes(by=public.here.people["chair"], meeting=public.meeting)
    after = public.shown()
    assert "Of the question" in after
    assert "Of all &lt;b&gt;" in after
    assert "Because: The reason" in after
    assert "Decision 1" not in after
    names = [str(each) for each in public.here.people.values()]
    for text in (page, after, Client().get("/boards/public/").content.decode()):
        assert [secret for secret in (*SECRETS, *names) if secret in text] == []


def test_papers_are_given_when_they_are_public_and_never_otherwise(public: Public) -> None:
    given = Client().get(public.paper_at(public.paper))
    assert given.content == b"What is proposed"
    assert given.headers["Content-Security-Policy"]
    assert "attachment" in given.headers["Content-Disposition"]
    for paper in public.private_papers:
        assert Client().get(public.paper_at(paper)).status_code == 404
    hidden = public.private_papers[1]
    hidden.is_public = True
    hidden.save()
    assert Client().get(public.paper_at(hidden)).status_code == 404
    assert public.here.board.slug in Client().get("/boards/public/").content.decode()


def test_what_is_not_public_is_not_there_whatever_the_reason(public: Public) -> None:
    board, meeting = public.here.board, public.meeting
    private = public.here.meeting(5)
    addresses = [
        public.address, public.paper_at(public.paper), f"/boards/public/{board.slug}/{private.pk}/",
        f"/boards/public/{board.slug}/999999/", f"/boards/public/no-such-board/{meeting.pk}/",
    ]  # fmt: skip

    def statuses() -> list[int]:
        return [Client().get(address).status_code for address in addresses]

    assert statuses() == [200, 200, 404, 404, 404]
    pages = {Client().get(address).content for address in addresses[2:]}
    assert len(pages) == 1
    Meeting.objects.filter(pk=meeting.pk).update(is_public=False)
    assert statuses() == [404] * 5
    Meeting.objects.filter(pk=meeting.pk).update(is_public=True)
    Board.objects.filter(pk=board.pk).update(is_public=False)
    assert statuses() == [404] * 5
    assert board.name not in Client().get("/boards/public/").content.decode()
    assert Client().get(f"/boards/{board.slug}/").status_code == 302


def test_the_list_has_what_comes_and_what_was(public: Public) -> None:
    coming = public.here.meeting(9, is_public=True)
    cancelled = public.here.meeting(19, is_public=True)
    public.here.meeting(29)
    cancel_meeting(by=public.here.people["keeper"], meeting=cancelled, reason="A private reason")
    given = Client().get("/boards/public/")
    page = given.context["page"]
    assert [each.number for each in page.coming] == [coming.pk, cancelled.pk]
    assert [each.number for each in page.past] == [public.meeting.pk]
    text = given.content.decode()
    assert "Cancelled" in text
    assert "A private reason" not in text
    shown = Client().get(f"/boards/public/{public.here.board.slug}/{cancelled.pk}/").content.decode()
    assert "This meeting is cancelled." in shown
    assert "A private reason" not in shown
    assert "Agenda" not in shown
    assert "private" in given.headers["Cache-Control"]
    assert "default-src 'none'" in given.headers["Content-Security-Policy"]


def test_a_long_list_has_pages_and_as_many_queries(public: Public, django_assert_num_queries: Any) -> None:
    def queries() -> int:
        with django_assert_num_queries(99, exact=False) as asked:
            assert Client().get("/boards/public/?page=2").status_code == 200
        return len(asked)

    few = queries()
    start = public.meeting.starts_at
    Meeting.objects.bulk_create(
        Meeting(
            board=public.here.board, period=public.meeting.period, starts_at=start - timedelta(days=number),
            ends_at=start - timedelta(days=number, hours=-1), state="closed", is_public=True,
            uid=f"u{number}", planned_by="keeper",
        )
        for number in range(1, 500)
    )  # fmt: skip
    assert queries() == few
    assert Client().get("/boards/public/?page=10").context["page"].paging.pages == 10
