"""What is wrong with a form, as the components of pages take it."""

from django import forms, template

register = template.Library()


@register.filter
def problems(form: forms.BaseForm, whole: str = "") -> list[dict[str, str]]:
    """An error summary's list; what is wrong with the form as a whole leads to the field `whole`."""
    return [
        {"text": str(message), "href": f"#{whole if field == '__all__' else field}"}
        for field, messages in form.errors.items()
        for message in messages
    ]


@register.filter
def problem(field: forms.BoundField) -> dict[str, str] | None:
    """The first thing wrong with a field, None when nothing is."""
    return {"text": str(field.errors[0])} if field.errors else None
