"""Fifty signed-in readers and four writers against PostgreSQL for two minutes.

The site is served as `peelian serve` serves it, by two worker processes, over a copy of the demo force. Each
reader signs in, then asks for an overview or a measure at some unit, waits as a person does, and asks again;
every other request is answered by a bare view, through the same server and middleware amid the same crowd:
the same template rendered from constants. Each writer sends batches of new rows to the API as programs do,
some of them twice as after a lost answer. The figures are the 95th centiles of readers' pages; the ratio is
beside the bare view's. Any answer but 200 fails, and so does a row that was taken and is not in the table.
"""

import json
import os
import random
import shutil
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import quote, urlencode

from benchmarks.figure import Figure
from benchmarks.pages import FULL, WORK, demo

READERS, WRITERS, SECONDS = 50, 4, 120
PAUSE = 8.0
"""Seconds a reader looks at a page, on average; a writer waits half as long between batches."""
BATCH = 25
PORT = 8931
USERS = ("sergeant", "inspector", "chief", "analyst", "commissioner")
MEASURES = ("attendance_immediate_median", "attendance_immediate_in_standard", "incidents_recorded")


def figures(rows: int) -> Iterator[Figure]:
    """The 95th centile of each kind of page, beside its bare view."""
    from tests.postgres import cluster

    built, folder = demo("force" if rows >= FULL else "small"), WORK / "crowd"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(built, folder)
    with cluster() as url:
        os.environ |= {"PEELIAN_WORKSPACE": str(folder), "DATABASE_URL": url}
        os.environ["DJANGO_SETTINGS_MODULE"] = "peelian.site.settings"
        token, units, before = _prepared(folder)
        quiet = os.environ | {"PEELIAN_LOG": "warning"}
        server = subprocess.Popen([sys.executable, "-m", "benchmarks.bare", str(PORT)], env=quiet)
        try:
            crowd = Crowd(units, token)
            crowd.gather()
        finally:
            server.terminate()
            server.wait(30)
        if crowd.wrong:
            shown = "\n".join(each[:300] for each in crowd.wrong[:10])
            sys.exit(f"{len(crowd.wrong)} answers were not right:\n{shown}")
        _nothing_lost(folder, crowd, before)
    print(
        f"{READERS} readers, {WRITERS} writers, {SECONDS} s: {sum(map(len, crowd.times.values())):,} pages, "
        f"{len(crowd.taken)} batches of {BATCH} rows, no error and nothing lost"
    )
    for kind in ("overview", "measure"):
        page, bare = (_p95(crowd.times[kind, each]) for each in (False, True))
        reference = f"a bare view amid the same crowd, 95th centile {bare * 1000:.3g} ms"
        yield Figure(f"{kind}, 95th centile in a crowd", page * 1000, "ms", reference, page / bare, None)


