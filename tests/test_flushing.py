"""Tests that commit leave nothing to the next, and the triggers of the record stand again after each."""

import pytest
from django.db import DatabaseError, connection, transaction

from peelian.apps.access import audit
from peelian.apps.access.models import AuditEvent

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("time", ["first", "second"])
def test_each_begins_without_events_and_cannot_delete_its_own(time: str) -> None:
    assert AuditEvent.objects.count() == 0
    audit.record("somebody", "tried", time)
    for statement in ("DELETE FROM access_auditevent", "UPDATE access_auditevent SET actor = 'me'"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert [event.subject for event in AuditEvent.objects.all()] == [time]
    assert audit.verify().problems == ()
