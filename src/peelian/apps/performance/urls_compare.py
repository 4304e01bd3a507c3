"""Addresses of units compared on a measure."""

from django.urls import path

from peelian.apps.performance import views_compare

urlpatterns = [
    path("measures/<slug:measure>/compare/", views_compare.compare, name="compare"),
    path("measures/<slug:measure>/compare/funnel.<slug:format>", views_compare.chart, name="compare_chart"),
    path("measures/<slug:measure>/compare/values.csv", views_compare.values, name="compare_values"),
]
