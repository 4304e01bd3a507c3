"""A response made for tests: two recommendations of the force, one of another body, one area to improve."""

from typing import Any

from peelian.documents.responses.content import FindingInResponse, ResponseContent


def finding(**given: Any) -> FindingInResponse:
    fields: dict[str, Any] = {
        "number": "2",
        "portal_id": "31002",
        "kind": "Recommendation",
        "text": "By March 2027, forces should review how quickly they answer. They should look at:\n"
        "nights; and\nweekends.\nThe review should cover every control room.",
        "bullets": ("nights; and", "weekends."),
        "addressed_to": ("forces",),
        "due": "2027-03-31",
        "due_as_written": "By March 2027",
        "stance": "taken",
        "force_words": "We reviewed all nights of 2026. Two operators more are on duty from ten.\n"
        "- The rota began in May.\n- Calls wait 4 seconds less.\nA second review follows in spring.",
        "commissioner_words": "I asked for the second review, and will see it.",
        **given,
    }
    return FindingInResponse.model_validate(fields)


def response(**given: Any) -> ResponseContent:
    fields: dict[str, Any] = {
        "layout": "record",
        "force": "Cheshire Constabulary",
        "body_title": "Police and Crime Commissioner",
        "body_short": "PCC",
        "commissioner": "Ceri Morgan",
        "chief_constable": "Bo Hughes",
        "sender": ("Office of the Police and Crime Commissioner", "1 High Street", "Wynmouth"),
        "addressed_to": ("The Rt Hon Sam Lee MP", "Home Secretary", "2 Marsham Street", "London SW1P 4DF"),
        "title": "Answering the call: how forces deal with 999",
        "inspectorate": "HMICFRS",
        "portal_id": "31000",
        "inspection_type": "national",
        "published": "2026-11-05",
        "dated": "2026-12-10",
        "grade": "",
        "summary": "Forces answer most calls in time. Nights are the weakest.",
        "findings": (
            finding(
                number="1", portal_id="", addressed_to=("National Police Chiefs’ Council", "Home Office"),
                text="By May 2027, the National Police Chiefs’ Council should set a standard.", bullets=(),
                due="2027-05-31", due_as_written="By May 2027", apart=True, stance="", force_words="",
                commissioner_words="",
            ),
            finding(),
            finding(
                number="3", portal_id="31003", text="By June 2027, chief constables should publish waits.",
                bullets=(), due="2027-06-30", due_as_written="By June 2027", stance="none",
                force_words="We publish them already, each month.", commissioner_words="",
            ),
            finding(
                number="1", portal_id="", kind="Area for improvement", improvement=True,
                text="The force should tell callers how long they will wait.", bullets=(), due="",
                due_as_written="", stance="proposed", force_words="A message is drafted.",
                commissioner_words="",
            ),
        ),
        "chief_comments": "We welcome the report.\n\nNights were our weakness too.",
        "chief_comments_by": "Chief Constable Bo Hughes",
        "chief_comments_on": "2026-11-25",
        "commissioner_comments": "I welcome the report, and what the force has done.",
        **given,
    }  # fmt: skip
    return ResponseContent.model_validate(fields)
