"""The forms of requests for analysis."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.base import File

from peelian.apps.access.controls import Control, ControlledForm, DayField, WordsField
from peelian.apps.performance.actions_requests import MOST_READINGS
from peelian.apps.performance.freezing import Pair
from peelian.apps.performance.queries.request_list import CHOICES, Asked
from peelian.apps.performance.queries.requests import AskingPage, TriagePage

SHORT = "govuk-input--width-10"
MOST_FILES = 5
"""Of one answer."""
FIRST = 2
"""Charts that an answer's form asks for at once; it has more to open."""


def asked_of(given: Any) -> Asked:
    """What the address of a list asks for; what it may not say is left out."""
    said = {name: given.get(name, "").replace("\0", "")[:200].strip() for name in vars(Asked())}
    return Asked(**said | {"state": said["state"] if said["state"] in CHOICES else ""})


class AskForm(ControlledForm):
    """A question to the performance team."""

    title = forms.CharField(
        label="Title",
        max_length=160,
        help_text="What it is about, in a few words that others would search for",
        error_messages={"required": "Give it a title"},
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    question = WordsField(
        "What do you want to know?",
        missing="Say what you want to know",
        help_text="Say from when to when, and compared with what. Name no individual",
    )
    why = WordsField(
        "What decision does it serve?",
        missing="Say what decision it serves",
        rows=3,
        most=1000,
        help_text="What you would do one way or the other. It is what the answer will be judged by",
    )
    unit = forms.ChoiceField(
        label="Which unit is it about?",
        help_text="Once answered, everybody who sees this unit can read the question and its answer",
        error_messages={"required": "Choose a unit", "invalid_choice": "Choose a unit from the list"},
    )
    needed_by = DayField(
        "Day it is needed by",
        label="When do you need it by? (optional)",
        required=False,
        widget=forms.DateInput({"classes": SHORT}),
    )
    measures = forms.MultipleChoiceField(
        label="Measures it concerns (optional)",
        required=False,
        error_messages={"invalid_choice": "Choose measures from the list"},
        widget=forms.CheckboxSelectMultiple({"classes": "govuk-checkboxes--small app-many-boxes"}),
    )

    def __init__(self, page: AskingPage, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        _choose(self, "unit", page.units)
        _choose(self, "measures", [(each.id, each.title) for each in page.measures])

    @property
    def first(self) -> list[Control]:
        """Its controls but the long list of measures."""
        return [self._control(bound) for bound in self if bound.name != "measures"]

    @property
    def last(self) -> Control:
        """The long list of measures."""
        return self._control(self["measures"])


class AcceptForm(ControlledForm):
    """Who answers a request, and by when."""

    analyst = forms.ChoiceField(
        label="Who answers it?",
        error_messages={"required": "Choose who answers it", "invalid_choice": "Choose from the list"},
    )
    expected = DayField(
        "Day it is expected",
        label="When is the answer expected?",
        help_text="Whoever asked is told",
        widget=forms.DateInput({"classes": SHORT}),
    )

    def __init__(self, page: TriagePage, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        _choose(self, "analyst", page.analysts)


class DeclineForm(ControlledForm):
    """Why a request will not be answered."""

    reason = WordsField(
        "Why it will not be answered",
        missing="Say why: whoever asked reads it",
        most=2000,
        help_text="Whoever asked reads it. Say what would help them instead, if anything would",
    )


class EarlierForm(ControlledForm):
    """The request whose answer serves this one too."""

    earlier = forms.IntegerField(
        label="Number of the earlier request",
        min_value=1,
        max_value=2**31,
        error_messages={
            "required": "Enter the number of the earlier request",
            "invalid": "The number must be a whole number, like 12",
            "min_value": "The number must be 1 or more",
            "max_value": "There is no request of that number",
        },
        widget=forms.TextInput({"classes": "govuk-input--width-5", "autocomplete": "off"}),
    )
    words = WordsField(
        "How it answers this question (optional)", rows=3, most=2000, help_text="Whoever asked reads it"
    )


class SeveralFiles(forms.ClearableFileInput):
    """Files chosen together."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files up to MOST_FILES."""

    def clean(self, data: Any, initial: Any = None) -> list[File[bytes]]:
        files = [super(FilesField, self).clean(each, initial) for each in data or []]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(f"Choose {MOST_FILES} files at most")
        return files


class AnswerForm(ControlledForm):
    """An answer: words, measures at units to freeze, and files."""

    words = WordsField(
        "Answer",
        missing="Write the answer",
        rows=10,
        most=20_000,
        help_text="Begin with the answer itself, then how sure it is, then how it was worked out. "
        "Name no individual",
    )
    attached = FilesField(
        label="Files (optional)",
        required=False,
        help_text=f"Up to {MOST_FILES} of 10 MB: PDF, Word, Excel, PowerPoint, OpenDocument, CSV, text or "
        "pictures. Everybody who may read the answer can have them",
        widget=SeveralFiles({"multiple": True}),
    )

    def __init__(self, page: TriagePage, *args: Any, **more: Any) -> None:
        asked, seen = page.asked, {unit for unit, _ in page.units}
        here = asked.unit if asked.unit in seen else ""
        concerned = [each.id for each in page.measures if each.id in asked.measures][:MOST_READINGS]
        initial = {f"measure_{at}": each for at, each in enumerate(concerned, start=1)}
        initial |= {f"unit_{at}": here for at in self.places}
        super().__init__(*args, initial=initial, **more)
        measures = [("", "No chart"), *((each.id, each.title) for each in page.measures)]
        wrong = {"invalid_choice": "Choose from the list"}
        for at in self.places:
            for name, choices in (("measure", measures), ("unit", page.units)):
                self.fields[f"{name}_{at}"] = forms.ChoiceField(
                    label=f"{name.capitalize()} {at}", choices=choices, required=False, error_messages=wrong
                )

    places = range(1, MOST_READINGS + 1)

    @property
    def main(self) -> list[Control]:
        """Its controls but those of the charts."""
        return [self._control(self[name]) for name in ("words", "attached")]

    @property
    def charts(self) -> dict[str, Any]:
        """The controls of each chart, its measure and its unit: the first of them, and the rest."""
        pairs = ((self[f"measure_{at}"], self[f"unit_{at}"]) for at in self.places)
        controls = [(self._control(measure), self._control(unit)) for measure, unit in pairs]
        chosen = any(self[f"measure_{at}"].value() for at in self.places[FIRST:])
        return {"some": controls[:FIRST], "more": controls[FIRST:], "more_chosen": chosen}

    @property
    def readings(self) -> list[Pair]:
        """The measures at units that were chosen."""
        chosen = ((self.cleaned_data[f"measure_{at}"], self.cleaned_data[f"unit_{at}"]) for at in self.places)
        return [(measure, unit) for measure, unit in chosen if measure]

    def clean(self) -> dict[str, Any]:
        for at in self.places:
            if self.cleaned_data.get(f"measure_{at}") and not self.cleaned_data.get(f"unit_{at}", "-"):
                self.add_error(f"unit_{at}", "Choose a unit for this chart")
        return self.cleaned_data


class ReopenForm(ControlledForm):
    """What an answer lacks."""

    missing = WordsField("What is missing?", missing="Say what is missing", most=2000)


class WithdrawRequestForm(ControlledForm):
    """Why a question is taken back."""

    reason = WordsField("Why you take it back (optional)", rows=3, most=1000)


def _choose(form: forms.Form, name: str, choices: Sequence[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)
