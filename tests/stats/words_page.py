"""docs/reference/words.md, made of what the code says. `python -m tests.stats.words_page` writes it anew."""

from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

from tests.stats.words_table import Case, cadences, cases, oddities

from peelian.stats.spc import ASSURANCES, IMPROVES, TYPES
from peelian.stats.spc.words import phrase

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "words.md"
SHOWN = {
    "xmr": "Individuals (XmR) and c charts",
    "p": "p charts, and with the Laney correction",
    "u": "u charts, and with the Laney correction",
    "g": "g charts: cases between events",
    "t": "t charts: times between events",
    "xbar_s": "X-bar charts: averages of subgroups",
    "s": "S charts: the spread within subgroups",
    "run": "Run charts",
}
SAYS_AS = {"c": "xmr", "p_prime": "p", "u_prime": "u"}
BETTER = {"increase": "higher", "decrease": "lower", "neutral": "neither"}

IN_FULL = ("xmr", "run")  # the rest of a paragraph of another chart is as theirs
_OPENING = """# Every word a verdict can say

Every label, sentence and paragraph, made from real series by the code that judges them. The page is never
edited by hand: after a change of words run `.venv/bin/python -m tests.stats.words_page`, and read it.
Tests read every combination of chart, finding, direction and standard, in both languages.

The Welsh is a **draft**: no Welsh speaker has reviewed it yet. [How to review it](../guide/welsh.md).
"""


def page() -> str:
    """The whole page."""
    return "\n".join([_OPENING, *_labels(), *_sentences(), *_standards(), *_rhythms(), *_warned(), *_full()])


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    names = list(head)
    yield f"| {' | '.join(names)} |"
    yield f"|{'---|' * len(names)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
    yield ""


def _both(case: Case, said: str, **options: Any) -> tuple[str, str]:
    first, second = (getattr(case.judged(language, **options), said) for language in ("en", "cy"))
    return first, second


def _labels() -> Iterator[str]:
    yield "## Labels\n"
    rows = [[phrase(f"label.{kind}", language) for language in ("en", "cy")] for kind in ("none", "withheld")]
    for kind, assurance in product(TYPES, ASSURANCES):
        if assurance and "neutral" in kind:
            continue
        rows.append(
            [
                phrase(f"label.{kind}", language)
                + (f"; {phrase(f'label.{assurance}', language)}" if assurance else "")
                for language in ("en", "cy")
            ]
        )
    yield from _table(["English", "Welsh (draft)"], rows)


def _sentences() -> Iterator[str]:
    yield "## The sentence\n"
    yield "What it says of the latest figure, by what the chart finds. What it means is after the colon:\n"
    rows = [
        [kind.replace("_", " "), *(phrase(f"meaning.{kind}", language) for language in ("en", "cy"))]
        for kind in TYPES
    ]
    yield from _table(["Type of point", "English", "Welsh (draft)"], rows)
    for chart, title in SHOWN.items():
        yield f"### {title}\n"
        yield "Every direction of improvement.\n" if chart == "xmr" else "Where a decrease improves.\n"
        rows = []
        for case in cases():
            if case.chart == chart:
                said: dict[tuple[str, str], list[str]] = {}
                for improves in IMPROVES if chart == "xmr" else ("decrease",):
                    said.setdefault(_both(case, "sentence", improves=improves), []).append(BETTER[improves])
                for words, better in said.items():
                    which = f" ({' or '.join(better)} is better)" if chart == "xmr" and len(said) > 1 else ""
                    rows.append([f"{case.finding}{which}", *words])
        yield from _table(["It finds", "English", "Welsh (draft)"], rows)


def _standards() -> Iterator[str]:
    yield "## What it adds of a standard\n"
    steady, constant = (next(c for c in cases() if c.finding == name) for name in ("no signal", "constant"))
    rows = []
    for case, targets in ((steady, (0.0, 50.0, 100.0)), (constant, (0.0, 5.0, 100.0))):
        for target, improves in product(targets, ("increase", "decrease")):
            bare = [len(each) + 1 for each in _both(case, "sentence", improves=improves)]
            whole = _both(case, "sentence", improves=improves, target=target)
            rows.append([case.finding, BETTER[improves], *(w[n:] for w, n in zip(whole, bare, strict=True))])
    yield from _table(["It finds", "Better is", "English", "Welsh (draft)"], rows)


def _rhythms() -> Iterator[str]:
    yield "## Every cadence\n"
    rows = ([case.finding, *_both(case, "sentence", improves="increase", target=50)] for case in cadences())
    yield from _table(["Points are each a", "English", "Welsh (draft)"], rows)


def _warned() -> Iterator[str]:
    yield "## Warnings\n"
    rows = []
    for case in oddities():
        english, welsh = (case.judged(language).warnings for language in ("en", "cy"))
        rows += [[case.finding, *pair] for pair in zip(english, welsh, strict=True)]
    yield from _table(["Of a series with", "English", "Welsh (draft)"], rows)


def _full() -> Iterator[str]:
    yield "## The paragraph and the alt text\n"
    yield "Where a decrease improves, and there is a standard.\n"
    for chart, title in SHOWN.items():
        yield f"### {title} in full\n"
        for case in [case for case in cases() if case.chart == chart][: None if chart in IN_FULL else 2]:
            target = (case.judged().points[-1].mean or 1) * 1.02
            yield f"**{case.finding[:1].upper()}{case.finding[1:]}**\n"
            for language in ("en", "cy"):
                one = case.judged(language, improves="decrease", target=target)
                yield f"{one.paragraph}\n\n*{one.alt}*\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
