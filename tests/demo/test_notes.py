"""What the demo's analyst has noted can be noted, and leaves every planted signal to be found."""

from typing import Any

import pytest

from peelian.apps.access.actions import create_demo_accounts
from peelian.apps.performance.actions_annotations import create_demo_notes, withdraw
from peelian.apps.performance.models import Annotation
from peelian.demo import DemoForce
from peelian.demo.notes import planted_notes
from peelian.documents.kept import opened, readings
from peelian.documents.readings import Reading
from peelian.pipeline.workspace import Workspace

pytestmark = pytest.mark.django_db


@pytest.fixture
def analyst(built: tuple[Workspace, DemoForce], monkeypatch: pytest.MonkeyPatch) -> Any:
    """The demo's analyst, who has noted what they do."""
    workspace, force = built
    monkeypatch.setenv("PEELIAN_WORKSPACE", str(workspace.root))
    accounts = create_demo_accounts(accounts=list[Any](force.accounts))
    found = next(account for account in accounts if account.username == "analyst")
    create_demo_notes(by=found, notes=[vars(note) for note in planted_notes(force.signals)])
    return found


def reading(measure: str, unit: str) -> Reading:
    return readings(opened(), measures=[measure], units=[unit])[0]


@pytest.mark.usefixtures("analyst")
def test_every_planted_signal_is_still_found(built: tuple[Workspace, DemoForce]) -> None:
    for signal in built[1].signals:
        assert reading(signal.measure, signal.unit).verdict.variation == signal.expected_variation, signal.id


@pytest.mark.usefixtures("analyst")
def test_each_kind_shows(built: tuple[Workspace, DemoForce]) -> None:
    notes = planted_notes(built[1].signals)
    assert {note.kind for note in notes} == {"event", "ghost", "rebase"}
    for note in notes:
        points = reading(note.measure, note.unit).verdict.points
        if note.kind == "ghost":
            assert next(point for point in points if point.date == note.day).ghost
        if note.kind == "rebase":
            assert next(point for point in points if point.segment == 1).date == note.day
    travel = reading("attendance_immediate_travel_median", "WYN")
    assert travel.verdict.withheld is None
    assert travel.variation.label == "No clear change"


def test_they_are_written_once(built: tuple[Workspace, DemoForce], analyst: Any) -> None:
    notes = planted_notes(built[1].signals)
    withdraw(by=analyst, note=Annotation.objects.in_force()[0], reason="To see")
    create_demo_notes(by=analyst, notes=[vars(note) for note in notes])
    assert Annotation.objects.count() == len(notes)
