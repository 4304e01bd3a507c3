"""What all forms of a pack call its parts, so that a reader finds the same words in each."""

from collections.abc import Iterable
from datetime import date
from unicodedata import category

from peelian.documents.noted import day_words
from peelian.documents.packs.content import MeasureInPack, PackContent, QuestionInPack, Sign, ViewInPack

CONTENTS, BRIEF = "Contents", "In brief"
JUDGED, NOT_JUDGED = "What people judge", "Nobody has judged this question yet."
OTHERWISE = "The signals say otherwise."
SIGNALS, CHARTS, BELOW = "What the signals say", "The charts", "At the units below"
DECISIONS, ACTIONS = "Decisions of the last meeting", "Actions"
SOURCES, MARKS, SELF = "Where these numbers come from", "What the marks mean", "This pack"
NO_DECISIONS, NO_ACTIONS = "No decisions are in this pack.", "No actions are in this pack."
HIDDEN, HIDDEN_MEANS = "[c]", "Left out of the public edition. The reason is given with the measure."
NO_VALUES, UNTITLED = "no values", "No title"
NO_CHART = "There is no chart: there are no values yet."
EDITION = "Public edition"

MEANINGS = {
    "improvement": ("H or L", "Getting better: higher (H) or lower (L) than usual, which is the better side"),
    "concern": ("H or L", "Getting worse: higher (H) or lower (L) than usual, which is the worse side"),
    "neutral": ("H or L", "Higher (H) or lower (L) than usual, where neither side is better"),
    "steady": ("", "No clear change: within what chance alone would do"),
    "withheld": ("", "Too soon to judge, or nothing to judge"),
    "passes": ("P", "Meeting the standard: it can be relied on to be met"),
    "fails": ("F", "Not meeting the standard: as things are it cannot be relied on"),
    "hit-or-miss": ("?", "Hit or miss: whether the standard is met is a matter of chance"),
}
"""The letter of each mark, and what it says."""


def meanings() -> list[tuple[Sign, str]]:
    """Every mark, with what it means."""
    return [
        (Sign(key=key, letter=letter[:1], label=letter or "no letter"), said)
        for key, (letter, said) in MEANINGS.items()
    ]


def left_out(reason: str) -> str:
    return f"Left out of the public edition: {reason}"


def below_left_out(reason: str) -> str:
    return f"The units below are left out of the public edition: {reason}"


def heading(number: int, question: QuestionInPack) -> str:
    return f"{number}. {question.title}"


def about(content: PackContent) -> list[tuple[str, str]]:
    """What is said of a pack before all else, with the name of each."""
    said = [
        ("Board", content.board),
        ("About", f"{content.unit}, {content.period}"),
        ("Meeting", content.meeting),
        ("Framework", f"{content.edition_title}, edition {content.edition}"),
        ("Values as of", day(content.values_at)),
    ]
    return [(name, words) for name, words in said if words]


def itself(content: PackContent, digest: str) -> list[tuple[str, str]]:
    """How this very pack is known from any other. `digest` is the SHA-256 of its canonical JSON."""
    return [
        ("SHA-256 of its content", digest),
        ("Version of the values", str(content.values_version)),
        ("Values computed", moment(content.values_at)),
        ("Edition of the framework", f"{content.edition} ({content.edition_title})"),
        ("Scale of grades", content.scale),
        ("Form of the content", str(content.version)),
    ]


def owned(question: QuestionInPack) -> str:
    return f"Owner: {question.owner}"


def graded(question: QuestionInPack) -> str:
    """The grade that stands: the one concluded, else the owner's, else that there is none."""
    judged = question.judgement
    if judged is None:
        return "Not judged"
    return judged.concluded_grade or judged.grade


def seen(view: ViewInPack) -> str:
    """Who took which stance, and when: "A. Morris challenges: Good (3 May 2024)"."""
    grade = f": {view.grade}" if view.grade else ""
    return f"{view.by} {view.stance.lower()}{grade} ({view.at})"


def beside(measure: MeasureInPack) -> str:
    """The numbers that a chart is read with: "Latest: 87.4%, October 2024. Mean: 81.0%. Standard: 90.0%"."""
    if measure.suppressed or not measure.latest:
        return ""
    said = [f"Latest: {measure.latest}, {measure.latest_period}", f"Mean: {measure.usual}"]
    if measure.standard:
        said.append(f"Standard: {measure.standard}")
    return f"{'. '.join(said)}."


def drawn(measure: MeasureInPack) -> str:
    """How its lines were drawn, as a sentence."""
    return f"Drawn: {ended(measure.limits)}" if measure.limits else ""


def unmeasured(question: QuestionInPack) -> str:
    return f"No values here: {'; '.join(question.unmeasured)}." if question.unmeasured else ""


def ended(words: str) -> str:
    """Words that end like a sentence."""
    words = words.strip()
    return words if not words or words.endswith((".", "!", "?", "…")) else f"{words}."


def paragraphs(words: str) -> list[str]:
    return [line.strip() for line in words.splitlines() if line.strip()]


def day(at: str) -> str:
    """The day of a time in ISO form, in words; as it is when it is no time."""
    try:
        return day_words(date.fromisoformat(at[:10]))
    except ValueError:
        return at


def moment(at: str) -> str:
    """A time in ISO form, UTC, as people read it: "1 November 2024, 02:00 UTC"."""
    return f"{day(at)}, {at[11:16]} UTC" if len(at) >= 16 else day(at)


def titled(words: str) -> str:
    """Words that can be a title: something of them can be seen."""
    return words if any(category(letter)[0] in "LNPS" for letter in words) else UNTITLED


def in_line(words: str) -> str:
    """Words with nothing between them but single spaces."""
    return " ".join(words.split())


def shortened(words: str, most: int) -> str:
    """Words in a line, no longer than `most` letters, saying where the rest is."""
    words = in_line(words)
    return words if len(words) <= most else f"{words[: most - 30].rstrip()} … (in full in the PDF)"


def joined(parts: Iterable[str]) -> str:
    """Sentences after one another."""
    return " ".join(ended(part) for part in parts if part)
