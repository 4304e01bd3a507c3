"""Signing in and out, and one's own account."""

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from peelian.apps.access import queries
from peelian.apps.access.forms import PasswordForm, SignInForm
from peelian.apps.access.models import Account
from peelian.apps.access.signing import actions, provider
from peelian.apps.access.signing.factors import must_add_factor
from peelian.apps.access.signing.queries import own_account


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for a username and password, then for a second factor; then go where the person was going."""
    to = onward(request)
    if request.user.is_authenticated:
        return redirect(to)
    form = SignInForm(request, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        signing = Login(user=form.account, redirect_url=to)
        answer: HttpResponse = perform_password_login(request, {"username": form.account.username}, signing)
        return answer
    context = {
        "form": form,
        "next": request.POST.get("next", request.GET.get("next", "")),
        "offered": queries.demo_accounts(),
        "provider": provider.configured(),
    }
    return render(request, "access/sign_in.html", context)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this session."""
    actions.record_sign_out(account=_own(request))
    logout(request)
    return redirect(resolve_url(settings.LOGOUT_REDIRECT_URL))


@require_POST
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """End every session of one's own account, this one too."""
    actions.sign_out_everywhere(account=_own(request))
    logout(request)
    messages.success(request, "You are signed out everywhere.")
    return redirect(resolve_url(settings.LOGOUT_REDIRECT_URL))


@never_cache
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Who one is here, what was granted, and how one signs in."""
    return render(request, "access/account.html", {"own": own_account(_own(request))})


@never_cache
@require_safe
def set_up_factor(request: HttpRequest) -> HttpResponse:
    """Choose a second factor: all that is shown to an account that needs one and has none."""
    context = {"must": must_add_factor(request), "own": own_account(_own(request))}
    return render(request, "access/set_up_factor.html", context)


@never_cache
@sensitive_post_parameters("present", "new")
@require_http_methods(["GET", "HEAD", "POST"])
def change_password(request: HttpRequest) -> HttpResponse:
    """Change one's own password, which ends the sessions elsewhere."""
    own = _own(request)
    if not own.has_usable_password():
        raise PermissionDenied("Your account has no password: you sign in by your force’s own provider.")
    form = PasswordForm(own, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.change_password(account=own, password=form.cleaned_data["new"])
        update_session_auth_hash(request, own)
        messages.success(request, "Your password is changed. You are signed out everywhere else.")
        return redirect("access:account")
    return render(request, "access/change_password.html", {"form": form, "own": own})


def onward(request: HttpRequest) -> str:
    """Where somebody was going before being asked to sign in, else the first page; never another site."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    return resolve_url(settings.LOGIN_REDIRECT_URL)


def _own(request: HttpRequest) -> Account:
    assert isinstance(request.user, Account)  # whoever is not signed in does not get here
    return request.user
