"""The forms of meetings: planning and changing, the agenda, papers, attendance, minutes and decisions."""

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from django import forms
from django.core.validators import URLValidator

from peelian.apps.access.controls import ControlledForm, DayField, ReasonField, WordsField
from peelian.apps.boards.actions_meetings import Arranged
from peelian.apps.boards.models import AgendaItem, Board
from peelian.apps.boards.models_meetings import PRESENCES
from peelian.apps.boards.periods import last_complete, moved
from peelian.apps.boards.queries.meeting_lists import DecisionsAsked, MeetingsAsked
from peelian.apps.boards.queries.meetings import Expected
from peelian.documents.dates import period_label
from peelian.framework.measure import Measure

SHORT, HALF = "govuk-input--width-10", "govuk-!-width-one-half"
PERIODS = {"month": 18, "quarter": 8}
"""How many periods a meeting can be said to look at."""


class ClockField(forms.TimeField):
    """A local time of day."""

    def __init__(self, label: str) -> None:
        super().__init__(
            label=label,
            error_messages={
                "required": f"Enter when it {label.lower()}",
                "invalid": f"{label} must be a time, like 14:00",
            },
            widget=forms.TimeInput({"classes": SHORT}, format="%H:%M"),
        )


class LinkField(forms.CharField):
    """An address on the web that one can follow."""

    def __init__(self) -> None:
        wrong = "Enter a link that begins with https://"
        super().__init__(
            label="Link to follow it (optional)",
            max_length=400,
            required=False,
            help_text="Where it can be joined or watched. A public meeting shows it to everybody",
            validators=[URLValidator(schemes=["https", "http"], message=wrong)],
            widget=forms.TextInput({"autocomplete": "off", "spellcheck": False}),
        )


