"""A file of actions as whoever uploaded it looks it over before it is filed."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.core.exceptions import PermissionDenied
from django.http import Http404

from peelian.apps.access.models import Account
from peelian.apps.access.viewer import Viewer
from peelian.apps.access.visible import Visible, visible_to
from peelian.apps.improvement.importing import Ready, checked
from peelian.apps.improvement.lines import Checked, Wrong
from peelian.apps.improvement.models import Upload
from peelian.apps.improvement.models_importing import KEPT_FOR
from peelian.apps.improvement.parts import units_to_file_at
from peelian.documents.kept import opened
from peelian.framework.errors import UserError

SHOWN = 100
"""Lines of a preview; the rest are counted."""


@dataclass(frozen=True)
class ImportPage:
    """What an uploaded file comes to. `unreadable` says why it cannot be read, "" when it can."""

    upload: Upload
    found: Checked[Ready]
    unit_names: dict[str, str]
    unreadable: str = ""

    @property
    def may_file(self) -> bool:
        return self.found.may_file

    @property
    def wrong(self) -> list[Wrong]:
        return self.found.wrong[:SHOWN]

    @property
    def more_wrong(self) -> int:
        return max(0, len(self.found.wrong) - SHOWN)

    @property
    def ready(self) -> list[tuple[Ready, str]]:
        """What would be filed, each with the name of its unit."""
        shown = self.found.ready[:SHOWN]
        return [(each, self.unit_names.get(each.action.unit, each.action.unit)) for each in shown]

    @property
    def more_ready(self) -> int:
        return max(0, len(self.found.ready) - SHOWN)

    @property
    def until(self) -> datetime:
        """When the file is forgotten."""
        return self.upload.at + KEPT_FOR


def may_import(viewer: Viewer) -> Visible:
    """What the viewer may see; PermissionDenied for whoever may file actions at no unit."""
    visible = visible_to(viewer)
    if not units_to_file_at(visible):
        raise PermissionDenied("Your account may file actions at no unit.")
    return visible


def import_page(viewer: Viewer, number: int) -> ImportPage:
    """An uploaded file of one's own, checked; Http404 for none of that number, and one that has lapsed."""
    mine = Upload.objects.visible_to(cast(Account, viewer))
    upload = mine.select_related("attachment").filter(pk=number).first()
    if upload is None:
        raise Http404("This file is not here any more: upload it again.")
    visible = may_import(viewer)
    known = visible.organisation
    names = {unit: known.unit(unit).name for unit in known.unit_ids}
    try:
        return ImportPage(upload, checked(visible, upload), names)
    except UserError as error:
        return ImportPage(upload, Checked(0), names, str(error))


def example(viewer: Viewer) -> list[tuple[str, ...]]:
    """The first lines of a file that can be imported: the names of the columns, and one action."""
    visible = may_import(viewer)
    unit = next(iter(units_to_file_at(visible)))
    measure = next(iter(opened().framework.measures), "")
    return [
        ("reference", "title", "unit", "owner", "due", "details", "state", "opened", "measure"),
        ("CT-17", "Bring the late shift forward", unit, viewer.username, "2027-04-01",
         "Two teams first", "In progress", "2026-11-02", measure),
    ]  # fmt: skip
