"""The forms of documents: uploading, putting right a block, setting aside, and filters."""

from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict

from peelian.apps.access.controls import ControlledForm, DayField, WordsField
from peelian.apps.inspections.forces import force_names
from peelian.apps.inspections.models_documents import STATES
from peelian.apps.inspections.models_register import INSPECTION_TYPES
from peelian.apps.inspections.queries.comparing import AnswersAsked
from peelian.apps.inspections.queries.documents import COLUMNS, Asked
from peelian.apps.inspections.reviewing import DOCUMENT, FINDING, PRACTICE, Block
from peelian.documents.kept import opened

SHORT, HALF = "govuk-input--width-10", "govuk-!-width-two-thirds"
MOST_FILES = 15
LONG = 40_000
"""Letters of an answer: as many as a long appendix has."""


class DocumentsFilter(forms.Form):
    """The filters of the list of documents. One that makes no sense is left out rather than refused."""

    q = forms.CharField(required=False, max_length=100)
    state = forms.ChoiceField(required=False, choices=list(STATES.items()))
    sort = forms.ChoiceField(required=False, choices=[(s + by, by) for by in COLUMNS for s in ("", "-")])

    @property
    def asked(self) -> Asked:
        self.is_valid()
        return Asked(**{name: self.cleaned_data.get(name, "") for name in self.fields})


class AnswersFilter(forms.Form):
    """The filters of the search across all answers, as `DocumentsFilter`."""

    q = forms.CharField(required=False, max_length=100)
    force = forms.CharField(required=False, max_length=120)
    publication = forms.IntegerField(required=False, min_value=1, max_value=2**31)
    finding = forms.IntegerField(required=False, min_value=1, max_value=2**31)
    sort = forms.CharField(required=False, max_length=20)

    @property
    def asked(self) -> AnswersAsked:
        self.is_valid()
        return AnswersAsked(**{name: str(self.cleaned_data.get(name) or "") for name in self.fields})


