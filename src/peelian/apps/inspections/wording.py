"""Two wordings of the same finding, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

MOST_WORDS = 1500
"""Words of a wording that is compared; a longer one is shown as it is."""
_SAME = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-"})
_WORD = re.compile(r"\S+")


@dataclass(frozen=True)
class Stretch:
    """Some words in a row: in both wordings, left out of the second, or added by it."""

    kind: Literal["same", "gone", "added"]
    words: str


def differences(first: str, second: str) -> list[Stretch] | None:
    """What changes from the first wording to the second; None when either is too long to compare. Kinds of
    quotation marks and dashes are no difference.
    """
    one, two = _WORD.findall(first), _WORD.findall(second)
    if max(len(one), len(two)) > MOST_WORDS:
        return None
    first_keys, second_keys = ([word.translate(_SAME) for word in words] for words in (one, two))
    made: list[Stretch] = []
    for tag, a, b, c, d in SequenceMatcher(None, first_keys, second_keys, autojunk=False).get_opcodes():
        if tag == "equal":
            made.append(Stretch("same", " ".join(two[c:d])))
            continue
        if b > a:
            made.append(Stretch("gone", " ".join(one[a:b])))
        if d > c:
            made.append(Stretch("added", " ".join(two[c:d])))
    return made


def is_same(stretches: list[Stretch] | None) -> bool:
    """Whether nothing differs."""
    return stretches is not None and all(each.kind == "same" for each in stretches)
