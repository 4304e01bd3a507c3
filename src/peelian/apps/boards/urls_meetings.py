"""Addresses of boards and their meetings, under boards/."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
