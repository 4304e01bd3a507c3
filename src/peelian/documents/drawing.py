"""Many charts drawn at the same time, in other processes.

vl-convert draws one chart at a time and holds Python's lock meanwhile: thirty charts drawn where pages are
served would stop them for seconds. Starting a process takes as long as drawing half a dozen charts, so one
that has drawn is kept for a minute.
"""

import json
import os
import subprocess
import sys
from collections import OrderedDict
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from queue import Empty, LifoQueue
from threading import Lock

from peelian.documents.chart_dress import Spec

MOST = 4
"""Processes that draw, where there are as many cores."""
KEPT = 60.0
"""Seconds after which one that is asked nothing ends."""

REMEMBERED = 100
"""Charts whose drawings are remembered, as many as there are in a large pack; some 60 kB each."""

Process = subprocess.Popen[str]


def drawn(charts: Iterable[Spec]) -> list[str]:
    """SVG of each chart, in order. ValueError when one is none."""
    return [each.result() for each in [begun(chart) for chart in charts]]


def begun(chart: Spec) -> "Future[str]":
    """The SVG of a chart, which is drawn from now on. Its result raises ValueError when it is none.

    So a chart can be drawn while the next is specified: who asks for it later is given the same.
    """
    line = json.dumps(chart)
    with _lock:
        found = _begun.get(line)
        if found is None:
            found = _begun[line] = _threads().submit(_asked, line)
            while len(_begun) > REMEMBERED:
                _begun.popitem(last=False)
        _begun.move_to_end(line)
    return found


def forget() -> None:
    """Draw everything anew from now on."""
    with _lock:
        _begun.clear()


@cache
def _threads() -> ThreadPoolExecutor:
    """One for each process that may be drawing. They only wait for it."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return ThreadPoolExecutor(min(MOST, cores), thread_name_prefix="drawing")


_idle: LifoQueue[Process] = LifoQueue()
_begun: "OrderedDict[str, Future[str]]" = OrderedDict()
_lock = Lock()


def _asked(line: str) -> str:
    """The answer of a process that was kept, or of a new one when there is none or it has ended."""
    while True:
        try:
            process = _idle.get_nowait()
        except Empty:
            return _answer(_started(), line)
        try:
            return _answer(process, line)
        except OSError:
            process.communicate()


def _started() -> Process:
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "peelian.documents.drawer", str(KEPT)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8",
    )  # fmt: skip


def _answer(process: Process, line: str) -> str:
    """What the process answers, after which it is kept. OSError when it has ended."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{line}\n")
    process.stdin.flush()
    said = process.stdout.readline()
    if not said.endswith("\n"):
        raise BrokenPipeError("the process that draws has ended")
    _idle.put(process)
    answer = json.loads(said)
    if "wrong" in answer:
        raise ValueError(answer["wrong"])
    return str(answer["svg"])
