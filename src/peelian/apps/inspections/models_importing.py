"""A file of findings that somebody is about to add to the register."""

from peelian.apps.improvement.models_importing import AnyUpload


class Upload(AnyUpload):
    """A file of findings."""

    def __str__(self) -> str:
        return f"findings from {self.source}"
