"""Addresses of packs, under packs/."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
