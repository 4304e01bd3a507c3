"""The sign-in form."""

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.http import HttpRequest

from peelian.apps.access import actions, queries
from peelian.apps.access.models import Account


class SignInForm(forms.Form):
    """A username and password; `account` is whose they are once the form is valid."""

    username = forms.CharField(max_length=80, error_messages={"required": "Enter your username"})
    password = forms.CharField(
        max_length=200, strip=False, error_messages={"required": "Enter your password"}
    )
    account: Account

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        super().__init__(*args)
        self.request = request

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        username, password = given.get("username"), given.get("password")
        if not username or not password:
            return given
        if queries.is_locked(username):
            raise forms.ValidationError(
                "Too many attempts have failed. Wait 15 minutes, then try again", code="locked"
            )
        account = authenticate(self.request, username=username, password=password)
        if not isinstance(account, Account):
            actions.record_failed_sign_in(username=username)
            raise forms.ValidationError("The username or password is not right", code="refused")
        actions.forget_failed_sign_ins(username=username)
        self.account = account
        return given
