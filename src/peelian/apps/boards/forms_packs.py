"""The forms of packs."""

from datetime import date
from typing import Any, cast

from django import forms

from peelian.apps.access.controls import ControlledForm, ReasonField


class PackForm(ControlledForm):
    """What a new pack is of."""

    period = forms.ChoiceField(
        label="Period", error_messages={"required": "Choose a period", "invalid_choice": "Choose a period"}
    )
    meeting = forms.ChoiceField(
        label="Meeting it is read at (optional)",
        required=False,
        help_text="Its agenda and date stand on the first page, and actions are late or not on that day",
    )
    title = forms.CharField(
        label="Title (optional)",
        max_length=200,
        required=False,
        help_text="Without one it is called after its board and period",
    )

    def __init__(
        self, periods: list[tuple[str, str]], meetings: list[tuple[str, str]], *args: Any, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        cast(forms.ChoiceField, self.fields["period"]).choices = periods
        cast(forms.ChoiceField, self.fields["meeting"]).choices = [("", "No meeting"), *meetings]

    def clean_period(self) -> date:
        return date.fromisoformat(self.cleaned_data["period"])

    def clean_meeting(self) -> int | None:
        chosen = self.cleaned_data["meeting"]
        return int(chosen) if chosen else None


class RedactForm(ControlledForm):
    """A part that the public edition leaves out."""

    part = forms.ChoiceField(
        label="What is left out",
        error_messages={"required": "Choose what is left out", "invalid_choice": "Choose from the list"},
    )
    reason = ReasonField("left out", hint=", and the public edition tells it")

    def __init__(self, parts: list[tuple[str, str]], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        cast(forms.ChoiceField, self.fields["part"]).choices = [("", "Choose a part"), *parts]
