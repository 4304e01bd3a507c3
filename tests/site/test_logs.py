"""What is logged of requests and errors, and that nobody is in it."""

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from peelian.apps.performance import views
from peelian.framework.errors import UserError
from peelian.pipeline.workspace import init
from peelian.site.logs import HEADER, JsonFormatter, configuration

pytestmark = pytest.mark.django_db
NAMES = ("cara.dunn", "Cara", "Dunn", "P-4711", "10.9.8.7", "SECRET", "hunter2")


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """All that loggers write, as the pages' own handler writes it."""
    init(tmp_path / "force")
    monkeypatch.setenv("PEELIAN_WORKSPACE", str(tmp_path / "force"))
    lines = io.StringIO()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(JsonFormatter())
    loggers = [logging.getLogger(name) for name in ("", "django", "peelian", "django_tasks")]
    for logger in loggers:
        logger.addHandler(handler)
    yield lines
    for logger in loggers:
        logger.removeHandler(handler)


def read(written: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def client() -> tuple[Client, Any]:
    account = get_user_model().objects.create(
        username="cara.dunn", display_name="Sgt Cara Dunn", person_id="P-4711"
    )
    made = Client(raise_request_exception=False, REMOTE_ADDR="10.9.8.7", HTTP_USER_AGENT="Cara's phone")
    made.force_login(account)
    return made, account


def test_a_line_a_request_with_its_route_and_its_answers_id(written: io.StringIO) -> None:
    made, account = client()
    response = made.get("/measures/incidents_recorded/?unit=P-4711")
    (line,) = read(written)
    assert line["logger"] == "peelian.request"
    assert line["route"] == "measures/<slug:measure>/"
    assert line["name"] == "performance:measure"
    assert (line["method"], line["status"]) == ("GET", response.status_code)
    assert line["account"] == account.pk
    assert line["milliseconds"] > 0
    assert line["request"] == response.headers[HEADER]
    assert len(line["request"]) == 32


def test_nobody_is_in_the_log(written: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    made, _ = client()

    def fails(request: object, measure: str, person: str) -> None:
        whole_name = "Sgt Cara Dunn"
        try:
            raise KeyError(whole_name)
        except KeyError as error:
            raise ValueError(f"no posting of {person}, {whole_name}") from error

    monkeypatch.setattr(views.measure_queries, "person_page", lambda viewer, m, p: fails(viewer, m, p))
    response = made.get("/measures/incidents_recorded/people/P-4711/?name=Cara+Dunn")
    assert response.status_code == 500
    made.get("/measures/nothing/people/P-4711/")
    made.get("/people/Cara-Dunn?token=SECRET")  # nowhere
    made.get("/", headers={"host": "cara.dunn.example"})  # refused
    made.post("/sign-in", {"username": "cara.dunn", "password": "hunter2"})
    Client(enforce_csrf_checks=True).post("/sign-in?next=/P-4711", {"username": "cara.dunn"})
    made.generic("CARA.DUNN", "/")
    made.get("/", headers={HEADER: "P-4711", "referer": "https://x/Cara"})
    logging.getLogger("third.party").warning("could not mail Cara Dunn")
    logging.getLogger("third.party").warning("could not mail %s", "Cara Dunn")

    text = written.getvalue()
    assert text.count("\n") > 10
    for name in NAMES:
        assert name.lower() not in text.lower().replace("dunno", ""), name


def test_an_error_says_where_it_came_from(written: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    made, _ = client()

    def fails(*_: object, **__: object) -> None:
        raise ValueError("P-4711") from KeyError("Cara")

    monkeypatch.setattr(views.overview_queries, "overview", fails)
    response = made.get("/")
    error, request = read(written)
    assert error["level"] == "error"
    assert [each["class"] for each in error["error"]] == ["builtins.ValueError", "builtins.KeyError"]
    assert any(".fails, line " in line for line in error["error"][0]["lines"])
    assert error["request"] == request["request"] == response.headers[HEADER]
    assert request["status"] == 500


def test_an_id_given_by_a_trusted_proxy_is_kept(written: io.StringIO, settings: Any) -> None:
    from peelian.site.proxy import networks

    number = "0123456789abcdef" * 2
    assert Client().get("/health", headers={HEADER: number}).headers[HEADER] != number
    settings.TRUSTED_PROXIES = networks("127.0.0.1")
    assert Client().get("/health", headers={HEADER: number}).headers[HEADER] == number
    assert Client().get("/health", headers={HEADER: "Cara Dunn"}).headers[HEADER] != "Cara Dunn"


def test_probes_and_static_files_that_went_well_are_not_written(written: io.StringIO) -> None:
    made = Client()
    assert made.get("/health").status_code == made.get("/ready").status_code == 200
    assert made.get("/static/peelian/favicon.svg").status_code == 200
    assert written.getvalue() == ""
    made.get("/static/none.css")
    assert len(read(written)) == 1


def test_a_level_that_is_none_is_refused() -> None:
    assert configuration("WARNING")["loggers"]["peelian"]["level"] == "WARNING"
    with pytest.raises(UserError, match="PEELIAN_LOG"):
        configuration("CHATTY")
