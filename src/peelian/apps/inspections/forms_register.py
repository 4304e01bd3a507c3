"""Forms of publications and findings, and of how a force gets on with them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from peelian.apps.access.controls import ControlledForm, DayField, ReasonField, WordsField
from peelian.apps.improvement.forms import HALF, SHORT, OwnerField
from peelian.apps.inspections.models_register import INSPECTION_TYPES, Finding, Publication
from peelian.apps.inspections.states import MOVES
from peelian.framework.inspecting import FindingKind, FindingStatus
from peelian.framework.measure import Measure, Question
from peelian.pipeline.organisation import Unit

_PLAIN = {"autocomplete": "off", "spellcheck": False}


def _day(named: str, label: str, **more: Any) -> DayField:
    return DayField(named, label=label, widget=forms.DateInput({"classes": SHORT}), **more)


def _line(label: str, *, most: int, missing: str = "", classes: str = "", **more: Any) -> forms.CharField:
    """A line of words; `missing` is what to do when it is required and not there."""
    attrs = _PLAIN | ({"classes": classes} if classes else {})
    return forms.CharField(
        label=label, max_length=most, required=bool(missing), error_messages={"required": missing},
        widget=forms.TextInput(attrs), **more,
    )  # fmt: skip


class PublicationForm(ControlledForm):
    """A report of an inspection."""

    title = _line("Title", most=300, missing="Say what the report is called")
    body = _line("Published by", most=120, missing="Say who published it", classes=HALF, initial="HMICFRS")
    published = _day(
        "Date of publication", "Date of publication", required=False,
        help_text="The answer is due before the end of 56 days that begin with it",
    )  # fmt: skip
    comments_due = _day(
        "Date for comments", "Date for the chief officer’s comments (optional)", required=False,
        help_text="The earlier day that the commissioner has set",
    )  # fmt: skip
    inspection_type = forms.ChoiceField(
        label="Type of inspection", required=False, widget=forms.RadioSelect(),
        choices=[("national", "National, of every force or many"), ("local", "Local, of one force")],
        error_messages={"invalid_choice": "Choose one of the two"},
    )  # fmt: skip
    force = _line(
        "Force (optional)", most=120, classes=HALF,
        help_text="The force that a local inspection was of. An answer is due only where that is yours",
    )  # fmt: skip
    portal_id = _line(
        "Number in the inspectorate’s portal (optional)", most=20, classes=SHORT, help_text="Such as 28138"
    )
    grade = _line("Grade (optional)", most=60, classes=HALF)
    summary = WordsField("Summary (optional)", rows=4)
    link = _line("Link (optional)", most=1000, help_text="Where it is published, beginning with https://")

    @classmethod
    def of(cls, publication: Publication, data: Any) -> "PublicationForm":
        """The form of what is said of a publication now."""
        return cls(data, initial={name: getattr(publication, name) for name in cls.base_fields})

    def clean_inspection_type(self) -> str:
        said: str = self.cleaned_data["inspection_type"]
        return said if said in INSPECTION_TYPES else ""


class FindingForm(ControlledForm):
    """What a finding says."""

    kind = forms.ChoiceField(
        label="Kind", widget=forms.RadioSelect(),
        error_messages={"required": "Choose a kind", "invalid_choice": "Choose a kind from the list"},
    )  # fmt: skip
    number = _line(
        "Number (optional)", most=20, classes=SHORT, help_text="As the report numbers it, such as 4b"
    )
    text = WordsField("Text", missing="Say what was found, in the report’s own words", rows=7, most=20_000)
    bullets = WordsField("Bullets below it (optional)", rows=4, help_text="One on each line")
    addressed_to = WordsField(
        "Addressed to (optional)", rows=2,
        help_text="The bodies that the report names, one on each line, such as Chief constables",
    )  # fmt: skip
    due_as_written = _line(
        "Date in the report’s words (optional)", most=120, classes=HALF,
        help_text="Such as by January 2027, which leaves until the last day of that month",
    )  # fmt: skip
    portal_id = _line("Number in the inspectorate’s portal (optional)", most=20, classes=SHORT)

    def __init__(self, kinds: Sequence[FindingKind], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(kind.id, kind.title) for kind in kinds]

    @staticmethod
    def said_by(finding: Finding) -> dict[str, Any]:
        """What a finding says now, as the fields have it."""
        names = ("kind", "number", "text", "due_as_written", "portal_id")
        lists = {"bullets": finding.bullets, "addressed_to": finding.addressed_to}
        return {name: getattr(finding, name) for name in names} | {
            name: "\n".join(lines) for name, lines in lists.items()
        }

    def clean_bullets(self) -> list[str]:
        return self._lines("bullets")

    def clean_addressed_to(self) -> list[str]:
        return self._lines("addressed_to")

    def _lines(self, name: str) -> list[str]:
        said: str = self.cleaned_data[name]
        return [each for line in said.splitlines() if (each := line.strip())]


class NewFindingForm(FindingForm):
    """A finding that is added by hand."""

    due = _day(
        "Due date", "Due (optional)", required=False,
        help_text="Leave it empty where the report’s words say the day",
    )  # fmt: skip
    for_another_body = forms.BooleanField(
        label="It is for another body, such as the Home Office", required=False, widget=forms.CheckboxInput()
    )


class _PlaceForm(ControlledForm):
    """Who is to own a finding, and at which unit."""

    owner = OwnerField()
    unit = forms.ChoiceField(
        label="Unit",
        help_text="Whoever leads it, or a unit above it, signs the finding off",
        error_messages={"required": "Choose a unit", "invalid_choice": "Choose a unit from the list"},
    )

    def __init__(self, units: Sequence[Unit], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(unit.id, unit.name) for unit in units]


class AllocateForm(_PlaceForm):
    """The first owner of a finding."""

    words = WordsField("What is expected of them (optional)", rows=4)


class FindingOwnerForm(_PlaceForm):
    """Another owner, or the same one at another unit."""

    reason = ReasonField("given to somebody else")


class FindingUpdateForm(ControlledForm):
    """How a finding goes; where its stage has several statuses, which of them it has now."""

    words = WordsField("How it goes", missing="Say how it goes", rows=5)

    def __init__(self, statuses: Sequence[FindingStatus], status: str, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        if len(statuses) > 1:
            choices = [(each.id, each.title) for each in statuses]
            self.fields["status"] = forms.ChoiceField(label="Status", choices=choices, initial=status)


class FindingMoveForm(ControlledForm):
    """The words that go with a move; `why_none` where nothing shows yet that something was done."""

    def __init__(self, move: str, *args: Any, unproven: bool = False, **more: Any) -> None:
        super().__init__(*args, **more)
        step = MOVES[move]
        self.fields["words"] = WordsField(step.asks, missing=step.missing.partition(":")[0], rows=5)
        if unproven:
            self.fields["why_none"] = WordsField(
                "Why there is no closed action and no evidence",
                missing="Say why there is no closed action and no evidence", rows=3, most=2000,
            )  # fmt: skip


class FindingDueForm(ControlledForm):
    """Another day that a finding is due."""

    due = _day("Due date", "New due date")
    reason = ReasonField("due on another day", hint=". How the report puts it stays as it is")


class SuccessForm(ControlledForm):
    """How one will know that what is done about a finding works."""

    success = WordsField("How will you know that it worked?", rows=4)
    measure = forms.ChoiceField(
        label="Measure that should move (optional)", required=False,
        help_text="Its chart at the finding’s unit says whether it did",
    )  # fmt: skip
    began_on = _day(
        "Day the work began", "Since (optional)", required=False,
        help_text="The day the work began. Left empty, it is the day the finding was allocated",
    )  # fmt: skip
    question = forms.ChoiceField(label="Question it helps to answer (optional)", required=False)

    def __init__(
        self, measures: Mapping[str, Measure], questions: Mapping[str, Question], *args: Any, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        choices = {
            "measure": sorted(((each.id, each.title) for each in measures.values()), key=lambda m: m[1]),
            "question": [(each.id, each.title) for each in questions.values()],
        }
        for name, listed in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", "None"), *listed]


class FindingUploadForm(ControlledForm):
    """A file of findings to add."""

    source = _line(
        "Where the findings come from", most=80, missing="Say where the findings come from", classes=HALF,
        help_text="A name for the list, such as “HMICFRS tracker”. With each finding’s reference it tells "
        "when the same finding comes again",
    )  # fmt: skip
    file = forms.FileField(
        label="File",
        help_text="CSV, Excel or OpenDocument, up to 10 MB and 2,000 findings",
        error_messages={"required": "Choose a file", "empty": "The file is empty: choose it again"},
    )