class _ManyFiles(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return cast(MultiValueDict[str, UploadedFile[Any]], files).getlist(name)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in files


class FilesField(forms.FileField):
    """One or several files at once."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        given = [super(FilesField, self).clean(each, initial) for each in data or [None]]
        if len(given) > MOST_FILES:
            raise forms.ValidationError(f"Choose at most {MOST_FILES} files at once")
        return given


class UploadForm(ControlledForm):
    """Responses and reports to read."""

    uploads = FilesField(
        label="Files",
        help_text="Plain text, web page (html), Word (docx), OpenDocument (odt) or PDF, up to 10 MB each. "
        "You can choose several",
        error_messages={"required": "Choose a file"},
        allow_empty_file=True,
        widget=_ManyFiles({"multiple": True}),
    )


def _line(name: str, titles: Any, most: int, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=titles[name], max_length=most, required=False,
        widget=forms.TextInput({"autocomplete": "off", "classes": more.pop("classes", HALF)}), **more,
    )  # fmt: skip


def _day(name: str, titles: Any, **more: Any) -> DayField:
    return DayField(
        titles[name], label=titles[name], required=False, widget=forms.DateInput({"classes": SHORT}), **more
    )


class DocumentForm(ControlledForm):
    """The fields of a document. One that is left empty is not in the document."""

    force = forms.ChoiceField(label=DOCUMENT["force"], required=False)
    body_title = _line(
        "body_title",
        DOCUMENT,
        120,
        help_text="Such as Police and Crime Commissioner, Mayor or Police Authority",
    )
    commissioner = _line("commissioner", DOCUMENT, 120)
    chief_constable = _line("chief_constable", DOCUMENT, 120)
    report_title = _line("report_title", DOCUMENT, 300, help_text="The report that it answers, or is")
    report_portal_id = _line(
        "report_portal_id",
        DOCUMENT,
        20,
        classes=SHORT,
        help_text="Its number on the monitoring portal, if it has one",
    )
    inspection_type = forms.ChoiceField(
        label=DOCUMENT["inspection_type"], required=False,
        choices=[("", "The document does not say"), *INSPECTION_TYPES.items()],
    )  # fmt: skip
    published = _day("published", DOCUMENT)
    responded = _day("responded", DOCUMENT)
    grade = _line("grade", DOCUMENT, 60, classes=SHORT)
    summary = WordsField(DOCUMENT["summary"], most=LONG, rows=6)
    force_response = WordsField(DOCUMENT["force_response"], most=LONG, rows=6)
    commissioner_response = WordsField(DOCUMENT["commissioner_response"], most=LONG, rows=6)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        names = [(name, name) for name in force_names()]
        cast(forms.ChoiceField, self.fields["force"]).choices = [("", "The document does not say"), *names]


class FindingForm(ControlledForm):
    """One finding of a document."""

    number = _line("number", FINDING, 20, classes=SHORT, help_text="As the report numbers it, like 2 or 1a")
    portal_id = _line("portal_id", FINDING, 20, classes=SHORT)
    kind = forms.ChoiceField(
        label=FINDING["kind"],
        error_messages={"required": "Choose the kind", "invalid_choice": "Choose a kind from the list"},
    )
    owners = WordsField(
        FINDING["owners"], most=2000, rows=2, help_text="One body a line, as the report says it"
    )
    due = _day("due", FINDING, help_text="For a month, its last day: by January 2024 is 31 January 2024")
    due_as_written = _line("due_as_written", FINDING, 120, help_text="In the report’s own words")
    text = WordsField(FINDING["text"], missing="Enter what it says", most=LONG, rows=6)
    bullets = WordsField(FINDING["bullets"], most=LONG, rows=4, help_text="One a line")
    force_response = WordsField(FINDING["force_response"], most=LONG, rows=8)
    commissioner_response = WordsField(FINDING["commissioner_response"], most=LONG, rows=6)
    for_another_body = forms.ChoiceField(
        label="Does the document say that it is for another body?",
        required=False,
        choices=[("", "It does not say"), ("yes", "Yes"), ("no", "No, it is for the force")],
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        kinds = opened().framework.inspections.kinds
        cast(forms.ChoiceField, self.fields["kind"]).choices = [(kind.id, kind.title) for kind in kinds]

    @property
    def wanted(self) -> dict[str, Any]:
        """What the action is told."""
        given = dict(self.cleaned_data)
        for name in ("owners", "bullets"):
            given[name] = [line.strip() for line in given[name].splitlines() if line.strip()]
        given["for_another_body"] = {"yes": True, "no": False}.get(given["for_another_body"])
        return given


class PracticeReadForm(ControlledForm):
    """One practice that a document mentions."""

    name = forms.CharField(
        label=PRACTICE["name"],
        max_length=200,
        error_messages={"required": "Enter a name"},
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    description = WordsField(PRACTICE["description"], most=LONG, rows=6)
    finding = _line("finding", PRACTICE, 20, classes=SHORT)
    stage = _line("stage", PRACTICE, 120, help_text="Such as piloted or implemented")

    @property
    def wanted(self) -> dict[str, Any]:
        """What the action is told."""
        return dict(self.cleaned_data)


FORMS: dict[str, type[FindingForm] | type[PracticeReadForm]] = {
    "findings": FindingForm,
    "practices": PracticeReadForm,
}


class SetAsideForm(ControlledForm):
    """Why a document is set aside."""

    reason = WordsField("Why it is set aside", missing="Say why it is set aside", most=400, rows=3)


def told_of(block: Block) -> dict[str, Any]:
    """What a form begins with: what a block holds."""
    told = dict(block.values)
    for name in ("owners", "bullets"):
        told[name] = "\n".join(told.get(name) or ())
    if "for_another_body" in told:
        told["for_another_body"] = {True: "yes", False: "no"}.get(told["for_another_body"], "")
    return told
