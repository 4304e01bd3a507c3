"""Who has a second factor, and who must set one up before anything else is shown."""

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from peelian.apps.access.models import Account
from peelian.documents.kept import opened

ASKED_FOR = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""What is asked for at each sign-in once it is set up; recovery codes only stand in for these."""


def has_factor(account: Account) -> bool:
    """Whether an account has a second factor, one that its sign-ins are asked for."""
    return bool(Authenticator.objects.filter(user=account, type__in=ASKED_FOR).exists())


def must_add_factor(request: HttpRequest) -> bool:
    """Whether whoever is signed in holds a role that needs a second factor, and has none.

    Not in a demonstration, where everybody shares a password; nor when the force's provider asked for one.
    """
    account = request.user
    if not isinstance(account, Account) or not account.needs_factor or opened().settings.demo:
        return False
    return not has_factor(account) and not provider_asks(request, account)


def provider_asks(request: HttpRequest, account: Account) -> bool:
    """Whether this sign-in came by the force's provider, and that is what asks for second factors."""
    settings = opened().settings.sign_in
    return (
        settings is not None
        and settings.second_factor == "provider"
        and any(each["method"] == "socialaccount" for each in get_authentication_records(request, account))
    )
