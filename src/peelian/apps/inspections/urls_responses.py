"""Addresses of responses, under inspections/responses/, and of those that are published."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
