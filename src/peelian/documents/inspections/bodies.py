"""Which force a document is about, whose office speaks, and which bodies a finding is addressed to."""

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from peelian.documents.inspections.text import Text

MODAL = re.compile(
    r"\b(?:should|must|shall|needs? to|ought to|is required to|are required to|is to|are to|will need to)\b",
    re.IGNORECASE,
)
FIRST_LINES = 14
"""Lines at the top of a document, which tell whose it is."""

_AFTER = (
    r"(?:'s)?\s+(?:police(?!,?\s+(?:fire\b|and\s+crime|crime))|constabulary|P?F?CC\b|OPCC|OPFCC|office\s+of"
    r"|police,?\s+(?:fire,?\s+)?(?:and\s+)?(?:crime|fire)|combined\s+authority|mayoral)"
)
_BEFORE = (
    r"(?:commissioner(?:'s\s+office)?\s+for|constable\s+(?:of|for)|constabulary\s+of|police\s+(?:of|for)|mayor\s+of|heddlu"
    r"|inspection\s+of|PCC\s+for|OPCC\s+for)\s+(?:the\s+)?"
)
_LABEL = re.compile(r"^\s*(?:name of )?(?:police )?force(?: name| area)?\s*:?\s*$", re.IGNORECASE)
CLEAR = 3.0
"""The least score of a force that is named, and 1.4 times the next."""


@dataclass(frozen=True, slots=True)
class Force:
    """A police force by its usual name; `authority` is the title of its body where no commissioner is."""

    name: str
    aliases: tuple[str, ...]
    authority: str


@cache
def forces() -> tuple[Force, ...]:
    """Every force that the package knows."""
    rows = _rows("forces.csv")
    return tuple(
        Force(row["name"], tuple(a for a in (row["name"], *row["aliases"].split("|")) if a), row["authority"])
        for row in rows
    )


@cache
def bodies() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Bodies that findings are addressed to, in the order of bodies.csv."""
    return tuple(
        (row["name"], re.compile(rf"\b(?:{row['pattern']})\b", re.IGNORECASE)) for row in _rows("bodies.csv")
    )


@cache
def police_bodies() -> frozenset[str]:
    """Names of the bodies that answer for a force: what is addressed to them is not for another body."""
    return frozenset(row["name"] for row in _rows("bodies.csv") if row["answers"] == "yes")


def force_of(text: Text) -> str | None:
    """The force whose document this is; None when none is named, or several alike."""
    scores: dict[str, float] = {}
    for at, line in enumerate(text.lines):
        top = 3.0 if at < FIRST_LINES else 1.0
        told = at > 0 and _LABEL.match(text.lines[at - 1].plain)
        for match in _named().finditer(line.plain):
            force = _by_alias()[_key(match["name"])]
            short = match["name"].isupper() and len(match["name"]) < 6
            whole = match["name"].lower().endswith(" police")
            weight = 3.0 if match["before"] or match["after"] or short or whole else 0.2
            if match["before"] and "commissioner" in match["before"].lower():
                weight = 8.0
            scores[force] = scores.get(force, 0.0) + weight * top + (100.0 if told else 0.0)
        for match in _sites().finditer(line.plain):
            force = _by_site()[match[1].lower()]
            scores[force] = scores.get(force, 0.0) + 5.0
    ranked = sorted(((score, force) for force, score in scores.items()), reverse=True)
    if not ranked or ranked[0][0] < CLEAR or (len(ranked) > 1 and ranked[0][0] < 1.4 * ranked[1][0]):
        return None
    return ranked[0][1]


_TITLES = (
    ("PFCC", re.compile(r"\bO?PFCC(?!s)|\bpolice,?\s+fire,?\s+(?:and|&)\s+crime\s+commissioner(?!s)", re.IGNORECASE)),
    ("Mayor", re.compile(r"\bMOPAC\b|\bMayor's Office for Policing|\b(?:deputy )?mayor (?:of|for)\b|\bmayor\b|\bcombined authority\b", re.IGNORECASE)),
    ("Police Authority", re.compile(r"\bpolice authority(?: board)?\b", re.IGNORECASE)),
    ("PCC", re.compile(r"\bO?PCC(?:'s)?\b(?!s)|\bPCCs response|\bpolice,?\s+(?:and\s+|&\s+)?crime,?\s+(?:and\s+|&\s+)?(?:victims'?\s+)?commissioner(?!s)", re.IGNORECASE)),
)  # fmt: skip


def body_title_of(text: Text, force: str | None) -> str | None:
    """PFCC, Mayor, Police Authority or PCC, by what the document calls the body most, its top above all."""
    known = next((one for one in forces() if one.name == force), None)
    scores = dict.fromkeys((name for name, _ in _TITLES), 0.0)
    for at, line in enumerate(text.lines):
        for name, pattern in _TITLES:
            scores[name] += len(pattern.findall(line.plain)) * (5.0 if at < FIRST_LINES else 1.0)
    if known is not None and known.authority:
        return known.authority if scores[known.authority] else None
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] else None


def owners_in(text: str, force: str | None = None) -> tuple[str, ...]:
    """The bodies that a finding's words say should do something: the subject of the first such sentence."""
    for sentence in re.split(r"(?<=[.!?])\s+(?=[A-Z])|\n", text):
        modal = MODAL.search(sentence)
        if modal is None:
            continue
        if _PRONOUN.search(sentence[: modal.start()]):
            continue
        found = _named_in(_subject(sentence[: modal.start()]))
        if found:
            return found
    return ()


