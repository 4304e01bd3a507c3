"""Headers of every answer, whom requests are believed to come from, and requests that are too large."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import override_settings

from peelian.apps.access.audit import record
from peelian.apps.access.middleware import AddressMiddleware
from peelian.pipeline.workspace import init
from peelian.site.proxy import ProxyMiddleware, networks

PROXIES = "10.0.0.0/24, ::1"


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    init(tmp_path / "force")
    monkeypatch.setenv("PEELIAN_WORKSPACE", str(tmp_path / "force"))
    return tmp_path / "force"


@pytest.mark.django_db
@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize("address", ["/sign-in", "/health", "/ready", "/nowhere", "/data/"])
def test_every_answer_carries_them(address: str) -> None:
    headers = Client().get(address).headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "private" in headers["Cache-Control"]


def over_https(folder: Path, *requests: tuple[str, dict[str, str]]) -> list[dict[str, Any]]:
    """Status and headers of requests to the pages at an HTTPS address, in a process of its own."""
    code = (
        "import json, sys, django; django.setup()\n"
        "from django.core.management import call_command; call_command('migrate', verbosity=0)\n"
        "from django.test import Client\n"
        "for path, more in json.loads(sys.argv[1]):\n"
        "    answer = Client(SERVER_NAME='p.police.uk', **more).get(path)\n"
        "    cookies = {name: dict(c) for name, c in answer.cookies.items()}\n"
        "    print(json.dumps({'status': answer.status_code, 'cookies': cookies, **answer.headers}))\n"
    )
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PEELIAN_", "DATABASE_"))} | {
        "PEELIAN_WORKSPACE": str(folder),
        "PEELIAN_ADDRESS": "https://p.police.uk",
        "DJANGO_SETTINGS_MODULE": "peelian.site.settings",
    }
    run = subprocess.run(
        [sys.executable, "-c", code, json.dumps(requests)], env=environment, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
    return [json.loads(line) for line in run.stdout.splitlines()]


def test_https_is_insisted_on_and_said_by_a_proxy_alone(workspace: Path) -> None:
    said = {"HTTP_X_FORWARDED_PROTO": "https"}
    plain, probe, proxied, stranger = over_https(
        workspace,
        ("/sign-in", {}),
        ("/health", {}),
        ("/sign-in", {"REMOTE_ADDR": "127.0.0.1"} | said),
        ("/sign-in", {"REMOTE_ADDR": "192.0.2.7"} | said),
    )
    assert (plain["status"], plain["Location"]) == (301, "https://p.police.uk/sign-in")
    assert probe["status"] == 200
    assert proxied["status"] == 200
    assert proxied["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert all(cookie["secure"] and cookie["samesite"] == "Lax" for cookie in proxied["cookies"].values())
    assert proxied["cookies"]
    assert stranger["status"] == 301


@pytest.mark.parametrize(
    ("nearest", "forwarded", "asker"),
    [
        ("192.0.2.7", None, "192.0.2.7"),
        ("192.0.2.7", "203.0.113.5", "192.0.2.7"),  # no proxy of ours: not believed
        ("10.0.0.1", "203.0.113.5", "203.0.113.5"),
        ("10.0.0.1", "198.51.100.1, 203.0.113.5", "203.0.113.5"),  # the first was made up
        ("10.0.0.1", "203.0.113.5, 10.0.0.2", "203.0.113.5"),  # two proxies
        ("10.0.0.1", "203.0.113.5:4711", "203.0.113.5"),
        ("10.0.0.1", "[2001:db8::5]:4711", "2001:db8::5"),
        ("::1", "2001:db8::5", "2001:db8::5"),
        ("::ffff:10.0.0.1", "203.0.113.5", "203.0.113.5"),
        ("10.0.0.1", "203.0.113.5, rubbish", "10.0.0.1"),
        ("10.0.0.1", None, "10.0.0.1"),
        ("", "203.0.113.5", ""),  # a local socket
    ],
)
def test_whom_a_request_is_believed_to_come_from(nearest: str, forwarded: str | None, asker: str) -> None:
    more = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    request = RequestFactory().get("/", REMOTE_ADDR=nearest, **more)
    with override_settings(TRUSTED_PROXIES=networks(PROXIES)):
        ProxyMiddleware(lambda asked: HttpResponse())(request)
    assert request.META["REMOTE_ADDR"] == asker


@pytest.mark.django_db
@override_settings(TRUSTED_PROXIES=networks(PROXIES))
def test_the_record_has_the_address_of_whoever_asked() -> None:
    def answer(request: HttpRequest) -> HttpResponse:
        return HttpResponse(record("cara", "page.read", "page").address)

    whole = ProxyMiddleware(AddressMiddleware(answer))
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="203.0.113.5")
    assert whole(request).content == b"203.0.113.5"


def test_a_network_that_is_none_is_named() -> None:
    assert networks("") == ()
    with pytest.raises(ValueError, match=r"proxy\.internal"):
        networks("10.0.0.1, proxy.internal")


@pytest.mark.django_db
@pytest.mark.usefixtures("workspace")
class TestSize:
    def test_a_request_that_says_it_is_too_large_is_not_read(self, settings: Any) -> None:
        settings.MAX_REQUEST_SIZE = 2**20
        page = Client().post("/sign-in", {"username": "x" * 2**20})
        assert page.status_code == 413
        assert "at most 1 MB at a time" in page.content.decode()
        said = Client().post("/api/v1/anything", b"x" * (2**20 + 1), content_type="application/json")
        assert said.status_code == 413
        assert "at most 1 MB" in said.json()["detail"]

    def test_fields_that_are_too_large_together(self, settings: Any) -> None:
        settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
        page = Client().post("/sign-in", {"username": "x" * 2000})
        assert page.status_code == 413

    def test_a_length_that_is_no_number(self) -> None:
        assert Client().get("/sign-in", CONTENT_LENGTH="-1").status_code == 413

    def test_other_bad_requests_stay_such(self) -> None:
        assert Client().get("/sign-in", headers={"host": "elsewhere"}).status_code == 400


@pytest.mark.django_db
@pytest.mark.usefixtures("workspace")
def test_a_form_from_elsewhere_is_refused() -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/sign-in", {"username": "x", "password": "y"}).status_code == 403
