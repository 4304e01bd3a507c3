"""What is read about accounts: who may sign in, what they hold, and what there is to give them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.http import Http404
from django.utils import timezone

from peelian.apps.access.actions import DEMO_PASSWORD, LOCK_AFTER, LOCK_FOR
from peelian.apps.access.models import Account, FailedSignIn, Grant
from peelian.apps.access.permissions import Permission
from peelian.apps.access.viewer import Viewer, require
from peelian.apps.paging import Paging
from peelian.documents.kept import opened, organisation
from peelian.pipeline.organisation import ROOT, Organisation, Unit


def is_locked(username: str) -> bool:
    """Whether too many attempts on this username failed lately."""
    since = timezone.now() - LOCK_FOR
    return FailedSignIn.objects.filter(username=username[:80], at__gte=since).count() >= LOCK_AFTER


@dataclass(frozen=True)
class DemoAccounts:
    """What the sign-in page of a demonstration offers."""

    accounts: list[Account]
    password: str


def demo_accounts() -> DemoAccounts | None:
    """The accounts of a demonstration and their password; None on real data."""
    if not opened().settings.demo:
        return None
    return DemoAccounts(list(Account.objects.filter(is_active=True).order_by("pk")), DEMO_PASSWORD)


@dataclass(frozen=True)
class GivenGrant:
    """A grant, with where it holds in words that follow the role: "at Wynmouth Response A"."""

    grant: Grant
    where: str

    @property
    def last_day(self) -> date | None:
        """The last day it is in force, None while no end is set."""
        return self.grant.ends - timedelta(days=1) if self.grant.ends else None


@dataclass(frozen=True)
class AccountRow:
    """An account in the list, with the grants it holds today."""

    account: Account
    holds: list[GivenGrant]


@dataclass(frozen=True)
class AccountsPage:
    rows: list[AccountRow]
    paging: Paging


@dataclass(frozen=True)
class AccountPage:
    """An account with its grants: those in force today, those to come and those that are over.

    `posted` says where its person is posted now, "" for nobody in the postings; `is_own` that it is the
    viewer's.
    """

    account: Account
    posted: str
    in_force: list[GivenGrant]
    coming: list[GivenGrant]
    over: list[GivenGrant]
    is_own: bool


def accounts(viewer: Viewer, *, search: str = "", page: str = "1") -> AccountsPage:
    """A page of the accounts whose name, username, address or person has these words in it, by name.

    PermissionDenied for somebody who does not keep accounts.
    """
    words, found = search.strip(), Account.objects.visible_to(viewer)
    if words:
        found = found.filter(
            Q(display_name__icontains=words)
            | Q(username__icontains=words)
            | Q(email__icontains=words)
            | Q(person_id__iexact=words)
        )
    paging = Paging.at(page, found.count(), asked={"q": words} if words else {})
    listed = list(found.order_by("-is_active", "display_name", "pk")[paging.rows])
    held: dict[int, list[GivenGrant]] = {account.pk: [] for account in listed}
    known = organisation(opened())
    for grant in Grant.objects.in_force().filter(account__in=listed):
        held[grant.account.pk].append(GivenGrant(grant, _where(known, grant.unit)))
    return AccountsPage([AccountRow(account, held[account.pk]) for account in listed], paging)


def account_page(viewer: Viewer, username: str) -> AccountPage:
    """An account with its grants; PermissionDenied as ever first, Http404 when there is none of that name."""
    account, known, today = account_named(viewer, username), organisation(opened()), timezone.localdate()
    in_force, coming, over = list[GivenGrant](), list[GivenGrant](), list[GivenGrant]()
    for grant in Grant.objects.filter(account=account):
        among = over if grant.is_over else coming if grant.starts > today else in_force
        among.append(GivenGrant(grant, _where(known, grant.unit)))
    return AccountPage(
        account, _posted(known, account.person_id), in_force, coming, over, viewer.username == username
    )


def account_named(viewer: Viewer, username: str) -> Account:
    """The account of that username; Http404 when there is none, PermissionDenied as `accounts`."""
    found = Account.objects.visible_to(viewer).filter(username=username).first()
    if found is None:
        raise Http404(f"There is no account {username!r}.")
    return found


def grant_of(viewer: Viewer, username: str, number: int) -> GivenGrant:
    """One grant of an account; Http404 when it has none of that number."""
    account = account_named(viewer, username)
    found = Grant.objects.filter(account=account, pk=number).first()
    if found is None:
        raise Http404("This account has no such grant.")
    return GivenGrant(found, _where(organisation(opened()), found.unit))


def units_to_grant(viewer: Viewer) -> list[tuple[str, str]]:
    """Every unit a grant can be at, from the force down, each with its name set in as deep as it is."""
    require(viewer, Permission.MANAGE_ACCOUNTS)
    known = organisation(opened())

    def below(unit: Unit, depth: int) -> Iterator[tuple[str, str]]:
        for each in known.children(unit.id):
            yield each.id, "\u2003" * depth + each.name
            yield from below(each, depth + 1)

    return [(ROOT, f"{known.root.name}: the whole force"), *below(known.root, 1)]


def _where(known: Organisation, unit: str) -> str:
    if unit in (ROOT, known.root.id):
        return "for the whole force"
    return f"at {known.unit(unit).name if unit in known else unit}"


def _posted(known: Organisation, person: str | None) -> str:
    posting = known.posting_of(person) if person else None
    if posting is None:
        return ""
    where = known.unit(posting.unit).name if posting.unit in known else posting.unit
    return f"Leads {where}, and sees all below it" if posting.leads else f"Posted to {where}"
