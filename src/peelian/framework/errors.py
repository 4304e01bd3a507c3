"""Errors that are the user's to mend: they carry a message, never a traceback."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path


class UserError(Exception):
    """Something a person can put right. The message says what was wrong, where, and what to do."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong in one place of a definition file; `line` counts from 1."""

    file: Path
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class DefinitionError(UserError):
    """One or more definition files are wrong. All problems are reported at once, in file order."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = sorted(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def nearest(name: str, known: Sequence[str] | set[str]) -> str:
    """' (did you mean X?)' for the closest known name, or the choices when nothing is close."""
    known = sorted(known)
    close = get_close_matches(name, known, n=1, cutoff=0.6)
    if close:
        return f" (did you mean {close[0]!r}?)"
    shown = ", ".join(known[:12]) + (", ..." if len(known) > 12 else "")
    return f" (known: {shown})" if known else ""
