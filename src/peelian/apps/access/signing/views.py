"""django-allauth's pages of second factors and of the force's provider, where ours differ."""

from typing import Any

from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.internal import auth
from allauth.mfa.webauthn.views import AddWebAuthnView
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.openid_connect.views import callback
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe
from requests import RequestException

from peelian.apps.access.actions import someone_else
from peelian.apps.access.forms import ResetForm
from peelian.apps.access.queries import account_named
from peelian.apps.access.signing import actions, provider
from peelian.apps.access.signing.adapters import UNREACHED, refused
from peelian.apps.access.viewer import viewer
from peelian.apps.access.views import onward
from peelian.framework.errors import UserError

DOWN = "The provider does not answer. Try again in a few minutes, or sign in with your password."


@login_not_required
@never_cache
@require_safe
def to_provider(request: HttpRequest) -> HttpResponse:
    """Send somebody to sign in at the force's provider.

    Asked for by a link: a form's answer may not lead to another site under the content security policy.
    """
    if request.user.is_authenticated:
        return redirect(onward(request))
    try:
        asked = get_adapter(request).get_provider(request, provider.ID)
        answer: HttpResponse = asked.redirect(request, AuthProcess.LOGIN, next_url=onward(request))
    except SocialApp.DoesNotExist:
        raise Http404 from None
    except RequestException:
        return refused(request, DOWN, status=503)
    return answer


@login_not_required
@never_cache
@require_safe
def from_provider(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Where the provider sends people back to."""
    try:
        answer: HttpResponse = callback(request, provider_id)
    except RequestException:
        return refused(request, DOWN, status=503)
    except (KeyError, ValueError):
        return refused(request, UNREACHED)
    return answer


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def reset_sign_in(request: HttpRequest, username: str) -> HttpResponse:
    """Reset somebody else's sign-in: they lost their phone, or forgot their password."""
    by = viewer(request)
    account = account_named(by, username)
    someone_else(by, username, "reset your own sign-in")
    form = ResetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.reset_sign_in(by=by, account=account, **form.cleaned_data)
        except UserError as error:
            form.refuse(error)
        else:
            messages.success(request, f"The sign-in of {account.display_name} is reset.")
            return redirect("access:account_detail", username)
    return render(request, "access/reset_sign_in.html", {"form": form, "account": account})


@method_decorator(never_cache, name="dispatch")
class AppView(ActivateTOTPView):
    """Set up an authenticator app; its picture is part of the page, which loads nothing inline."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        drawing = context["totp_svg"].partition("?>")[2]
        return context | {"drawing": mark_safe(drawing), "secret": _in_fours(context["form"].secret)}


@method_decorator(never_cache, name="dispatch")
class PasskeyView(AddWebAuthnView):
    """Add a passkey: one that is kept on the device and asks who holds it, so that it signs in alone."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        options = auth.begin_registration(self.request.user, passwordless=True)
        return context | {"js_data": {"creation_options": options}}


def _in_fours(secret: str) -> str:
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
