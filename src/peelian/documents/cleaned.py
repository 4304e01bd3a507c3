"""Words as a file can hold them, whoever wrote them."""

import re
from typing import Any

_UNFIT = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""What turns letters round, and so can disguise what is written."""


def clean(words: str) -> str:
    """Words without letters that XML cannot hold, or that turn others round."""
    return _TURNING.sub("", _UNFIT.sub("\ufffd", words))


def cleaned(said: Any) -> Any:
    """The same of every word in what JSON can say."""
    if isinstance(said, str):
        return clean(said)
    if isinstance(said, dict):
        return {key: cleaned(value) for key, value in said.items()}
    if isinstance(said, (list, tuple)):
        return [cleaned(value) for value in said]
    return said
