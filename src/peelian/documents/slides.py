"""One chart as PowerPoint: a slide of its title, sentence, picture and footnote, and slides of its values."""

from collections.abc import Iterable, Sequence

from pptx.slide import Slide
from pptx.util import Emu, Inches, Pt

from peelian.documents.chart_style import text_width
from peelian.documents.charts import spc_chart, to_png
from peelian.documents.noted import day_words
from peelian.documents.readings import Line, Reading
from peelian.documents.slide_parts import (
    INSIDE,
    SOFT,
    new_deck,
    new_slide,
    put_picture,
    put_table,
    put_text,
    saved,
)

SENTENCE, FOOTNOTE = Pt(18), Pt(12)
LINES_A_SLIDE, SHOWN = 15, 3
"""What a slide of values has room for, and how many events a footnote has."""

_COLUMNS = (("Period", 2.6), ("Value", 1.4), ("Mean", 1.4), ("Limits", 2.3), ("Standard", 1.4))
_MADE = {
    "xmr": "the mean, and 2.66 times the average moving range either side of it (XmR chart)",
    "p": "the pooled proportion, and three standard errors of each period either side (p chart)",
    "p_prime": "the pooled proportion, and three standard errors widened as periods differ (p′ chart)",
    "u": "the pooled rate, and three standard errors of each period either side (u chart)",
    "u_prime": "the pooled rate, and three standard errors widened as periods differ (u′ chart)",
    "c": "the mean, and three times its square root either side (c chart)",
    "g": "the median, with an upper limit from the mean number between events (g chart)",
    "t": "the centre and limits of the transformed time between events (t chart)",
    "xbar_s": "the mean of subgroups, and three standard errors from the spread within them (x̄-s chart)",
    "s": "the mean spread within subgroups, and three standard errors either side (s chart)",
    "run": "the median; a run chart has no limits",
}


def limits_words(reading: Reading) -> str:
    """How the centre line and limits of a chart were made."""
    return _MADE[reading.verdict.chart]


def footnote(reading: Reading, source: str) -> str:
    """The periods a chart covers, where its values come from and how its limits were made."""
    lines, every = reading.lines, reading.measure.period
    covers = lines[0].period if len(lines) == 1 else f"{lines[-1].period} to {lines[0].period}"
    said = f"{covers[:1].upper()}{covers[1:]}, by {every}. "
    if source:
        said += f"Source: {source}. "
    said += f"Drawn: {limits_words(reading)}."
    if len(reading.events) > SHOWN:
        return f"{said} What the numbers mark is told with the values."
    for event in reading.events:
        said += f" {event.number}: {event.note.reason.strip().rstrip('.')}, {day_words(event.note.day)}."
    return said


def to_pptx(reading: Reading, *, where: str, source: str = "") -> bytes:
    """The chart of a reading as a presentation in 16:9, the picture the wide one with its alt text.

    `where` is the unit or person it is about. Its values follow on as many slides as they take, newest first.
    """
    title = f"{reading.measure.title}: {where}"
    deck = new_deck(title, "Peelian")
    slide = new_slide(deck, title)
    put_text(slide, reading.sentence, Inches(1.25), Inches(0.95), SENTENCE)
    png = to_png(spc_chart(reading.verdict, reading.series))
    put_picture(slide, png, reading.alt, Inches(2.2), Inches(4.25))
    put_text(slide, footnote(reading, source), Inches(6.55), Inches(0.75), FOOTNOTE, SOFT)
    pages = list(_pages(reading.lines))
    for number, lines in enumerate(pages, start=1):
        part = f" ({number} of {len(pages)})" if len(pages) > 1 else ""
        _table(new_slide(deck, f"{title}: values{part}"), lines)
    return saved(deck)


def _says(line: Line) -> str:
    said = f"{line.says}: {'; '.join(line.rules)}" if line.rules else line.says
    return ". ".join((said, *line.notes)) if line.notes else said


def _pages(lines: Sequence[Line]) -> Iterable[list[Line]]:
    """Lines in parts that each fit on a slide."""
    page: list[Line] = []
    room = LINES_A_SLIDE
    for line in lines:
        takes = 1 + int(text_width(_says(line), 12) / 255)
        if page and takes > room:
            yield page
            page, room = [], LINES_A_SLIDE
        page.append(line)
        room -= takes
    if page:
        yield page


def _table(slide: Slide, lines: Sequence[Line]) -> None:
    standards = any(line.standard for line in lines)
    columns = [each for each in _COLUMNS if standards or each[0] != "Standard"]
    heads = [*(name for name, _ in columns), "What it says"]
    rows = []
    for line in lines:
        cells = [line.period, line.value or "–", line.mean, line.limits, line.standard]
        rows.append([*cells[: len(columns)], _says(line)])
    widths = [Emu(Inches(width)) for _, width in columns]
    widths.append(Emu(INSIDE - sum(widths)))
    put_table(slide, heads, rows, widths, "The values of the chart, newest first")
