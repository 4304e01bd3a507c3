from django.apps import AppConfig


class AttachmentsConfig(AppConfig):
    name = "peelian.apps.attachments"
    label = "attachments"
