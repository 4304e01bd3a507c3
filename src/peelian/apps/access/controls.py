"""A form's fields as GOV.UK components: the component's name with its options, for `{% nested %}`."""

from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms.boundfield import BoundField


class DayField(forms.DateField):
    """A day that a record of this century can have; `named` starts the messages about it."""

    def __init__(self, named: str, **more: Any) -> None:
        far = f"{named} must be between 2000 and 2100"
        super().__init__(
            error_messages={
                "required": f"Enter the {named.lower()}",
                "invalid": f"{named} must be a date, like 2027-04-01",
            },
            validators=[
                MinValueValidator(date(2000, 1, 1), message=far),
                MaxValueValidator(date(2100, 12, 31), message=far),
            ],
            **more,
        )


class ReasonField(forms.CharField):
    """Why something is `done`, which whoever reads the audit will ask."""

    def __init__(self, done: str, *, hint: str = "", **more: Any) -> None:
        super().__init__(
            label=f"Why it is {done}",
            max_length=400,
            help_text=f"Whoever reads the audit will ask{hint}",
            error_messages={"required": f"Say why it is {done}"},
            widget=forms.TextInput({"autocomplete": "off"}),
            **more,
        )


@dataclass(frozen=True)
class Control:
    """One field as a component."""

    component: str
    options: dict[str, Any]


class WordsField(forms.CharField):
    """Words in a box of several lines; `missing` is what to do when they are required and not there."""

    def __init__(
        self, label: str, *, missing: str = "", rows: int = 5, most: int = 4000, **more: Any
    ) -> None:
        super().__init__(
            label=label,
            max_length=most,
            required=bool(missing),
            error_messages={"required": missing},
            widget=forms.Textarea({"rows": rows}),
            **more,
        )


class ControlledForm(forms.Form):
    """A form that says how each of its fields is shown.

    A choice is a list to choose from, or radio buttons when its field's widget is `RadioSelect`; `hints` say
    more about some of its values. Other texts come from the field: `label`, `help_text`, and `attrs` of its
    widget for `classes` and `autocomplete`.
    """

    def __init__(self, *args: Any, hints: dict[str, str] | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.hints = hints or {}

    @property
    def controls(self) -> list[Control]:
        return [self._control(bound) for bound in self]

    @property
    def problems(self) -> list[dict[str, str]]:
        """What is wrong, for the summary above the form."""
        first = next(iter(self.fields))
        return [
            {"text": str(message), "href": f"#{first if name == '__all__' else name}"}
            for name, messages in self.errors.items()
            for message in messages
        ]

    def refuse(self, error: Exception) -> None:
        """Show a UserError of the action above the form."""
        told = str(error)
        self.add_error(None, told[:1].upper() + told[1:])

    def _control(self, bound: BoundField) -> Control:
        options: dict[str, Any] = {"name": bound.name, **bound.field.widget.attrs}
        if bound.help_text:
            options["hint"] = {"text": bound.help_text}
        if bound.errors:
            options["errorMessage"] = {"text": bound.errors[0]}
        value, label = bound.value(), {"label": {"text": bound.label}}
        if isinstance(bound.field, forms.MultipleChoiceField):
            return self._boxes(bound, options | {"values": [str(each) for each in value or ()]})
        if isinstance(bound.field, forms.ChoiceField):
            choices = cast(list[tuple[str, str]], list(cast(Any, bound.field.choices)))
            return self._choice(bound, choices, options | {"value": value or ""})
        if isinstance(bound.field, forms.BooleanField):
            item = {"value": "yes", "text": bound.label, "checked": bool(value), "id": bound.name}
            return Control("checkboxes", options | {"items": [item]})
        if isinstance(bound.field, forms.FileField):
            return Control("file-upload", options | label)
        if not isinstance(bound.field.widget, forms.PasswordInput):
            options["value"] = "" if value is None else str(value)
        if isinstance(bound.field.widget, forms.Textarea):
            return Control("textarea", options | label)
        kinds = {forms.DateField: "date", forms.TimeField: "time"}
        found = (kind for field, kind in kinds.items() if isinstance(bound.field, field))
        options["type"] = next(found, bound.field.widget.input_type)
        return Control("input", options | label)

    def _boxes(self, bound: BoundField, options: dict[str, Any]) -> Control:
        choices = cast(list[tuple[str, str]], list(cast(Any, bound.field).choices))
        legend = {"text": bound.label, "classes": "govuk-fieldset__legend--m"}
        items = [{"value": value, "text": text} for value, text in choices]
        return Control("checkboxes", options | {"fieldset": {"legend": legend}, "items": items})

    def _choice(self, bound: BoundField, choices: list[tuple[str, str]], options: dict[str, Any]) -> Control:
        items = [
            {
                "value": value,
                "text": text,
                "hint": {"text": self.hints[value]} if value in self.hints else None,
            }
            for value, text in choices
        ]
        if isinstance(bound.field.widget, forms.RadioSelect):
            legend = {"text": bound.label, "classes": "govuk-fieldset__legend--m"}
            return Control("radios", options | {"fieldset": {"legend": legend}, "items": items})
        return Control("select", options | {"label": {"text": bound.label}, "items": items})
