"""The register of 2,000 findings with 20,000 updates, beside the same pages of one of 20 with 200.

A request goes through Django's test client, middleware, session and all, as the chief constable of a small
demo force. Both registers are kept in one database made for the run: the few first, then the many added, and
the few timed again afterwards in a register of their own would be the same pages. Each page is asked for in
turn, some times, and the figure is the middle one. A tenth of the findings has an action.
"""

import os
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.figure import Figure, seconds
from benchmarks.pages import demo

FEW, MANY, UPDATES, ACTIONS, EACH_PUBLICATION = 20, 2000, 10, 10, 40
BAR, ASKED = 5.0, 15


def figures(rows: int) -> Iterator[Figure]:
    del rows  # the register is as large whatever the force counts
    folder = Path(__file__).parent / ".work" / "inspections"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(demo("small"), folder)
    register = Register(folder)
    register.grow_to(FEW)
    few = {name: register.timed(path) for name, path in register.paths().items()}
    register.grow_to(MANY)
    for name, path in register.paths().items():
        taken = register.timed(path)
        beside = f"at {FEW} findings, {few[name] * 1000:.3g} ms"
        called = f"{name} of {MANY:,} findings and {MANY * UPDATES:,} updates"
        yield Figure(called, taken * 1000, "ms", beside, taken / few[name], BAR)


class Register:
    """The site of a copy of the demo force, with a register that grows."""

    def __init__(self, workspace: Path) -> None:
        os.environ["PEELIAN_WORKSPACE"] = str(workspace)
        os.environ |= {"DJANGO_SETTINGS_MODULE": "peelian.site.settings", "PEELIAN_LOG": "warning"}
        import django

        django.setup()
        from django.contrib.auth import get_user_model
        from django.core.management import call_command
        from django.test import Client

        call_command("migrate", verbosity=0)
        accounts = get_user_model().objects
        self.owner = accounts.get(username="inspector")
        self.client = Client(headers={"host": "localhost"})
        self.client.force_login(accounts.get(username="chief"))
        self.empty()

    def empty(self) -> None:
        """Leave nothing of what the demo has in its register."""
        from peelian.apps.inspections.models import Answer, Copy, Finding, Practice, Publication, Update

        for model in (Update, Copy):
            model.objects.all()._raw_delete("default")
        for model in (Answer, Practice):
            model.objects.all().delete()
        if Finding.objects.exists() or Publication.objects.exists():
            raise SystemExit("the demo force has findings: empty them first")

    def grow_to(self, total: int) -> None:
        """Add findings, each with its updates and every tenth with an action, until there are `total`."""
        from django.utils import timezone

        from peelian.apps.improvement.models import Action
        from peelian.apps.inspections.models import Finding, Publication, Update

        today, there = timezone.localdate(), Finding.objects.count()
        statuses = ("awaiting_allocation", "in_progress", "awaiting_assurance", "pending_sign_off", "closed")
        reports: list[Any] = list(Publication.objects.order_by("pk"))
        for at in range(len(reports), -(-total // EACH_PUBLICATION)):
            title = f"Inspection {at} of how forces do one of the things that they do"
            day = today - timedelta(days=at * 9)
            reports.append(Publication.objects.create(title=title, published=day, added_by="bench"))
        made = Finding.objects.bulk_create(
            Finding(
                publication=reports[at // EACH_PUBLICATION], number=str(at % EACH_PUBLICATION + 1),
                kind="recommendation", status=statuses[at % 5], owner=self.owner if at % 5 else None,
                text=f"Chief constables should make sure that {at} of their teams do what they say. " * 3,
                due=today + timedelta(days=at % 200 - 60), unit="force", added_by="bench",
            )
            for at in range(there, total)
        )  # fmt: skip
        Update.objects.bulk_create(
            (
                Update(finding=finding, words=f"How it went the {n}th time", by="inspector")
                for finding in made
                for n in range(UPDATES)
            ),
            batch_size=2000,
        )
        Action.objects.bulk_create(
            Action(
                title="Change the form", unit="force", owner=self.owner, due=today + timedelta(days=9),
                origin_kind="recommendation", origin_key=finding.origin_key, filed_by="chief",
            )
            for finding in made[::ACTIONS]
        )  # fmt: skip
        self.first, self.report = Finding.objects.order_by("pk")[0].pk, reports[0].pk

    def paths(self) -> dict[str, str]:
        return {
            "register": "/inspections/?stage=every&sort=-due",
            "a search of the register": "/inspections/?stage=every&q=teams",
            "a finding": f"/inspections/findings/{self.first}/",
            "publications": "/inspections/publications/",
            "a publication": f"/inspections/publications/{self.report}/",
            "what is late and next": "/inspections/deadlines/",
            "the API's findings, 20 at once": "/api/v1/findings?limit=20",
            "the API's dates, 20 at once": "/api/v1/deadlines?limit=20",
        }

    def timed(self, path: str) -> float:
        """Seconds that a page takes, half of the times more and half of them less."""

        def ask() -> None:
            answer = self.client.get(path)
            assert answer.status_code == 200, (path, answer.status_code)

        ask()
        return median(seconds(ask) for _ in range(ASKED))
