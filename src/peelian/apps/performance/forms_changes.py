"""What is asked of the list of changes, and how one is told of them by e-mail."""

from typing import Any, cast

from django import forms
from django.forms.models import model_to_dict

from peelian.apps.access.controls import ControlledForm
from peelian.apps.performance.models import Subscription
from peelian.apps.performance.models_digest import EVERY, KINDS
from peelian.apps.performance.queries.changes import Asked
from peelian.pipeline.organisation import Unit


class ChangesFilter(forms.Form):
    """The filters of the list. One that makes no sense is left out rather than refused."""

    unit = forms.CharField(required=False)
    theme = forms.CharField(required=False)
    level = forms.CharField(required=False)
    search = forms.CharField(required=False, max_length=100)
    kind = forms.ChoiceField(
        required=False,
        choices=[("concern", "Getting worse"), ("improvement", "Getting better"), ("neutral", "Neither")],
    )
    new = forms.BooleanField(required=False)

    @property
    def asked(self) -> Asked:
        self.is_valid()
        given = self.cleaned_data
        return Asked(unit=given.pop("unit", None) or None, **given)


class DigestForm(ControlledForm):
    """How one is told of new signals: how often, of which unit, and of what."""

    every = forms.ChoiceField(
        label="How often?",
        choices=[*EVERY.items(), ("off", "Never")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how often"},
    )
    unit = forms.ChoiceField(label="Of which unit, and those below it?")
    kinds = forms.ChoiceField(
        label="Of what?", choices=list(KINDS.items()), widget=forms.RadioSelect,
        error_messages={"required": "Choose of what"},
    )  # fmt: skip

    def __init__(self, units: list[Unit], now: Subscription | None, data: Any = None) -> None:
        given = {"every": "weekly", "kinds": "concerns", "unit": units[0].id if units else ""}
        super().__init__(data, initial=model_to_dict(now) if now else given)
        named = cast(forms.ChoiceField, self.fields["unit"])
        named.choices = [(unit.id, unit.name) for unit in units]
        named.error_messages["invalid_choice"] = "Choose a unit of the list"
