"""A report with findings to respond to, and responses to it at each stage."""

from datetime import date
from typing import Any

from peelian.apps.inspections import actions_responses as actions
from peelian.apps.inspections.answering import content_in
from peelian.apps.inspections.models import Finding, Publication, Response
from peelian.documents.kept import opened, organisation
from peelian.framework.inspecting import Stage

PUBLISHED = date(2023, 7, 7)
LAST = date(2023, 8, 31)


def report(
    *, title: str = "Answering the call", published: date | None = PUBLISHED, **given: Any
) -> Publication:
    """A report with one finding of each sort: of the force, of another body, and one to improve."""
    made = Publication.objects.create(
        title=title, published=published, added_by="test",
        **{"portal_id": "", "inspection_type": "national", "summary": "Nights are weak.", **given},
    )  # fmt: skip
    finding(made, "10", "By January 2024, forces should review nights.", due_as_written="By January 2024")
    finding(made, "2", "Forces should publish waits.", portal_id="777")
    finding(made, "1a", "The council should set a standard.", stage="apart", addressed_to=["NPCC"])
    finding(made, "1", "Tell callers how long they will wait.", kind="area_for_improvement")
    return made


def finding(
    publication: Publication, number: str, text: str, *, stage: Stage = "new", **given: Any
) -> Finding:
    workspace = opened()
    return Finding.objects.create(
        publication=publication, number=number, text=text, added_by="test",
        **{
            "kind": "recommendation", "unit": organisation(workspace).root.id,
            "status": workspace.framework.inspections.first(stage).id, "due": date(2024, 1, 31), **given,
        },
    )  # fmt: skip


def begun(by: Any, publication: Publication, **given: Any) -> Response:
    said: dict[str, Any] = {
        "layout": "record", "body_title": "Police and Crime Commissioner", "commissioner": "Ceri Morgan",
        "chief_constable": "Bo Hughes", "addressed_to": "Home Secretary", **given,
    }  # fmt: skip
    return actions.begin_response(by=by, publication=publication, **said)


def again(response: Response) -> Response:
    return Response.objects.select_related("publication").get(pk=response.pk)


def named(by: Any, response: Response, **given: Any) -> None:
    said = {name: getattr(again(response), name) for name in (*actions.NAMES, "dated")}
    actions.set_names(by=by, response=response, **(said | given))


def whole(by: Any, publication: Publication, *, dated: date = LAST, **given: Any) -> Response:
    """A complete draft."""
    response = begun(by, publication, **given)
    named(by, response, dated=dated)
    for each in publication.findings.filter(kind="recommendation", number__in=("2", "10")):
        actions.write_reply(
            by=by, response=response, finding=each, stance="taken", force_words=f"Done of {each.number}."
        )
    actions.write_chief_comments(
        by=by,
        response=response,
        words="We welcome it.",
        name="Chief Constable Bo Hughes",
        on=publication.published or PUBLISHED,
    )
    actions.write_commissioner_comments(by=by, response=response, words="I will watch it.")
    return again(response)


def approved(by: Any, approver: Any, publication: Publication, **given: Any) -> Response:
    response = whole(by, publication, **given)
    actions.submit(by=by, response=response)
    actions.approve(by=approver, response=response, sha256=content_in(again(response)).sha256)
    return again(response)


def out(by: Any, approver: Any, publication: Publication, **given: Any) -> Response:
    response = approved(by, approver, publication, **given)
    actions.publish(by=approver, response=response)
    return again(response)
