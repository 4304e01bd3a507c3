"""Forms of signing in, of second factors and of one's own password."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ReauthenticateForm
from allauth.mfa.base import forms as factor_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn import forms as passkey_forms
from django import forms
from django.http import HttpRequest

from peelian.apps.access import queries
from peelian.apps.access.controls import ControlledForm, ReasonField
from peelian.apps.access.models import Account
from peelian.apps.access.signing import actions
from peelian.apps.access.signing.adapters import LOCKED

ENTER_CODE = {"required": "Enter the code"}
NO_PASSKEY = "Your browser did not answer with a passkey that is known here. Try again"
SHOW_PASSKEY = {"required": NO_PASSKEY, "invalid": NO_PASSKEY}


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
        adapter = get_adapter(self.request)
        account = adapter.authenticate(self.request, username=username, password=password)
        if not isinstance(account, Account):
            raise adapter.validation_error("username_password_mismatch")
        self.account = account
        return given


class PasswordForm(forms.Form):
    """One's own new password, with the present one."""

    present = forms.CharField(
        max_length=200, strip=False, error_messages={"required": "Enter your present password"}
    )
    new = forms.CharField(max_length=200, strip=False, error_messages={"required": "Enter a new password"})

    def __init__(self, account: Account, *args: Any) -> None:
        super().__init__(*args)
        self.account = account

    def clean_present(self) -> str:
        given: str = self.cleaned_data["present"]
        if not get_adapter().reauthenticate(self.account, given):
            raise get_adapter().validation_error("incorrect_password")
        return given

    def clean_new(self) -> str:
        given: str = get_adapter().clean_password(self.cleaned_data["new"], self.account)
        if self.account.check_password(given):
            raise forms.ValidationError("Enter a password other than the present one")
        return given


class ResetForm(ControlledForm):
    """Why somebody else's sign-in is reset, and the password they are told."""

    reason = ReasonField("reset", hint=". Say how you know that it was they who asked")
    password = forms.CharField(
        label="New password (optional)",
        max_length=200,
        required=False,
        strip=False,
        empty_value=None,
        help_text="At least 12 characters, to be changed by them. Leave it empty when they know theirs",
        widget=forms.PasswordInput({"autocomplete": "new-password", "classes": "govuk-!-width-one-half"}),
    )


class _Code:
    """A code that can be guessed only as often as a password, and used once."""

    user: Account
    authenticator: Authenticator  # whose code it was, once it was right

    def clean_code(self) -> str:
        if queries.is_locked(self.user.username):
            raise forms.ValidationError(LOCKED)
        code = str(super().clean_code())  # type: ignore[misc]
        digits = "".join(filter(str.isdigit, code))
        if self.authenticator.type == Authenticator.Type.TOTP and not actions.claim_code(
            factor=self.authenticator, code=digits
        ):
            raise get_adapter().validation_error("incorrect_code")
        return code


class CodeForm(_Code, factor_forms.AuthenticateForm):
    """The second step of a sign-in: a code of the app, or a recovery code."""

    code = forms.CharField(max_length=40, error_messages=ENTER_CODE)


class ConfirmCodeForm(_Code, factor_forms.ReauthenticateForm):
    """A code that says it is still the same person."""

    code = forms.CharField(max_length=40, error_messages=ENTER_CODE)


class ConfirmPasswordForm(ReauthenticateForm):
    """The password, to say it is still the same person."""

    password = forms.CharField(
        max_length=200, strip=False, error_messages={"required": "Enter your password"}
    )


class AppForm(ActivateTOTPForm):
    """The first code of an authenticator app that is being set up."""

    code = forms.CharField(max_length=40, error_messages=ENTER_CODE)


class _Passkey:
    """What a browser answered, which anybody can make up: whatever it is, it is but a wrong answer."""

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except (KeyError, TypeError, ValueError, AttributeError):
            raise forms.ValidationError(NO_PASSKEY) from None


class PasskeyForm(passkey_forms.AddWebAuthnForm):
    """A new passkey, which the browser made, and the name its owner gives it."""

    name = forms.CharField(max_length=60, required=False)
    credential = forms.JSONField(widget=forms.HiddenInput, error_messages=SHOW_PASSKEY)
    passwordless = None

    def clean(self) -> dict[str, Any]:
        try:
            return dict(super().clean())
        except (KeyError, TypeError, ValueError, AttributeError):
            raise forms.ValidationError(NO_PASSKEY) from None


class PasskeySecondForm(_Passkey, passkey_forms.AuthenticateWebAuthnForm):
    """The second step of a sign-in, by a passkey."""

    credential = forms.JSONField(widget=forms.HiddenInput, error_messages=SHOW_PASSKEY)


class PasskeySignInForm(_Passkey, passkey_forms.LoginWebAuthnForm):
    """A sign-in by a passkey alone."""

    credential = forms.JSONField(widget=forms.HiddenInput, error_messages=SHOW_PASSKEY)


class PasskeyConfirmForm(_Passkey, passkey_forms.ReauthenticateWebAuthnForm):
    """A passkey that says it is still the same person."""

    credential = forms.JSONField(widget=forms.HiddenInput, error_messages=SHOW_PASSKEY)
