"""The page furniture is an app so that its templates and static files are found."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "peelian.site"
    label = "site"
