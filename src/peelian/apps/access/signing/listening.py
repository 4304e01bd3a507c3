"""What allauth tells of when it happens, and we record."""

from typing import Any

from allauth.mfa import signals
from allauth.mfa.models import Authenticator
from django.contrib.auth import update_session_auth_hash
from django.dispatch import receiver
from django.http import HttpRequest

from peelian.apps.access.actions import record_failed_sign_in
from peelian.apps.access.models import Account
from peelian.apps.access.signing import actions
from peelian.apps.access.signing.factors import ASKED_FOR


@receiver(signals.authenticator_added)
def _added(request: HttpRequest, user: Account, authenticator: Authenticator, **more: Any) -> None:
    asked_for = authenticator.type in ASKED_FOR
    actions.record_factor(account=user, action="added", kind=authenticator.type, ends_sessions=asked_for)
    if asked_for:
        update_session_auth_hash(request, user)  # this session goes on


@receiver(signals.authenticator_removed)
def _removed(user: Account, authenticator: Authenticator, **more: Any) -> None:
    actions.record_factor(account=user, action="removed", kind=authenticator.type)


@receiver(signals.authenticator_reset)
def _reset(user: Account, authenticator: Authenticator, **more: Any) -> None:
    actions.record_factor(account=user, action="made-anew", kind=authenticator.type)


@receiver(signals.authentication_failed)
def _failed(user: Account, **more: Any) -> None:
    record_failed_sign_in(username=user.username)
