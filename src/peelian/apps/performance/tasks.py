"""Work on the tables that is done in the background. The first line of each says what it is, on pages too."""

from django_tasks import task

from peelian.documents.kept import opened
from peelian.framework.errors import UserError
from peelian.pipeline.refresh import pending, refresh
from peelian.pipeline.tidy import tidy
from peelian.pipeline.trouble import told


def values_are_old() -> bool:
    """Whether rows, definitions or the organisation are newer than the values; yes if it cannot be told."""
    try:
        return pending(opened()) > 0
    except UserError:
        return True


@task()
def refresh_values() -> dict[str, int]:
    """Bringing the values up to date"""
    workspace = opened()
    with told(str(workspace.root)):
        done = refresh(workspace)
    return {"cells": done.cells, "computed": done.computed, "removed": done.removed}


@task()
def tidy_tables() -> dict[str, int]:
    """Deleting files that nobody reads any more"""
    workspace = opened()
    with told(str(workspace.root)):
        done = tidy(workspace)
    return {"files": done.files, "bytes": done.size}
