"""The account that somebody means by a name, where people are put on boards or owe something."""

from django import forms
from django.db.models import Q

from peelian.apps.access.models import Account
from peelian.apps.access.names import accounts_called
from peelian.framework.errors import UserError

MOST = 5
"""How many names a refusal suggests."""


def account_called(words: str) -> Account:
    """The open account of that username, e-mail address or full name.

    UserError for none and for several, with those that come near. For whoever may put people on boards alone.
    """
    said, every = words.strip(), Account.objects.filter(is_active=True)
    found = [account for account in accounts_called(words) if account.is_active]
    if len(found) == 1:
        return found[0]
    near = found or list(every.filter(_any_word(said)).order_by("display_name")[: MOST + 1]) if said else []
    if not near or len(near) > MOST:
        raise UserError(f"no open account is called {said!r}: write the username, or the whole name")
    named = "; ".join(f"{each.display_name} ({each.username})" for each in near)
    many = "several accounts are" if found else "no open account is"
    raise UserError(f"{many} called {said!r}. Write the username. Near it: {named}")


def _any_word(said: str) -> Q:
    words = [word for word in said.split() if len(word) > 2] or [said]
    near = Q()
    for word in words[:4]:
        near |= Q(display_name__icontains=word) | Q(username__icontains=word)
    return near


class WhoField(forms.CharField):
    """An account, written as its username or full name."""

    def __init__(self, label: str, *, missing: str = "Enter a name", hint: str = "", required: bool = True):
        super().__init__(
            label=label,
            max_length=120,
            required=required,
            help_text=hint or "Their username, or their whole name as colleagues know them",
            error_messages={"required": missing},
            widget=forms.TextInput(
                {"autocomplete": "off", "spellcheck": False, "classes": "govuk-!-width-one-half"}
            ),
        )

    def clean(self, value: object) -> Account | None:
        said = super().clean(value)
        if not said:
            return None
        try:
            return account_called(said)
        except UserError as error:
            raise forms.ValidationError(str(error)[:1].upper() + str(error)[1:]) from None
