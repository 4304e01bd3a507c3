"""The forms of practices: filters, what is said of one, assessing and trying it."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms

from peelian.apps.access.controls import ControlledForm, DayField, WordsField
from peelian.apps.improvement.forms import OwnerField
from peelian.apps.inspections.models_practices import STATES, Practice
from peelian.apps.inspections.practising import Move
from peelian.apps.inspections.queries.practices import COLUMNS, SUGGESTED, TEMPLATE, Asked
from peelian.framework.measure import Measure
from peelian.pipeline.organisation import Unit

SHORT, HALF = "govuk-input--width-10", "govuk-!-width-two-thirds"
LONG = 40_000


class PracticesFilter(forms.Form):
    """The filters of the library. One that makes no sense is left out rather than refused."""

    q = forms.CharField(required=False, max_length=100)
    state = forms.ChoiceField(required=False, choices=list(STATES.items()))
    stage = forms.CharField(required=False, max_length=120)
    topic = forms.CharField(required=False, max_length=120)
    region = forms.CharField(required=False, max_length=80)
    organisation = forms.CharField(required=False, max_length=120)
    ours = forms.ChoiceField(required=False, choices=[("yes", "Ours"), ("no", "Others’")])
    sort = forms.ChoiceField(required=False, choices=[(s + by, by) for by in COLUMNS for s in ("", "-")])

    @property
    def asked(self) -> Asked:
        self.is_valid()
        return Asked(**{name: self.cleaned_data.get(name, "") for name in self.fields})


def _line(name: str, most: int, **more: Any) -> forms.CharField:
    """A line of text; those of SUGGESTED name the list of what they suggest."""
    attrs: dict[str, Any] = {"autocomplete": "off", "classes": HALF}
    if name in SUGGESTED:
        attrs["attributes"] = {"list": f"suggested-{name}"}
    return forms.CharField(
        label=TEMPLATE[name], max_length=most, required=False, widget=forms.TextInput(attrs), **more
    )


class PracticeForm(ControlledForm):
    """Everything that the template for sharing practice asks."""

    title = forms.CharField(
        label="Title",
        max_length=200,
        error_messages={"required": "Enter a title"},
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    description = WordsField(TEMPLATE["description"], missing="Say what it is", most=LONG, rows=8)
    ours = forms.BooleanField(label="It is a practice of our own force", required=False)
    organisation = _line(
        "organisation", 120, help_text="The force or body whose practice it is. Leave empty where it is ours"
    )
    aim = WordsField(TEMPLATE["aim"], most=LONG, rows=3)
    intended_outcome = WordsField(TEMPLATE["intended_outcome"], most=LONG, rows=3)
    does_it_work = _line("does_it_work", 120)
    focus = _line("focus", 120)
    topic = _line("topic", 120)
    stage = _line("stage", 120)
    scale = _line("scale", 80)
    target_group = _line("target_group", 120)
    region = _line("region", 80)
    partners = _line("partners", 200)
    start_date = DayField(
        "Start date", label=TEMPLATE["start_date"], required=False, widget=forms.DateInput({"classes": SHORT})
    )
    contact = _line(
        "contact", 200, help_text="A team or shared mailbox, so that it stays right when somebody moves"
    )


def told_of(practice: Practice) -> dict[str, Any]:
    """What a form begins with: what is said of a practice."""
    return {name: getattr(practice, name) for name in PracticeForm.base_fields}


def _board() -> forms.CharField:
    return forms.CharField(
        label="Board",
        max_length=120,
        help_text="The improvement board that says so",
        error_messages={"required": "Say which board it was"},
        widget=forms.TextInput(
            {"autocomplete": "off", "classes": HALF, "attributes": {"list": "suggested-board"}}
        ),
    )


class AssessForm(ControlledForm):
    """What a board says of a practice."""

    board = _board()

    def __init__(self, move: Move, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["words"] = WordsField(move.asks, missing=f"Say {move.asks[:1].lower()}{move.asks[1:]}")


class TryForm(ControlledForm):
    """What a board says when it puts a practice on trial, and the action that tries it."""

    board = _board()
    words = WordsField("What is tried, and why", missing="Say what is tried, and why")
    title = forms.CharField(
        label="What is to be done",
        max_length=200,
        help_text="The action’s title in the register of actions",
        error_messages={"required": "Say what is to be done"},
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    unit = forms.ChoiceField(
        label="Unit",
        help_text="Where it is tried. The measure is read there",
        error_messages={"required": "Choose a unit", "invalid_choice": "Choose a unit from the list"},
    )
    owner = OwnerField()
    due = DayField("Due date", label="Decide by", widget=forms.DateInput({"classes": SHORT}))
    measure = forms.ChoiceField(
        label="Measure that should move",
        help_text="Its chart at this unit says whether it did, from today",
        error_messages={"required": "Choose a measure", "invalid_choice": "Choose a measure from the list"},
    )
    success = WordsField("How will you know that it worked?", missing="Say how you will know", rows=3)

    def __init__(self, units: Sequence[Unit], measures: Sequence[Measure], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        titled = sorted(((each.id, each.title) for each in measures), key=lambda each: each[1])
        choices = {"unit": [(unit.id, unit.name) for unit in units], "measure": titled}
        for name, listed in choices.items():
            first = ("", f"Choose a {name}")
            cast(forms.ChoiceField, self.fields[name]).choices = [first, *listed]
