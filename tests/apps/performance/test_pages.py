"""What the pages about values say, over a small demo force."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE
from pypdf import PdfReader

from peelian.apps.access.actions import give_grant
from peelian.apps.access.viewer import CommandLine
from peelian.documents import kept
from peelian.documents.charts import spc_chart, to_png
from peelian.documents.kept import opened, organisation, readings
from peelian.documents.readings import Reading, glances, read_all
from peelian.pipeline.stored import Stored
from peelian.pipeline.values import series

MEASURE = "attendance_immediate_median"
Opened = Callable[[str], Client]


@pytest.fixture
def chief(signed_in: Opened) -> Client:
    return signed_in("chief")


def text(client: Client, path: str, **headers: str) -> str:
    response = client.get(path, headers=headers)
    assert response.status_code == 200, path
    return response.content.decode()


def escaped(words: str) -> str:
    from django.utils.html import escape

    return str(escape(words))


def root() -> str:
    return organisation(opened()).root.id


def reading(measure: str = MEASURE, unit: str | None = None) -> Reading:
    return readings(opened(), measures=[measure], units=[unit or root()])[0]


class TestOverview:
    def test_every_measure_with_values_is_there_with_its_sentence(self, chief: Client) -> None:
        page = text(chief, "/")
        every = readings(opened(), units=[root()])
        assert len(every) > 30
        for each in every:
            assert escaped(each.measure.title) in page
            assert escaped(each.sentence) in page

    def test_counts_are_of_every_measure(self, chief: Client) -> None:
        overview = chief.get("/").context["overview"]
        assert sum(count.count for count in overview.counts) == overview.total
        assert overview.total == len(readings(opened(), units=[root()]))

    def test_the_filter_keeps_what_it_says(self, chief: Client) -> None:
        overview = chief.get("/?signals=1").context["overview"]
        shown = [r for theme in overview.themes for asked in theme.questions for r in asked.readings]
        assert shown
        assert all(r.is_signal for r in shown)
        assert len(shown) == overview.found < overview.total
        assert "No measure matches" in text(chief, "/?search=zzzz")
        named = chief.get("/?search=MEDIAN").context["overview"]
        assert named.found > 0
        only = chief.get("/?theme=legitimacy").context["overview"]
        assert [theme.theme.id for theme in only.themes] == ["legitimacy"]

    def test_values_are_read_once_however_many_measures_and_pages(
        self, chief: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        read: list[str] = []
        real = Stored.read

        def counted(tables: Any, source: str, snapshot: Any) -> Stored:
            read.append(source)
            return real(tables, source, snapshot)

        monkeypatch.setattr(Stored, "read", counted)
        kept.forget()
        text(chief, "/")
        text(chief, f"/?unit={organisation(opened()).children(root())[0].id}")
        text(chief, f"/measures/{MEASURE}/")
        assert len(read) == len(set(read)) > 3

    def test_a_glance_says_what_the_reading_does(self, demo: Any) -> None:
        stored = series(opened(), units=organisation(opened()).unit_ids[:8], breakdown="")
        assert len(stored) > 300
        for glance, read in zip(glances(stored), read_all(stored), strict=True):
            assert (glance.variation, glance.latest_period) == (read.variation, read.latest_period)

    def test_htmx_is_given_the_results_alone(self, chief: Client) -> None:
        partial = chief.get("/?signals=1", headers={"HX-Request": "true", "HX-Target": "results"})
        assert "<html" not in partial.content.decode()
        assert "HX-Request" in partial.headers["Vary"]
        restored = {"HX-Request": "true", "HX-Target": "results", "HX-History-Restore-Request": "true"}
        assert "<html" in text(chief, "/?signals=1", **restored)

    def test_a_sergeant_is_offered_their_own_unit(self, signed_in: Opened) -> None:
        assert "Your unit: " in text(signed_in("sergeant"), "/")


class TestMeasure:
    def test_the_sentence_chart_and_table_are_of_one_verdict(self, chief: Client) -> None:
        page, found = text(chief, f"/measures/{MEASURE}/"), reading()
        assert escaped(found.sentence) in page
        assert f'alt="{escaped(found.alt)}"' in page
        for line in found.lines:
            assert line.period in page
            assert escaped(line.value) in page

    def test_the_definition_and_its_reasons(self, chief: Client) -> None:
        page = text(chief, "/measures/attendance_immediate_in_standard/")
        measure = opened().framework.measures["attendance_immediate_in_standard"]
        for words in (measure.owner, measure.why.strip(), measure.standards[0].reason):
            assert escaped(words) in page
        told = "/measures/attendance_immediate_in_standard/definition/"
        assert f'href="{told}"' in page
        for words in ("SELECT", "Rows left out, in order", escaped(measure.title), "<html"):
            assert words in text(chief, told)
        part = text(chief, told, **{"HX-Request": "true", "HX-Target": "how-it-is-computed"})
        assert "SELECT" in part
        assert "<html" not in part
        for balance in measure.balanced_by:
            assert escaped(opened().framework.measures[balance].title) in page

    def test_a_breakdown_shows_each_category(self, chief: Client) -> None:
        page = chief.get(f"/measures/{MEASURE}/?by=urban_rural").context["page"]
        stored = readings(opened(), measures=[MEASURE], units=[root()], breakdown="urban_rural")
        assert [r.series.category for r in page.categories] == [r.series.category for r in stored]
        assert len(stored) >= 2

    def test_levels_lead_down_to_the_individual(self, signed_in: Opened) -> None:
        client, known = signed_in("chief"), organisation(opened())
        unit = known.root
        for _ in range(6):
            page = client.get(f"/measures/{MEASURE}/?unit={unit.id}").context["page"]
            below = [each for each in page.below if each.reading]
            people = [each for each in below if each.person]
            if people:
                break
            unit = max(
                (each.unit for each in below if each.unit),
                key=lambda u: (u.level != "team", len(known.children(u.id))),
            )
        assert people
        person = people[0].person.person
        alone = client.get(f"/measures/{MEASURE}/people/{person}/").context["page"]
        assert alone.reading.series.unit == person
        assert alone.place.unit.id == people[0].person.unit

    def test_a_measure_that_is_not_of_individuals_has_no_people(self, chief: Client, demo: Any) -> None:
        person = next(a["person_id"] for a in demo.accounts if a["username"] == "chief")
        assert chief.get(f"/measures/officers_in_post/people/{person}/").status_code == 404


class TestFiles:
    def test_csv_holds_the_values_of_the_page(self, chief: Client) -> None:
        response = chief.get(f"/measures/{MEASURE}/values.csv")
        rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
        points = reading().verdict.points
        assert [row["period"] for row in rows] == [point.date.isoformat()[:10] for point in points]
        assert [row["value"] for row in rows] == ["" if p.value is None else str(p.value) for p in points]
        assert "attachment" in response.headers["Content-Disposition"]

    def test_excel_of_every_category(self, chief: Client) -> None:
        response = chief.get(f"/measures/{MEASURE}/values.xlsx?by=urban_rural")
        assert response.content.startswith(b"PK")
        assert ".xlsx" in response.headers["Content-Disposition"]

    def test_a_chart_is_drawn_once_and_known_again(self, chief: Client) -> None:
        path = f"/measures/{MEASURE}/chart.svg"
        first = chief.get(path)
        assert first.headers["Content-Type"] == "image/svg+xml"
        assert chief.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
        assert chief.get(f"{path}?width=narrow").content != first.content

    def test_png_to_download(self, chief: Client) -> None:
        response = chief.get(f"/measures/{MEASURE}/chart.png?download")
        assert response.content.startswith(b"\x89PNG")
        assert "attachment" in response.headers["Content-Disposition"]

    def test_what_is_taken_away_is_the_picture_of_the_page_with_its_title(self, chief: Client) -> None:
        found, path = reading(), f"/measures/{MEASURE}/chart"
        paper = chief.get(f"{path}.pdf")
        assert paper.headers["Content-Type"] == "application/pdf"
        (page,) = PdfReader(io.BytesIO(paper.content)).pages
        words = " ".join(page.extract_text().split())
        assert found.measure.title in words
        assert " ".join(found.sentence.split()[:8]) in words
        assert found.measure.title in chief.get(f"{path}.svg?download").content.decode()
        assert found.measure.title not in chief.get(f"{path}.svg").content.decode()

    def test_slides_hold_the_picture_and_its_alt_text(self, chief: Client) -> None:
        found, path = reading(), f"/measures/{MEASURE}/chart.pptx"
        response = chief.get(path)
        assert ".pptx" in response.headers["Content-Disposition"]
        again = chief.get(path, headers={"If-None-Match": response.headers["ETag"]})
        assert again.status_code == 304
        first = Presentation(io.BytesIO(response.content)).slides[0]
        (picture,) = [shape for shape in first.shapes if shape.shape_type == MSO_SHAPE_TYPE.PICTURE]
        assert picture.image.blob == to_png(spc_chart(found.verdict, found.series))
        assert picture._element.nvPicPr.cNvPr.get("descr") == found.alt

    def test_nothing_to_draw_is_not_found(self, chief: Client) -> None:
        path = f"/measures/{MEASURE}/chart.svg?by=urban_rural&category=nowhere"
        assert chief.get(path).status_code == 404
        assert chief.get(f"/measures/{MEASURE}/chart.gif").status_code == 404


class TestData:
    def test_every_receipt_adds_up(self, chief: Client) -> None:
        states = chief.get("/data/").context["states"]
        loads = [load for state in states for load in state.loads]
        assert loads
        assert all(load.read == load.accepted + load.rejected + load.unchanged for load in loads)

    def test_rejected_rows_are_paged_and_all_reachable(self, signed_in: Opened) -> None:
        client = signed_in("analyst")
        first = client.get("/data/incidents/rejected/").context["page"]
        seen = [
            (row.file, row.line)
            for number in range(1, first.paging.pages + 1)
            for row in client.get(f"/data/incidents/rejected/?page={number}").context["page"].rows
        ]
        assert len(seen) == len(set(seen)) == first.paging.total > 50
        assert 'aria-current="page"' in text(client, "/data/incidents/rejected/?page=2")

    @pytest.mark.parametrize("number", ["0", "-1", "99999999999", "²", "x"])
    def test_a_page_number_out_of_range_is_brought_into_it(self, chief: Client, number: str) -> None:
        page = chief.get("/data/incidents/rejected/", {"page": number}).context["page"]
        assert 1 <= page.paging.number <= page.paging.pages

    def test_one_load_alone(self, signed_in: Opened) -> None:
        client = signed_in("analyst")
        load = next(each for each in client.get("/data/incidents/").context["state"].loads if each.rejected)
        page = client.get(f"/data/incidents/rejected/?load={load.load_id}").context["page"]
        assert page.paging.total == load.rejected
        assert {row.load_id for row in page.rows} == {load.load_id}

    @pytest.mark.parametrize("who", ["chief", "an analyst of one unit"])
    def test_what_a_rejected_row_holds_is_in_no_reason_either(
        self, signed_in: Opened, accounts: dict[str, Any], who: str
    ) -> None:
        if who != "chief":
            unit = organisation(opened()).children(root())[0].id
            who = "constable"
            give_grant(by=CommandLine(), account=accounts[who], role="analyst", unit=unit, reason="Cover")
        address = "/data/incidents/rejected/"
        whole = signed_in("analyst").get(address).context["page"]
        quoted = [reason for row in whole.rows for reason in row.reasons if "'" in reason]
        assert whole.shows_cells
        assert quoted
        shown = text(client := signed_in(who), address)
        assert not [reason for reason in quoted if escaped(reason) in shown]
        page = client.get(address).context["page"]
        assert not page.shows_cells
        assert all(row.reasons and not row.cells for row in page.rows)


class TestAttendance:
    def test_every_definition_accounts_for_every_incident(self, chief: Client) -> None:
        page = chief.get("/attendance/").context["page"]
        assert len(page.compared) > 1
        assert [each.in_use for each in page.compared].count(True) == 1
        for each in page.compared:
            assert each.comparison.considered - each.dropped_count == each.comparison.counted

    def test_a_command_is_compared_by_its_own_incidents(self, chief: Client) -> None:
        force = chief.get("/attendance/").context["page"]
        command = chief.get("/attendance/?unit=WYN").context["page"]
        assert command.place.unit.id == "WYN"
        assert 0 < command.compared[0].comparison.considered < force.compared[0].comparison.considered

    def test_dates_narrow_it(self, chief: Client) -> None:
        whole = chief.get("/attendance/").context["page"]
        part = chief.get("/attendance/?start=2025-01-01&end=2025-01-31").context["page"]
        assert 0 < part.compared[0].comparison.considered < whole.compared[0].comparison.considered

    @pytest.mark.parametrize("query", ["start=2025-05-01&end=2025-01-01", "start=soon"])
    def test_dates_that_make_no_sense_are_said(self, chief: Client, query: str) -> None:
        page = text(chief, f"/attendance/?{query}")
        assert "There is a problem" in page
        assert "<title>Error: " in page

    def test_a_grade_that_does_not_exist_is_said(self, chief: Client) -> None:
        assert "cannot be timed" in text(chief, "/attendance/?grade=nonsense")
