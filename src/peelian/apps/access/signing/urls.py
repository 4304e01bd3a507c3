"""Addresses under the names that django-allauth looks up: the ones we show, and no others."""

from allauth.account.views import reauthenticate
from allauth.mfa.base.views import authenticate
from allauth.mfa.base.views import reauthenticate as reauthenticate_by_code
from allauth.mfa.recovery_codes.views import (
    download_recovery_codes,
    generate_recovery_codes,
    view_recovery_codes,
)
from allauth.mfa.totp.views import deactivate_totp
from allauth.mfa.webauthn.views import login_webauthn, reauthenticate_webauthn, remove_webauthn
from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.decorators.cache import never_cache

from peelian.apps.access import views
from peelian.apps.access.signing import provider
from peelian.apps.access.signing.views import AppView, PasskeyView, from_provider

FACTOR = "account/second-factor"
urlpatterns = [
    path("sign-in", views.sign_in, name="account_login"),
    path("sign-in/second-factor", authenticate, name="mfa_authenticate"),
    path("sign-in/passkey", login_not_required(never_cache(login_webauthn)), name="mfa_login_webauthn"),
    path(
        "sign-in/provider/return",
        from_provider,
        {"provider_id": provider.ID},
        name="openid_connect_callback",
    ),
    path("account/", views.account, name="mfa_index"),
    path("account/", views.account, name="mfa_list_webauthn"),
    path("account/confirm/password", reauthenticate, name="account_reauthenticate"),
    path("account/confirm/code", reauthenticate_by_code, name="mfa_reauthenticate"),
    path("account/confirm/passkey", reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path(f"{FACTOR}/app", AppView.as_view(), name="mfa_activate_totp"),
    path(f"{FACTOR}/app/remove", deactivate_totp, name="mfa_deactivate_totp"),
    path(f"{FACTOR}/passkey", PasskeyView.as_view(), name="mfa_add_webauthn"),
    path(f"{FACTOR}/passkey/<int:pk>/remove", remove_webauthn, name="mfa_remove_webauthn"),
    path(f"{FACTOR}/codes", never_cache(view_recovery_codes), name="mfa_view_recovery_codes"),
    path(f"{FACTOR}/codes/new", generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path(f"{FACTOR}/codes/download", download_recovery_codes, name="mfa_download_recovery_codes"),
]
