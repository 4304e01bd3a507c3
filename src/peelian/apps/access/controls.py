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
        value = bound.value()
        if isinstance(bound.field, forms.ChoiceField):
            choices = cast(list[tuple[str, str]], list(cast(Any, bound.field.choices)))
            return self._choice(bound, choices, options | {"value": value or ""})
        if not isinstance(bound.field.widget, forms.PasswordInput):
            options["value"] = "" if value is None else str(value)
        is_day = isinstance(bound.field, forms.DateField)
        options["type"] = "date" if is_day else bound.field.widget.input_type
        return Control("input", options | {"label": {"text": bound.label}})

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
