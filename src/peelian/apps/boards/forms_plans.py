"""The forms of plans, editions and objectives."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, cast

from django import forms

from peelian.apps.access.controls import Control, ControlledForm, DayField, WordsField
from peelian.apps.boards.models import Edition, Objective, Plan
from peelian.apps.boards.models_plans import KINDS
from peelian.apps.boards.people import WhoField
from peelian.apps.boards.queries.plans import COLUMNS, Asked
from peelian.documents.kept import opened

SHORT = "govuk-input--width-10"


class PlansFilter(forms.Form):
    """The filters of the list of plans. One that makes no sense is left out rather than refused."""

    q = forms.CharField(required=False, max_length=100)
    kind = forms.ChoiceField(required=False, choices=list(KINDS.items()))
    sort = forms.ChoiceField(required=False, choices=[(s + by, by) for by in COLUMNS for s in ("", "-")])

    @property
    def asked(self) -> Asked:
        self.is_valid()
        return Asked(**{name: self.cleaned_data.get(name, "") for name in self.fields})


class ChangePlanForm(ControlledForm):
    """What a plan is called, and who answers for it."""

    title = forms.CharField(
        label="Title",
        max_length=160,
        help_text="Without the year: each year has its edition",
        error_messages={"required": "Enter a title"},
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    owner = WhoField("Who answers for it", missing="Enter who answers for it")

    @property
    def wanted(self) -> dict[str, Any]:
        """What the actions are told."""
        return self.cleaned_data | {"owner": self.cleaned_data["owner"].username}


class PlanForm(ChangePlanForm):
    """A new plan, of one of some units (id, words)."""

    kind = forms.ChoiceField(
        label="What kind of plan is it?",
        choices=list(KINDS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the kind of plan"},
    )
    unit = forms.ChoiceField(
        label="Which unit is it of?",
        help_text="Its measures are read at this unit. It cannot be changed later",
        error_messages={"required": "Choose a unit", "invalid_choice": "Choose a unit from the list"},
    )
    field_order = ("title", "kind", "unit", "owner")

    def __init__(self, units: list[tuple[str, str]], *args: Any, **more: Any) -> None:
        hints = {
            "police_and_crime": "The commissioner’s. Their approver approves it.",
            "national": "What the government asks of every force.",
            "policing": "The chief constable’s answer to both.",
            "delivery": "Of the force or a unit below it: who does what about it.",
        }
        super().__init__(*args, hints=hints, **more)
        cast(forms.ChoiceField, self.fields["unit"]).choices = units


class EditionForm(ControlledForm):
    """The year of an edition, its days and its foreword."""

    year = forms.CharField(
        label="Year",
        max_length=20,
        help_text="As people say it, like 2027/28",
        error_messages={"required": "Enter the year"},
        widget=forms.TextInput({"classes": SHORT, "autocomplete": "off"}),
    )
    starts = DayField("First day", label="First day", widget=forms.DateInput({"classes": SHORT}))
    ends = DayField("Last day", label="Last day", widget=forms.DateInput({"classes": SHORT}))
    foreword = WordsField("Foreword (optional)", most=10_000, rows=6)


class NewEditionForm(EditionForm):
    """A new edition, empty or begun with the objectives of the last."""

    refresh = forms.ChoiceField(
        label="What does it begin with?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it begins with"},
    )
    field_order = ("year", "starts", "ends", "refresh", "foreword")

    def __init__(self, last: Edition | None, *args: Any, **more: Any) -> None:
        start: dict[str, Any] = {"refresh": "copy"}
        if last is not None:
            start |= {"starts": last.ends + timedelta(days=1), "foreword": last.foreword}
        super().__init__(*args, initial=start, **more)
        if last is None:
            del self.fields["refresh"]
        else:
            cast(forms.ChoiceField, self.fields["refresh"]).choices = [
                ("copy", f"The objectives of {last.year}, to go over"), ("empty", "Nothing")
            ]  # fmt: skip

    @property
    def wanted(self) -> dict[str, Any]:
        """What the action is told."""
        return self.cleaned_data | {"refresh": self.cleaned_data.get("refresh") == "copy"}


class ObjectiveForm(ControlledForm):
    """What is to be achieved, by whom, and what would show it."""

    code = forms.CharField(
        label="Code",
        max_length=20,
        help_text="Like 2.1. Next year’s edition keeps it, so that the two can be compared",
        error_messages={"required": "Enter a code"},
        widget=forms.TextInput({"classes": "govuk-input--width-5", "autocomplete": "off"}),
    )
    title = forms.CharField(
        label="What is to be achieved",
        max_length=300,
        error_messages={"required": "Say what is to be achieved"},
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    why = WordsField("Why (optional)", rows=3)
    owner = WhoField("Who answers for it", missing="Enter who answers for it")
    questions = forms.MultipleChoiceField(
        label="Questions it serves (optional)",
        required=False,
        error_messages={"invalid_choice": "Choose questions from the list"},
        widget=forms.CheckboxSelectMultiple({"classes": "govuk-checkboxes--small"}),
    )
    measures = forms.MultipleChoiceField(
        label="Measures that would show it (optional)",
        required=False,
        error_messages={"invalid_choice": "Choose measures from the list"},
        widget=forms.CheckboxSelectMultiple({"classes": "govuk-checkboxes--small app-many-boxes"}),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        framework = opened().framework
        self._choose("questions", ((each.id, each.title) for each in framework.questions.values()))
        titled = sorted(framework.measures.values(), key=lambda each: each.title)
        self._choose("measures", ((each.id, each.title) for each in titled))

    def _choose(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        """What there is to choose from; what a draft names and the framework no longer has is left out."""
        cast(forms.MultipleChoiceField, self.fields[name]).choices = list(choices)

    @property
    def first(self) -> list[Control]:
        """Its controls but the long list of measures."""
        return [self._control(bound) for bound in self if bound.name != "measures"]

    @property
    def last(self) -> Control:
        """The long list of measures."""
        return self._control(self["measures"])

    @property
    def wanted(self) -> dict[str, Any]:
        """What the actions are told."""
        return self.cleaned_data | {"owner": self.cleaned_data["owner"].username}


def told_of(of: Plan | Edition | Objective) -> dict[str, Any]:
    """What a form begins with."""
    return {name: value for name, value in vars(of).items() if not name.startswith("_")}
