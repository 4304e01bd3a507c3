"""Charts that tests note something on, and every place where their verdicts are shown."""

import csv
import io
from datetime import date
from typing import Any

from django.test import Client

from peelian.apps.access.viewer import CommandLine
from peelian.apps.performance.actions_annotations import Noted, annotate
from peelian.documents.kept import opened, organisation, readings
from peelian.documents.readings import Reading
from peelian.pipeline.annotations import Kind

RISEN, WHERE = "attendance_immediate_in_standard", "WYN"
"""A chart with a planted rise, from February 2025, that suggests a new average."""
SUGGESTED = date(2025, 2, 1)


def root() -> str:
    return organisation(opened()).root.id


def reading(measure: str = RISEN, unit: str = WHERE, breakdown: str = "") -> Reading:
    return readings(opened(), measures=[measure], units=[unit], breakdown=breakdown)[0]


def noted(kind: Kind, day: date = SUGGESTED, measure: str = RISEN, unit: str = WHERE, **more: Any) -> Noted:
    """A note by whoever runs the command where the workspace is."""
    given = {"by": CommandLine(), "reason": "The response rota changed", **more}
    return annotate(kind=kind, measure=measure, unit=unit, day=day, **given)


def shown(client: Client, measure: str = RISEN, unit: str = WHERE) -> dict[str, str]:
    """What each place says of a chart: its label where there is one, and all its points where there are."""
    overview = client.get("/", {"unit": unit}).context["overview"]
    every = [r for theme in overview.themes for asked in theme.questions for r in asked.readings]
    above = organisation(opened()).ancestors(unit)[-1].id
    page = client.get(f"/measures/{measure}/", {"unit": above}).context["page"]
    by_unit = {each.unit.id: each.reading for each in page.below if each.unit}
    of_unit = client.get(f"/units/{unit}/").context["page"]
    verdict = client.get(f"/api/v1/verdicts?measure={measure}&unit={unit}").json()["rows"][0]
    values = client.get(f"/api/v1/values?measure={measure}&unit={unit}").json()["rows"]
    text = client.get(f"/measures/{measure}/values.csv", {"unit": unit}).content.decode("utf-8-sig")
    question = client.get("/questions/responding_to_the_public/", {"unit": unit}).context["page"]
    return {
        "overview": next(r for r in every if r.measure.id == measure).sentence,
        "measure": client.get(f"/measures/{measure}/", {"unit": unit}).context["page"].reading.sentence,
        "unit above": by_unit[unit].sentence,
        "question": next(r for r in question.readings if r.measure.id == measure).sentence,
        "unit": next(r for r in of_unit.readings if r.measure.id == measure).sentence,
        "API verdicts": verdict["sentence"],
        "API values": ",".join(str((row["mean"], row["point_type"])) for row in values),
        "CSV": ",".join(f"{row['mean']} {row['point_type']}" for row in csv.DictReader(io.StringIO(text))),
    }
