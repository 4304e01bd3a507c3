"""Accounts, roles and who may see whom."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "peelian.apps.access"
    label = "access"

    def ready(self) -> None:
        from peelian.apps.access.signing import listening  # noqa: F401 - models are ready only now