def _prepared(folder: Path) -> tuple[str, list[str], int]:
    """A token of the analyst, units to look at, and how many rows of incidents there are."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from peelian.apps.access.actions import create_demo_accounts
    from peelian.apps.access.models import Account
    from peelian.apps.access.tokens import make_token
    from peelian.demo import DemoForce
    from peelian.documents.kept import opened, organisation
    from peelian.pipeline.organisation import ROOT

    force = DemoForce.read(folder / "extracts")
    assert force is not None
    create_demo_accounts(accounts=force.accounts)
    day = date.today() + timedelta(1)  # noqa: DTZ011 - the machine's own day
    analyst = Account.objects.get(username="analyst")
    secret = make_token(by=analyst, role="analyst", unit=ROOT, label="The crowd's writers", ends=day)[1]
    known = organisation(opened())
    return secret, [u for u in known.unit_ids if known.unit(u).described], _rows(folder)


def _rows(folder: Path) -> int:
    from peelian.pipeline.workspace import Workspace

    return sum(file.rows for file in Workspace.open(folder).tables.snapshot("rows/incidents").files)


def _nothing_lost(folder: Path, crowd: "Crowd", before: int) -> None:
    from peelian.apps.access.audit import verify

    assert _rows(folder) == before + BATCH * len(crowd.taken), "rows were lost or doubled"
    verified = verify()
    assert not verified.problems, verified.problems
    assert verified.events > 0


def _p95(times: list[float]) -> float:
    return sorted(times)[int(0.95 * len(times))]


@dataclass
class Crowd:
    """Everybody at once, and what came of it. `times` are by kind of page and whether the view was bare."""

    units: list[str]
    token: str
    times: dict[tuple[str, bool], list[float]] = field(default_factory=lambda: defaultdict(list))
    taken: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    until: float = 0.0

    def gather(self) -> None:
        """Sign everybody in, then let them go for as long as it takes."""
        _await_server()
        cookies = {user: _signed_in(user) for user in USERS}
        self.until = time.monotonic() + SECONDS
        work: list[tuple[Callable[..., None], tuple[object, ...]]] = [
            (self.read, (n, cookies[USERS[n % len(USERS)]], USERS[n % len(USERS)])) for n in range(READERS)
        ]
        work += [(self.write, (n,)) for n in range(WRITERS)]
        threads = [threading.Thread(target=target, args=args) for target, args in work]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def read(self, number: int, cookie: str, user: str) -> None:
        """One reader: a page, a pause, a page."""
        dice = random.Random(number)
        time.sleep(dice.random() * PAUSE)
        while time.monotonic() < self.until:
            kind, path = self._page(dice, user)
            bare = dice.random() < 0.5
            headers = {"Cookie": cookie} | ({"X-Bare": "yes"} if bare else {})
            start = time.perf_counter()
            status, _ = self._asked("GET", path, None, headers)
            if status == 200:
                self.times[kind, bare].append(time.perf_counter() - start)
            time.sleep(dice.expovariate(1 / PAUSE))

    def write(self, number: int) -> None:
        """One writer: a batch of new rows, sometimes sent again."""
        dice = random.Random(1000 + number)
        batch = 0
        while time.monotonic() < self.until:
            batch += 1
            name = f"crowd-{number}-{batch}"
            body, answers = json.dumps(_incidents(name)), []
            for _ in range(2 if dice.random() < 0.2 else 1):
                headers = {
                    "Authorization": f"Bearer {self.token}", "Content-Type": "application/json",
                    "Idempotency-Key": name,
                }  # fmt: skip
                status, answer = self._asked("POST", "/api/v1/sources/incidents/rows", body, headers)
                if status in (200, 201):
                    answers.append(json.loads(answer))
            if answers:
                self.taken.append(name)
                if answers[0]["accepted"] != BATCH or any(each != answers[0] for each in answers):
                    self.wrong.append(f"{name}: {answers}")
            time.sleep(dice.expovariate(2 / PAUSE))

    def _page(self, dice: random.Random, user: str) -> tuple[str, str]:
        sees_all = user in ("chief", "analyst", "commissioner")
        where = urlencode({"unit": dice.choice(self.units)} if sees_all else {})
        if dice.random() < 0.5:
            return "overview", f"/?{where}"
        return "measure", f"/measures/{quote(dice.choice(MEASURES))}/?{where}"

    def _asked(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> tuple[int, bytes]:
        connection = HTTPConnection("127.0.0.1", PORT, timeout=120)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            said = answer.read()
        except OSError as error:
            self.wrong.append(f"{method} {path}: {error}")
            return 0, b""
        finally:
            connection.close()
        if answer.status not in (200, 201):
            self.wrong.append(f"{method} {path}: {answer.status} {said[:200]!r}")
        return answer.status, said


def _incidents(name: str) -> list[dict[str, str]]:
    now = datetime.now(UTC).isoformat()
    return [{"incident_id": f"{name}-{n}", "created_at": now, "grade": "immediate"} for n in range(BATCH)]


def _await_server() -> None:
    for _ in range(300):
        try:
            connection = HTTPConnection("127.0.0.1", PORT, timeout=5)
            connection.request("GET", "/health")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.2)
    sys.exit("the server did not answer")


def _signed_in(user: str) -> str:
    """The cookies of somebody who signed in with their password."""
    from peelian.apps.access.actions import DEMO_PASSWORD

    connection = HTTPConnection("127.0.0.1", PORT, timeout=60)
    connection.request("GET", "/sign-in")
    answer = connection.getresponse()
    answer.read()
    token = SimpleCookie(answer.headers["Set-Cookie"])["csrftoken"].value
    form = urlencode(
        {"login": user, "username": user, "password": DEMO_PASSWORD, "csrfmiddlewaretoken": token}
    )
    sent = {"Cookie": f"csrftoken={token}", "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/sign-in", form, sent)
    answer = connection.getresponse()
    answer.read()
    cookies = SimpleCookie()
    for header in answer.headers.get_all("Set-Cookie", []):
        cookies.load(header)
    if "sessionid" not in cookies:
        sys.exit(f"{user} could not sign in: {answer.status}")
    return f"sessionid={cookies['sessionid'].value}"
