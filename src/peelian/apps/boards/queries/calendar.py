"""The meetings that belong in somebody's calendar, and whose calendar an address is."""

from datetime import timedelta

from django.utils import timezone

from peelian.apps.access.feeds import whose
from peelian.apps.access.models import Account
from peelian.apps.access.viewer import Viewer
from peelian.apps.access.visible import visible_to
from peelian.apps.boards.models import CalendarFeed, Meeting
from peelian.apps.boards.sitting import boards_seen

KEPT = timedelta(days=366)
"""How long a meeting that is over stays in calendars."""


def own_feed(account: Account) -> CalendarFeed | None:
    """The account's calendar, None while it has none."""
    return CalendarFeed.objects.filter(account=account).first()


def whose_feed(secret: str) -> Account | None:
    """Whose calendar a secret is of; None for no calendar's, and for that of a closed account."""
    return whose(CalendarFeed, secret)


def calendar_meetings(viewer: Viewer) -> list[Meeting]:
    """The meetings of boards that the viewer may read today, those cancelled too, the earliest first."""
    boards = boards_seen(visible_to(viewer))
    since = timezone.now() - KEPT
    found = Meeting.objects.filter(board__in=boards, ends_at__gt=since).select_related("board")
    return list(found.order_by("starts_at", "pk"))
