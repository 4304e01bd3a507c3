"""What people read of their own account."""

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.utils import timezone

from peelian.apps.access.models import Account, Grant
from peelian.documents.kept import opened, organisation
from peelian.framework.errors import UserError
from peelian.pipeline.organisation import ROOT, Organisation


@dataclass(frozen=True)
class GrantRow:
    """One grant in force or still to come, with its unit's name."""

    grant: Grant
    unit: str
    to_come: bool


@dataclass(frozen=True)
class OwnAccount:
    """Who somebody is here, what was granted to them, and how they sign in."""

    account: Account
    posted_to: str
    posting: str
    grants: list[GrantRow]
    app: Authenticator | None
    passkeys: list[Authenticator]
    codes_left: int
    by_provider: bool
    needs_factor: bool

    @property
    def has_factor(self) -> bool:
        return self.app is not None or bool(self.passkeys)


def own_account(account: Account) -> OwnAccount:
    """All that the account's own page shows."""
    units = _organisation()
    posting = units.posting_of(account.person_id) if units and account.person_id else None
    factors = list(Authenticator.objects.filter(user=account).order_by("created_at"))
    today = timezone.localdate()
    rows = [
        GrantRow(grant, _name(units, grant.unit), grant.starts > today)
        for grant in Grant.objects.filter(account=account)
        if not grant.is_over
    ]
    by_type = {each.type: each for each in factors if each.type != Authenticator.Type.WEBAUTHN}
    codes = by_type.get(Authenticator.Type.RECOVERY_CODES)
    return OwnAccount(
        account=account,
        posted_to=_name(units, posting.unit) if posting else "",
        posting=posting.role or "" if posting else "",
        grants=rows,
        app=by_type.get(Authenticator.Type.TOTP),
        passkeys=[each for each in factors if each.type == Authenticator.Type.WEBAUTHN],
        codes_left=len(codes.wrap().get_unused_codes()) if codes else 0,
        by_provider=SocialAccount.objects.filter(user=account).exists(),
        needs_factor=account.needs_factor and not opened().settings.demo,
    )


def _organisation() -> Organisation | None:
    """None when the definitions are not sound: people must still be able to end their sessions."""
    try:
        return organisation(opened())
    except UserError:
        return None


def _name(units: Organisation | None, unit: str) -> str:
    if unit == ROOT:
        return "The whole force"
    return units.unit(unit).name if units and unit in units else unit
