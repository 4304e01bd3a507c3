"""Addresses of the library of practices, under practices/."""

from django.urls import path

from peelian.apps.inspections import views_practices as views

urlpatterns = [
    path("practices/", views.practices, name="practices"),
    path("practices/<int:number>/", views.practice, name="practice"),
]
