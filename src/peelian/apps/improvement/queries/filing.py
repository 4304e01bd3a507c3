"""What somebody may choose from who files an action."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied

from peelian.apps.access.viewer import Viewer
from peelian.apps.access.visible import visible_to
from peelian.apps.improvement.parts import units_to_file_at
from peelian.documents.kept import opened
from peelian.framework.measure import Measure, Question
from peelian.pipeline.organisation import Unit


@dataclass(frozen=True)
class FilingPage:
    units: list[Unit]
    measures: Mapping[str, Measure]
    questions: Mapping[str, Question]


def filing_page(viewer: Viewer) -> FilingPage:
    """The units that the viewer may file actions at; PermissionDenied for whoever may at none."""
    visible = visible_to(viewer)
    units = [visible.organisation.unit(unit) for unit in units_to_file_at(visible)]
    if not units:
        raise PermissionDenied("Your account may file actions at no unit.")
    framework = opened().framework
    units.sort(key=lambda unit: (unit.id != visible.organisation.root.id, unit.name))
    return FilingPage(units, framework.measures, framework.questions)
