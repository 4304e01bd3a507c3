"""Addresses of documents that were read, under inspections/documents/."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
