"""Addresses of signing in and out."""

from django.urls import include, path

from peelian.apps.access import views

app_name = "access"
urlpatterns = [
    path("sign-in", views.sign_in, name="sign_in"),
    path("sign-out", views.sign_out, name="sign_out"),
    path("", include("peelian.apps.access.urls_keeping")),
]
