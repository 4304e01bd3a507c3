"""The forms of notes on charts."""

from collections.abc import Sequence
from typing import Any

from django import forms

from peelian.apps.access.controls import ControlledForm, DayField, ReasonField
from peelian.apps.performance.noting import TITLES
from peelian.framework.measure import Measure
from peelian.pipeline.annotations import Kind

SHORT = "govuk-input--width-10"


class NoteForm(ControlledForm):
    """A note on the chart of a measure, of one of the kinds that its writer may write."""

    kind = forms.ChoiceField(
        label="What do you want to note?",
        widget=forms.RadioSelect({"classes": "app-note-kinds"}),
        error_messages={"required": "Choose what to note", "invalid_choice": "Choose what to note"},
    )
    day = DayField("Date", label="Date", widget=forms.DateInput({"classes": SHORT}))
    reason = forms.CharField(
        label="What happened",
        max_length=400,
        help_text="Everybody who sees this chart reads it, so name no individual",
        error_messages={"required": "Say what happened"},
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    evidence = forms.CharField(
        label="Evidence (optional)",
        max_length=1000,
        required=False,
        help_text="A link or a reference to where this is written down",
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": False}),
    )

    def __init__(self, measure: Measure, kinds: Sequence[Kind], *args: Any, **more: Any) -> None:
        every = measure.period
        hints = {
            "event": "Something happened that readers of this chart should know. "
            "It is marked, and no verdict changes.",
            "ghost": f"The {every} that holds the date says nothing about the work, as when records were "
            "lost. It is still drawn, and left out of the average, the limits and the rules.",
            "rebase": "The work has changed for good, for a reason that is known. A new average and new "
            f"limits begin with the first {every} on or after the date.",
        }
        super().__init__(*args, hints=hints, **more)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = [(each, TITLES[each]) for each in kinds]


class WithdrawForm(ControlledForm):
    """Why a note is withdrawn."""

    reason = ReasonField("withdrawn", hint=", and so will readers of the history")


class DecisionForm(ControlledForm):
    """What is decided of a suggested new average, and why."""

    decision = forms.ChoiceField(
        label="What do you decide?",
        choices=[("accept", "Accept: start a new average there"), ("decline", "Decline: keep the average")],
        widget=forms.RadioSelect(),
        error_messages={
            "required": "Choose whether to accept or decline",
            "invalid_choice": "Choose whether to accept or decline",
        },
    )
    reason = forms.CharField(
        label="Why",
        max_length=400,
        help_text="What changed in the work, or why nothing did. Everybody who sees this chart can read it",
        error_messages={"required": "Say why"},
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        hints = {
            "accept": "Right when you know what changed, and it is there to stay.",
            "decline": "Right when the cause is not known, or should be put right. "
            "The signal stays, and this is not suggested again.",
        }
        super().__init__(*args, hints=hints, **more)
