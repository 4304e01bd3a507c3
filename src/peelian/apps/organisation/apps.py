from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    name = "peelian.apps.organisation"
    label = "organisation"
