"""Addresses of responses, under inspections/responses/, and of those that are published."""

from django.urls import path

from peelian.apps.inspections import views_responses as views

urlpatterns = [
    path("inspections/responses/", views.responses, name="responses"),
    path("inspections/responses/<int:number>/", views.response, name="response"),
]
