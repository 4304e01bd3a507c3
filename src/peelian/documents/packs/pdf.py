"""A pack as PDF/UA-1, set by Typst: tagged, titled, with the same letters on every machine.

Typst refuses to make a file that would not be PDF/UA. The letters are those it brings along (Libertinus
Serif: of the three it has, the one made for reading), so nothing depends on what a machine has installed.
Nothing of a pack is ever part of Typst's source: it is handed over as JSON.
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typst

from peelian.documents.packs import laid_out, phrases
from peelian.documents.packs.content import MeasureInPack, PackContent, QuestionInPack
from peelian.documents.packs.fixed import made_at

SOURCE = (Path(__file__).parent / "pack.typ").read_bytes()
LONG, STEP = 24, 10
"""A word longer than this may be broken, every so many letters."""

_LONG = re.compile(rf"\S{{{LONG + 1},}}")
_FONTS = re.compile(r'font-family="[^"]*"')
_MISSING = re.compile(r'the text `"((?:[^`\\]|\\.)*)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_unset: set[str] = set()
"""Letters that were found to be in none of the fonts: learnt once, and known to every later pack."""


def to_pdf(content: PackContent, charts: Mapping[str, str], digest: str) -> bytes:
    """The pack on A4, its charts as drawings with their alt text."""
    at = int(made_at(content.values_at).timestamp())
    places = {name: at for at, name in enumerate(charts)}
    told = _told(content, digest, places)
    pictures = [_FONTS.sub('font-family="Libertinus Serif"', svg) for svg in charts.values()]
    while True:
        given = {"pack": json.dumps(_settable(told)), "charts": json.dumps(_set(pictures))}
        try:
            made: bytes = typst.compile(
                SOURCE, sys_inputs=given, ignore_system_fonts=True, pdf_standards=["ua-1"], timestamp=at
            )
        except typst.TypstError as error:
            missing = _letters(str(error.diagnostic)) - _unset
            if not missing:
                raise
            _unset.update(missing)
        else:
            return made


def _told(content: PackContent, digest: str, places: Mapping[str, int]) -> dict[str, Any]:
    """All that is set, in its order, as plain data. `places` are those of charts in the list of pictures."""
    return {
        "title": phrases.titled(phrases.in_line(content.title)),
        "force": phrases.in_line(content.force),
        "board": content.board,
        "place": phrases.in_line(f"{content.unit}, {content.period}"),
        "public": content.public,
        "notice": content.notice,
        "about": phrases.about(content),
        "agenda": asdict(laid_out.agenda(content)),
        "brief": asdict(laid_out.brief(content)),
        "questions": [
            _question(number, each, places) for number, each in enumerate(content.questions, start=1)
        ],
        "decisions": asdict(laid_out.decisions(content)),
        "actions": asdict(laid_out.actions(content)),
        "traces": asdict(laid_out.traces(content)),
        "marks": [{"sign": sign.model_dump(), "means": means} for sign, means in phrases.meanings()],
        "hides": laid_out.hides(content),
        "itself": phrases.itself(content, digest),
        "words": {name.lower(): words for name, words in vars(phrases).items() if name.isupper()},
    }


def _question(number: int, question: QuestionInPack, places: Mapping[str, int]) -> dict[str, Any]:
    judged = question.judgement
    return {
        "heading": phrases.heading(number, question),
        "theme": question.theme,
        "why": question.why,
        "owned": phrases.owned(question),
        "left_out": phrases.left_out(question.redacted) if question.redacted else "",
        "signals": question.signals,
        "table": asdict(laid_out.signals(question)),
        "unmeasured": phrases.unmeasured(question),
        "judgement": judged.model_dump() | {"seen": [phrases.seen(view) for view in judged.views]}
        if judged
        else None,
        "measures": [_measure(measure, places) for measure in question.measures],
        "places": [asdict(table) for table in laid_out.places(question)],
    }


def _measure(measure: MeasureInPack, places: Mapping[str, int]) -> dict[str, Any]:
    return {
        "title": phrases.titled(measure.title),
        "left_out": phrases.left_out(measure.suppressed) if measure.suppressed else "",
        "below_left_out": phrases.below_left_out(measure.suppressed_places)
        if measure.suppressed_places
        else "",
        "sentence": measure.sentence,
        "beside": phrases.beside(measure),
        "alt": measure.alt.strip() or phrases.titled(measure.title),
        "drawn": phrases.joined((phrases.drawn(measure), measure.caveats)),
        "events": measure.events,
        "picture": places.get(measure.id) if measure.chart else None,
    }


def _settable(said: Any) -> Any:
    """The same with long words that may be broken, and letters that there are."""
    if isinstance(said, str):
        return _LONG.sub(lambda word: _breakable(word.group()), _set(said))
    if isinstance(said, dict):
        return {key: _settable(value) for key, value in said.items()}
    if isinstance(said, (list, tuple)):
        return [_settable(value) for value in said]
    return said.model_dump() if hasattr(said, "model_dump") else said


def _breakable(word: str) -> str:
    """A long word that may be broken: after a stroke or a point, or anywhere."""
    parts = [word[at : at + STEP] for at in range(0, len(word), STEP)]
    return "\u200b".join(parts)


def _set(said: Any) -> Any:
    """Words, or a list of them, with those letters replaced that no font has: a picture by its name."""
    if isinstance(said, list):
        return [_set(each) for each in said]
    return said.translate({ord(letter): _instead(letter) for letter in _unset}) if _unset else said


def _instead(letter: str) -> str:
    """ "(grinning face)" for a picture, and a box for a letter of a script that is not here."""
    if unicodedata.category(letter) in ("So", "Sk"):
        return f"({unicodedata.name(letter, 'picture').lower()})"
    return "" if unicodedata.category(letter) in ("Mn", "Me", "Cf", "Cc") else "□"


def _letters(told: str) -> set[str]:
    """The letters that Typst says it cannot set."""
    groups = (_ESCAPED.sub(lambda code: chr(int(code[1], 16)), text) for text in _MISSING.findall(told))
    return {letter for group in groups for letter in group if not letter.isascii() or len(group) == 1}
