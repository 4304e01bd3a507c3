"""Every page of the site on the demo force, beside its template rendered from constants.

A request goes through Django's test client, middleware, session and all, as the chief constable, in a process
that has served every kind of page before. No two are for the same measure at the same unit, so none is
answered from an answer kept before. Its reference is a request for the same address, signed in and through
the same middleware, that a bare view answers: with the same template and the same context made into plain
values, rendered with nothing left to look up; for a chart, vl-convert drawing the same specification; for a
file, its writer given the same cells. Of the ratios of a kind of page the figure is the median. "Cold" pages,
without a bar, are asked for after everything kept in memory was forgotten.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import wraps
from itertools import islice
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode

from benchmarks.figure import Figure, seconds

WORK = Path(__file__).parent / ".work"
FULL = 30_000_000
BAR = 5
ASKED, ASKED_COLD = 15, 3
"""Requests of each kind of page."""


def figures(rows: int) -> Iterator[Figure]:
    """A figure for each kind of page, and one for the same kind cold."""
    site = Site(demo("force" if rows >= FULL else "small"))
    for name, addresses in pages().items():
        site.warm()
        next(filter(site.timed, addresses))
        for cold, asked in ((False, ASKED), (True, ASKED_COLD)):
            timed = (found for address in addresses if (found := site.timed(address, cold=cold)))
            middle = sorted(islice(timed, asked), key=lambda each: each.ratio)[asked // 2]
            reference = f"{site.beside(name)}, {middle.reference * 1000:.3g} ms"
            named, bar = (f"{name}, cold", None) if cold else (name, BAR)
            yield Figure(named, middle.taken * 1000, "ms", reference, middle.ratio, bar)


def demo(size: str) -> Path:
    """The folder of a demo force, built when it is not there yet."""
    folder = WORK / size
    if not (folder / "demo-built.json").exists():
        WORK.mkdir(exist_ok=True)
        command = [sys.executable, "-m", "peelian.cli", "demo", str(folder), "--size", size]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return folder


@dataclass(frozen=True)
class Timed:
    """Seconds of a request, and of its reference."""

    taken: float
    reference: float

    @property
    def ratio(self) -> float:
        return self.taken / self.reference


class Site:
    """The site of one workspace, with the chief constable signed in."""

    def __init__(self, workspace: Path) -> None:
        os.environ["PEELIAN_WORKSPACE"] = str(workspace)
        os.environ |= {"DJANGO_SETTINGS_MODULE": "peelian.site.settings", "PEELIAN_LOG": "warning"}
        import django

        django.setup()
        from django.contrib.auth import get_user_model
        from django.test import Client

        self.client, self.stranger = (Client(headers={"host": "localhost"}) for _ in range(2))
        self.client.force_login(get_user_model().objects.get(username="chief"))

    def warm(self) -> None:
        """Ask for what reads the values of every source and the state of every table."""
        self.get("/")
        self.get("/data/")

    def get(self, address: str) -> Any:
        """The answer, made now: Django's cache of drawn charts is emptied first."""
        from django.core.cache import cache

        cache.clear()
        return (self.stranger if address == "/sign-in" else self.client).get(address)

    def timed(self, address: str, *, cold: bool = False) -> Timed | None:
        """An address beside its reference; None where there is nothing to show."""
        from peelian.documents import kept

        if cold:
            kept.forget()
        answers = []
        taken = seconds(lambda: answers.append(self.get(address)))
        if answers[0].status_code == 404:
            return None
        assert answers[0].status_code == 200, address
        return Timed(taken, seconds(self._bare(address, self.reference(address)), times=5))

    def _bare(self, address: str, answer: Callable[[], str | bytes]) -> Callable[[], object]:
        """A request for the address that is answered so, whatever its own view would do."""
        from django.core.handlers.base import BaseHandler
        from django.http import HttpResponse

        resolve = BaseHandler.resolve_request

        def resolved(handler: BaseHandler, request: Any) -> Any:
            match = resolve(handler, request)

            @wraps(match.func)
            def view(*args: Any, **named: Any) -> HttpResponse:
                return HttpResponse(answer())

            match.func = view
            return match

        def ask() -> None:
            with patch.object(BaseHandler, "resolve_request", resolved):
                assert self.get(address).status_code == 200

        return ask

    def beside(self, name: str) -> str:
        """The reference of a kind of page in words."""
        kinds = {"chart": "a bare view, vl-convert drawing it", "values": "a bare view, its writer alone"}
        return kinds.get(name.split(",")[0], "a bare view of its template from constants")

    def reference(self, address: str) -> Callable[[], str | bytes]:
        """The answer to `address` when all it says is known."""
        if "/chart." in address:
            return self._drawing(address)
        if "/values." in address:
            return self._file(address)
        return self._template(address)

    def _file(self, address: str) -> Callable[[], str | bytes]:
        from peelian.apps.performance import files

        name = "to_csv" if "/values.csv" in address else "to_xlsx"
        write = getattr(files, name)
        with patch.object(files, name, side_effect=write) as spy:
            self.get(address)
        return lambda: write(*spy.call_args.args, **spy.call_args.kwargs)

    def _template(self, address: str) -> Callable[[], str | bytes]:
        from django.template import Context
        from django.test.utils import setup_test_environment, teardown_test_environment

        setup_test_environment()
        try:
            response = self.get(address)
        finally:
            teardown_test_environment()
        template = response.templates[0]
        context = constant({k: v for k, v in response.context[0].flatten().items() if k != "perms"})
        return lambda: template.render(Context(context))

    def _drawing(self, address: str) -> Callable[[], str | bytes]:
        import vl_convert

        name = "vegalite_to_svg" if "chart.svg" in address else "vegalite_to_png"
        draw = getattr(vl_convert, name)
        with patch.object(vl_convert, name, side_effect=draw) as spy:
            self.get(address)
        return lambda: draw(*spy.call_args.args, **spy.call_args.kwargs)


