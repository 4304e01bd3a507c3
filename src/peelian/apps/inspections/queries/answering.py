"""The statutory answer to a publication: when it is due, and whether it was given in time."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from peelian.apps.inspections.deadlines import answer_due, concerns, said_given, said_of
from peelian.apps.inspections.models_register import Publication
from peelian.documents.kept import opened


@dataclass(frozen=True)
class Answering:
    """Where the answer to a publication stands. `due` is None where the day of publication is not known;
    `words` say how far off it is, or whether it was given in time; `is_ours` that it is this force's area
    that has to give one.
    """

    due: date | None
    given: date | None
    state: str
    words: str
    is_late: bool
    is_ours: bool


def answering(publication: Publication) -> Answering:
    """Where the answer to a publication stands; its response is loaded with it, if it has one."""
    today = timezone.localdate()
    response = getattr(publication, "response", None)
    is_ours = concerns(publication.force, opened().settings.name)
    due = answer_due(publication.published) if publication.published else None
    given = None
    if response is not None and response.state == "published" and response.published_at:
        given = timezone.localdate(response.published_at)
    state = response.state_title if response is not None else "Not begun"
    if given is not None:
        late = due is not None and given > due
        return Answering(due, given, state, said_given(due, given) if due else "", late, is_ours)
    if due is None or not is_ours:
        return Answering(due, None, state, "", False, is_ours)
    return Answering(due, None, state, said_of(due, today), due < today, is_ours)
