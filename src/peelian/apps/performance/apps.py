from django.apps import AppConfig


class PerformanceConfig(AppConfig):
    name = "peelian.apps.performance"
    label = "performance"