class MeetingForm(ControlledForm):
    """When and where a meeting is, and what it looks at."""

    day = DayField("Date", label="Date", widget=forms.DateInput({"classes": SHORT}))
    begins = ClockField("Begins")
    ends = ClockField("Ends")
    venue = forms.CharField(
        label="Place (optional)",
        max_length=200,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    link = LinkField()
    period = forms.ChoiceField(label="What does it look at?", required=False)
    is_public = forms.BooleanField(
        label="Everybody may follow it: its public page shows when and where it is, and its agenda",
        required=False,
    )

    def __init__(self, board: Board, *args: Any, chosen: date | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        latest = last_complete(board.every)
        known = [moved(latest, board.every, -back) for back in range(-2, PERIODS[board.every])]
        known = sorted({*known, *([chosen] if chosen else [])}, reverse=True)
        choices = [("", f"The last {board.every} that is over by then")]
        choices += [(each.isoformat(), period_label(each, board.every)) for each in known]
        cast(forms.ChoiceField, self.fields["period"]).choices = choices
        if not board.is_public:
            del self.fields["is_public"]

    @property
    def arranged(self) -> Arranged:
        given = dict(self.cleaned_data)
        period = given.pop("period", "")
        return Arranged(period=date.fromisoformat(period) if period else None, **given)


class YearForm(MeetingForm):
    """The first of a year of meetings."""

    def __init__(self, board: Board, *args: Any, **more: Any) -> None:
        super().__init__(board, *args, **more)
        del self.fields["period"]
        self.fields["day"].label = "Date of the first"
        self.fields["day"].help_text = "The others are on the same weekday of their month"


class CancelForm(ControlledForm):
    """Why a meeting is cancelled."""

    reason = ReasonField("cancelled", hint=", and those who were to come read it")


class ItemForm(ControlledForm):
    """An item of an agenda."""

    title = forms.CharField(
        label="Title",
        max_length=200,
        error_messages={"required": "Enter a title"},
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    presenter = forms.CharField(
        label="Who presents it (optional)",
        max_length=120,
        required=False,
        help_text="The public page never shows it",
        widget=forms.TextInput({"autocomplete": "off", "classes": HALF}),
    )
    is_public = forms.BooleanField(
        label="The public page of a public meeting shows it", required=False, initial=True
    )

    def __init__(self, item: AgendaItem | None, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        if item is not None and item.kind == "question":
            del self.fields["title"]


class PaperForm(ControlledForm):
    """A file for a meeting."""

    file = forms.FileField(
        label="File",
        help_text="PDF, Word, Excel, PowerPoint, OpenDocument, CSV, text or a picture, up to 10 MB",
        error_messages={"required": "Choose a file", "empty": "The file is empty: choose it again"},
    )
    title = forms.CharField(
        label="Title (optional)",
        max_length=200,
        required=False,
        help_text="The name of the file, if you give none",
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    item = forms.ChoiceField(label="For which item?", required=False)
    is_public = forms.BooleanField(label="Everybody may read it on the public page", required=False)

    def __init__(self, items: Sequence[AgendaItem], public: bool, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        cast(forms.ChoiceField, self.fields["item"]).choices = _items(items, "The meeting as a whole")
        if not public:
            del self.fields["is_public"]


class AttendanceForm(ControlledForm):
    """How each member is minuted, and who else was there."""

    def __init__(self, members: Sequence[Expected], others: Sequence[str], data: Any = None) -> None:
        super().__init__(data)
        self.members = list(members)
        choices = [("", "Not said"), *((key, PRESENCES[key]) for key in ("present", "apologies", "absent"))]
        for place, member in enumerate(self.members):
            self.fields[f"member-{place}"] = forms.ChoiceField(
                label=f"{member.name}, {member.part.lower()}", choices=choices, required=False,
                initial=member.presence, widget=forms.Select({"classes": SHORT}),
            )  # fmt: skip
        self.fields["others"] = WordsField(
            "Others in attendance", rows=4, initial="\n".join(others), help_text="A name a line"
        )

    @property
    def wanted(self) -> dict[str, Any]:
        """What `record_attendance` is told."""
        given = self.cleaned_data
        said = {each.username: given[f"member-{place}"] for place, each in enumerate(self.members)}
        return {"members": said, "others": given["others"].splitlines()}


class MinutesForm(ControlledForm):
    """What was said of each item."""

    def __init__(self, items: Sequence[AgendaItem], data: Any = None) -> None:
        super().__init__(data)
        for number, item in enumerate(items, start=1):
            self.fields[f"item-{item.pk}"] = WordsField(
                f"{number}. {item.title}", rows=4, most=10_000, initial=item.minutes
            )

    @property
    def minutes(self) -> dict[int, str]:
        return {int(name.removeprefix("item-")): words for name, words in self.cleaned_data.items()}


class DecisionForm(ControlledForm):
    """What was decided, and why."""

    words = WordsField(
        "What was decided", missing="Say what was decided", rows=3, most=2000,
        help_text="It gets the board’s next number and is never changed",
    )  # fmt: skip
    reason = WordsField("Why (optional)", rows=3, most=2000)
    item = forms.ChoiceField(label="Of which item?", required=False)
    is_public = forms.BooleanField(
        label="Everybody may read it, and why, once the minutes are approved", required=False
    )

    def __init__(self, items: Sequence[AgendaItem], public: bool, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        cast(forms.ChoiceField, self.fields["item"]).choices = _items(items, "The meeting as a whole")
        if not public:
            del self.fields["is_public"]


class ActionForm(ControlledForm):
    """What somebody is to do about a decision."""

    title = forms.CharField(
        label="What is to be done",
        max_length=200,
        error_messages={"required": "Say what is to be done"},
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    owner = forms.CharField(
        label="Who is to do it",
        max_length=120,
        help_text="Their username, e-mail address or whole name",
        error_messages={"required": "Enter who is to do it"},
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": False, "classes": HALF}),
    )
    due = DayField("Day it is due", label="By when", widget=forms.DateInput({"classes": SHORT}))
    success = WordsField("How will you know that it worked? (optional)", rows=2, most=1000)
    measure = forms.ChoiceField(
        label="Which measure should move? (optional)",
        required=False,
        help_text="When the action is closed, it says whether the measure has moved",
    )

    def __init__(self, measures: Sequence[Measure], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        titled = sorted(measures, key=lambda each: each.title)
        cast(forms.ChoiceField, self.fields["measure"]).choices = [
            ("", "None"), *((each.id, each.title) for each in titled)
        ]  # fmt: skip


class MeetingsFilter(forms.Form):
    """The filters of the list of meetings. One that makes no sense is left out rather than refused."""

    q = forms.CharField(required=False, max_length=100)
    year = forms.RegexField(r"^20[0-9]{2}$", required=False)
    state = forms.CharField(required=False, max_length=10)
    sort = forms.CharField(required=False, max_length=20)

    @property
    def asked(self) -> MeetingsAsked:
        self.is_valid()
        return MeetingsAsked(**self.cleaned_data)


class DecisionsFilter(forms.Form):
    """The same of decisions."""

    q = forms.CharField(required=False, max_length=100)
    year = forms.RegexField(r"^20[0-9]{2}$", required=False)
    public = forms.CharField(required=False, max_length=3)
    sort = forms.CharField(required=False, max_length=20)

    @property
    def asked(self) -> DecisionsAsked:
        self.is_valid()
        return DecisionsAsked(**self.cleaned_data)


def _items(items: Sequence[AgendaItem], otherwise: str) -> list[tuple[str, str]]:
    numbered = ((str(item.pk), f"{number}. {item.title}") for number, item in enumerate(items, start=1))
    return [("", otherwise), *numbered]
