"""The names of accounts, for records that keep usernames."""

from collections.abc import Iterable

from peelian.apps.access.models import Account


def names_of(usernames: Iterable[str]) -> dict[str, str]:
    """The display name of each username, itself where no account has it: one query for all."""
    wanted = set(usernames)
    found = Account.objects.filter(username__in=wanted).values_list("username", "display_name")
    return {username: username for username in wanted} | dict(found)
