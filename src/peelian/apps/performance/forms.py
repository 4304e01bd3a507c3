"""The filters of the pages. A filter that makes no sense is left out rather than refused."""

from datetime import date

from django import forms


class OverviewFilter(forms.Form):
    """What the overview shows."""

    theme = forms.CharField(required=False)
    search = forms.CharField(required=False, max_length=100)
    signals = forms.BooleanField(required=False)


class AttendanceFilter(forms.Form):
    """Which incidents the definitions are put to: of a grade, between two days, the last included."""

    grade = forms.CharField(required=False)
    start = forms.DateField(
        required=False, error_messages={"invalid": "First day must be a date, like 2025-04-01"}
    )
    end = forms.DateField(
        required=False, error_messages={"invalid": "Last day must be a date, like 2025-09-30"}
    )

    def clean(self) -> dict[str, object]:
        given = super().clean() or self.cleaned_data
        start, end = given.get("start"), given.get("end")
        if isinstance(start, date) and isinstance(end, date) and end < start:
            self.add_error("end", "Last day must be the same as or after the first day")
        return given
