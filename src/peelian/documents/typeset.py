"""PDF/UA-1, set by Typst from what is handed over as JSON: tagged, with the same letters on every machine.

Typst refuses to make a file that would not be PDF/UA. The letters are those it brings along (Libertinus
Serif: of the three it has, the one made for reading), so nothing depends on what a machine has installed.
No word of a person is ever part of Typst's source.
"""

import json
import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import typst

LONG, STEP = 24, 10
"""A word longer than this may be broken, every so many letters."""

_LONG = re.compile(rf"\S{{{LONG + 1},}}")
_MISSING = re.compile(r'the text `"((?:[^`\\]|\\.)*)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_unset: set[str] = set()
"""Letters that were found to be in none of the fonts: learnt once, and known to every later file."""


def typeset(source: bytes, said: Any, at: datetime, *, pictures: Sequence[str] = ()) -> bytes:
    """What `source` makes of `said`, its input of that name, and of `pictures` as SVG; dated `at`."""
    moment = int(at.timestamp())
    while True:
        given = {"said": json.dumps(_settable(said)), "pictures": json.dumps(_set(list(pictures)))}
        try:
            made: bytes = typst.compile(
                source, sys_inputs=given, ignore_system_fonts=True, pdf_standards=["ua-1"], timestamp=moment
            )
        except typst.TypstError as error:
            missing = _letters(str(error.diagnostic)) - _unset
            if not missing:
                raise
            _unset.update(missing)
        else:
            return made


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
