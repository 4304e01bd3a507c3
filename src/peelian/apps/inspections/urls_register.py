"""Addresses of the register and its dates, under inspections/."""

from django.urls import path

from peelian.apps.inspections import views_register

urlpatterns = [
    path("inspections/", views_register.register, name="register"),
    path("inspections/deadlines/", views_register.deadlines, name="deadlines"),
    path("inspections/publications/", views_register.publications, name="publications"),
    path("inspections/publications/<int:number>/", views_register.publication, name="publication"),
    path("inspections/findings/<int:number>/", views_register.finding, name="finding"),
]
