"""A note on a chart changes every verdict it bears on at once, no other, and none when it is withdrawn."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import Client
from hypothesis import strategies as st

from peelian.apps.access.actions import give_grant
from peelian.apps.access.models import AuditEvent
from peelian.apps.access.viewer import CommandLine
from peelian.apps.performance.actions_annotations import (
    accept_suggestion,
    annotate,
    decline_suggestion,
    withdraw,
)
from peelian.apps.performance.models import Annotation, DecidedSuggestion
from peelian.apps.performance.suggesting import suggested
from peelian.documents.kept import opened, organisation, readings, stored_series
from peelian.documents.readings import read_all
from peelian.framework.errors import UserError
from peelian.pipeline.workspace import init
from tests.apps.performance.noted import RISEN, SUGGESTED, WHERE, noted, reading, root, shown
from tests.examples import drawn

Opened = Callable[[str], Client]
pytestmark = pytest.mark.usefixtures("accounts")
SEEN_EVERYWHERE = {
    "overview", "measure", "unit above", "question", "unit", "API verdicts", "API values", "CSV"
}  # fmt: skip


@pytest.fixture
def chief(signed_in: Opened) -> Client:
    return signed_in("chief")


def above_and_beside() -> list[str]:
    """The units above the chart's, and those beside it."""
    known = organisation(opened())
    siblings = [unit.id for unit in known.children(known.unit(WHERE).parent or "") if unit.id != WHERE]
    assert len(siblings) > 1
    return [root(), *siblings]


