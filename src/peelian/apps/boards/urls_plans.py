"""Addresses of plans, under plans/."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
