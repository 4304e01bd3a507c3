"""The forms that make accounts, and give and end grants."""

from datetime import date, timedelta
from typing import Any

from django import forms

from peelian.apps.access.controls import ControlledForm, DayField, ReasonField
from peelian.apps.access.described import described
from peelian.apps.access.roles import GRANTED
from peelian.pipeline.organisation import ROOT

HALF, SHORT = "govuk-!-width-one-half", "govuk-input--width-10"


class AddressField(forms.EmailField):
    """Where messages to an account go; "" for nowhere."""

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(
            label=label,
            required=False,
            error_messages={"invalid": "Enter an email address, like name@example.police.uk"},
            widget=forms.EmailInput({"autocomplete": "off", "classes": HALF}),
            **more,
        )


class EmailForm(ControlledForm):
    """The address of somebody's account."""

    email = AddressField(
        "Email address", help_text="Messages such as new signals go there. Leave it empty for none"
    )


class AccountForm(ControlledForm):
    """Somebody who is to sign in."""

    display_name = forms.CharField(
        label="Name",
        max_length=120,
        help_text="As colleagues know them, with their rank",
        error_messages={"required": "Enter a name"},
        widget=forms.TextInput({"autocomplete": "off", "classes": HALF}),
    )
    username = forms.CharField(
        label="Username",
        max_length=80,
        help_text="What they sign in with. It cannot be changed later",
        error_messages={"required": "Enter a username"},
        widget=forms.TextInput(
            {"autocomplete": "off", "autocapitalize": "none", "spellcheck": False, "classes": HALF}
        ),
    )
    email = AddressField("Email address (optional)")
    person_id = forms.CharField(
        label="Person in the postings (optional)",
        max_length=80,
        required=False,
        help_text="The person_id that postings know them by. Their posting then says what they see",
        widget=forms.TextInput({"autocomplete": "off", "classes": SHORT}),
    )
    password = forms.CharField(
        label="First password (optional)",
        max_length=200,
        required=False,
        strip=False,
        empty_value=None,
        help_text="At least 12 characters. Leave it empty for who signs in with the force’s own account",
        widget=forms.PasswordInput({"autocomplete": "new-password", "classes": HALF}),
    )


class GrantForm(ControlledForm):
    """A role at a unit, from one day to another. `units` are (id, words) to choose from."""

    role = forms.ChoiceField(
        label="Role",
        widget=forms.RadioSelect({"classes": "govuk-radios--small app-roles"}),
        error_messages={"required": "Choose a role", "invalid_choice": "Choose a role from the list"},
    )
    unit = forms.ChoiceField(
        label="At which unit",
        help_text="The role holds for the unit and all below it",
        initial=ROOT,
        error_messages={"required": "Choose a unit", "invalid_choice": "Choose a unit from the list"},
    )
    starts = DayField(
        "First day",
        label="First day",
        widget=forms.DateInput({"classes": SHORT}),
    )
    last = DayField(
        "Last day",
        label="Last day (optional)",
        required=False,
        help_text="Leave it empty for a grant that lasts until somebody ends it",
        widget=forms.DateInput({"classes": SHORT}),
    )
    reason = ReasonField("given")

    def __init__(self, units: list[tuple[str, str]], *args: Any, **more: Any) -> None:
        hints = {name: described(kind) for name, kind in GRANTED.items()}
        super().__init__(*args, hints=hints, **more)
        role, unit = self.fields["role"], self.fields["unit"]
        assert isinstance(role, forms.ChoiceField)
        assert isinstance(unit, forms.ChoiceField)
        role.choices = [(name, kind.title) for name, kind in GRANTED.items()]
        unit.choices = units

    @property
    def ends(self) -> date | None:
        """The first day after the last."""
        last: date | None = self.cleaned_data["last"]
        return last + timedelta(days=1) if last else None

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        starts, last = given.get("starts"), given.get("last")
        if starts and last and last < starts:
            self.add_error("last", "Last day must be the same as or after the first day")
        return given


class EndGrantForm(ControlledForm):
    """Why a grant is ended."""

    reason = ReasonField("ended")
