"""Addresses of pages about units."""

from django.urls import path

from peelian.apps.organisation import views

app_name = "organisation"
urlpatterns = [
    path("units/", views.units, name="units"),
    path("units/<path:unit>/", views.unit, name="unit"),
]
