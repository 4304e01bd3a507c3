"""How long a session lasts: a shift at most, and less when nothing is asked for in it."""

import time
from datetime import timedelta

from django.contrib.sessions.backends.base import SessionBase

LONGEST = timedelta(hours=12)
IDLE = timedelta(hours=2)
NOTED_EVERY = timedelta(minutes=5)
"""How exactly a session remembers when it was last used: a write each time would be one for every page."""

SIGNED_IN_AT, SEEN_AT = "signed_in_at", "seen_at"


def start(session: SessionBase) -> None:
    """Note when a session began."""
    session[SIGNED_IN_AT] = session[SEEN_AT] = int(time.time())


def over(session: SessionBase) -> str:
    """Why a session is over, in words; "" when it is not. One that goes on notes that it was used."""
    now = int(time.time())
    if SIGNED_IN_AT not in session:
        start(session)
    if now - session[SIGNED_IN_AT] > LONGEST.total_seconds():
        return f"You signed in more than {LONGEST // timedelta(hours=1)} hours ago."
    if now - session[SEEN_AT] > IDLE.total_seconds():
        return f"You did nothing here for {IDLE // timedelta(hours=1)} hours."
    if now - session[SEEN_AT] > NOTED_EVERY.total_seconds():
        session[SEEN_AT] = now
    return ""
