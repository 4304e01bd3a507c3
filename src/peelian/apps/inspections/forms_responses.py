"""The forms of responses."""

from typing import Any, cast

from django import forms

from peelian.apps.access.controls import ControlledForm, DayField, WordsField
from peelian.apps.inspections.law import COPIES
from peelian.apps.inspections.models_responses import LAYOUTS, STANCES

OTHER = "other"
"""Somebody else than those the law names."""


class NamesForm(ControlledForm):
    """The layout of a response and the names in it."""

    layout = forms.ChoiceField(
        label="Layout it is published in",
        choices=list(LAYOUTS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a layout", "invalid_choice": "Choose a layout"},
    )
    body_title = forms.CharField(
        label="Title of the local policing body",
        max_length=120,
        help_text="Such as Police and Crime Commissioner for the area, Police, Fire and Crime Commissioner, "
        "or Mayor",
        error_messages={"required": "Enter the title of the local policing body"},
    )
    commissioner = forms.CharField(
        label="Name of the commissioner (optional)", max_length=120, required=False
    )
    chief_constable = forms.CharField(
        label="Name of the chief constable (optional)", max_length=120, required=False
    )
    sender = WordsField(
        "Head of the letter (optional)", rows=3, most=600,
        help_text="The office and its address. A letter alone shows it",
    )  # fmt: skip
    addressed_to = WordsField(
        "Whom the letter is to (optional)", rows=5, most=600,
        help_text="One line for each line of the address: put the Home Secretary’s name first",
    )  # fmt: skip


class DatedForm(NamesForm):
    """The same, with the date that the response bears."""

    dated = DayField(
        "Date", label="Date of the response (optional)", required=False,
        help_text="The day it is sent and published, like 2027-04-01",
    )  # fmt: skip


class ReplyForm(ControlledForm):
    """What is said of one finding."""

    stance = forms.ChoiceField(
        label="What is done",
        choices=list(STANCES.items()),
        widget=forms.RadioSelect,
        error_messages={
            "required": "Say whether action was taken, is proposed, or is not",
            "invalid_choice": "Choose from the list",
        },
    )
    force_words = WordsField(
        "What the force says", rows=12, most=20_000,
        help_text="A line that begins with a dash becomes an item of a list",
    )  # fmt: skip
    commissioner_words = WordsField("What the commissioner adds (optional)", rows=6, most=20_000)


class ChiefForm(ControlledForm):
    """The chief officer's comments."""

    words = WordsField("Comments", missing="Enter the comments", rows=14, most=40_000)
    name = forms.CharField(
        label="Whose comments they are",
        max_length=120,
        help_text="Such as Chief Constable A. Morris",
        error_messages={"required": "Enter whose comments they are"},
    )
    on = DayField("Day they were made", label="Day they were made")


class CommissionerForm(ControlledForm):
    """The commissioner's comments."""

    words = WordsField(
        "Comments, and what is said to the chief officer’s",
        missing="Enter the comments",
        rows=14,
        most=40_000,
    )
    first = WordsField(
        "First comments (optional)", rows=5, most=40_000,
        help_text="What was said before the chief officer’s comments came, where that is kept apart",
    )  # fmt: skip


class BackForm(ControlledForm):
    """Why a response is sent back."""

    why = WordsField("What has to change", missing="Say what has to change", rows=5)


class AddressForm(ControlledForm):
    """Where a response is on the commissioner's own web site."""

    address = forms.CharField(
        label="Address of the page",
        max_length=1000,
        help_text="It begins with https://",
        error_messages={"required": "Enter the address of the page"},
    )


class CopyForm(ControlledForm):
    """A copy that was sent."""

    recipient = forms.ChoiceField(
        label="Sent to",
        widget=forms.RadioSelect,
        error_messages={"required": "Say whom it was sent to", "invalid_choice": "Choose from the list"},
    )
    other = forms.CharField(label="Name, where it is somebody else", max_length=200, required=False)
    sent_on = DayField("Day it was sent", label="Day it was sent")
    how = forms.CharField(
        label="How (optional)", max_length=200, required=False, help_text="Such as the e-mail address"
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        choices = [*((name, name) for name in COPIES), (OTHER, "Somebody else")]
        cast(forms.ChoiceField, self.fields["recipient"]).choices = choices

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("recipient") == OTHER and not said.get("other", "").strip():
            self.add_error("other", "Enter whom it was sent to")
        return said

    @property
    def said(self) -> dict[str, Any]:
        """What the action is given."""
        told = dict(self.cleaned_data)
        other = told.pop("other").strip()
        return told | {"recipient": other if told["recipient"] == OTHER else told["recipient"]}
