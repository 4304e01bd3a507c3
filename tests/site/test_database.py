"""DATABASE_URL is the only switch, and what is wrong with one is said without its password."""

from pathlib import Path

import pytest
from django.core.management import call_command

from peelian.framework.errors import UserError
from peelian.site.database import databases, described

SECRET = "hunter2"


def test_a_url_of_postgresql_says_everything(tmp_path: Path) -> None:
    url = f"postgresql://pee%40lian:{SECRET}%2F@db.police.uk:5433/records%20one?sslmode=verify-full"
    database = databases(tmp_path, url)["default"]
    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert (database["NAME"], database["USER"]) == ("records one", "pee@lian")
    assert (database["HOST"], database["PORT"]) == ("db.police.uk", "5433")
    assert database["PASSWORD"] == f"{SECRET}/"
    assert database["OPTIONS"]["sslmode"] == "verify-full"
    assert database["CONN_HEALTH_CHECKS"] is True
    assert SECRET not in described(database)
    assert described(database) == "PostgreSQL, records one at db.police.uk:5433"


@pytest.mark.parametrize("url", ["postgresql:///records?host=/run/Pg", "postgres://me@%2Frun%2FPg/records"])
def test_a_local_socket_is_a_host(url: str) -> None:
    database = databases(None, url)["default"]
    assert (database["HOST"], database["PORT"], database["NAME"]) == ("/run/Pg", "", "records")
    assert "host" not in database["OPTIONS"]


def test_an_address_of_numbers_is_a_host() -> None:
    database = databases(None, "postgresql://[::1]:5432/records")["default"]
    assert (database["HOST"], database["PORT"]) == ("::1", "5432")


def test_sqlite_is_named_within_the_workspace_or_whole(tmp_path: Path) -> None:
    within = databases(tmp_path, "sqlite:///other.sqlite3")["default"]
    whole = databases(tmp_path, "sqlite:////srv/records%20one.sqlite3")["default"]
    assert within["NAME"] == tmp_path / "other.sqlite3"
    assert whole["NAME"] == Path("/srv/records one.sqlite3")
    assert "journal_mode=WAL" in whole["OPTIONS"]["init_command"]
    assert described(whole) == "SQLite, /srv/records one.sqlite3"


def test_without_a_url_the_records_are_the_workspaces(tmp_path: Path) -> None:
    assert databases(tmp_path, "")["default"]["NAME"] == tmp_path / "records.sqlite3"
    assert described(databases(None)["default"]) == "SQLite in memory"


@pytest.mark.parametrize(
    ("url", "told"),
    [
        (f"mysql://me:{SECRET}@db/records", "begins with mysql://"),
        (f"me:{SECRET}@db/records", "is no URL"),
        (f"postgresql://me:{SECRET}@db", "does not name one database"),
        (f"postgresql://me:{SECRET}@db/a/b", "does not name one database"),
        (f"postgresql://me:{SECRET}@db:port/records", "cannot be read as a URL"),
        (f"postgresql://me:{SECRET}@db:99999/records", "cannot be read as a URL"),
        (f"postgresql://me:{SECRET}@[::1/records", "cannot be read as a URL"),
        (f"postgresql://me:{SECRET}#1@db/records", "cannot be read as a URL"),
        (f"postgresql://me:{SECRET}@db/records#x", "%23"),
        (f"postgresql://me:{SECRET}@db/records?sslmod=require", "did you mean 'sslmode'"),
        (f"postgresql://me:{SECRET}@db/records?sslmode", "is not like sslmode="),
        ("sqlite://records.sqlite3", "sqlite:///name.sqlite3"),
        ("sqlite:///", "sqlite:///name.sqlite3"),
    ],
)
def test_a_wrong_url_is_said_to_be(url: str, told: str) -> None:
    with pytest.raises(UserError) as error:
        databases(None, url)
    assert told in str(error.value)
    assert SECRET not in str(error.value)


@pytest.mark.django_db
def test_every_change_of_a_record_has_its_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True)
