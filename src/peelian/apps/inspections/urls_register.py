"""Addresses of the register and its dates, under inspections/."""

from django.urls import path

from peelian.apps.inspections import views_register

urlpatterns = [path("inspections/", views_register.register, name="register")]
