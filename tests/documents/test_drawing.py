"""Charts drawn in other processes are those drawn here, whatever becomes of a process."""

import subprocess
import sys

import pytest

from peelian.documents import drawing
from peelian.documents.chart_style import ON_PAPER
from peelian.documents.charts import Spec, spc_chart, to_svg
from peelian.documents.drawing import begun, drawn
from peelian.documents.readings import read
from tests.documents.made import BETTER, STEADY, WORSE, series


@pytest.fixture(scope="module")
def charts() -> list[Spec]:
    readings = [read(series(values)) for values in (BETTER, STEADY, WORSE)]
    return [spc_chart(each.verdict, each.series, width=ON_PAPER) for each in readings]


def test_they_come_back_in_order_and_just_as_one_alone_is_drawn(charts: list[Spec]) -> None:
    drawing.forget()
    assert drawn(charts * 2) == [to_svg(chart) for chart in charts] * 2
    assert begun(charts[0]) is begun(dict(charts[0]))


def test_one_that_is_no_chart_is_told_and_the_next_is_drawn(charts: list[Spec]) -> None:
    with pytest.raises(ValueError, match="conversion failed"):
        drawn([{"mark": "bad", "data": {"values": []}}])
    assert drawn(charts[:1]) == [to_svg(charts[0])]


def test_a_process_that_has_ended_is_replaced(charts: list[Spec]) -> None:
    drawn(charts)
    drawing.forget()
    for process in drawing._idle.queue:
        process.kill()
        process.wait()
    assert drawn(charts[:1]) == [to_svg(charts[0])]


def test_only_the_latest_are_remembered(charts: list[Spec], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "REMEMBERED", 2)
    first, *_ = [begun(chart) for chart in charts]
    assert begun(charts[0]) is not first
    assert begun(charts[0]).result() == first.result()


def test_one_that_is_asked_nothing_ends() -> None:
    command = [sys.executable, "-m", "peelian.documents.drawer", "0.01"]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        assert process.wait(timeout=60) == 0
