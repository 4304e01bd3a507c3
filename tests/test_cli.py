"""The command as a person types it: each verb on a small extract, and what its mistakes say."""

import csv
import io
import json
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median

import pytest

from peelian.cli import main

MONTHS = 15


@dataclass(frozen=True)
class Done:
    """What a command left: its exit code and what it said."""

    returncode: int
    stdout: str
    stderr: str


Run = Callable[..., Done]


def peelian(*words: object, cwd: Path) -> Done:
    """Run the command in this process, as its entry point does."""
    said, wrong, before = io.StringIO(), io.StringIO(), Path.cwd()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(said), redirect_stderr(wrong):
        patch.chdir(cwd)
        patch.setattr(sys, "argv", ["peelian", *map(str, words)])
        with pytest.raises(SystemExit) as left:
            main()
    assert Path.cwd() == before
    return Done(int(left.value.code or 0), said.getvalue(), wrong.getvalue())


def incidents() -> Iterator[dict[str, str]]:
    """Two immediate incidents a day; every 10th without an arrival, every 25th timed before the call."""
    random = Random(7)
    start = datetime(2024, 1, 1, 0, 30)  # noqa: DTZ001 - a local time, as control rooms write them
    for number in range(2 * 30 * MONTHS):
        created = start + timedelta(hours=12 * number)
        seconds = 300 + random.randrange(900)
        arrived = created + timedelta(seconds=-60 if number % 25 == 0 else seconds)
        yield {
            "incident_id": f"I{number}",
            "created_at": f"{created:%Y-%m-%d %H:%M:%S}",
            "despatched_at": f"{created + timedelta(seconds=100):%Y-%m-%d %H:%M:%S}",
            "at_scene_at": "" if number % 10 == 0 else f"{arrived:%Y-%m-%d %H:%M:%S}",
            "grade": "urgentest" if number == 3 else "immediate",
            "unit_id": "North" if number % 2 else "South",
        }


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with that extract loaded and refreshed, and the extract beside it."""
    folder = tmp_path_factory.mktemp("cli")
    rows = list(incidents())
    with (folder / "room.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    assert peelian("init", "force", "--name", "Our Force", cwd=folder).returncode == 0
    workspace = folder / "force"
    receipt = peelian("load", "incidents", folder / "room.csv", cwd=workspace)
    assert receipt.returncode == 0, receipt.stderr
    assert "900 read = 899 accepted + 1 rejected + 0 unchanged" in receipt.stdout
    assert "grade: not an allowed value" in receipt.stdout
    assert peelian("refresh", cwd=workspace).returncode == 0
    return workspace


@pytest.fixture(scope="module")
def run(loaded: Path) -> Run:
    return lambda *words: peelian(*words, cwd=loaded)


def test_the_same_extract_again_changes_nothing(run: Run, loaded: Path) -> None:
    again = run("load", "incidents", loaded.parent / "room.csv")
    assert "900 read = 0 accepted + 1 rejected + 899 unchanged" in again.stdout
    assert run("refresh").stdout.startswith("0 of ")


@pytest.mark.django_db
def test_values_are_those_of_the_rows(run: Run, loaded: Path) -> None:
    waits = [
        (datetime.fromisoformat(r["at_scene_at"]) - datetime.fromisoformat(r["created_at"])).total_seconds()
        for r in incidents()
        if r["at_scene_at"] and r["grade"] == "immediate" and r["created_at"].startswith("2024-02")
    ]
    expected = median(wait for wait in waits if wait > 3)
    assert run("values", "attendance_immediate_median", "--output", "v.csv").returncode == 0
    with (loaded / "v.csv").open(encoding="utf-8-sig") as file:
        february = next(row for row in csv.DictReader(file) if row["period"] == "2024-02-01")
    assert float(february["value"]) == expected
    told = run("values", "attendance_immediate_median")
    assert "Attendance of immediate incidents, median · Our Force" in told.stdout
    assert "within the usual range" in told.stdout
    assert run("values", "attendance_immediate_median", "--output", "v.xlsx").returncode == 0
    assert (loaded / "v.xlsx").read_bytes().startswith(b"PK")


@pytest.mark.django_db
def test_values_at_a_unit_and_by_a_breakdown(run: Run) -> None:
    assert "North" in run("values", "incidents_recorded", "--unit", "North").stdout
    by = run("values", "attendance_immediate_median", "--by", "hour_band").stdout
    assert "00:00 to 05:59" in by
    assert "12:00 to 17:59" in by
    every = run("values", "incidents_recorded", "--every-unit").stdout
    assert all(name in every for name in ("Our Force", "North", "South"))


def test_explain_accounts_for_every_row(run: Run) -> None:
    told = run("explain", "attendance_immediate_median").stdout
    assert "FROM rows/incidents" in told
    assert "90  not coalesce(at_scene_at is null, false)" in told
    assert "Incidents: 1 extracts, last room.csv" in told


def test_explain_a_rate_and_a_derived_measure(run: Run) -> None:
    assert "divided by the measure officers_in_post" in run("explain", "incidents_per_100_officers").stdout
    assert "the measure constables_in_post" in run("explain", "constables_per_sergeant").stdout


def test_comparing_definitions_accounts_for_every_incident(run: Run) -> None:
    told = run("attendance", "compare", "national").stdout
    assert "899  immediate incidents" in told
    assert "-90  No arrival recorded" in told
    assert "-18  Arrival before the clock starts" in told  # every 25th, but for those without an arrival
    assert "791  counted" in told
    assert "899  immediate" not in run("attendance", "compare", "national", "--end", "2024-02-01").stdout


def test_loads_and_rejects_are_listed(run: Run, loaded: Path) -> None:
    assert "room.csv" in run("loads").stdout
    assert "urgentest" in run("rejected", "incidents").stdout
    assert run("rejected", "incidents", "--output", "r.csv").returncode == 0
    with (loaded / "r.csv").open(encoding="utf-8") as file:
        assert {row["line"] for row in csv.DictReader(file)} == {"5"}
    assert "No row of calls has been rejected" in run("rejected", "calls").stdout


@pytest.mark.django_db
def test_check_and_doctor(run: Run, loaded: Path) -> None:
    assert run("check").stdout.startswith("No problems: ")
    examined = run("doctor")
    assert "values: up to date" in examined.stdout
    measure = loaded / "framework" / "measures" / "incidents_recorded.yaml"
    sound = measure.read_text(encoding="utf-8")
    measure.write_text(sound.replace("source: incidents", "source: incident"), encoding="utf-8")
    try:
        wrong = run("check")
        assert wrong.returncode == 1
        assert "incidents_recorded.yaml:" in wrong.stderr
        assert "did you mean 'incidents'?" in wrong.stderr
        assert run("doctor").returncode == 1
    finally:
        measure.write_text(sound, encoding="utf-8")


def test_spc_judges_a_file(run: Run, loaded: Path) -> None:
    dates = [f"{2022 + month // 12}-{month % 12 + 1:02}-01" for month in range(24)]
    cases = [
        {"id": "a", "dates": dates, "values": [10, 12] * 8 + [20] * 8, "improves": "increase", "target": 5},
        {"id": "b", "dates": dates, "values": [1]},
    ]
    (loaded / "in.json").write_text(json.dumps(cases), encoding="utf-8")
    assert (
        "2 series judged, 1 could not be" in run("spc", "--input", "in.json", "--output", "out.json").stdout
    )
    judged, wrong = json.loads((loaded / "out.json").read_text(encoding="utf-8"))
    assert judged["variation"] == "special_cause_improvement"
    assert set(wrong) == {"id", "error"}


def test_spc_suggests_charts_and_compares_units(run: Run, loaded: Path) -> None:
    (loaded / "in.json").write_text('[{"id": "a", "values": [1.5, 2.5]}, {"id": "b"}]', encoding="utf-8")
    done = run("spc", "suggest", "--input", "in.json", "--output", "out.json")
    assert "A chart suggested for 1 series, 1 could not be read." in done.stdout
    assert json.loads((loaded / "out.json").read_text(encoding="utf-8"))[0]["chart"] == "run"
    units = {"id": "a", "numerators": [9, 14, 30], "denominators": [40, 50, 60]}
    (loaded / "in.json").write_text(json.dumps([units, {"id": "b"}]), encoding="utf-8")
    done = run("spc", "funnel", "--input", "in.json", "--output", "out.json")
    assert "2 comparisons made, 1 could not be." in done.stdout
    assert len(json.loads((loaded / "out.json").read_text(encoding="utf-8"))[0]["units"]) == 3


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("load", "incident", "x.csv"), "did you mean 'incidents'?"),
        (("load", "incidents", "absent.csv"), "absent.csv"),
        (("load", "incidents"), "name the files to load"),
        (("load", "incidents", "--url", "sqlite:///x"), "--url and --query go together"),
        (("values", "attendance_imediate_median"), "did you mean 'attendance_immediate_median'?"),
        (("values", "--unit", "Nrth"), "did you mean 'North'?"),
        (("values", "incidents_recorded", "--output", "v.pdf"), "name a .csv file"),
        (("explain", "nothing_like_it"), "there is no measure"),
        (("attendance", "compare", "nationl"), "did you mean 'national'?"),
        (("attendance", "compare", "--grade", "imediate"), "did you mean 'immediate'?"),
        (("attendance", "compare", "--start", "yesterday"), "not a date like"),
        (("rejected", "cals"), "did you mean 'calls'?"),
        (("loads", "cals"), "did you mean 'calls'?"),
        (("init", "."), "is not empty"),
        (("spc", "--input", "absent.json", "--output", "o.json"), "cannot be read"),
        (("spc", "--input", "in.json"), "peelian spc needs --output"),
        (("spc",), "needs --input and --output"),
        (("spc", "suggest", "--input", "absent.json", "--output", "o.json"), "cannot be read"),
        (("demo", "d", "--size", "smal"), "did you mean 'small'?"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
@pytest.mark.django_db
def test_a_mistake_is_one_message_and_no_traceback(run: Run, words: tuple[str, ...], said: str) -> None:
    done = run(*words)
    assert done.returncode == 1
    assert said in done.stderr.replace("\n", " ")
    assert "Traceback" not in done.stderr


def test_the_installed_command_is_this_one(tmp_path: Path) -> None:
    command = [str(Path(sys.executable).with_name("peelian")), "values"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("Error: ")


@pytest.mark.parametrize("text", ["[" * 100_000, "[" + "9" * 5000 + "]", "{", "\xff"])
def test_json_that_cannot_be_read_is_said_to_be(run: Run, loaded: Path, text: str) -> None:
    (loaded / "bad.json").write_text(text, encoding="latin-1")
    done = run("spc", "--input", "bad.json", "--output", "out.json")
    assert done.returncode == 1
    assert "bad.json" in done.stderr


def test_an_address_that_is_taken_is_said_to_be(run: Run) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = run("serve", "--port", taken.getsockname()[1])
    assert done.returncode == 1
    assert "try another --port" in done.stderr


def test_outside_a_workspace_the_message_says_how_to_make_one(tmp_path: Path) -> None:
    done = peelian("values", cwd=tmp_path)
    assert done.returncode == 1
    assert "peelian init" in done.stderr


@pytest.mark.parametrize(
    ("settings", "said"),
    [("name: [", "not valid YAML"), ("nam: x", "name"), ("name: x\ntime_zone: Mars/Olympus", "time_zone")],
)
def test_settings_that_are_wrong_are_named(tmp_path: Path, settings: str, said: str) -> None:
    (tmp_path / "peelian.yaml").write_text(settings, encoding="utf-8")
    done = peelian("check", cwd=tmp_path)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
