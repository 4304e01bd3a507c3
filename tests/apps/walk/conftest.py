"""The accounts that walk, and what they ask for."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import vl_convert
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from peelian.apps.access.actions import create_demo_accounts
from peelian.apps.access.tokens import make_token
from peelian.apps.access.viewer import CommandLine
from peelian.apps.performance.actions_annotations import Noted, annotate
from peelian.demo import DemoForce
from peelian.pipeline.annotations import Kind
from peelian.pipeline.organisation import ROOT
from peelian.pipeline.refresh import refresh
from peelian.pipeline.workspace import Workspace
from tests.apps.conftest import QUICK
from tests.apps.walk.expectations import PARTS
from tests.apps.walk.visitors import made
from tests.apps.walk.visits import MEASURE, PROPORTION, TOKEN
from tests.apps.walk.walking import Walk, ids_of


@pytest.fixture(scope="session")
def demo_built(
    demo_built: tuple[Path, DemoForce], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, DemoForce]:
    """The demo force with few measures: who is given a page is walked, not how much is on it."""
    whole, force = demo_built
    folder = tmp_path_factory.mktemp("walked") / "workspace"
    shutil.copytree(whole, folder)
    measures = Workspace.open(folder).framework
    kept, wanted = set[str](), [MEASURE, PROPORTION, *ALSO]
    while wanted:
        if (measure := wanted.pop()) not in kept:
            kept.add(measure)
            wanted += [*measures.measures[measure].balanced_by, *measures.parts(measure)]
    for file in (folder / "framework" / "measures").glob("*.yaml"):
        if file.stem not in kept:
            file.unlink()
    refresh(Workspace.open(folder))
    return folder, force


def noted(kind: Kind, unit: str) -> Noted:
    """A note to walk past."""
    given: dict[str, Any] = {"measure": MEASURE, "day": date(2025, 3, 3), "reason": "To walk past"}
    return annotate(by=CommandLine(), kind=kind, unit=unit, **given)


ALSO = ("people_in_post",)
"""Measures besides those that visits name: one of the workforce."""
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000002000005000155a24f710000000049454e44ae426082"
)
"""A picture of one point: who is given a chart is walked, not what is drawn."""


@pytest.fixture(autouse=True)
def quickly_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, drawn in (("svg", "<svg/>"), ("png", PIXEL), ("pdf", b"%PDF-1.7")):
        monkeypatch.setattr(vl_convert, f"vegalite_to_{name}", lambda *_, drawn=drawn, **__: drawn)


@pytest.fixture
def _django_db_helper() -> None:
    """No test here has a transaction of its own from pytest-django: `walked` holds one for all."""


@pytest.fixture(scope="module")
def walked(
    demo_built: tuple[Path, DemoForce], django_db_setup: None, django_db_blocker: Any
) -> Iterator[Walk]:
    """The walk, made once a file: what a visit does is undone after it, and all of this at the end."""
    folder, force = demo_built
    with (
        patch.dict(os.environ, {"PEELIAN_WORKSPACE": str(folder)}),
        django_db_blocker.unblock(),
        override_settings(PASSWORD_HASHERS=QUICK),
        transaction.atomic(),
    ):
        yield _made(force)
        transaction.set_rollback(True)


@pytest.fixture
def walk(walked: Walk, demo: DemoForce) -> Walk:
    """The walk, its workspace being the one pages read."""
    return walked


def _made(force: DemoForce) -> Walk:
    accounts = {each.username: each for each in create_demo_accounts(accounts=list[Any](force.accounts))}
    people = {each["username"]: each["person_id"] for each in force.accounts if each["person_id"]}
    ids = ids_of(people)
    walkers = made(accounts, ids.there)
    grants = {name: walkers[name].grants_in_force().get().pk for name in ("analyst", "administrator")}
    tomorrow = timezone.localdate() + timedelta(1)
    token, _ = make_token(by=walkers["analyst"], role="analyst", unit=ROOT, label=TOKEN, ends=tomorrow)
    kinds: dict[str, tuple[Kind, str]] = {
        "event_there": ("event", ids.there),
        "ghost_here": ("ghost", ids.here),
    }
    notes = {name: noted(kind, unit).note.pk for name, (kind, unit) in kinds.items()}
    own = {"grant": grants["analyst"], "own_grant": grants["administrator"], "token": token.pk}
    records = {name: record for part in PARTS for name, record in part.made(walkers, ids).items()}
    return Walk(replace(ids, **own, **notes, records=records), walkers)
