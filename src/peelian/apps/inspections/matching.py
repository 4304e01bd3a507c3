"""Whether a publication or a finding met in a document is one that the register has already."""

import re
import unicodedata
from datetime import date
from difflib import SequenceMatcher

from django.db.models import Q

from peelian.apps.inspections.models_register import Finding, Publication

ALIKE = 0.9
"""Texts are of one finding when so much of their words is the same, in the same order."""
_SERIES = re.compile(r"^(?:(?:hmicfrs|hmic) )?(?:peel )?spotlight(?: report)? ")
_BEFORE_NUMBER = re.compile(r"^(?:recommendations?|rec|areas? for improvement|afi|causes? of concern|coc)\b")
_WORD = re.compile(r"[^\W_]+")


def publication_of(title: str, portal_id: str, published: date | None) -> Publication | None:
    """The publication of that portal id; else the one of that title, as `title_words` compares it, unless
    its date or portal id says that it is another. None too where several could be it.
    """
    portal_id = bare_portal_id(portal_id)
    if portal_id and (found := Publication.objects.filter(portal_id=portal_id).first()):
        return found
    words = title_words(title)
    if not words:
        return None
    same_day = Q(published=published) | Q(published=None) if published else Q()
    other_portal_id = Q(portal_id="") if portal_id else Q()
    there = Publication.objects.filter(same_day, other_portal_id).order_by("pk")
    alike = [each for each in there if title_words(each.title) == words]
    dated = [each for each in alike if published and each.published == published]
    of_it = dated or alike
    return of_it[0] if len(of_it) == 1 else None


def match_finding(
    publication: Publication | None, number: str, portal_id: str, kind: str, text: str
) -> Finding | None:
    """The finding of that portal id, in whatever publication; else the one of the publication with that
    number, or with nearly that text where either has no number. Findings of another kind, or whose portal
    id says that they are others, are never it.
    """
    portal_id, number = bare_portal_id(portal_id), bare_number(number)
    if portal_id:
        of_id = list(Finding.objects.filter(portal_id=portal_id).order_by("pk"))
        here = [each for each in of_id if publication and each.publication_id == publication.pk]
        if of_id:
            return (here or of_id)[0]
    if publication is None or publication.pk is None:
        return None
    other_portal_id = Q(portal_id="") if portal_id else Q()
    there = list(publication.findings.filter(other_portal_id, kind=kind).order_by("pk"))
    if number and (numbered := next((e for e in there if bare_number(e.number) == number), None)):
        return numbered
    candidates = [each for each in there if not number or not each.number]
    return _nearest_text(candidates, text)


def title_words(title: str) -> str:
    """A title as two of one publication compare: its words, without case, dashes, accents and the name of
    the series before it.
    """
    return _SERIES.sub("", f"{' '.join(_words(title))} ").strip()


def bare_number(number: str) -> str:
    """The number of a finding alone: "1a" of "Recommendation 1A:"."""
    said = " ".join(_words(number))
    return _BEFORE_NUMBER.sub("", said).replace(" ", "")


def bare_portal_id(portal_id: str) -> str:
    """A portal id without the sign before it: "28138" of "#28138"."""
    return portal_id.replace("#", "").strip()


def _nearest_text(candidates: list[Finding], text: str) -> Finding | None:
    words = _words(text)
    if not words:
        return None
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(words)
    best, ratio = None, ALIKE
    for each in candidates:
        matcher.set_seq1(_words(each.text))
        if matcher.real_quick_ratio() < ratio or matcher.quick_ratio() < ratio:
            continue
        if (alike := matcher.ratio()) >= ratio and (best is None or alike > ratio):
            best, ratio = each, alike
    return best


def _words(text: str) -> list[str]:
    """The words of a text without case, accents and marks; an apostrophe does not part a word."""
    plain = "".join(
        letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter)
    )
    return _WORD.findall(re.sub(r"['’‘]", "", plain).casefold())
