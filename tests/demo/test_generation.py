import gzip
from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow.compute as pc
import pytest
from tests.demo.reading import read_text, rows_of
from tests.small import SEED

from peelian.demo import DemoForce, generate
from peelian.demo.faults import FAULTS
from peelian.demo.incidents import GRADES

CHAIN = (
    "call_connected_at",
    "call_answered_at",
    "created_at",
    "graded_at",
    "despatched_at",
    "mobile_at",
    "at_scene_at",
)


def test_the_same_size_and_seed_give_the_same_bytes(force: DemoForce, tmp_path: Path) -> None:
    again = generate(tmp_path, size="small", seed=SEED)
    for extract in force.extracts:
        assert (force.folder / extract.file).read_bytes() == (again.folder / extract.file).read_bytes()
    assert again.signals == force.signals


def test_another_seed_gives_another_force(force: DemoForce, tmp_path: Path) -> None:
    other = generate(tmp_path, size="small", seed=SEED + 1)
    for source in ("incidents", "postings", "calls"):
        assert other.files(source)[0].read_bytes() != force.files(source)[0].read_bytes()


def test_the_manifest_is_read_back_as_it_was_written(force: DemoForce) -> None:
    assert DemoForce.read(force.folder) == force


def test_an_unfinished_folder_has_no_manifest(tmp_path: Path) -> None:
    assert DemoForce.read(tmp_path) is None

    def stop(done: int, total: int, what: str) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        generate(tmp_path, size="small", seed=SEED, progress=stop)
    assert DemoForce.read(tmp_path) is None
    assert (tmp_path / "units.csv").is_file()


def test_each_file_has_the_lines_declared(force: DemoForce) -> None:
    for extract in force.extracts:
        lines = (force.folder / extract.file).read_text(encoding="utf-8").splitlines()
        assert len(lines) - 1 == extract.rows


def test_faults_are_a_small_share_and_every_kind_occurs(force: DemoForce) -> None:
    for source, faults in FAULTS.items():
        extracts = [extract for extract in force.extracts if extract.source == source]
        total: Counter[str] = sum((Counter(extract.faults) for extract in extracts), Counter())
        assert set(total) == {fault.name for fault in faults}
        assert min(total.values()) > 0
        assert 0.001 < sum(total.values()) / sum(extract.rows for extract in extracts) < 0.006


def test_every_incident_of_a_person_falls_in_their_posting(force: DemoForce) -> None:
    incidents, postings = rows_of(force, "incidents"), rows_of(force, "postings").to_pylist()
    spells: dict[str, list[tuple[str, str, str]]] = {}
    for p in postings:
        spells.setdefault(p["person_id"], []).append((p["starts"], p["ends"] or "9999", p["unit_id"]))
    checked = 0
    for person, unit, created in zip(
        incidents["individual_id"].to_pylist(),
        incidents["unit_id"].to_pylist(),
        incidents["created_at"].to_pylist(),
        strict=True,
    ):
        if not person or created[:4] not in {"2023", "2024", "2025", "2026"} or len(created) != 19:
            continue
        if created.startswith("2025-13"):
            continue
        held = [place for start, end, place in spells[person] if start <= created[:10] < end]
        assert held == [unit]
        checked += 1
    assert checked > 25_000


def test_calls_searches_and_crimes_belong_to_teams_that_do_that_work(force: DemoForce) -> None:
    level = {u["unit_id"]: u["level"] for u in rows_of(force, "units").to_pylist()}
    for source, letters in (("calls", "C"), ("stop_searches", "RL"), ("recorded_crimes", "L")):
        units = set(rows_of(force, source)["unit_id"].to_pylist())
        assert {level[unit] for unit in units} == {"team"}
        assert {unit.split("-")[1][0] for unit in units} == set(letters)


def test_outcomes_are_of_recorded_crimes_and_one_crime_has_no_outcome_twice(force: DemoForce) -> None:
    outcomes, crimes = rows_of(force, "crime_outcomes"), rows_of(force, "recorded_crimes")
    known = set(crimes["crime_id"].to_pylist()) - {""}
    first = f"{(2023 - 1970) * 12 + 3:04x}"
    of_these_years = [crime for crime in outcomes["crime_id"].to_pylist() if crime[:4] >= first]
    assert set(of_these_years) <= known
    assert len(of_these_years) < outcomes.num_rows  # the first months bring outcomes of crimes before them
    pairs = Counter(zip(outcomes["crime_id"].to_pylist(), outcomes["outcome"].to_pylist(), strict=True))
    assert max(pairs.values()) == 1


def test_outcomes_come_after_the_crime(force: DemoForce) -> None:
    outcomes = rows_of(force, "crime_outcomes")
    sound = outcomes.filter(pc.match_substring_regex(outcomes["month"], r"^20\d\d-(0[1-9]|1[0-2])$"))
    made = np.array([int(crime[:4], 16) for crime in sound["crime_id"].to_pylist()])
    recorded = np.array(sound["month"].to_pylist(), dtype="M8[M]").astype(int)
    delay = recorded - made
    assert delay.min() == 0
    assert 4 <= delay.max() <= 9
    assert (delay == 0).mean() > 0.3


