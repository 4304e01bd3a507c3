"""The page that compares units: what it says is what its file says, and what an independent count says."""

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from scipy import stats

from peelian.apps.performance.queries import compare as queries
from peelian.documents.kept import opened, organisation, stored_series
from peelian.pipeline.organisation import Unit

PROPORTION, RATE, MEDIAN = (
    "attendance_immediate_in_standard", "stop_searches_per_100_officers", "attendance_immediate_median",
)  # fmt: skip


@pytest.fixture
def chief(signed_in: Any) -> Client:
    return signed_in("chief")


def page(client: Client, measure: str, query: str = "") -> Any:
    response = client.get(f"/measures/{measure}/compare/{query}")
    assert response.status_code == 200
    return response


def file(client: Client, measure: str, query: str = "") -> list[dict[str, str]]:
    response = client.get(f"/measures/{measure}/compare/values.csv{query}")
    assert response["Content-Type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def below(unit: str, level: str) -> Iterator[Unit]:
    for child in organisation(opened()).children(unit):
        if child.level == level:
            yield child
        yield from below(child.id, level)


def root() -> str:
    return organisation(opened()).root.id


@pytest.mark.parametrize("measure", [PROPORTION, RATE])
@pytest.mark.parametrize("span", [1, 3, 12])
def test_numbers_are_the_sums_of_what_is_stored(chief: Client, measure: str, span: int) -> None:
    rows = file(chief, measure, f"?level=team&period={span}")
    assert [row["unit"] for row in rows] == [unit.id for unit in below(root(), "team")]
    scale = opened().framework.measure(measure).scale
    compared = 0
    for row in rows:
        (series,) = stored_series(opened(), measures=[measure], units=[row["unit"]])
        judged = series.complete & (series.value == series.value)
        days = [str(day) for day in series.periods]
        within = [at for at, day in enumerate(days) if row["from"] <= day <= row["to"] and judged[at]]
        assert int(row["periods"]) == len(within) <= span
        if not within:
            assert row["position"] == "no_cases"
            assert row["value"] == ""
            continue
        compared += 1
        top, bottom = series.numerator[within].sum(), series.denominator[within].sum()
        assert float(row["numerator"]) == top
        assert float(row["denominator"]) == bottom
        assert float(row["value"]) == pytest.approx(scale * top / bottom)
    assert compared > 3


@pytest.mark.parametrize(("measure", "of"), [(PROPORTION, stats.binom), (RATE, stats.poisson)])
def test_verdicts_are_what_the_tails_say(chief: Client, measure: str, of: Any) -> None:
    rows = [row for row in file(chief, measure, "?level=team") if row["position"] != "no_cases"]
    tops, bottoms = ([float(row[name]) for row in rows] for name in ("numerator", "denominator"))
    pooled = sum(tops) / sum(bottoms)
    scale = opened().framework.measure(measure).scale
    for row, top, bottom in zip(rows, tops, bottoms, strict=True):
        assert float(row["pooled"]) == pytest.approx(scale * pooled)
        alone = of(bottom, pooled) if of is stats.binom else of(bottom * pooled)
        value = float(row["value"])
        assert (value < float(row["plain_lower_95"])) == (alone.cdf(top) < 0.025)
        assert (value > float(row["plain_upper_998"])) == (alone.sf(top - 1) < 0.001)
        if not row["overdispersion"] or float(row["overdispersion"]) <= 1:
            assert row["lower_95"] == row["plain_lower_95"]


def test_the_page_says_what_the_file_says_in_the_organisations_order(chief: Client) -> None:
    found = page(chief, PROPORTION, "?level=team")
    compared = found.context["found"].compared
    body = found.content.decode()
    places = []
    for row, line in zip(compared.rows, file(chief, PROPORTION, "?level=team"), strict=True):
        assert (row.unit.id, row.position, row.label) == (line["unit"], line["position"], line["says"])
        if row.position != "no_cases":
            assert f">{row.value}</td>" in body
            places.append(body.index(f">{row.unit.name}</a>", body.index("<table")))
    assert places == sorted(places)
    assert len(places) > 3
    assert compared.words.sentence in body
    assert "not a ranking" in body
    for row in compared.without_cases:
        assert row.unit.name in body


def test_levels_below_are_offered_and_the_one_directly_below_is_first(chief: Client) -> None:
    found = page(chief, PROPORTION).context["found"]
    assert [level.name for level in found.levels] == ["command", "department", "team"]
    assert found.level.name == "command"
    assert found.span == 12
    assert page(chief, PROPORTION, "?level=platoon&period=7").context["found"].level.name == "command"
    department = next(iter(below(root(), "department"))).id
    assert [each.name for each in page(chief, PROPORTION, f"?unit={department}").context["found"].levels] == [
        "team"
    ]
    team = next(iter(below(root(), "team"))).id
    assert "There are no units below" in page(chief, PROPORTION, f"?unit={team}").content.decode()


def test_a_measure_whose_parts_do_not_add_has_charts_alone_and_says_why(chief: Client) -> None:
    found = page(chief, MEDIAN, "?level=team")
    body = found.content.decode()
    assert "No funnel plot" in body
    assert "This measure is a median" in body
    assert "funnel.svg" not in body
    assert body.count("app-stamp__chart") == len(found.context["page"].stamps) > 3
    for stamp in found.context["page"].stamps:
        assert stamp.multiple.reading.sentence in body
    assert chief.get(f"/measures/{MEDIAN}/compare/funnel.svg?level=team").status_code == 404
    assert {row["unit"] for row in file(chief, MEDIAN, "?level=team")} == {
        each.id for each in below(root(), "team")
    }


def test_the_picture_is_drawn_once_and_downloads(chief: Client) -> None:
    address = f"/measures/{PROPORTION}/compare/funnel.svg?level=team"
    first = chief.get(address)
    assert first["Content-Type"] == "image/svg+xml"
    assert b"Pooled" in first.content
    again = chief.get(address, headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    narrow = chief.get(f"{address}&width=narrow&download")
    assert narrow["Content-Disposition"].startswith(f'attachment; filename="compare-{PROPORTION}-')
    assert narrow.content != first.content
    png = chief.get(f"/measures/{PROPORTION}/compare/funnel.png?level=team")
    assert png.content.startswith(b"\x89PNG")
    assert chief.get(f"/measures/{PROPORTION}/compare/funnel.gif?level=team").status_code == 404


def test_many_units_are_paged_on_one_scale(chief: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = page(chief, MEDIAN, "?level=team").context["page"]
    monkeypatch.setattr(queries, "PAGE", 2)
    first, second = (page(chief, MEDIAN, f"?level=team&page={at}").context["page"] for at in (1, 2))
    assert first.comparison.scale == second.comparison.scale == whole.comparison.scale
    both = [*first.stamps, *second.stamps]
    assert [stamp.unit for stamp in both] == [stamp.unit for stamp in whole.stamps[:4]]
    assert [stamp.multiple.line for stamp in both] == [stamp.multiple.line for stamp in whole.stamps[:4]]
    body = page(chief, MEDIAN, "?level=team&page=2").content.decode()
    assert "govuk-pagination" in body
    assert "level=team" in body


def test_a_sergeant_compares_within_their_own_line_alone(signed_in: Any) -> None:
    sergeant = signed_in("sergeant")
    found = page(sergeant, PROPORTION, "?level=team").context["found"]
    assert len(found.units) == 1
    assert found.compared is None
    everybody = {unit.name for unit in below(root(), "team")} - {unit.name for unit in found.units}
    body = page(sergeant, PROPORTION, "?level=team").content.decode()
    assert not [name for name in everybody if name in body]
    assert len(file(sergeant, PROPORTION, "?level=team")) > 0
    assert {row["unit"] for row in file(sergeant, PROPORTION, "?level=team")} == {found.units[0].id}


def test_the_measure_page_leads_here(chief: Client) -> None:
    body = chief.get(f"/measures/{PROPORTION}/").content.decode()
    assert f'href="/measures/{PROPORTION}/compare/?unit={root()}"' in body
    team = next(iter(below(root(), "team"))).id
    assert "/compare/" not in chief.get(f"/measures/{PROPORTION}/?unit={team}").content.decode()
