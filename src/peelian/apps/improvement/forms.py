"""The forms of the action register."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from peelian.apps.access.controls import ControlledForm, DayField, ReasonField, WordsField
from peelian.apps.improvement.origins import BY_HAND, KINDS
from peelian.apps.improvement.states import MOVES
from peelian.framework.measure import Measure, Question
from peelian.pipeline.organisation import Unit

SHORT, HALF = "govuk-input--width-10", "govuk-!-width-two-thirds"


def _day(named: str, label: str, **more: Any) -> DayField:
    return DayField(named, label=label, widget=forms.DateInput({"classes": SHORT}), **more)


class OwnerField(forms.CharField):
    """Who is to own an action, as people say who somebody is."""

    def __init__(self, label: str = "Owner", **more: Any) -> None:
        super().__init__(
            label=label,
            max_length=120,
            help_text="The one person who owes it: their username, e-mail address or full name",
            error_messages={"required": "Say who owns it"},
            widget=forms.TextInput({"autocomplete": "off", "spellcheck": False, "classes": HALF}),
            **more,
        )


class ActionForm(ControlledForm):
    """An action filed by hand."""

    title = forms.CharField(
        label="What is to be done",
        max_length=200,
        help_text="In a line that says what will be different",
        error_messages={"required": "Say what is to be done"},
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    details = WordsField("Details (optional)", rows=4)
    unit = forms.ChoiceField(
        label="Unit",
        help_text="Everybody who sees this unit’s figures sees the action",
        error_messages={"required": "Choose a unit", "invalid_choice": "Choose a unit from the list"},
    )
    owner = OwnerField()
    due = _day("Due date", "Due")
    origin = forms.ChoiceField(
        label="Where it comes from",
        choices=[(kind, KINDS[kind]) for kind in BY_HAND],
        initial="own",
        widget=forms.RadioSelect(),
        error_messages={"required": "Choose where it comes from", "invalid_choice": "Choose one of the two"},
    )
    label = forms.CharField(
        label="Name of the hot topic (optional)",
        max_length=200,
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "classes": HALF}),
    )
    success = WordsField("How will you know that it worked? (optional)", rows=3)
    measure = forms.ChoiceField(
        label="Measure that should move (optional)",
        required=False,
        help_text="Its chart at this unit says whether it did, from the day the action is filed",
    )
    question = forms.ChoiceField(label="Question it helps to answer (optional)", required=False)

    def __init__(
        self, units: Sequence[Unit], measures: Mapping[str, Measure], questions: Mapping[str, Question],
        *args: Any, **more: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **more)
        choices = {
            "unit": [(unit.id, unit.name) for unit in units],
            "measure": sorted(((each.id, each.title) for each in measures.values()), key=lambda m: m[1]),
            "question": [(each.id, each.title) for each in questions.values()],
        }
        for name, listed in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", "Choose a unit" if name == "unit" else "None"), *listed]


class UpdateForm(ControlledForm):
    """How an action goes."""

    words = WordsField("How it goes", missing="Say how it goes", rows=5)


class MoveForm(ControlledForm):
    """The words that go with a move."""

    def __init__(self, move: str, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        step = MOVES[move]
        label = step.asks if step.missing else f"{step.asks} (optional)"
        missing = step.missing.partition(":")[0]
        self.fields["words"] = WordsField(label, missing=missing, rows=5)


class DueForm(ControlledForm):
    """Another day that an action is due."""

    due = _day("Due date", "New due date")
    reason = ReasonField("due on another day", hint=", and the register counts how often it was put off")


class OwnerForm(ControlledForm):
    """Another owner."""

    owner = OwnerField("New owner")
    reason = ReasonField("given to somebody else")


class EvidenceForm(ControlledForm):
    """A file or a link that shows what was done."""

    title = forms.CharField(
        label="What it shows",
        max_length=200,
        error_messages={"required": "Say what it shows"},
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    evidence_date = _day(
        "Date of the evidence", "Date of the evidence",
        help_text="The day of what it shows, such as the day a policy was signed, not today",
    )  # fmt: skip
    file = forms.FileField(
        label="File",
        required=False,
        help_text="PDF, Word, Excel, PowerPoint, OpenDocument, CSV, plain text, PNG or JPEG, up to 10 MB",
        error_messages={"empty": "The file is empty: choose it again"},
        allow_empty_file=True,
    )
    link = forms.CharField(
        label="Or a link",
        max_length=1000,
        required=False,
        help_text="Where it is kept, beginning with https://",
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": False}),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not given.get("file") and not given.get("link") and "file" not in self.errors:
            self.add_error("file", "Choose a file, or give a link")
        return given


class WithdrawForm(ControlledForm):
    """Why a piece of evidence is withdrawn."""

    reason = ReasonField("withdrawn", hint=", and so will whoever reads the action")


class UploadForm(ControlledForm):
    """A file of actions to file."""

    source = forms.CharField(
        label="Where the actions come from",
        max_length=80,
        help_text="A name for the list, such as “Crime tracker”. With each action’s reference it tells when "
        "the same action comes again",
        error_messages={"required": "Say where the actions come from"},
        widget=forms.TextInput({"autocomplete": "off", "classes": HALF}),
    )
    file = forms.FileField(
        label="File",
        help_text="CSV, Excel or OpenDocument, up to 10 MB and 2,000 actions",
        error_messages={"required": "Choose a file", "empty": "The file is empty: choose it again"},
    )
