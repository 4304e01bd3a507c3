"""The names of accounts, for records that keep usernames."""

from collections.abc import Iterable

from peelian.apps.access.models import Account


def names_of(usernames: Iterable[str]) -> dict[str, str]:
    """The display name of each username, itself where no account has it: one query for all."""
    wanted = set(usernames)
    found = Account.objects.filter(username__in=wanted).values_list("username", "display_name")
    return {username: username for username in wanted} | dict(found)


def accounts_called(words: str) -> list[Account]:
    """The accounts of that username, e-mail address or full name, open and closed: those of the first of the
    three that any account has. Three at most, since one alone is somebody.
    """
    said = words.strip()
    for field in ("username", "username__iexact", "email__iexact", "display_name__iexact") if said else ():
        if found := list(Account.objects.filter(**{field: said}).order_by("-is_active", "pk")[:3]):
            return found
    return []
