"""The page of what has changed, over a small demo force."""

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from django.test import Client
from django.utils.html import escape

from peelian.apps.access.actions import create_account, give_grant
from peelian.apps.access.roles import GRANTED
from peelian.apps.access.viewer import CommandLine
from peelian.apps.access.visible import visible_to
from peelian.demo import DemoForce
from peelian.documents.kept import opened, organisation, stored_series
from peelian.pipeline.changes import STALE
from peelian.pipeline.verdicts import verdict_of
from peelian.stats.spc.chance import expected_signals

Opened = Callable[[str], Client]
Key = tuple[str, str]


@pytest.fixture
def chief(signed_in: Opened) -> Client:
    return signed_in("chief")


def page(client: Client, path: str = "/changes/") -> Any:
    response = client.get(path)
    assert response.status_code == 200
    return response.context["page"]


def listed(client: Client, query: str = "") -> dict[Key, dict[str, str]]:
    """Every signal of the list by measure and unit, as the file has it."""
    body = client.get(f"/changes.csv{query}").content.decode("utf-8-sig")
    return {(row["measure"], row["unit"]): row for row in csv.DictReader(io.StringIO(body))}


def by_verdicts(units: list[str]) -> tuple[dict[Key, tuple[str, bool]], int, float]:
    """The signals of some units by one verdict at a time: {(measure, unit): (type, new)}, how many charts
    were judged, and how many signals to expect of them.
    """
    found: dict[Key, tuple[str, bool]] = {}
    read, expected = 0, 0.0
    for one in stored_series(opened(), units=units):
        verdict = verdict_of(one)
        complete = np.flatnonzero(one.complete)
        if verdict.last is None or verdict.withheld or complete[-1] - verdict.last_at >= STALE:
            continue
        read += 1
        if verdict.flat is None:
            last = verdict.points[-1].segment
            known = [p for p in verdict.points if p.segment == last and p.value is not None and not p.ghost]
            expected += expected_signals([len(known)]).marked
        if verdict.variation != "common_cause":
            value = one.value.copy()
            value[verdict.last_at] = np.nan
            before = verdict_of(replace(one, value=value))
            was = "common_cause" if before.withheld else before.variation
            found[one.measure.id, one.unit] = verdict.variation, was != verdict.variation
    return found, read, expected


class TestCounts:
    def test_they_are_those_of_the_verdicts_one_by_one(self, chief: Client) -> None:
        found, read, expected = by_verdicts(organisation(opened()).unit_ids)
        shown = page(chief)
        assert shown.changed.charts.read == read > 1000
        assert shown.changed.charts.expected.marked == pytest.approx(expected)
        assert {key: row["new"] == "yes" for key, row in listed(chief).items()} == {
            key: new for key, (_, new) in found.items()
        }
        said = f"{read:,} charts were read. {len(found)} show a signal; chance alone would mark about "
        assert shown.changed.statement.counted == f"{said}{round(expected)}."
        assert shown.changed.signals == len(found)

    def test_every_chart_is_read_or_left_out(self, chief: Client) -> None:
        charts = page(chief).changed.charts
        counted = charts.read + charts.withheld + charts.stale + charts.empty
        assert counted == len(stored_series(opened(), units=organisation(opened()).unit_ids))

    def test_kind_and_new_choose_signals_and_leave_the_count_of_charts(self, chief: Client) -> None:
        whole, some = page(chief), page(chief, "/changes/?kind=concern&new=1")
        assert some.changed.statement == whole.changed.statement
        assert 0 < some.changed.signals < whole.changed.signals

    def test_a_theme_a_level_and_words_choose_charts(self, chief: Client) -> None:
        whole = page(chief).changed.charts.read
        for query in ("theme=legitimacy", "level=team", "search=MEDIAN"):
            assert 0 < page(chief, f"/changes/?{query}").changed.charts.read < whole


