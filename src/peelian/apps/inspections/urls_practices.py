"""Addresses of the library of practices, under practices/."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