def _seconds(values: list[str]) -> np.ndarray:
    moments = np.array([value or "NaT" for value in values], dtype="M8[s]")
    return np.where(np.isnat(moments), np.nan, moments.astype(float))


def test_the_chain_is_in_order_but_for_the_planted_faults(force: DemoForce) -> None:
    table = rows_of(force, "incidents")
    table = table.filter(pc.match_substring_regex(table["created_at"], r"^202\d-(0\d|1[0-2])-\d\d \d\d:"))
    nights = pc.match_substring_regex(table["created_at"], r"-(03|10)-(2[4-9]|3[01])")
    table = table.filter(pc.invert(nights))
    steps = (*CHAIN, "suitable_at_scene_at", "resulted_at")
    times = {step: _seconds(table[step].to_pylist()) for step in steps}
    for earlier, later in pairwise(CHAIN[:-1]):
        assert not (times[later] < times[earlier]).any()
    wrong = times["at_scene_at"] < times["created_at"]
    assert 0 < wrong.mean() < 0.003
    assert not (times["suitable_at_scene_at"] < times["at_scene_at"]).any()
    late = times["at_scene_at"] > times["resulted_at"]
    assert 0 < late.mean() < 0.002


def test_grades_and_their_history_agree(force: DemoForce) -> None:
    rows = rows_of(force, "incidents").to_pylist()
    changed = [row for row in rows if row["regrades"] not in ("0", "")]
    assert 0.04 < len(changed) / len(rows) < 0.12
    for row in changed:
        if row["grade"] not in GRADES:
            continue
        story = [entry.split("@")[0] for entry in row["grade_history"].split(">")]
        assert (story[0], story[-1]) == (row["first_grade"], row["grade"])
        assert len(story) == int(row["regrades"]) + 1
        assert (row["upgraded_at"] != "") == (row["grade"] == "immediate")
    assert not any(row["grade_history"] for row in rows if row["regrades"] == "0")


def test_the_two_clock_change_nights(force: DemoForce) -> None:
    created = [text for text in rows_of(force, "incidents")["created_at"].to_pylist() if len(text) == 19]
    spring = [
        text for text in created if text.startswith(("2024-03-31 01", "2025-03-30 01", "2023-03-26 01"))
    ]
    assert spring == []
    autumn = [
        text for text in created if text.startswith(("2023-10-29 01", "2024-10-27 01", "2025-10-26 01"))
    ]
    usual = [text for text in created if text.startswith(("2023-10-22 01", "2024-10-20 01", "2025-10-19 01"))]
    assert len(autumn) > len(usual)


def test_a_day_has_a_quiet_dawn_and_a_busy_evening(force: DemoForce) -> None:
    created = rows_of(force, "incidents")["created_at"].to_pylist()
    hours = Counter(int(text[11:13]) for text in created if len(text) == 19)
    assert hours[5] < 0.4 * hours[18]


def test_later_extracts_revise_a_few_incidents(force: DemoForce) -> None:
    extracts = [extract for extract in force.extracts if extract.source == "incidents"]
    assert extracts[0].revised == 0
    files = [read_text(path) for path in force.files("incidents")]
    for extract, before, after in zip(extracts[1:], files, files[1:], strict=False):
        again = set(before["incident_id"].to_pylist()) & set(after["incident_id"].to_pylist())
        assert len(again) == extract.revised > 0


def test_accounts_are_people_posted_where_they_should_be(force: DemoForce) -> None:
    postings = {row["person_id"]: row for row in rows_of(force, "postings").to_pylist() if not row["ends"]}
    posted = [account for account in force.accounts if account["person_id"]]
    by_role = {account["username"]: postings[account["person_id"]] for account in posted}
    leading = {role for role, row in by_role.items() if row["leads"] == "true"}
    assert leading == {"sergeant", "inspector", "superintendent", "chief"}
    assert set(by_role) == leading | {"analyst", "constable"}
    assert by_role["constable"]["unit_id"] == by_role["sergeant"]["unit_id"]
    granted = {account["username"]: account["role"] for account in force.accounts if account["role"]}
    assert granted == {
        "analyst": "analyst", "secretary": "board-secretary", "commissioner": "commissioners-reader",
        "auditor": "auditor", "administrator": "administrator", "liaison": "inspection-liaison",
        "approver": "commissioners-approver",
    }  # fmt: skip
    assert by_role["sergeant"]["unit_id"].startswith(by_role["inspector"]["unit_id"])
    assert by_role["chief"]["unit_id"] == by_role["analyst"]["unit_id"] == "ALD"


def test_big_extracts_are_gzipped_without_a_time_in_them(tmp_path: Path) -> None:
    from peelian.demo.extracts import open_sink

    for name in ("a.csv.gz", "b.csv.gz"):
        with open_sink(tmp_path / name) as sink:
            sink.write(b"x,y\n1,2\n")
    assert (tmp_path / "a.csv.gz").read_bytes() == (tmp_path / "b.csv.gz").read_bytes()
    assert gzip.decompress((tmp_path / "a.csv.gz").read_bytes()) == b"x,y\n1,2\n"
