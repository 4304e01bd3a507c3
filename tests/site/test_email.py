"""The address of a mail server as settings, and mistakes in it."""

from pathlib import Path

import pytest

from peelian.framework.errors import UserError
from peelian.site.email import CONSOLE, NONE, email_settings
from tests.site.test_settings import evaluated

SENDER = "Peelian <peelian@force.police.uk>"


def test_without_an_address_none_is_sent() -> None:
    assert email_settings("", "") == {"EMAIL_BACKEND": NONE}


@pytest.mark.parametrize(
    ("url", "host", "port", "encryption"),
    [
        ("smtp://mail.force.police.uk", "mail.force.police.uk", 587, "EMAIL_USE_TLS"),
        ("smtp://mail.force.police.uk:2525/", "mail.force.police.uk", 2525, "EMAIL_USE_TLS"),
        ("smtps://mail.force.police.uk", "mail.force.police.uk", 465, "EMAIL_USE_SSL"),
        ("smtp+plain://localhost", "localhost", 25, ""),
    ],
)
def test_how_it_is_encrypted(url: str, host: str, port: int, encryption: str) -> None:
    given = email_settings(url, SENDER)
    assert (given["EMAIL_HOST"], given["EMAIL_PORT"]) == (host, port)
    assert {name for name in given if name.startswith("EMAIL_USE")} == {encryption} - {""}
    assert given["DEFAULT_FROM_EMAIL"] == SENDER


def test_a_user_and_a_password_with_letters_that_addresses_cannot_hold() -> None:
    given = email_settings("smtp://ann%40force:p%2Fw%3A@mail.force.police.uk", SENDER)
    assert (given["EMAIL_HOST_USER"], given["EMAIL_HOST_PASSWORD"]) == ("ann@force", "p/w:")


@pytest.mark.parametrize(
    "url",
    ["mail.force.police.uk", "http://mail.force.police.uk", "smtp://", "smtp://h:port", "smtp://h/inbox"],
)
def test_what_is_no_mail_server(url: str) -> None:
    with pytest.raises(UserError, match="PEELIAN_EMAIL_URL is not the address of a mail server"):
        email_settings(url, SENDER)


def test_a_password_is_not_repeated() -> None:
    with pytest.raises(UserError) as told:
        email_settings("imap://ann:secret@host", SENDER)
    assert "secret" not in str(told.value)


@pytest.mark.parametrize("sender", ["", "Peelian", "Peelian <>"])
def test_a_sender_is_needed(sender: str) -> None:
    with pytest.raises(UserError, match="PEELIAN_EMAIL_FROM is"):
        email_settings("smtp://mail.force.police.uk", sender)


def test_the_settings_take_it_from_the_environment(tmp_path: Path) -> None:
    folder = tmp_path
    assert evaluated("s.EMAIL_BACKEND", folder) == NONE
    given = {"PEELIAN_EMAIL_URL": "console:", "PEELIAN_EMAIL_FROM": "p@force.police.uk"}
    assert (
        evaluated("s.EMAIL_BACKEND, s.DEFAULT_FROM_EMAIL", folder, **given) == f"{CONSOLE} p@force.police.uk"
    )
    there = evaluated("s.SITE_ADDRESS", folder, PEELIAN_ADDRESS="https://p.police.uk/")
    assert there == "https://p.police.uk"
