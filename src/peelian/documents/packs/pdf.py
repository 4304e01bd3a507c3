"""A pack as PDF/UA-1. Nothing of a pack is ever part of Typst's source: it is handed over as JSON."""

import re
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from peelian.documents.packs import laid_out, phrases
from peelian.documents.packs.content import MeasureInPack, PackContent, QuestionInPack
from peelian.documents.packs.fixed import made_at
from peelian.documents.typeset import typeset

SOURCE = (Path(__file__).parent / "pack.typ").read_bytes()

_FONTS = re.compile(r'font-family="[^"]*"')


def to_pdf(content: PackContent, charts: Mapping[str, str], digest: str) -> bytes:
    """The pack on A4, its charts as drawings with their alt text."""
    places = {name: at for at, name in enumerate(charts)}
    pictures = [_FONTS.sub('font-family="Libertinus Serif"', svg) for svg in charts.values()]
    return typeset(SOURCE, _told(content, digest, places), made_at(content.values_at), pictures=pictures)


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
