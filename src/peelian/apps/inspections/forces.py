"""The forces there are: their names, regions, and which of them this one is."""

import csv
import re
from functools import cache
from importlib.resources import files

from peelian.documents.inspections.bodies import forces, police_bodies
from peelian.documents.kept import opened

_OF_A_FORCE = re.compile(
    r"\b(?:forces?|constabular(?:y|ies)|chief (?:constables?|officers?)|police services?)\b", re.IGNORECASE
)


def force_names() -> list[str]:
    """Every force that the reader knows, by its usual name."""
    return [force.name for force in forces()]


def region_of(force: str) -> str:
    """The region of a force, "" where it is not known."""
    return _regions().get(force, "")


def is_ours(force: str) -> bool:
    """Whether a force is this one, as the workspace is named: "Cumbria" of "Cumbria Constabulary"."""
    return bool(force) and f" {bare(force)} " in f" {bare(opened().settings.name)} "


def is_for_forces(addressed_to: list[str]) -> bool:
    """Whether any of the bodies that a finding is addressed to answers for a force."""
    known = {bare(name) for name in (*police_bodies(), *force_names())}
    return any(bare(body) in known or _OF_A_FORCE.search(body) for body in addressed_to)


def bare(words: str) -> str:
    """Words as two names compare: in small letters, without marks between them."""
    return " ".join(re.findall(r"[^\W_]+", words.casefold().replace("&", " and ")))


@cache
def _regions() -> dict[str, str]:
    file = files("peelian.apps.inspections") / "regions.csv"
    rows = csv.DictReader(file.read_text(encoding="utf-8").splitlines())
    return {row["force"]: row["region"] for row in rows}
