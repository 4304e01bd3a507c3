"""The pages of requests for analysis: the list at any length, asking, answering, files out, and the API."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from peelian.apps.attachments.models import Attachment
from peelian.apps.performance import actions_requests as actions
from peelian.apps.performance.models_requests import AnalysisRequest, AnsweredReading
from peelian.apps.performance.requesting import folded
from tests.apps.performance.asked import MEASURE, TOMORROW, accepted, answered, asked, root, unit_of

SignedIn = Callable[[str], Client]


def shown(client: Client, address: str, **asked: str) -> str:
    answer = client.get(address, asked)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def sent(client: Client, address: str, **fields: Any) -> str:
    answer = client.post(address, fields, follow=True)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def many(count: int, unit: str) -> None:
    AnalysisRequest.objects.bulk_create(
        AnalysisRequest(
            title=f"Question {n:03}", question="Why?", why="To know", unit=unit, state="answered",
            asked_by=f"asker {n}", analyst=f"analyst {n}", answer="So", answered_at=timezone.now(),
            words=folded(f"Question {n:03}", "tea" if n % 2 else "coffee", "break"),
        )
        for n in range(count)
    )  # fmt: skip


def test_a_list_of_five_hundred_asks_no_more_than_one_of_twenty(signed_in: SignedIn) -> None:
    client, counts = signed_in("analyst"), []
    for count in (20, 480):
        many(count, root())
        client.get("/requests/")
        with CaptureQueriesContext(
            connection,
        ) as asked_for:
            page = client.get("/requests/", {"q": "tea break", "sort": "state", "state": "answered"})
        assert page.status_code == 200
        with CaptureQueriesContext(connection) as exported:
            client.get("/requests/list.csv")
        counts.append((len(asked_for), len(exported)))
    assert counts[0] == counts[1]
    assert "500 requests, page 2 of 10" in shown(client, "/requests/", page="2")
    assert "sort=-title&amp;page=2" in shown(client, "/requests/", sort="-title")


def test_searching_narrowing_and_sorting(signed_in: SignedIn, accounts: dict[str, Any]) -> None:
    sergeant, analyst = accounts["sergeant"], accounts["analyst"]
    one = answered(sergeant, analyst, "Rural incidents", words="Tea was late")
    two = asked(sergeant, "About the rota", needed_by=TOMORROW).pk
    three = answered(accounts["chief"], analyst, "Vehicles by night", unit=root(), question="Cars?")
    client = signed_in("sergeant")

    def listed(**said: str) -> list[int]:
        return [row.asked.pk for row in client.get("/requests/", said).context["page"].rows]

    assert listed() == [three, two, one]
    assert listed(q="tea") == [one]
    assert listed(q="night vehicles") == [three]
    assert listed(q="the") == []
    assert listed(q="\0") == [three, two, one]
    assert listed(state="open") == listed(state="asked") == [two]
    assert listed(state="answered") == [three, one]
    assert listed(state="nonsense") == [three, two, one]
    assert listed(mine="yes") == [two, one]
    assert listed(unit=root()) == [three]
    assert listed(unit="nowhere") == []
    assert listed(sort="title") == [two, one, three]
    assert listed(sort="-title") == [three, one, two]
    assert listed(sort="needed")[0] == listed(sort="-needed")[0] == two
    assert listed(sort="state")[0] == two
    assert listed(sort="answered")[-1] == two
    assert listed(sort="made-up") == [three, two, one]
    page = shown(client, "/requests/", q="rural incidents", state="closed")
    assert "No request is like that" in page
    assert two not in [row.asked.pk for row in signed_in("constable").get("/requests/").context["page"].rows]


def test_the_list_as_a_file_runs_nothing(signed_in: SignedIn, accounts: dict[str, Any]) -> None:
    asked(accounts["sergeant"], "=HYPERLINK(1)", question="+cmd|x")
    answer = signed_in("sergeant").get("/requests/list.csv", {"mine": "yes"})
    (row,) = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert (row["title"], row["question"], row["state"]) == ("'=HYPERLINK(1)", "'+cmd|x", "asked")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert signed_in("sergeant").get("/requests/list.csv", {"unit": "nowhere"}).status_code == 404


class TestAsking:
    FIELDS: dict[str, str] = {  # noqa: RUF012
        "title": "Are rural incidents slower?", "question": "At weekends", "why": "Whether to move a car"
    }  # fmt: skip

    def test_earlier_answers_are_shown_first(self, signed_in: SignedIn, accounts: dict[str, Any]) -> None:
        number = answered(accounts["sergeant"], accounts["analyst"], "Rural incidents at weekends")
        client = signed_in("constable")
        page = shown(client, "/requests/new/", words="rural incidents slower")
        assert "Is it one of these?" in page
        assert f'href="/requests/{number}/"' in page
        assert "No: chance explains the difference." in page
        page = shown(client, "/requests/new/", words="vehicles")
        assert "No answer that you may read has these words" in page
        form = shown(client, "/requests/new/ask/", title="rural incidents slower")
        assert 'value="rural incidents slower"' in form
        assert f'name="shown" value="{number}"' in form

    def test_answers_not_shown_before_are_shown_before_it_is_sent(
        self, signed_in: SignedIn, accounts: dict[str, Any]
    ) -> None:
        number = answered(accounts["sergeant"], accounts["analyst"], "Rural incidents at weekends")
        client, fields = signed_in("constable"), self.FIELDS | {"unit": unit_of(accounts["constable"])}
        page = sent(client, "/requests/new/ask/", **fields, shown="")
        assert "Your question is not sent yet" in page
        assert f'name="shown" value="{number}"' in page
        assert AnalysisRequest.objects.count() == 1
        page = sent(client, "/requests/new/ask/", **fields, shown=f"{number}")
        assert "Your question is with the performance team." in page
        made = AnalysisRequest.objects.get(asked_by="constable")
        assert (made.title, made.measures, made.needed_by) == (self.FIELDS["title"], [], None)

    @pytest.mark.parametrize(
        ("fields", "told"),
        [
            ({"title": ""}, "Give it a title"),
            ({"title": "x" * 161}, "at most 160 characters"),
            ({"question": " "}, "Say what you want to know"),
            ({"question": "a\0b"}, "Null characters are not allowed"),
            ({"why": ""}, "Say what decision it serves"),
            ({"unit": ""}, "Choose a unit"),
            ({"unit": "nowhere"}, "Choose a unit from the list"),
            ({"needed_by": "soon"}, "must be a date, like 2027-04-01"),
            ({"needed_by": "2020-01-01"}, "The day it is needed by has passed"),
            ({"measures": "made-up"}, "Choose measures from the list"),
        ],
    )
    def test_a_question_that_cannot_be(
        self, fields: dict[str, str], told: str, signed_in: SignedIn, accounts: dict[str, Any]
    ) -> None:
        given = self.FIELDS | {"unit": unit_of(accounts["constable"])} | fields
        page = sent(signed_in("constable"), "/requests/new/ask/", **given)
        assert told in page
        assert "<title>Error: " in page
        assert not AnalysisRequest.objects.exists()

    def test_what_people_write_is_shown_as_words(self, signed_in: SignedIn, accounts: dict[str, Any]) -> None:
        number = asked(accounts["constable"], "<script>x</script>", question="<b>Why?</b>\n\nAnd when?").pk
        page = shown(signed_in("constable"), f"/requests/{number}/")
        assert "<script>x" not in page
        assert "&lt;b&gt;Why?&lt;/b&gt;" in page


class TestAnswering:
    def test_triage_and_an_answer_with_a_chart_and_files(
        self, signed_in: SignedIn, accounts: dict[str, Any]
    ) -> None:
        sergeant, here = accounts["sergeant"], unit_of(accounts["sergeant"])
        number = asked(sergeant, measures=[MEASURE]).pk
        analyst, asker = signed_in("analyst"), signed_in("sergeant")
        assert "Accept it" in shown(analyst, f"/requests/{number}/")
        page = shown(asker, f"/requests/{number}/")
        assert "Accept it" not in page
        assert "Withdraw your question" in page
        page = sent(analyst, f"/requests/{number}/accept/", analyst="analyst", expected=TOMORROW.isoformat())
        assert "The request is accepted." in page
        form = shown(analyst, f"/requests/{number}/answer/")
        assert f'<option value="{MEASURE}" selected>' in form
        page = sent(
            analyst, f"/requests/{number}/answer/", words="No.\n\nNot at all.",
            measure_1=MEASURE, unit_1=here, measure_2="", unit_2=here,
            attached=[SimpleUploadedFile("a.csv", b"a,b\n"), SimpleUploadedFile("b.txt", b"words")],
        )  # fmt: skip
        assert "The answer is given." in page
        page = shown(asker, f"/requests/{number}/")
        reading = AnsweredReading.objects.get()
        assert reading.sentence in page
        assert "a.csv" in page
        assert "Yes, close it" in page
        assert f"/measures/{MEASURE}/?unit=" in page
        assert reading.latest_period in page
        picture = asker.get(f"/requests/{number}/charts/1.svg", {"width": "narrow"})
        assert picture.headers["Content-Type"] == "image/svg+xml"
        assert picture.content.startswith(b"<svg")
        again = asker.get(
            f"/requests/{number}/charts/1.svg", {"width": "narrow"},
            headers={"If-None-Match": picture.headers["ETag"]},
        )  # fmt: skip
        assert again.status_code == 304
        wide = asker.get(f"/requests/{number}/charts/1.svg", {"width": "nonsense"})
        assert wide.headers["ETag"] != picture.headers["ETag"]
        file = Attachment.objects.get(name="a.csv")
        saved = asker.get(f"/requests/{number}/files/{file.pk}/")
        assert saved.content == b"a,b\n"
        assert "attachment" in saved.headers["Content-Disposition"]
        assert "Thank you. The request is closed." in sent(asker, f"/requests/{number}/close/")
        page = sent(asker, f"/requests/{number}/reopen/", missing="And at night?")
        assert "The performance team is asked for what is missing." in page
        assert "And at night?" in page
        assert "More was asked since this answer" in page

    def test_wrong_answers_say_so_and_keep_what_was_written(
        self, signed_in: SignedIn, accounts: dict[str, Any]
    ) -> None:
        number = accepted(accounts["sergeant"], accounts["analyst"])
        client, address = signed_in("analyst"), f"/requests/{number}/answer/"
        assert "Write the answer" in sent(client, address, words="")
        assert "Choose from the list" in sent(client, address, words="So", measure_1="made-up")
        assert "Choose a unit for this chart" in sent(
            client, address, words="So", measure_1=MEASURE, unit_1=""
        )
        page = sent(client, address, words="So far", attached=SimpleUploadedFile("x.pdf", b"not one"))
        assert "X.pdf is not a file that may be attached" in page
        assert "So far" in page
        files = [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(6)]
        assert "Choose 5 files at most" in sent(client, address, words="So", attached=files)
        assert "The submitted file is empty" in sent(
            client, address, words="So", attached=SimpleUploadedFile("x.txt", b"")
        )
        assert AnalysisRequest.objects.get(pk=number).state == "accepted"

    def test_declining_pointing_and_withdrawing(self, signed_in: SignedIn, accounts: dict[str, Any]) -> None:
        sergeant, client = accounts["sergeant"], signed_in("analyst")
        earlier = answered(sergeant, accounts["analyst"], "Rural incidents at weekends")
        one, two, three = (asked(sergeant, "Rural incidents at weekends").pk for _ in range(3))
        assert "Say why: whoever asked reads it" in sent(client, f"/requests/{one}/decline/", reason="")
        page = sent(client, f"/requests/{one}/decline/", reason="It is not recorded")
        assert "It is not recorded" in page
        page = shown(client, f"/requests/{two}/earlier/")
        assert f"Request {earlier}," in page
        for wrong, told in (
            ("", "Enter the number"),
            ("x", "whole number"),
            ("0", "1 or more"),
            ("9" * 12, "no request"),
        ):
            assert told in sent(client, f"/requests/{two}/earlier/", earlier=wrong)
        assert "is no other request" in sent(client, f"/requests/{two}/earlier/", earlier=str(two))
        page = sent(client, f"/requests/{two}/earlier/", earlier=str(earlier))
        assert f"request {earlier}: Rural incidents" in page
        assert "is withdrawn" in sent(signed_in("sergeant"), f"/requests/{three}/withdraw/", reason="")
        page = sent(signed_in("sergeant"), f"/requests/{three}/withdraw/", reason="")
        assert "This request is withdrawn now" in page

    def test_two_who_press_at_once(self, signed_in: SignedIn, accounts: dict[str, Any]) -> None:
        number = answered(accounts["sergeant"], accounts["analyst"])
        page = sent(signed_in("analyst"), f"/requests/{number}/answer/", words="Again")
        assert "Only a request that was accepted can be answered" in page
        actions.close(by=accounts["sergeant"], number=number)
        answer = signed_in("sergeant").post(f"/requests/{number}/close/")
        assert answer.status_code == 409


class TestTheAPI:
    def test_rows_are_those_one_may_read(self, signed_in: SignedIn, accounts: dict[str, Any]) -> None:
        number = answered(accounts["sergeant"], accounts["analyst"], "Rural incidents", measures=[MEASURE])
        late = accepted(accounts["sergeant"], accounts["analyst"])
        day = timezone.localdate() - timedelta(days=2)
        AnalysisRequest.objects.filter(pk=late).update(expected=day)
        rows = signed_in("analyst").get("/api/v1/requests").json()["rows"]
        assert [(row["id"], row["state"], row["late"]) for row in rows] == [
            (str(late), "accepted", True), (str(number), "answered", False)
        ]  # fmt: skip
        assert rows[1]["answer"] == "No: chance explains the difference."
        assert (rows[1]["days"], rows[1]["measures"]) == (0, [MEASURE])
        get = signed_in("constable").get
        assert [row["id"] for row in get("/api/v1/requests").json()["rows"]] == [str(number)]
        assert get("/api/v1/requests", {"search": "vehicles"}).json()["rows"] == []
        assert len(get("/api/v1/requests", {"search": "rural", "state": "answered"}).json()["rows"]) == 1
        assert get("/api/v1/requests", {"mine": "true"}).json()["rows"] == []
        assert get("/api/v1/requests", {"state": "made-up"}).status_code == 422
        text = get("/api/v1/requests", headers={"Accept": "text/csv"}).content.decode()
        assert text.startswith("id,title,question")
