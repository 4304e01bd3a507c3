from django.apps import AppConfig

from peelian.documents.annotated import read_notes_with


class PerformanceConfig(AppConfig):
    name = "peelian.apps.performance"
    label = "performance"

    def ready(self) -> None:
        from peelian.apps.performance.noting import in_force  # models are ready only now

        read_notes_with(in_force)
