"""The words about what has changed, its order and its file."""

import csv
import io
from datetime import date
from typing import Any

import pytest

from peelian.documents.changes import COLUMNS, Change, ranked, statement, to_csv
from peelian.pipeline.changes import Charts, Signal
from peelian.pipeline.organisation import Organisation, UnitSpell, days_of
from peelian.stats.spc.chance import Expected
from tests.documents.made import measure, series

SPELLS = [
    ("force", "Force", "force", None), ("north", "North", "command", "force"),
    ("south", "South", "command", "force"), ("n1", "North 1", "team", "north"),
    ("n2", "North 2", "team", "north"), ("s1", "South 1", "team", "south"),
]  # fmt: skip
KNOWN = Organisation(
    "Force", [UnitSpell(*spell, days_of(date(2020, 1, 1)), days_of(None)) for spell in SPELLS], []
)
LEGS = measure(id="legs", title="Legs", kind="mean", improves="decrease")
ARMS = measure(id="arms", title="Arms", kind="mean", improves="neutral")


def signal(unit: str, **given: Any) -> Signal:
    fields: dict[str, Any] = {
        "series": series([1.0, 2.0], of=given.pop("of", LEGS), unit=unit),
        "type": "special_cause_concern",
        "period": date(2023, 2, 1),
        "value": 2.0,
        "began": date(2023, 2, 1),
        "new": False,
        "strength": 1.2,
        "rules": ("outside",),
        **given,
    }
    return Signal(**fields)


def named(changes: list[Change]) -> list[str]:
    return [f"{change.signal.series.measure.id} {change.unit.id}" for change in changes]


class TestOrder:
    @pytest.mark.parametrize(
        ("first", "second"),
        [
            (signal("s1"), signal("n1", of=ARMS, type="special_cause_neutral_low", new=True)),
            (
                signal("s1", of=ARMS, type="special_cause_neutral_high"),
                signal("n1", type="special_cause_improvement"),
            ),
            (signal("s1", new=True, strength=0.1), signal("n1", strength=9.0)),
            (signal("s1", strength=1.3), signal("n1", strength=1.2)),
            (signal("s1", rules=("trend", "shift")), signal("n1", rules=("shift",))),
            (signal("south"), signal("n1")),
            (
                signal("s1", of=ARMS, type="special_cause_neutral_low"),
                signal("n1", of=measure(id="a", title="B", kind="mean", improves="neutral"),
                       type="special_cause_neutral_low"),
            ),
            (signal("n1"), signal("n2")),
        ],
        ids=["kind", "neutral", "new", "strength", "rule", "level", "title", "unit"],
    )  # fmt: skip
    def test_each_part_of_it(self, first: Signal, second: Signal) -> None:
        expected = [first.series.unit, second.series.unit]
        for given in ([first, second], [second, first]):
            assert [change.unit.id for change in ranked(given, KNOWN)] == expected

    def test_one_cause_is_one_line_at_the_topmost_unit_that_shows_it(self) -> None:
        changes = ranked([signal(unit) for unit in ("n1", "force", "s1", "north")], KNOWN)
        assert named(changes) == ["legs force"]
        assert [each.unit.id for each in changes[0].below] == ["north", "n1", "s1"]

    def test_another_kind_or_measure_is_a_line_of_its_own(self) -> None:
        better = signal("n1", type="special_cause_improvement")
        arms = signal("n2", of=ARMS, type="special_cause_neutral_low")
        changes = ranked([signal("force"), better, arms, signal("s1")], KNOWN)
        assert named(changes) == ["legs force", "arms n2", "legs n1"]
        assert [len(change.below) for change in changes] == [1, 0, 0]

    def test_units_beside_one_another_are_two_lines(self) -> None:
        assert named(ranked([signal("n1"), signal("s1")], KNOWN)) == ["legs n1", "legs s1"]


class TestWords:
    def test_how_long(self) -> None:
        (new,) = ranked([signal("n1", new=True)], KNOWN)
        (run,) = ranked([signal("n1", new=True, began=date(2022, 8, 1))], KNOWN)
        (old,) = ranked([signal("n1", began=date(2022, 8, 1))], KNOWN)
        assert new.how_long == "new in February 2023"
        assert run.how_long == "new in February 2023, with points from August 2022"
        assert old.how_long == "since August 2022"
        assert (new.mark.label, new.period) == ("Getting worse", "February 2023")

    @pytest.mark.parametrize(
        ("found", "expected", "levels", "meaning"),
        [
            (41, 52.0, 1, "about what chance would give"),
            (37, 52.0, 1, "fewer than chance would give"),
            (37, 52.0, 4, "about what chance would give"),
            (66, 52.0, 1, "about what chance would give"),
            (67, 52.0, 1, "more than chance explains"),
            (67, 52.0, 4, "about what chance would give"),
            (100, 52.0, 4, "more than chance explains"),
            (0, 0.0, 1, "about what chance would give"),
            (1, 0.0, 1, "more than chance explains"),
        ],
    )
    def test_what_the_number_means(self, found: int, expected: float, levels: int, meaning: str) -> None:
        charts = Charts([signal("n1", new=True)] * found, 3012, 0, 0, 0, Expected(expected, expected))
        said = statement(charts, levels)
        assert meaning in said.meaning
        assert meaning in said.new

    def test_the_sentences(self) -> None:
        signals = [signal("n1", new=at < 1) for at in range(41)]
        said = statement(Charts(signals, 3012, 7, 1, 0, Expected(52.4, 37.6)), 1)
        assert said.counted == "3,012 charts were read. 41 show a signal; chance alone would mark about 52."
        assert said.new.startswith(
            "1 shows a new one, not there a period before; chance alone would give about 38"
        )
        assert said.left_out == (
            "Charts left out because there is nothing to judge: 7 with too few figures to judge yet and "
            "1 with no figure for 3 periods or longer."
        )  # fmt: skip
        one = statement(Charts([], 1, 0, 0, 0, Expected(0.0175, 0.0)), 1)
        assert one.counted == "1 chart was read. 0 show a signal; chance alone would mark less than 1."
        assert one.left_out == ""

    def test_nothing_was_read(self) -> None:
        said = statement(Charts([], 0, 0, 0, 4, Expected(0, 0)), 1)
        assert said.counted == "0 charts were read. 0 show a signal; chance alone would mark none."
        assert (said.meaning, said.new) == ("", "")


def test_the_file_holds_every_signal_and_runs_no_formula() -> None:
    bad = measure(id="bad", title="=HYPERLINK(1)", kind="mean", improves="decrease")
    changes = ranked([signal("force"), signal("n1"), signal("s1", of=bad, strength=0.4)], KNOWN)
    rows = list(csv.DictReader(io.StringIO(to_csv(changes).decode("utf-8-sig"))))
    assert list(rows[0]) == list(COLUMNS)
    assert [(row["rank"], row["unit"], row["below"]) for row in rows] == [
        ("1", "force", ""), ("1", "n1", "force"), ("2", "s1", ""),
    ]  # fmt: skip
    assert rows[2]["title"] == "'=HYPERLINK(1)"
    assert (rows[0]["new"], rows[0]["strength"], rows[0]["rules"]) == ("no", "1.2", "outside")