class TestList:
    def test_the_planted_signals_are_near_the_top_of_what_stands(
        self, chief: Client, demo: DemoForce
    ) -> None:
        """All were planted months ago, so what is new of their kind comes before them."""
        standing: dict[str, list[list[Key]]] = {}
        for change in page(chief).changed.changes:
            if not change.signal.new:
                line = [(each.signal.series.measure.id, each.unit.id) for each in (change, *change.below)]
                standing.setdefault(change.mark.key, []).append(line)
        kinds = {key: kind for kind, lines in standing.items() for line in lines for key in line}
        for planted in demo.signals:
            key = planted.measure, planted.unit
            lines = standing[kinds[key]]
            assert next(at for at, line in enumerate(lines) if key in line) < 7, planted.id
            assert kinds[key] in planted.expected_variation
        stopped = next(s for s in demo.signals if s.id == "arrivals_stopped")
        assert (stopped.measure, stopped.unit) in standing["concern"][0]

    def test_it_is_in_order_and_all_of_it_is_reached_by_its_pages(self, chief: Client) -> None:
        first = page(chief)
        assert first.paging.pages > 1
        rows = [
            row for n in range(1, first.paging.pages + 1) for row in page(chief, f"/changes/?page={n}").rows
        ]
        assert len(rows) == first.paging.total == len(first.changed.changes)
        order = ["concern", "neutral", "improvement"]
        kinds = [
            (order.index(r.change.mark.key), not r.change.signal.new, -r.change.signal.strength) for r in rows
        ]
        assert kinds == sorted(kinds)

    def test_a_row_says_what_the_chart_says(self, chief: Client) -> None:
        shown, text = page(chief), chief.get("/changes/").content.decode()
        assert len(shown.rows) == 25
        for row in shown.rows:
            assert row.reading.variation == row.change.mark
            assert row.reading.latest == row.change.latest
            assert row.reading.latest_period == row.change.period
            assert escape(row.reading.sentence) in text

    def test_one_cause_is_one_line(self, chief: Client) -> None:
        known = organisation(opened())
        changes = page(chief).changed.changes
        assert any(len(change.below) > 2 for change in changes)
        tops = {(c.signal.series.measure.id, c.signal.type, c.unit.id) for c in changes}
        for change in changes:
            measure, kind = change.signal.series.measure.id, change.signal.type
            assert not any((measure, kind, above.id) in tops for above in known.ancestors(change.unit.id))
            for each in change.below:
                assert (each.signal.series.measure.id, each.signal.type) == (measure, kind)
                assert change.unit in known.ancestors(each.unit.id)

    def test_only_new_are_those_that_the_last_month_brought(self, chief: Client) -> None:
        new = listed(chief, "?new=1")
        assert new == {k: r | {"rank": new[k]["rank"], "below": new[k]["below"]}
                       for k, r in listed(chief).items() if r["new"] == "yes"}  # fmt: skip

    def test_nothing_like_that(self, chief: Client) -> None:
        text = chief.get("/changes/?search=zzzz").content.decode()
        assert "No signal like that" in text
        assert "0 charts were read" in text
        assert list(listed(chief, "?search=zzzz")) == []

    @pytest.mark.parametrize("query", ["kind=worse", "page=x", "new=no", "page=99999", "search=" + "a" * 200])
    def test_a_filter_that_makes_no_sense_is_left_out(self, chief: Client, query: str) -> None:
        assert chief.get(f"/changes/?{query}").status_code == 200

    def test_htmx_is_given_the_results_alone(self, chief: Client) -> None:
        partial = chief.get("/changes/", headers={"HX-Request": "true", "HX-Target": "results"})
        assert "<html" not in partial.content.decode()
        assert "charts were read" in partial.content.decode()
        assert "HX-Request" in partial.headers["Vary"]

    def test_pages_keep_what_was_asked(self, chief: Client) -> None:
        shown = page(chief, "/changes/?kind=improvement&search=e")
        for part in ("kind=improvement", "search=e", "unit="):
            assert part in shown.paging.address(2)
            assert part in shown.query


class TestAPI:
    def test_it_gives_the_rows_of_the_file_a_page_at_a_time(self, chief: Client) -> None:
        rows: list[dict[str, Any]] = []
        address = "/api/v1/changes?limit=40"
        while True:
            given = chief.get(address).json()
            rows += given["rows"]
            if given["next"] is None:
                break
            address = f"/api/v1/changes?limit=40&cursor={given['next']}"
        file = listed(chief)
        assert len(rows) == len(file) > 80
        for row in rows:
            same = file[row["measure"], row["unit"]]
            for name in ("change", "period", "began", "rules", "level"):
                assert row[name] == same[name]
            assert (row["new"], row["below"] or "") == (same["new"] == "yes", same["below"])
            assert str(row["rank"]) == same["rank"]

    def test_filters_and_what_is_none(self, chief: Client) -> None:
        some = chief.get("/api/v1/changes?kind=concern&new=true&level=team").json()["rows"]
        assert some
        assert {(row["change"], row["new"], row["level"]) for row in some} == {
            ("Getting worse", True, "team")
        }
        assert chief.get("/api/v1/changes?kind=worse").status_code == 422
        assert chief.get("/api/v1/changes?sort=unit").status_code == 422


class TestWhoSees:
    @pytest.mark.parametrize("who", ["sergeant", "inspector", "constable"])
    def test_the_line_sees_its_units_and_no_others(
        self, signed_in: Opened, accounts: dict[str, Any], who: str
    ) -> None:
        self.exactly(signed_in(who), accounts[who])

    @pytest.mark.parametrize("role", sorted(name for name, role in GRANTED.items() if not role.whole))
    def test_a_role_at_a_unit_sees_that_and_below_and_no_other(
        self, signed_in: Opened, accounts: dict[str, Any], role: str
    ) -> None:
        known = organisation(opened())
        unit = known.children(known.root.id)[2]
        made = create_account(by=CommandLine(), username="visitor", display_name="Visitor")
        give_grant(by=CommandLine(), account=made, role=role, unit=unit.id, reason="To look")
        client = Client()
        client.force_login(made)
        if not visible_to(made).anything:
            assert client.get("/changes/").status_code == 403
            return
        self.exactly(client, made)

    def exactly(self, client: Client, account: Any) -> None:
        known, visible = organisation(opened()), visible_to(account)
        units = [unit for unit in known.unit_ids if visible.sees(unit)]
        assert 0 < len(units) < len(known.unit_ids)
        found, read, _ = by_verdicts(units)
        assert listed(client).keys() == found.keys()
        rows = client.get("/api/v1/changes?limit=10000").json()["rows"]
        assert {(row["measure"], row["unit"]) for row in rows} == found.keys()
        assert page(client).changed.charts.read == read
        shown = client.get("/changes/").content.decode()
        for unit in set(known.unit_ids) - set(units):
            assert f"unit={unit}&" not in shown
            assert f'unit={unit}"' not in shown

    def test_a_unit_and_below_alone(self, chief: Client) -> None:
        known = organisation(opened())
        unit = known.children(known.root.id)[0]
        inside = {u for u in known.unit_ids if u == unit.id or unit in known.ancestors(u)}
        found, read, _ = by_verdicts(sorted(inside))
        assert listed(chief, f"?unit={unit.id}").keys() == found.keys()
        assert page(chief, f"/changes/?unit={unit.id}").changed.charts.read == read
