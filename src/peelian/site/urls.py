"""Every address: one line an app."""

from django.urls import include, path

urlpatterns = [
    path("", include("peelian.apps.performance.urls")),
    path("", include("peelian.apps.organisation.urls")),
    path("", include("peelian.apps.access.urls")),
]
