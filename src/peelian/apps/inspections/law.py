"""What the law says of the answer to a report, as facts with where each is from."""

from dataclasses import dataclass

SOURCE = "https://www.legislation.gov.uk/ukpga/2017/3/section/37"
"""Section 37 of the Policing and Crime Act 2017, which gave section 55 of the Police Act 1996 its words."""


@dataclass(frozen=True)
class Fact:
    """One thing the law says. `provision` is where, `says` in our words."""

    provision: str
    title: str
    says: str
    source: str = SOURCE


FACTS: tuple[Fact, ...] = (
    Fact(
        "section 55(4)", "The chief officer is asked",
        "The local policing body asks the chief officer for comments, before a date that it sets.",
    ),
    Fact(
        "section 55(5)", "What is published",
        "The local policing body’s comments on the report, the chief officer’s, and its response to those.",
    ),
    Fact(
        "section 55(5A)", "By when",
        "Before the end of 56 days beginning with the day the report was published: that day is the first.",
    ),
    Fact(
        "section 55(5B)", "What is said of each recommendation",
        "What was done or is proposed, or why nothing was done and nothing is proposed.",
    ),
    Fact(
        "section 55(6)", "Who gets a copy",
        "The inspectors of constabulary and the Secretary of State.",
    ),
)  # fmt: skip

COPIES: tuple[str, ...] = (
    "The inspectors of constabulary (HMICFRS)",
    "The Secretary of State (Home Office)",
)
"""To whom section 55(6) has a copy of what was published sent."""

BODIES: dict[str, str] = {
    "Police, Fire and Crime Commissioner": "PFCC",
    "Mayor’s Office for Policing and Crime": "MOPAC",
    "Mayor": "Mayor",
    "Deputy Mayor": "Mayor",
    "Police Authority": "Authority",
    "Common Council": "Authority",
    "Police and Crime Commissioner": "PCC",
}
"""How titles of local policing bodies begin, and what each is called for short."""

USUAL_BODY = "Police and Crime Commissioner"
USUAL_ADDRESSEE = "Home Secretary\n2 Marsham Street\nLondon\nSW1P 4DF"


def short_title(body: str) -> str:
    """What a local policing body is called for short, by the title it goes by; PCC where nothing fits."""
    said = body.strip().lower().replace("'", "’")
    return next((short for title, short in BODIES.items() if said.startswith(title.lower())), "PCC")
