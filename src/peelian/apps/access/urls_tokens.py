"""Addresses of one's own tokens."""

from django.urls import path

from peelian.apps.access import token_views

urlpatterns = [
    path("", token_views.own, name="tokens"),
    path("<int:token>/revoke/", token_views.revoke, name="token_revoke"),
]
