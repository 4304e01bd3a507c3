"""The form that makes a token."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from peelian.apps.access.models import Account
from peelian.apps.access.roles import Staff
from peelian.apps.access.tokens import Choice, at, choices
from peelian.documents.kept import opened, organisation

DAYS = {"30": "30 days", "90": "90 days", "365": "A year"}


class TokenForm(forms.Form):
    """What a token is for, what it may see, and for how long. `items` are options of the selects."""

    label = forms.CharField(
        max_length=80,
        error_messages={
            "required": "Enter what the token is for",
            "max_length": "What the token is for must be 80 characters or fewer",
        },
    )
    scope = forms.ChoiceField(error_messages={"required": "Choose what the token may see"})
    narrower = forms.ChoiceField(required=False)
    days = forms.ChoiceField(
        choices=list(DAYS.items()), error_messages={"required": "Choose how long it works"}
    )

    def __init__(self, account: Account, data: Any = None) -> None:
        super().__init__(data)
        offered = choices(account)
        self.scopes = {
            f"{choice.role.name} {unit}": _words(choice, name)
            for choice in offered
            for unit, name in _tops(account, choice)
        }
        self.units = {unit.id: unit.name for choice in offered for unit in choice.units}
        for name, given in (("scope", self.scopes), ("narrower", {"": "", **self.units})):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = list(given.items())
            field.error_messages["invalid_choice"] = "Choose one of the list"

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("scope", "").startswith(f"{Staff.name} ") and given.get("narrower"):
            self.add_error("narrower", "A token of your posting is for all of it: choose a role, or no unit")
        return given

    @property
    def scope_items(self) -> list[dict[str, Any]]:
        return self._items("scope", self.scopes)

    @property
    def narrower_items(self) -> list[dict[str, Any]]:
        return self._items(
            "narrower", {"": "All of it", **dict(sorted(self.units.items(), key=lambda u: u[1]))}
        )

    @property
    def days_items(self) -> list[dict[str, Any]]:
        return self._items("days", DAYS)

    @property
    def wanted(self) -> dict[str, Any]:
        """What `make_token` is told, once the form is valid."""
        role, _, unit = self.cleaned_data["scope"].partition(" ")
        return {
            "label": self.cleaned_data["label"],
            "role": role,
            "unit": "" if role == Staff.name else self.cleaned_data["narrower"] or unit,
            "ends": self._ends(),
        }

    def _ends(self) -> date:
        return timezone.localdate() + timedelta(days=int(self.cleaned_data["days"]))

    def _items(self, name: str, given: dict[str, str]) -> list[dict[str, Any]]:
        chosen = self.data.get(name) if self.is_bound else None
        return [{"value": value, "text": text, "selected": value == chosen} for value, text in given.items()]


def _tops(account: Account, choice: Choice) -> list[tuple[str, str]]:
    """The units that the account holds a role at, by name; one without a unit for its own posting."""
    if choice.role is Staff:
        return [("", "")]
    names = {unit.id: unit.name for unit in choice.units}
    known = organisation(opened())
    mine = (at(known, held.unit) for held in account.held if held.role is choice.role)
    return [(unit, names[unit]) for unit in dict.fromkeys(mine) if unit in names]


def _words(choice: Choice, unit: str) -> str:
    return f"{choice.role.title}: {unit}" if unit else "What my posting lets me see"
