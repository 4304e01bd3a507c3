"""`make demo` on a machine that has none yet: built and served by one command, and its pages answer."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

from peelian.apps.access.actions import DEMO_PASSWORD

PATIENCE = 240  # seconds for a crowded machine to build the force; nothing is said of its speed


def test_the_pages_answer_in_the_run_that_built_the_force(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "peelian.cli",
        "demo",
        str(tmp_path / "d"),
        "--serve",
        "--port",
        str(port),
    ]
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    address = f"http://127.0.0.1:{port}"
    try:
        page = ""
        until = time.monotonic() + PATIENCE
        while not page and time.monotonic() < until and process.poll() is None:
            try:
                page = browser.open(f"{address}/sign-in").read().decode()
            except OSError:  # refused, or reset while the server starts
                time.sleep(0.5)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token, "the sign-in page never came"
        form = {"csrfmiddlewaretoken": token[1], "username": "sergeant", "password": DEMO_PASSWORD}
        overview = browser.open(f"{address}/sign-in", urlencode(form).encode())
        assert overview.status == 200
        assert "How is Aldermere Constabulary doing?" in overview.read().decode()
    finally:
        os.killpg(process.pid, signal.SIGKILL)  # the server and its workers
        process.wait()
