from django.apps import AppConfig


class ImprovementConfig(AppConfig):
    name = "peelian.apps.improvement"
    label = "improvement"
