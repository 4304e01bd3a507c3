"""From the plain text of a document to all that it says: the parts of the grammar, one after another."""

from dataclasses import replace

from peelian.documents.inspections.bodies import body_title_of, force_of
from peelian.documents.inspections.document import Document
from peelian.documents.inspections.drafts import Part, settled, told
from peelian.documents.inspections.findings import Found, found_in
from peelian.documents.inspections.flags import flags_of
from peelian.documents.inspections.labels import COMMISSIONER, FORCE
from peelian.documents.inspections.people import chief_constable_of, commissioner_of
from peelian.documents.inspections.practices import practices_in
from peelian.documents.inspections.replies import answered, by_topic, shared_out, unsigned
from peelian.documents.inspections.text import Text
from peelian.documents.inspections.titles import grade_of, inspection_type_of, title_of
from peelian.documents.inspections.whens import published_of, responded_of


def understood(file: str, text: Text) -> Document:
    """Everything that a text says. What it does not say stays None."""
    found = found_in(text)
    shared_out(found)
    published = published_of(text, found)
    responded = responded_of(text, found, published)
    by_topic(found)
    findings = tuple(answered(settled(draft, published), draft) for draft in found.drafts)
    force = force_of(text)
    title, portal = title_of(text, found)
    grade, _ = grade_of(text, found)
    body = body_title_of(text, force)
    if body is None and not found.sections:  # the inspectorate's own words, which answer nothing
        found.general.pop(COMMISSIONER, None)
        responded = None
    document = Document(
        file=file,
        force=force,
        body_title=body,
        commissioner=commissioner_of(text),
        chief_constable=chief_constable_of(text),
        report_title=title,
        report_portal_id=portal,
        inspection_type=inspection_type_of(text, found, title, findings),
        published=published.isoformat() if published else None,
        responded=responded.isoformat() if responded else None,
        grade=grade,
        summary=told([part for part in found.values.get("summary", []) if part.text]),
        force_response=told(unsigned(found.general.get(FORCE, []))),
        commissioner_response=told(unsigned(found.general.get(COMMISSIONER, []))),
        findings=findings,
        practices=practices_in(_answers(found, findings)),
        text=text.whole,
    )
    return replace(document, flags=flags_of(document, text.missing))


def _answers(found: Found, findings: tuple[object, ...]) -> list[tuple[str | None, list[Part]]]:
    """Every answer, with the number of the finding that it is to; those to one finding first."""
    made: list[tuple[str | None, list[Part]]] = []
    for draft in found.drafts:
        made += [(draft.number, parts) for parts in draft.replies.values()]
    taken = {part.start for _, parts in made for part in parts}
    for parts in found.general.values():
        made.append((None, [part for part in parts if part.start not in taken]))
    return made
