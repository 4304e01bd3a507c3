"""Addresses of requests for analysis, under requests/."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