class TestEveryVerdictChangesAtOnce:
    def test_a_new_average_shows_everywhere_and_withdrawn_restores_everything(self, chief: Client) -> None:
        before = shown(chief)
        written = noted("rebase")
        after = shown(chief)
        assert {place for place in before if before[place] != after[place]} == SEEN_EVERYWHERE
        assert (written.before, written.after) == ("Getting better", "No clear change")
        assert reading().variation.label == "No clear change"
        taken = withdraw(by=CommandLine(), note=written.note, reason="The rota was withdrawn")
        assert (taken.before, taken.after) == (written.after, written.before)
        assert shown(chief) == before

    def test_a_point_left_out_is_out_of_everything(self, chief: Client) -> None:
        before, last = shown(chief), reading().verdict.last
        assert last is not None
        noted("ghost", last.date)
        after, now = shown(chief), reading().verdict
        assert {place for place in before if before[place] != after[place]} == SEEN_EVERYWHERE
        assert [point.date for point in now.points if point.ghost] == [last.date]
        page = chief.get(f"/measures/{RISEN}/", {"unit": WHERE})
        assert page.context["page"].reading.lines[0].says.startswith("Left out")
        assert "Point left out" in page.content.decode()

    def test_an_event_changes_no_verdict(self, chief: Client) -> None:
        before = shown(chief)
        written = noted("event", date(2025, 2, 3))
        assert shown(chief) == before
        assert written.before == written.after
        page = chief.get(f"/measures/{RISEN}/", {"unit": WHERE}).content.decode()
        assert "3 February 2025" in page
        assert "The response rota changed." in page

    def test_units_below_inherit_it_and_others_do_not(self, chief: Client) -> None:
        elsewhere = {unit: read_all(stored_series(opened(), units=[unit])) for unit in above_and_beside()}
        below = organisation(opened()).children(WHERE)[0].id
        first = reading(unit=below).verdict
        note = noted("ghost", first.points[5].date).note
        assert reading(unit=below).verdict.points[5].ghost
        assert [each.reason for each in reading(unit=below).series.annotations] == [note.reason]
        for unit, was in elsewhere.items():
            assert [r.verdict for r in readings(opened(), units=[unit])] == [r.verdict for r in was]
        page = chief.get(f"/measures/{RISEN}/", {"unit": below}).content.decode()
        assert f"From {organisation(opened()).unit(WHERE).name}, so it holds here too" in page
        others = {r.measure.id for r in readings(opened(), units=[WHERE]) if r.series.annotations}
        assert others == {RISEN}

    def test_categories_of_a_breakdown_inherit_it(self, chief: Client) -> None:
        noted("rebase")
        page = chief.get(f"/measures/{RISEN}/", {"unit": WHERE, "by": "urban_rural"}).context["page"]
        assert len(page.categories) > 1
        assert all(each.verdict.points[-1].segment == 1 for each in page.categories)

    def test_people_inherit_those_of_where_they_are_posted(self, signed_in: Opened, demo: Any) -> None:
        sergeant = signed_in("sergeant")
        person = next(one["person_id"] for one in demo.accounts if one["username"] == "constable")
        address = f"/measures/{RISEN}/people/{person}/"
        before = sergeant.get(address).context["page"].reading.verdict
        other = noted("ghost", before.points[3].date, unit=above_and_beside()[1])
        assert sergeant.get(address).context["page"].reading.verdict == before
        note = noted("ghost", before.points[3].date, unit=WHERE).note
        page = sergeant.get(address)
        assert page.context["page"].reading.verdict.points[3].ghost
        assert "so it holds here too" in page.content.decode()
        assert "Add a note" not in page.content.decode()
        withdraw(by=CommandLine(), note=note, reason="A mistake")
        assert sergeant.get(address).context["page"].reading.verdict == before
        assert other.note.in_force

    def test_a_reading_that_was_taken_stays_as_it_was(self) -> None:
        frozen = reading()
        was = replace(frozen.verdict)
        noted("rebase")
        assert frozen.verdict == was != reading().verdict
        assert frozen.series.annotations == ()

    def test_any_notes_withdrawn_in_any_order_give_back_the_same_verdicts(self) -> None:
        series = reading().series
        days = [day.item() for day in series.periods]
        some = st.lists(st.tuples(st.sampled_from(["event", "ghost", "rebase"]), st.sampled_from(days[1:])),
                        min_size=1, max_size=4, unique=True)  # fmt: skip
        before = [r.verdict for r in readings(opened(), units=[WHERE, root()])]
        for given, seed in drawn(st.tuples(some, st.integers()), 12):
            notes = [noted(kind, day + timedelta(kind != "rebase"), reason=f"{kind} {day}").note
                     for kind, day in given]  # fmt: skip
            assert len(reading().series.annotations) == len(notes)
            Random(seed).shuffle(notes)
            for note in notes:
                withdraw(by=CommandLine(), note=note, reason="To see")
            assert [r.verdict for r in readings(opened(), units=[WHERE, root()])] == before


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("given", "says"),
        [
            ({"day": date(2019, 1, 1)}, "its first period is April 2023 and its last March 2026"),
            ({"day": date(2026, 4, 1)}, "outside this chart"),
            ({"day": date(2026, 3, 2), "kind": "rebase"}, "outside this chart"),
            ({"day": date(2023, 4, 1), "kind": "rebase"}, "starts at April 2023 already"),
            ({"reason": " \n"}, "say why it is noted"),
        ],
    )
    def test_a_note_that_means_nothing(self, given: dict[str, Any], says: str) -> None:
        with pytest.raises(UserError, match=says):
            noted(**{"kind": "ghost", **given})
        assert not Annotation.objects.exists()

    def test_the_last_day_of_the_last_period_is_still_within(self) -> None:
        noted("event", date(2026, 3, 31))
        noted("rebase", date(2023, 4, 2))

    @pytest.mark.parametrize("kind", ["event", "ghost", "rebase"])
    def test_the_same_twice_until_it_is_withdrawn(self, kind: Any) -> None:
        note = noted(kind).note
        below = organisation(opened()).children(WHERE)[0].id
        with pytest.raises(UserError, match=r"has noted this already .* at WYN, because: The response rota"):
            noted(kind)
        if kind != "event":
            with pytest.raises(UserError, match="noted this already"):
                noted(kind, unit=below, reason="Again")
        withdraw(by=CommandLine(), note=note, reason="Wrong")
        noted(kind)
        noted(kind, unit=root(), reason="The whole force")

    def test_another_day_of_the_same_period_is_the_same_and_another_event_is_not(self) -> None:
        noted("ghost", date(2025, 3, 1))
        with pytest.raises(UserError, match="noted this already"):
            noted("ghost", date(2025, 3, 31), reason="Lost records")
        noted("ghost", date(2025, 4, 1))
        noted("event", date(2025, 3, 1))
        noted("event", date(2025, 3, 1), reason="Another thing")

    def test_what_there_is_not(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        with pytest.raises(Http404, match="no measure"):
            noted("event", measure="nothing")
        with pytest.raises(Http404, match="no unit"):
            noted("event", unit="nowhere")
        monkeypatch.setenv("PEELIAN_WORKSPACE", str(init(tmp_path / "new").root))
        with pytest.raises(UserError, match="there are no values"):
            noted("event", unit="force")

    def test_a_withdrawn_note_is_not_withdrawn_again(self) -> None:
        note = noted("event").note
        with pytest.raises(UserError, match="say why it is withdrawn"):
            withdraw(by=CommandLine(), note=note, reason="")
        withdraw(by=CommandLine(), note=note, reason="Wrong")
        with pytest.raises(UserError, match="withdrawn already"):
            withdraw(by=CommandLine(), note=note, reason="Wrong")

    def test_a_note_of_a_measure_that_is_no_more_can_be_withdrawn(self) -> None:
        note = Annotation.objects.create(kind="event", measure="gone", unit=WHERE, day=SUGGESTED, reason="x")
        assert withdraw(by=CommandLine(), note=note, reason="Gone").after == ""


class TestWhoMay:
    def allowed(self, by: Any, kind: Any, unit: str) -> bool:
        try:
            note = annotate(
                by=by, kind=kind, measure=RISEN, unit=unit, day=SUGGESTED, reason=f"{by.username} {kind}"
            ).note
        except PermissionDenied:
            return False
        withdraw(by=by, note=note, reason="To see")
        return True

    @pytest.mark.parametrize(
        ("who", "here", "above"),
        [
            ("analyst", "event ghost rebase", "event ghost rebase"),
            ("chief", "event", "event"),
            ("inspector", "event", ""),
            ("sergeant", "event", ""),
            ("constable", "", ""),
            ("commissioner", "", ""),
            ("auditor", "", ""),
            ("administrator", "", ""),
        ],
    )
    def test_by_role_and_by_posting(self, who: str, here: str, above: str, accounts: dict[str, Any]) -> None:
        kinds = ("event", "ghost", "rebase")
        team = organisation(opened()).posting_of(accounts["sergeant"].person_id)
        assert team is not None
        by = accounts[who]
        assert [k for k in kinds if self.allowed(by, k, team.unit)] == here.split()
        assert [k for k in kinds if self.allowed(by, k, root())] == above.split()

    @pytest.mark.parametrize("role", ["supervisor", "commander"])
    def test_a_supervisor_notes_events_at_their_unit_alone(self, role: str, accounts: dict[str, Any]) -> None:
        give_grant(by=CommandLine(), account=accounts["constable"], role=role, unit="THU", reason="Cover")
        by = accounts["constable"]
        assert self.allowed(by, "event", "THU")
        assert not self.allowed(by, "ghost", "THU")
        assert not self.allowed(by, "event", WHERE)

    def test_whoever_leads_a_unit_does_not_judge_it_even_as_an_analyst(
        self, accounts: dict[str, Any], signed_in: Opened
    ) -> None:
        give_grant(by=CommandLine(), account=accounts["inspector"], role="analyst", reason="Cover")
        by, led = accounts["inspector"], organisation(opened()).posting_of(accounts["inspector"].person_id)
        assert led is not None
        with pytest.raises(PermissionDenied, match="You lead this unit"):
            noted("ghost", unit=led.unit, by=by)
        assert self.allowed(by, "rebase", "THU")
        assert self.allowed(by, "event", led.unit)
        note = noted("ghost", unit=led.unit).note
        with pytest.raises(PermissionDenied, match="You lead this unit"):
            withdraw(by=by, note=note, reason="A bad month")


class TestSuggestions:
    def test_accepted_it_is_a_new_average_with_its_evidence(self, accounts: dict[str, Any]) -> None:
        found = suggested(reading())
        assert found is not None
        assert found.day == SUGGESTED
        made = accept_suggestion(
            by=accounts["analyst"], measure=RISEN, unit=WHERE, day=SUGGESTED, reason="The rota"
        )
        assert made.note.kind == "rebase"
        assert found.evidence in made.note.evidence
        decided = DecidedSuggestion.objects.get()
        assert decided.accepted
        assert decided.numbers == found.numbers
        assert suggested(reading()) is None
        withdraw(by=accounts["analyst"], note=made.note, reason="Too early")
        assert reading().variation.label == "Getting better"
        assert suggested(reading()) is None  # it was decided

    def test_declined_it_is_not_made_again(self, accounts: dict[str, Any]) -> None:
        before = reading().verdict
        decline_suggestion(
            by=accounts["analyst"], measure=RISEN, unit=WHERE, day=SUGGESTED, reason="Not known why"
        )
        assert reading().verdict == before
        assert suggested(reading()) is None
        assert not Annotation.objects.exists()
        with pytest.raises(UserError, match="no new average is suggested from February 2025"):
            accept_suggestion(
                by=accounts["analyst"], measure=RISEN, unit=WHERE, day=SUGGESTED, reason="The rota"
            )

    def test_it_is_offered_again_when_its_day_moves_and_at_other_units(
        self, accounts: dict[str, Any]
    ) -> None:
        decline_suggestion(by=accounts["analyst"], measure=RISEN, unit=WHERE, day=SUGGESTED, reason="No")
        DecidedSuggestion.objects.update(day=date(2025, 1, 1))
        assert suggested(reading()) is not None
        DecidedSuggestion.objects.update(day=SUGGESTED, unit="WYN-R")
        assert suggested(reading()) is not None

    @pytest.mark.parametrize("decide", [accept_suggestion, decline_suggestion])
    def test_only_one_that_is_made_is_decided_and_only_by_who_may(
        self, decide: Any, accounts: dict[str, Any]
    ) -> None:
        given = {"measure": RISEN, "unit": WHERE, "reason": "The rota"}
        with pytest.raises(UserError, match="any more"):
            decide(by=accounts["analyst"], day=date(2024, 2, 1), **given)
        with pytest.raises(UserError, match="say why"):
            decide(by=accounts["analyst"], day=SUGGESTED, **given | {"reason": " "})
        for who in ("chief", "sergeant", "auditor"):
            with pytest.raises(PermissionDenied):
                decide(by=accounts[who], day=SUGGESTED, **given)
        assert not DecidedSuggestion.objects.exists()

    def test_where_nothing_is_suggested(self) -> None:
        assert suggested(reading(unit="THU")) is None

    def test_left_out_points_do_not_count_for_it(self) -> None:
        for month in (2, 3, 4, 5, 6, 7):
            noted("ghost", date(2025, month, 1))
        found = suggested(reading())
        assert found is None or found.day > SUGGESTED


class TestTheRecord:
    def test_a_note_is_recorded_with_what_it_changed(self, accounts: dict[str, Any]) -> None:
        note = noted("rebase", by=accounts["analyst"], evidence="Order 12").note
        event = AuditEvent.objects.latest("number")
        assert (event.actor, event.action, event.role) == (
            "analyst", "annotation.written", "Performance analyst"
        )  # fmt: skip
        assert event.subject == f"rebase of 2025-02-01 on {RISEN}"
        assert event.unit == WHERE
        assert '"verdict":"Getting better"' in event.before
        assert '"verdict":"No clear change"' in event.after
        assert '"evidence":"Order 12"' in event.after
        withdraw(by=accounts["analyst"], note=note, reason="Wrong order")
        event = AuditEvent.objects.latest("number")
        assert event.action == "annotation.withdrawn"
        assert '"reason":"The response rota changed"' in event.before
        assert '"withdrawn":"Wrong order"' in event.after

    def test_a_leader_notes_by_their_line(self, accounts: dict[str, Any]) -> None:
        noted("event", by=accounts["chief"])
        assert AuditEvent.objects.latest("number").role == "line of command"

    def test_a_decision_is_recorded_before_its_note(self, accounts: dict[str, Any]) -> None:
        accept_suggestion(by=accounts["analyst"], measure=RISEN, unit=WHERE, day=SUGGESTED, reason="Rota")
        actions = list(AuditEvent.objects.order_by("-number").values_list("action", flat=True)[:2])
        assert actions == ["annotation.written", "suggestion.accepted"]
        decided = AuditEvent.objects.get(action="suggestion.accepted")
        assert '"new_mean"' in decided.after

    def test_what_is_refused_leaves_nothing(self, accounts: dict[str, Any]) -> None:
        events = AuditEvent.objects.count()
        with pytest.raises(PermissionDenied):
            noted("ghost", by=accounts["chief"])
        with pytest.raises(UserError):
            noted("ghost", reason="")
        assert AuditEvent.objects.count() == events


class TestPages:
    def text(self, client: Client, path: str, **asked: str) -> str:
        response = client.get(path, asked)
        assert response.status_code == 200
        return response.content.decode()

    def test_a_note_is_written_and_withdrawn(self, signed_in: Opened) -> None:
        client = signed_in("analyst")
        new = f"/measures/{RISEN}/notes/new/?unit={WHERE}"
        given = {
            "kind": "rebase",
            "day": "2025-02-01",
            "reason": "The <rota>",
            "evidence": "https://intranet.example/rota javascript:alert(1)",
        }
        page = client.post(new, given, follow=True).content.decode()
        assert "The verdict was getting better and is now no clear change." in page
        assert "The &lt;rota&gt;." in page
        assert '<a href="https://intranet.example/rota" rel="nofollow">' in page
        assert 'href="javascript' not in page
        note = Annotation.objects.get()
        assert (note.written_by, note.unit, note.day) == ("analyst", WHERE, SUGGESTED)
        page = client.post(
            f"/notes/{note.pk}/withdraw/", {"reason": "A mistake"}, follow=True
        ).content.decode()
        assert "The verdict was no clear change and is now getting better." in page
        assert "withdrawn by analyst" in self.text(client, f"/notes/{note.pk}/withdraw/")
        again = client.post(f"/notes/{note.pk}/withdraw/", {"reason": "Twice"}).content.decode()
        assert "This note is withdrawn already" in again

    def test_what_is_wrong_is_said_above_the_form(self, signed_in: Opened) -> None:
        client = signed_in("analyst")
        new = f"/measures/{RISEN}/notes/new/?unit={WHERE}"
        page = client.post(new, {"day": ""}).content.decode()
        for says in ("Choose what to note", "Enter the date", "Say what happened", "<title>Error: "):
            assert says in page
        given = {"kind": "ghost", "day": "2030-01-01", "reason": "x"}
        assert "1 January 2030 is outside this chart" in client.post(new, given).content.decode()

    def test_a_leader_is_offered_events_alone(self, chief: Client) -> None:
        page = self.text(chief, f"/measures/{RISEN}/notes/new/", unit=WHERE)
        assert "Event" in page
        assert "Point left out" not in page
        given = {"kind": "ghost", "day": "2025-03-01", "reason": "A bad month"}
        assert "Choose what to note" in chief.post(
            f"/measures/{RISEN}/notes/new/?unit={WHERE}", given
        ).content.decode()  # fmt: skip
        assert "A new average from" not in self.text(chief, f"/measures/{RISEN}/", unit=WHERE)

    def test_a_suggestion_is_accepted_or_declined(self, signed_in: Opened) -> None:
        client = signed_in("analyst")
        page = self.text(client, f"/measures/{RISEN}/", unit=WHERE)
        assert "A new average from February 2025?" in page
        assert "The 14 points since then average 86.7%" in page
        address = f"/measures/{RISEN}/suggestion/?unit={WHERE}"
        stale = {"decision": "accept", "reason": "The rota", "day": "2024-02-01"}
        assert "has changed since you opened this page" in client.post(address, stale).content.decode()
        assert "Choose whether to accept" in client.post(address, {"reason": "x"}).content.decode()
        told = client.post(address, stale | {"day": "2025-02-01"}, follow=True).content.decode()
        assert "The new average starts. The verdict was getting better" in told
        assert "A new average from February" not in told
        assert client.get(address).status_code == 404

    def test_a_declined_suggestion_leaves_the_chart(self, signed_in: Opened) -> None:
        client = signed_in("analyst")
        given = {"decision": "decline", "reason": "Nobody knows why", "day": "2025-02-01"}
        told = client.post(f"/measures/{RISEN}/suggestion/?unit={WHERE}", given, follow=True).content.decode()
        assert "The average stays as it is." in told
        assert "A new average from February" not in told

    def test_the_history_says_everything_newest_first(
        self, signed_in: Opened, accounts: dict[str, Any]
    ) -> None:
        decline_suggestion(by=accounts["analyst"], measure=RISEN, unit=WHERE, day=SUGGESTED, reason="No idea")
        note = noted("ghost", date(2025, 3, 1), unit=root(), reason="Lost records").note
        withdraw(by=accounts["analyst"], note=note, reason="Found again")
        noted("event", date(2025, 3, 1), unit="THU", reason="Elsewhere")
        page = signed_in("chief").get(f"/measures/{RISEN}/history/", {"unit": WHERE}).context["page"]
        said = [(entry.what, entry.reason) for entry in page.entries]
        assert said[:3] == [
            ("Withdrawn: point left out: March 2025", "Found again"),
            ("Point left out: March 2025", "Lost records"),
            ("Suggested new average from February 2025 declined", "No idea"),
        ]
        assert [what for what, _ in said[3:]] == ["Standard of 90.0% in force"]
        assert "chance seldom took one" in page.entries[2].evidence

    def test_notes_in_force_are_listed_where_they_may_be_seen(self, signed_in: Opened) -> None:
        noted("event", unit="THU", reason="At Thurlstock")
        note = noted("event", reason="At Wynmouth").note
        noted("ghost", measure="attendance_immediate_median", reason="Another measure")
        listed = {who: self.text(signed_in(who), "/notes/") for who in ("chief", "sergeant")}
        assert "At Thurlstock" in listed["chief"]
        assert "At Thurlstock" not in listed["sergeant"]
        assert "At Wynmouth" in listed["sergeant"]
        one = self.text(signed_in("chief"), "/notes/", measure=RISEN, unit=WHERE)
        assert "At Wynmouth" in one
        assert "At Thurlstock" not in one
        assert "Another measure" not in one
        withdraw(by=CommandLine(), note=note, reason="Over")
        assert "At Wynmouth" not in self.text(signed_in("chief"), "/notes/")
        assert "No note in force is like that" in self.text(signed_in("chief"), "/notes/", unit="nowhere")


class TestApi:
    def rows(self, client: Client, **asked: Any) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = client.get("/api/v1/annotations", asked).json()["rows"]
        return rows

    def test_those_in_force_or_all(self, signed_in: Opened) -> None:
        client = signed_in("analyst")
        first = noted("event", reason="First", evidence="Order 12").note
        noted("ghost", unit="THU", reason="Second")
        assert [row["reason"] for row in self.rows(client)] == ["Second", "First"]
        withdraw(by=CommandLine(), note=first, reason="Wrong")
        assert [row["reason"] for row in self.rows(client)] == ["Second"]
        (row,) = self.rows(client, all="true", unit=WHERE, measure=RISEN)
        assert (row["day"], row["evidence"], row["withdrawn_reason"]) == ("2025-02-01", "Order 12", "Wrong")
        assert row["withdrawn_by"] == CommandLine().username

    def test_only_of_units_that_are_seen(self, signed_in: Opened) -> None:
        noted("event", unit="THU")
        noted("event", unit=WHERE)
        assert [row["unit"] for row in self.rows(signed_in("sergeant"))] == [WHERE]
        assert signed_in("sergeant").get("/api/v1/annotations?unit=THU").status_code == 403
        assert signed_in("chief").get("/api/v1/annotations?unit=nowhere").status_code == 404

    def test_a_page_at_a_time(self, signed_in: Opened) -> None:
        for month in (1, 2, 3):
            noted("event", date(2025, month, 1), reason=f"Month {month}")
        client = signed_in("analyst")
        first = client.get("/api/v1/annotations?limit=2").json()
        second = client.get(f"/api/v1/annotations?limit=2&cursor={first['next']}").json()
        reasons = [row["reason"] for page in (first, second) for row in page["rows"]]
        assert reasons == ["Month 3", "Month 2", "Month 1"]
        assert second["next"] is None

    def test_an_address_that_says_too_much_is_refused_in_words(self, signed_in: Opened) -> None:
        answer = signed_in("analyst").get("/api/v1/annotations?" + "&".join(["unit=WYN"] * 1001))
        assert answer.status_code == 422
        assert "ask for fewer at once" in answer.json()["detail"]
