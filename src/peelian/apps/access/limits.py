"""How much somebody may ask in a minute, counted in the database so that all workers count together."""

import time

from django.db import IntegrityError, transaction
from django.db.models import F

from peelian.apps.access.models import RateCount

MINUTE = 60


def spend(who: str, allowed: int) -> int | None:
    """Count one request; seconds to wait when `who` made more than `allowed` in this minute, else None."""
    seconds = time.time()
    minute = int(seconds // MINUTE)
    if _add(who[:120], minute) <= allowed:
        return None
    return MINUTE - int(seconds % MINUTE)


def _add(who: str, minute: int) -> int:
    this = RateCount.objects.filter(who=who, minute=minute)
    if not this.update(count=F("count") + 1):
        RateCount.objects.filter(minute__lt=minute - 1).delete()
        try:
            with transaction.atomic():
                RateCount.objects.create(who=who, minute=minute, count=1)
        except IntegrityError:  # another worker was first
            this.update(count=F("count") + 1)
    return int(this.values_list("count", flat=True).get())
