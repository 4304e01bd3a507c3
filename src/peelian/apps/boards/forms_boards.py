"""The forms of boards, seats and questions."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, cast

from django import forms

from peelian.apps.access.controls import ControlledForm, DayField, WordsField
from peelian.apps.boards.models_meetings import EVERY, PARTS
from peelian.apps.boards.people import WhoField
from peelian.framework.measure import Question

SHORT = "govuk-input--width-10"
CHOOSE = "Choose who judges it"


class BoardForm(ControlledForm):
    """What a board is called and for, how often it meets, and who may read it."""

    name = forms.CharField(
        label="Name",
        max_length=120,
        error_messages={"required": "Enter a name"},
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    purpose = WordsField("What it is for", missing="Say what the board is for", rows=3, most=2000)
    every = forms.ChoiceField(
        label="How often does it meet?",
        choices=list(EVERY.items()),
        widget=forms.RadioSelect({"classes": "govuk-radios--inline"}),
        error_messages={"required": "Choose how often it meets"},
    )
    readers = forms.ChoiceField(
        label="Who may read it?",
        choices=[("members", "Those who sit on it"), ("unit", "Everybody who sees the unit’s values")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who may read it"},
    )
    is_public = forms.BooleanField(
        label="Its public meetings are shown to everybody, without signing in", required=False
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        hints = {
            "members": "And whoever keeps boards at its unit. For what is discussed in confidence.",
            "unit": "They read agendas, papers, decisions and approved minutes, and change nothing.",
        }
        super().__init__(*args, hints=hints, **more)

    @property
    def wanted(self) -> dict[str, Any]:
        """What the actions are told."""
        given = dict(self.cleaned_data)
        return given | {"open_to_unit": given.pop("readers") == "unit"}


class NewBoardForm(BoardForm):
    """A new board, of one of some units (id, words)."""

    unit = forms.ChoiceField(
        label="Which unit does it answer for?",
        help_text="Its questions are read at this unit. It cannot be changed later",
        error_messages={"required": "Choose a unit", "invalid_choice": "Choose a unit from the list"},
    )
    field_order = ("name", "purpose", "unit", "every", "readers", "is_public")

    def __init__(self, units: list[tuple[str, str]], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        cast(forms.ChoiceField, self.fields["unit"]).choices = units


class SeatForm(ControlledForm):
    """Who is to sit on a board, as what, from which day to which."""

    account = WhoField("Who", missing="Enter who is to sit on the board")
    part = forms.ChoiceField(
        label="As what?",
        choices=list(PARTS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose their part"},
    )
    starts = DayField("First day", label="First day", widget=forms.DateInput({"classes": SHORT}))
    last = DayField(
        "Last day",
        label="Last day (optional)",
        required=False,
        help_text="Leave it empty for a seat that lasts until somebody ends it",
        widget=forms.DateInput({"classes": SHORT}),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        hints = {
            "chair": "Approves the minutes and concludes questions. One at a time.",
            "secretary": "Keeps the board: its meetings, agenda, papers and minutes.",
            "member": "Reads everything, and judges the questions they own.",
        }
        super().__init__(*args, hints=hints, **more)

    @property
    def wanted(self) -> dict[str, Any]:
        """What `give_seat` is told."""
        given = dict(self.cleaned_data)
        last: date | None = given.pop("last")
        return given | {"ends": last + timedelta(1) if last else None}


class EndSeatForm(ControlledForm):
    """The last day of a seat."""

    last = DayField(
        "Last day",
        label="Last day on the board",
        help_text="Yesterday, for somebody who is no longer to sit on it from now on",
        widget=forms.DateInput({"classes": SHORT}),
    )

    @property
    def ends(self) -> date:
        """The first day after the last."""
        last: date = self.cleaned_data["last"]
        return last + timedelta(1)


class QuestionForm(ControlledForm):
    """A question of the framework, and who on the board is to judge it."""

    question = forms.ChoiceField(
        label="Question",
        error_messages={"required": "Choose a question", "invalid_choice": "Choose a question from the list"},
    )
    owner = forms.ChoiceField(
        label="Who judges it?",
        help_text="Somebody who sits on the board",
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )

    def __init__(
        self, questions: Sequence[Question], owners: list[tuple[str, str]], *args: Any, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        cast(forms.ChoiceField, self.fields["question"]).choices = [
            ("", "Choose a question"), *((each.id, each.title) for each in questions)
        ]  # fmt: skip
        cast(forms.ChoiceField, self.fields["owner"]).choices = [("", "Choose a member"), *owners]


class OwnerForm(ControlledForm):
    """Who on the board is to judge a question."""

    owner = forms.ChoiceField(
        label="Who judges it?",
        help_text="Somebody who sits on the board",
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )

    def __init__(self, owners: list[tuple[str, str]], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        cast(forms.ChoiceField, self.fields["owner"]).choices = [("", "Choose a member"), *owners]