def constant(value: Any) -> Any:
    """A value with all that is computed in it made attributes."""
    from django.utils.functional import LazyObject, Promise

    if isinstance(value, (LazyObject, Promise)):
        return str(value) if isinstance(value, Promise) else value
    if is_dataclass(value):
        computed = [
            n for n in dir(value) if not n.startswith("_") and not callable(getattr(type(value), n, None))
        ]
        names = {*(field.name for field in fields(value)), *computed}
        return SimpleNamespace(**{name: constant(getattr(value, name)) for name in names})
    if isinstance(value, dict):
        return {key: constant(each) for key, each in value.items()}
    if type(value) in (list, tuple):
        return type(value)(map(constant, value))
    return value


def pages() -> dict[str, Iterator[str]]:
    """The addresses of every kind of page, each time at another unit, question or measure."""
    from peelian.documents.kept import opened, organisation

    workspace = opened()
    known, framework = organisation(workspace), workspace.framework
    units = list(_apart(u for u in known.unit_ids if known.unit(u).described))
    teams = [u for u in units if known.people(u)]
    measures = list(_apart(framework.measures.values()))
    broken = [(m, by) for m in measures for by in m.by]
    personal = [
        m for m in measures
        if m.source and framework.sources[m.source].individual and m.kind not in ("rate", "derived", "stock")
    ]  # fmt: skip
    people = [p.person for team in teams for p in known.people(team)[:1]]
    loaded = [s for s in framework.sources if workspace.tables.exists(f"rows/{s}")]
    rejecting = [s for s in loaded if workspace.tables.exists(f"rejected/{s}")]
    grades = framework.sources["incidents"].columns["grade"].values

    def of(pattern: str, *parts: Iterable[Any]) -> Iterator[str]:
        """Addresses from equally long cycles of parts, of different lengths so that none comes twice."""
        position = 0
        lists = [list(part) for part in parts]
        while True:
            yield pattern.format(*(part[position % len(part)] for part in lists))
            position += 1

    where = [urlencode({"unit": unit}) for unit in units]
    above = [urlencode({"unit": unit}) for unit in units if known.children(unit)]
    return {
        "overview": of("/?{}", where),
        "overview, filtered": of("/?{}&signals=1", where),
        "question": of("/questions/{}/?{}", framework.questions, where),
        "measure": of("/measures/{0.id}/?{1}", measures, above),
        "measure, by breakdown": of("/measures/{0[0].id}/?{1}&by={0[1]}", broken, above),
        "definition": of("/measures/{0.id}/definition/", measures),
        "measure, of a team": of("/measures/{0.id}/?unit={1}", personal, teams),
        "measure, of a person": of("/measures/{0.id}/people/{1}/", personal, people),
        "chart, SVG": of("/measures/{0.id}/chart.svg?{1}", measures, where),
        "chart, PNG": of("/measures/{0.id}/chart.png?{1}", measures, where),
        "values, CSV": of("/measures/{0[0].id}/values.csv?{1}&by={0[1]}", broken, above),
        "values, Excel": of("/measures/{0[0].id}/values.xlsx?{1}&by={0[1]}", broken, above),
        "units": of("/units/"),
        "unit": of("/units/{}/", units),
        "attendance": of("/attendance/?{}&grade={}", where, grades),
        "data": of("/data/"),
        "source": of("/data/{}/", loaded),
        "rejected rows": of("/data/{}/rejected/?page={}", rejecting, (1, 2, 3)),
        "sign in": of("/sign-in"),
    }


def _apart(things: Iterable[Any]) -> Iterator[Any]:
    """All of them, neighbours far apart: a sample of any length is of all kinds."""
    listed = list(things)
    step = next(s for s in (37, 41, 43) if len(listed) % s)
    return (listed[at * step % len(listed)] for at in range(len(listed)))
