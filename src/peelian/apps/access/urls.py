"""Addresses of signing in and out, of one's own account, and of keeping accounts."""

from django.urls import include, path

from peelian.apps.access import views
from peelian.apps.access.signing.views import reset_sign_in, to_provider

app_name = "access"
urlpatterns = [
    path("sign-in", views.sign_in, name="sign_in"),
    path("sign-in/provider", to_provider, name="provider"),
    path("sign-out", views.sign_out, name="sign_out"),
    path("account/tokens/", include("peelian.apps.access.urls_tokens")),
    path("account/", views.account, name="account"),
    path("account/password", views.change_password, name="change_password"),
    path("account/sign-out-everywhere", views.sign_out_everywhere, name="sign_out_everywhere"),
    path("account/second-factor/", views.set_up_factor, name="set_up_factor"),
    path("accounts/<path:username>/reset-sign-in/", reset_sign_in, name="reset_sign_in"),
    path("", include("peelian.apps.access.urls_keeping")),
]
