"""Addresses of pages about values."""

from django.urls import include, path, register_converter

from peelian.apps.performance import files, views, views_changes, views_digest


class ChartFormat:
    """A picture format."""

    regex = "svg|png|pdf|pptx"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class ValueFormat(ChartFormat):
    """A table format."""

    regex = "csv|xlsx"


register_converter(ChartFormat, "picture")
register_converter(ValueFormat, "table")

app_name = "performance"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("changes/", views_changes.changes, name="changes"),
    path("changes.csv", views_changes.changes_csv, name="changes_csv"),
    path("changes/digest/", views_digest.digest, name="digest"),
    path("changes/digest/preview", views_digest.preview, name="digest_preview"),
    path("questions/<slug:question>/", views.question, name="question"),
    path("measures/<slug:measure>/", views.measure, name="measure"),
    path("measures/<slug:measure>/definition/", views.definition, name="definition"),
    path("", include("peelian.apps.performance.urls_annotations")),
    path("", include("peelian.apps.performance.urls_compare")),
    path("requests/", include("peelian.apps.performance.urls_requests")),
    path("measures/<slug:measure>/people/<path:person>/", views.person, name="person"),
    path("measures/<slug:measure>/chart.<picture:format>", files.chart, name="chart"),
    path("measures/<slug:measure>/values.<table:format>", files.values, name="values"),
    path("attendance/", views.attendance, name="attendance"),
    path("data/", views.data, name="data"),
    path("data/<slug:source>/", views.source, name="source"),
    path("data/<slug:source>/rejected/", views.rejected, name="rejected"),
]