def first_named(text: str) -> tuple[str, ...]:
    """The body that a text begins with, once what it says of when is taken away."""
    bare = re.sub(
        r"^(?:within|by|before|no later than)\b[^,]{0,40}?(?:months?|weeks?|days?|years?|\d{4}),?\s+",
        "",
        text.strip(),
        flags=re.IGNORECASE,
    )
    found = _named_in(bare)
    return found[:1] if found and re.match(re.escape(found[0]), bare, re.IGNORECASE) else ()


def names_force(text: str) -> bool:
    """Whether a text names a police force with the word that makes it one."""
    return _whole().search(text) is not None


def begins_with_force(name: str) -> bool:
    """Whether what looks like a name of a person begins with the name of a force's area."""
    found = _named().match(name)
    return found is not None and found.start("name") == 0


def bodies_named(text: str) -> tuple[str, ...]:
    """Every body that a text names, in its order."""
    return _named_in(text)


def _subject(before: str) -> str:
    """The words before 'should' without when it is due and what it is for."""
    inner = before.rpartition(" that ")[2]
    if inner != before and _named_in(inner):
        return inner
    clauses = re.split(r"[,;:]\s+", before)
    kept = [clause for clause in clauses if not _ASIDE.match(clause.strip())]
    return ", ".join(kept) if kept else clauses[-1]


_PRONOUN = re.compile(r"\b(?:it|they|this|these|which|we|he|she|as)\s*$", re.IGNORECASE)
_ASIDE = re.compile(
    r"(?:and\s+)?(?:to|in order|so that|so|where|if|when|while|having|as a|as part|following|for|because|given|until|after|since|whether)\b",
    re.IGNORECASE,
)  # fmt: skip


def _named_in(text: str) -> tuple[str, ...]:
    places: list[tuple[int, int, str]] = []
    for name, pattern in bodies():
        places += [(m.start(), m.end(), name) for m in pattern.finditer(text)]
    places += [(m.start(), m.end(), " ".join(m[0].split())) for m in _whole().finditer(text)]
    found: list[str] = []
    taken: list[tuple[int, int]] = []
    for start, end, name in sorted(places, key=lambda place: (place[0], -place[1])):
        if all(end <= s or start >= e for s, e in taken):
            taken.append((start, end))
            if name not in found:
                found.append(name)
    return tuple(found)


@cache
def _rows_of(name: str) -> tuple[tuple[tuple[str, str], ...], ...]:
    data = files("peelian.documents.inspections").joinpath(name).read_text(encoding="utf-8")
    return tuple(tuple(row.items()) for row in csv.DictReader(data.splitlines()))


def _rows(name: str) -> list[dict[str, str]]:
    return [dict(row) for row in _rows_of(name)]


def _key(name: str) -> str:
    return re.sub(r"[\s-]+", " ", name).lower()


@cache
def _by_alias() -> dict[str, str]:
    return {_key(alias): force.name for force in forces() for alias in force.aliases}


@cache
def _any_alias() -> str:
    names = sorted((alias for force in forces() for alias in force.aliases), key=len, reverse=True)
    return "|".join(re.escape(name).replace(r"\ ", r"\s+").replace(r"\-", r"[\s-]") for name in names)


@cache
def _named() -> re.Pattern[str]:
    return re.compile(
        rf"(?P<before>{_BEFORE})?\b(?P<name>{_any_alias()})\b(?P<after>{_AFTER})?", re.IGNORECASE
    )


@cache
def _whole() -> re.Pattern[str]:
    """A force with the word that makes it a body: West Mercia Police, Cumbria Constabulary."""
    return re.compile(rf"\b(?:{_any_alias()})\s+(?:Police(?: Service)?|Constabulary)\b")


@cache
def _by_site() -> dict[str, str]:
    return {re.sub(r"[^a-z]", "", alias.lower()): force.name for force in forces() for alias in force.aliases}


@cache
def _sites() -> re.Pattern[str]:
    names = "|".join(sorted((name for name in _by_site() if len(name) > 4), key=len, reverse=True))
    return re.compile(
        rf"(?:@|www\.|//|\b)({names})[a-z-]*\.?(?:pcc|opcc|pfcc|police)?[a-z.-]*\.(?:gov|police)\.uk",
        re.IGNORECASE,
    )
