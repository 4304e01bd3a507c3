"""A file of findings as whoever uploaded it looks it over before it is added."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.http import Http404

from peelian.apps.access.models import Account
from peelian.apps.access.viewer import Viewer
from peelian.apps.access.visible import Visible, visible_to
from peelian.apps.improvement.lines import Checked, Wrong
from peelian.apps.improvement.models_importing import KEPT_FOR
from peelian.apps.improvement.queries.importing import SHOWN
from peelian.apps.inspections.importing import Ready, checked
from peelian.apps.inspections.models_importing import Upload
from peelian.apps.inspections.parts import must_keep
from peelian.documents.kept import opened
from peelian.framework.errors import UserError


@dataclass(frozen=True)
class ImportPage:
    """What an uploaded file comes to. `unreadable` says why it cannot be read, "" when it can."""

    upload: Upload
    found: Checked[Ready]
    unreadable: str = ""

    @property
    def ready(self) -> list[Ready]:
        return self.found.ready[:SHOWN]

    @property
    def wrong(self) -> list[Wrong]:
        return self.found.wrong[:SHOWN]

    @property
    def more_ready(self) -> int:
        return max(0, len(self.found.ready) - SHOWN)

    @property
    def more_wrong(self) -> int:
        return max(0, len(self.found.wrong) - SHOWN)

    @property
    def new_publications(self) -> list[str]:
        """The titles of the publications that would be added."""
        new = {id(each.finding.publication): each for each in self.found.ready if each.is_new_publication}
        return [each.finding.publication.title for each in new.values()]

    @property
    def until(self) -> datetime:
        """When the file is forgotten."""
        return self.upload.at + KEPT_FOR


def may_import(viewer: Viewer) -> Visible:
    """What the viewer may see; PermissionDenied for whoever may not keep the findings of the force."""
    visible = visible_to(viewer)
    must_keep(visible)
    return visible


def import_page(viewer: Viewer, number: int) -> ImportPage:
    """An uploaded file of one's own, checked; Http404 for none of that number, and one that has lapsed."""
    mine = Upload.objects.visible_to(cast(Account, viewer))
    upload = mine.select_related("attachment").filter(pk=number).first()
    if upload is None:
        raise Http404("This file is not here any more: upload it again.")
    visible = may_import(viewer)
    try:
        return ImportPage(upload, checked(visible, upload))
    except UserError as error:
        return ImportPage(upload, Checked(0), str(error))


def example(viewer: Viewer) -> list[tuple[str, ...]]:
    """The first lines of a file that can be imported: the names of the columns, and one finding."""
    may_import(viewer)
    measure = next(iter(opened().framework.measures), "")
    kind = opened().framework.inspections.kinds[0].title
    return [
        ("reference", "publication", "published", "number", "kind", "text", "due_as_written", "owner",
         "measure"),
        ("HT-17", "An inspection of our force", "2026-05-14", "1", kind,
         "The force should make sure that it answers calls in time.", "by November 2026", viewer.username,
         measure),
    ]  # fmt: skip
