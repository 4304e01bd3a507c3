"""Workspaces with one small source, and extracts for them."""

import textwrap
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml

from peelian.framework.errors import UserError
from peelian.framework.source import Source
from peelian.pipeline.workspace import Settings, Workspace

VISITS = """
id: visits
title: Visits
description: Visits to an enquiry office.
supports: Waiting cannot be measured without the time of arrival.
columns:
  visit_id: {type: text}
  arrived_at: {type: instant, required: true, description: When they came in.}
  seen_at: {type: instant, expected: true}
  left_at: {type: instant}
  reason: {type: text, values: [crime, lost, other], expected: true}
  people: {type: integer, minimum: 1, maximum: 99}
  weight: {type: number}
  urgent: {type: boolean}
  born: {type: date}
  office: {type: text}
  officer: {type: text, personal: true, pattern: "[A-Z]{2}[0-9]+"}
  hour: {type: integer, part: hour, of: arrived_at}
  weekday: {type: integer, part: weekday, of: arrived_at}
  day: {type: date, part: date, of: arrived_at}
key: [visit_id]
period: arrived_at
unit: office
individual: officer
sequence: [arrived_at, seen_at, left_at]
rules:
  - {id: seen_after, check: seen_at >= arrived_at, reason: seen before they arrived, on_failure: flag}
  - {id: left_after, check: left_at >= arrived_at, reason: left before they arrived}
"""
OFFENCES = """
id: offences
title: Offences
description: Offences by month.
columns:
  number: {type: text}
  month: {type: month, required: true}
  what: {type: text}
key: [number, month]
repeats: numbered
period: month
"""
PLACES = """
id: places
title: Places
description: Places over time.
columns:
  place: {type: text, required: true}
  starts: {type: date, required: true}
  ends: {type: date}
key: [place, starts]
spell: {start: starts, end: ends}
"""


class _Definitions(SimpleNamespace):
    """A framework of sources alone."""

    def source(self, name: str) -> Source:
        if name not in self.sources:
            raise UserError(f"there is no source {name!r}")
        found: Source = self.sources[name]
        return found


def open_workspace(root: Path) -> Workspace:
    """The workspace at `root` with the sources above."""
    workspace = Workspace(root, Settings(name="Test", time_zone="Europe/London"))
    sources = [Source.model_validate(yaml.safe_load(text)) for text in (VISITS, OFFENCES, PLACES)]
    workspace.__dict__["framework"] = _Definitions(sources={source.id: source for source in sources})
    return workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    root = tmp_path / "workspace"
    (root / "mappings").mkdir(parents=True)
    return open_workspace(root)


@pytest.fixture
def extract(tmp_path: Path) -> Callable[..., Path]:
    """Writes a text, its margin taken off, to a file; its path."""

    def write(text: str, name: str = "extract.csv", encoding: str = "utf-8") -> Path:
        file = tmp_path / name
        file.write_bytes(textwrap.dedent(text).lstrip("\n").encode(encoding))
        return file

    return write
