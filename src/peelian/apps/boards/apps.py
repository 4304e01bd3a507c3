from django.apps import AppConfig


class BoardsConfig(AppConfig):
    name = "peelian.apps.boards"
    label = "boards"
