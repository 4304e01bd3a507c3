"""Addresses of judgements of questions, under boards/."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
