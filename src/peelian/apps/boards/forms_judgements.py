"""The forms of judging a question."""

from typing import Any, cast

from django import forms

from peelian.apps.access.controls import ControlledForm, ReasonField, WordsField
from peelian.apps.boards.models_judgements import CONFIDENCES
from peelian.framework.grades import Scale

GRADE = {"required": "Choose a grade", "invalid_choice": "Choose a grade from the list"}
HINTS = {
    "high": "The data are sound and you know why the figures are as they are.",
    "medium": "The data are sound enough, or part of the reason is not known.",
    "low": "The data are thin or poor, or the reason is not known.",
}


class GradedForm(ControlledForm):
    """A form with a grade of the force's scale, each with what it means."""

    def __init__(self, scale: Scale, *args: Any, **more: Any) -> None:
        super().__init__(*args, hints={**HINTS, **{g.id: g.means for g in scale.grades}}, **more)
        grade = cast(forms.ChoiceField, self.fields["grade"])
        none = [] if grade.required else [("", "No other grade")]
        grade.choices = [*none, *((each.id, each.title) for each in scale.grades)]


class JudgeForm(GradedForm):
    """What the owner of a question judges."""

    grade = forms.ChoiceField(
        label="What grade do you give?", widget=forms.RadioSelect(), error_messages=GRADE
    )
    confidence = forms.ChoiceField(
        label="How sure are you?",
        choices=list(CONFIDENCES.items()),
        widget=forms.RadioSelect({"classes": "govuk-radios--small"}),
        error_messages={"required": "Choose how sure you are", "invalid_choice": "Choose how sure you are"},
    )
    words = WordsField(
        "What do you judge, and why?",
        missing="Say what you judge: a grade alone closes no question",
        rows=7,
        help_text="What the figures mean and leave out, and what you have seen yourself. Name no individual",
    )
    because = WordsField(
        "Why you give this grade though the signals say otherwise",
        rows=4,
        help_text="Only when they do: leave it empty otherwise",
    )


class ViewForm(GradedForm):
    """What somebody else says of a judgement."""

    stance = forms.ChoiceField(
        label="Do you agree?",
        choices=[("agree", "I agree"), ("challenge", "I challenge it")],
        widget=forms.RadioSelect(),
        error_messages={"required": "Choose whether you agree", "invalid_choice": "Choose whether you agree"},
    )
    words = WordsField("What do you see otherwise, or what do you add?", rows=5)
    grade = forms.ChoiceField(label="The grade you would give (optional)", required=False)


class ConcludeForm(GradedForm):
    """How the board closes a question."""

    grade = forms.ChoiceField(label="The board’s grade", widget=forms.RadioSelect(), error_messages=GRADE)
    words = WordsField(
        "What the board concludes",
        missing="Say what the board concludes: a question is not closed by numbers alone",
        help_text="Anybody’s disagreement stays beside it",
    )


class ReopenForm(ControlledForm):
    """Why a question is opened again."""

    reason = ReasonField("opened again")
