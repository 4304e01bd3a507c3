"""Every address: one line an app."""

from django.urls import include, path

from peelian.site import api, health

handler400 = "peelian.site.uploads.refused"
probes = [path("health", health.health, name="health"), path("ready", health.ready, name="ready")]
urlpatterns = [
    path("", include((probes, "site"))),
    path("api/v1/", api.urls),
    path("", include("peelian.apps.performance.urls")),
    path("", include("peelian.apps.boards.urls")),
    path("", include("peelian.apps.inspections.urls")),
    path("actions/", include("peelian.apps.improvement.urls")),
    path("", include("peelian.apps.organisation.urls")),
    path("", include("peelian.apps.access.urls")),
    path("", include("peelian.apps.access.signing.urls")),
]
