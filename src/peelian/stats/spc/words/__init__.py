"""A verdict in words: label, sentence, paragraph and alt text, in English and Welsh.

What to say is chosen once, in `sentence`, `paragraph` and `alt`; how it is said is in a catalogue for each
language, with the same phrases and the same slots.
"""

from collections.abc import Callable
from typing import NamedTuple

from peelian.stats.spc.cadence import Cadence
from peelian.stats.spc.vocabulary import LANGUAGES, Chart, Language, Verdict
from peelian.stats.spc.words.alt import alt
from peelian.stats.spc.words.catalogue import Catalogue
from peelian.stats.spc.words.english import ENGLISH
from peelian.stats.spc.words.paragraph import paragraph
from peelian.stats.spc.words.sentence import label, sentence
from peelian.stats.spc.words.speaker import Show, Speaker
from peelian.stats.spc.words.welsh import WELSH

CATALOGUES: dict[Language, Catalogue] = {"en": ENGLISH, "cy": WELSH}


class Words(NamedTuple):
    """The words of one verdict. `draft` says that nobody who speaks the language has reviewed them yet."""

    label: str
    sentence: str
    paragraph: str
    alt: str
    draft: bool


def plain(unit: str) -> Callable[[float], str]:
    """A writer of numbers to four figures, with their unit: "72.5%", "1,204", "8.25 minutes"."""
    after = unit if unit in ("", "%") else f" {unit}"

    def show(number: float) -> str:
        text = f"{number:,.0f}" if 1000 <= abs(number) < 1e15 else f"{number:.4g}"
        return ("0" if text == "-0" else text) + after

    return show


def speaker_of(language: Language, cadence: Cadence, show: Show, chart: Chart, name: str) -> Speaker:
    """Who speaks of one series. Raises ValueError for a language that Peelian does not speak."""
    return Speaker(_catalogue(language), cadence, show, chart, name)


def _catalogue(language: Language) -> Catalogue:
    if language not in CATALOGUES:
        raise ValueError(f"language is one of {', '.join(LANGUAGES)}, not {language!r}")
    return CATALOGUES[language]


def describe(verdict: Verdict, speaker: Speaker, *, baseline: int | None = None) -> Words:
    """The words of `verdict`, whose own are not yet written. `baseline` is what its limits were frozen on."""
    said = sentence(verdict, speaker)
    return Words(
        label(verdict, speaker),
        said,
        paragraph(verdict, speaker, baseline),
        alt(verdict, speaker, said),
        speaker.catalogue.draft,
    )


def phrase(key: str, language: Language = "en", **slots: str) -> str:
    """A phrase by its key, such as "label.common_cause": the words of marks, legends and tables."""
    return _catalogue(language).say(key, n=0, **slots)
