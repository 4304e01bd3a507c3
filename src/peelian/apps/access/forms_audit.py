"""The filter of the audit. A part of it that makes no sense is told and left out."""

from typing import Any

from django import forms

from peelian.apps.access.controls import DayField
from peelian.apps.access.queries_audit import Asked


class AuditFilter(forms.Form):
    """Which events are shown."""

    actor = forms.CharField(required=False, max_length=120)
    action = forms.CharField(required=False, max_length=60)
    subject = forms.CharField(required=False, max_length=200)
    unit = forms.CharField(required=False, max_length=120)
    since = DayField("From", required=False)
    until = DayField("To", required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        since, until = given.get("since"), given.get("until")
        if since and until and until < since:
            self.add_error("until", "To must be the same day as or after From")
        return given

    @property
    def asked(self) -> Asked:
        """What is asked for, without what makes no sense."""
        self.full_clean()
        return Asked(**{name: value for name, value in self.cleaned_data.items() if value})
