"""A month's force pack: 10 questions, 30 measures and 8 units below, beside one of its charts alone.

The readings are of the demo force. The reference is what the site does for the chart of a measure: it makes
the specification and draws it, the median of what each of the thirty takes. The pack is that for all thirty
(each is drawn while the next is specified), with the words and units below that a pack has of them, and the
whole set as PDF/UA. The other forms are timed by themselves, with the charts given. All have been done once
before, so the processes that draw are there; no drawing is remembered. Both sides are timed in turn, and the
figure is of the turn in which the machine was least disturbed.
"""

import os
from collections.abc import Iterator
from statistics import median

from benchmarks.figure import Figure, seconds
from benchmarks.pages import FULL, demo

QUESTIONS, MEASURES, BELOW, BAR, ROUNDS = 10, 3, 8, 20.0, 5


def figures(rows: int) -> Iterator[Figure]:
    os.environ["PEELIAN_WORKSPACE"] = str(demo("force" if rows >= FULL else "small"))
    os.environ |= {"DJANGO_SETTINGS_MODULE": "peelian.site.settings", "PEELIAN_LOG": "warning"}
    import django

    django.setup()
    from peelian.documents.charts import spc_chart, to_svg
    from peelian.documents.drawing import forget
    from peelian.documents.packs.forms import build, charts_of

    month = Month()
    content = month.content()
    charts = charts_of(content)

    def alone() -> float:
        """Seconds that one chart takes, half of them more and half of them less."""
        taken = []
        for reading in month.here:
            drawn = lambda: to_svg(spc_chart(reading.verdict, reading.series, width="medium"))  # noqa: B023, E731
            taken.append(seconds(drawn))
        return median(taken)

    def pack() -> None:
        forget()
        made = month.content()
        build(made, "pdf", charts_of(made))

    def draw() -> None:
        forget()
        charts_of(content)

    pack()
    alone()
    rounds = [(alone(), seconds(pack)) for _ in range(ROUNDS)]
    one, whole = min(rounds, key=lambda each: each[1] / each[0])
    beside = f"one chart alone, {one * 1000:.0f} ms"
    name = f"a pack of {len(content.questions)} questions and {len(charts)} charts as PDF"
    yield Figure(name, whole, "s", beside, whole / one, BAR)
    drawing = seconds(draw, times=3)
    yield Figure("of that, drawing its charts", drawing, "s", beside, drawing / one, None)
    for form in ("pdf", "docx", "pptx", "xlsx"):
        taken = seconds(lambda: build(content, form, charts), times=3)  # noqa: B023
        yield Figure(f"its {form}, the charts given", taken, "s", beside, taken / one, None)


class Month:
    """What a force pack is made of: readings of the force and of the units below it, and people's words."""

    def __init__(self) -> None:
        from peelian.documents import kept

        workspace = kept.opened()
        known = kept.organisation(workspace)
        units = list(known.children(known.root.id))
        for unit in tuple(units):
            units += known.children(unit.id)
        self.units = units[:BELOW]
        read = kept.readings(workspace, units=[known.root.id, *(unit.id for unit in self.units)])
        read = [each for each in read if each.verdict.last is not None]
        self.here = [each for each in read if each.series.unit == known.root.id][: QUESTIONS * MEASURES]
        self.below = {(each.measure.id, each.series.unit): each for each in read}
        assert len(self.here) == QUESTIONS * MEASURES
        assert len(self.units) == BELOW

    def content(self):  # type: ignore[no-untyped-def]
        """The pack of all that, made anew."""
        from peelian.documents.drawing import begun
        from peelian.documents.packs.content import (
            ActionInPack,
            DecisionInPack,
            JudgementInPack,
            PackContent,
            QuestionInPack,
            Trace,
            ViewInPack,
        )
        from peelian.documents.packs.measured import measure_in_pack

        at = "2025-01-02T03:04:05+00:00"
        words = "We are better than a year ago, and nights are the weakest part of it. " * 8
        trace = Trace(
            definition="f00dfeed" * 4, edition="2025", source="Incidents", covers_to="2024-12-31",
            loads=("incidents.csv, loaded 2 January 2025, 12,345 rows accepted",) * 3, quality="good",
            as_of=at,
        )  # fmt: skip
        measures = []
        for each in self.here:
            places = [(unit, self.below.get((each.measure.id, unit.id))) for unit in self.units]
            made = measure_in_pack(each, each.measure, places=places, trace=trace)
            assert made.chart
            begun(made.chart)
            measures.append(made)
        view = ViewInPack(by="B. Jones", at="4 January", stance="Challenges", grade="Adequate", words=words)
        judgement = JudgementInPack(
            grade="Good", means="What is expected", confidence="High", words=words, because="",
            by="A. Morris", at="3 January", views=(view,),
        )  # fmt: skip
        questions = tuple(
            QuestionInPack(
                id=f"question_{at}", title="How good are we at this?", theme="Theme", why=words[:140],
                owner="Head of Response", signals="1 getting worse, 2 no clear change", judgement=judgement,
                measures=tuple(measures[at * MEASURES : (at + 1) * MEASURES]),
            )
            for at in range(QUESTIONS)
        )  # fmt: skip
        return PackContent(
            force="A force", board="Force performance board", title="December 2024", period="December 2024",
            unit="A force", unit_id="force", edition="2025", edition_title="Framework", values_version=1,
            values_at=at, scale="Grades", questions=questions,
            decisions=tuple(
                DecisionInPack(number=n, words=words[:200], reason=words[:120], meeting="3 December 2024")
                for n in range(1, 13)
            ),
            actions=tuple(
                ActionInPack(
                    number=n, title=words[:90], owner="D. Evans", due="1 February 2025", state="Under way",
                    late=n % 5 == 0, latest=words[:150], origin="Decision 3",
                )
                for n in range(1, 41)
            ),
        )  # fmt: skip
