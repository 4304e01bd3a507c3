"""What was said stays as it was said: rows that are written once."""

from typing import Any, NoReturn

from django.db import models


class WrittenOnceQuerySet(models.QuerySet[Any]):
    def update(self, **given: Any) -> NoReturn:
        """Never: what was said stays as it was said."""
        raise TypeError(f"{self.model._meta.verbose_name} is never changed: write another")

    def delete(self) -> NoReturn:
        """Never, as `update`."""
        raise TypeError(f"{self.model._meta.verbose_name} is never deleted: write another")


class WrittenOnce(models.Model):
    """A row that is never changed and never deleted."""

    objects: Any = WrittenOnceQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **more: Any) -> None:
        """Write it, once."""
        if not self._state.adding:
            raise TypeError(f"{self._meta.verbose_name} is never changed: write another")
        super().save(*args, **more)

    def delete(self, *args: Any, **more: Any) -> NoReturn:
        """Never."""
        raise TypeError(f"{self._meta.verbose_name} is never deleted: write another")
