"""Accounts, roles and who may see whom."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "peelian.apps.access"
    label = "access"
