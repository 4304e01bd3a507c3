"""What all papers of a response call its parts, so that a reader finds the same words in each."""

from collections.abc import Sequence

from peelian.documents.packs.phrases import day, in_line, titled
from peelian.documents.responses.content import FindingInResponse, ResponseContent

LAYOUTS = ("letter", "record", "page", "form")
RECOMMENDATIONS, IMPROVEMENTS = "Recommendations", "Areas for improvement"
RESPONSE, NONE, UNANSWERED = "Response:", "None", "There is no response to this one yet."
SUMMARY = "Report summary"
STANCES = {"taken": "Action taken.", "proposed": "Action proposed.", "none": "No action."}
"""What the law asks of each recommendation, before the words that explain it."""
TYPES = {"national": "National", "local": "Local"}
HOME_SECRETARY = "Home Secretary"


def titled_report(content: ResponseContent) -> str:
    return titled(in_line(content.title))


def about_report(content: ResponseContent) -> str:
    """The title of a file: "Response to Police performance: Getting a grip"."""
    return f"Response to {titled_report(content)}"


def numbered(finding: FindingInResponse) -> str:
    """How a finding is headed: "Recommendation 2", or its kind alone where the report numbers none."""
    return f"{finding.kind} {finding.number}".strip()


def cited(finding: FindingInResponse) -> str:
    """The same with the number of the inspectorate's portal: "Recommendation 2 (#28191)"."""
    return f"{numbered(finding)} (#{finding.portal_id})" if finding.portal_id else numbered(finding)


def belongs_to(finding: FindingInResponse) -> str:
    """Whom a finding is for, that is not the force's."""
    to = listed(finding.addressed_to) or "another body"
    return f"This {finding.kind.lower()} is for {to}."


def listed(names: Sequence[str]) -> str:
    """ "A, B and C"."""
    said = [in_line(name) for name in names if name.strip()]
    return " and ".join([", ".join(said[:-1]), said[-1]]) if len(said) > 1 else "".join(said)


def due(finding: FindingInResponse) -> str:
    """When a finding is due, as the report says it."""
    return finding.due_as_written.strip() or (day(finding.due) if finding.due else "")


def says_due(finding: FindingInResponse) -> bool:
    """Whether the text of a finding says its date itself."""
    written = in_line(finding.due_as_written).lower()
    return bool(written) and written in in_line(finding.text).lower()


def possessive(name: str) -> str:
    return f"{name}’" if name.endswith("s") else f"{name}’s"


def record_title(content: ResponseContent) -> str:
    return f"{content.body_short} and CC force inspection response record"


def form_title(content: ResponseContent) -> str:
    return f"{possessive(content.body_title)} response to {content.inspectorate} inspections"


def salutation(content: ResponseContent) -> str:
    lines = [line.strip() for line in content.addressed_to]
    if HOME_SECRETARY in lines or not lines:
        return f"Dear {HOME_SECRETARY}"
    return f"Dear {lines[0]}"


def opening(content: ResponseContent) -> str:
    """What a letter begins with: under what law, about what, of which day."""
    when = f", published on {together(day(content.published))}" if content.published else ""
    return (
        f"Under section 55(5) of the Police Act 1996 this is my response, as {content.body_title}, to the "
        f"report ‘{titled_report(content)}’ by {content.inspectorate}{when}. The comments of the Chief "
        "Constable, and what is said of each recommendation, are in Appendix 1."
    )


def together(words: str) -> str:
    """Words that are not parted by the end of a line."""
    return words.replace(" ", "\u00a0")


def chief_title(content: ResponseContent) -> str:
    return "Chief Constable’s comments"


def said_by(content: ResponseContent) -> str:
    """Whose comments the chief officer's are, and of which day, "" when nobody said."""
    on = day(content.chief_comments_on) if content.chief_comments_on else ""
    return ", ".join(part for part in (content.chief_comments_by, on) if part)
