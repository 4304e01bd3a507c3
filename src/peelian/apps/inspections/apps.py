from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    name = "peelian.apps.inspections"
    label = "inspections"
