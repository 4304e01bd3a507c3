"""`peelian check`: everything wrong with a workspace's definitions, together, each at its file and line."""

from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from hashlib import sha256
from pathlib import Path

from peelian.framework.attendance import ParsedAttendance
from peelian.framework.check_measures import check_measure, check_questions
from peelian.framework.check_sources import SourceNames, check_attendance, check_bands, check_source
from peelian.framework.definitions import Definitions, measure_file, read_definitions
from peelian.framework.errors import Problem
from peelian.framework.expressions import render
from peelian.framework.formula import references, render_formula
from peelian.framework.measure import Measure
from peelian.framework.parsed import Breakdown, ParsedMeasure
from peelian.framework.source import Source


@dataclass
class Checked:
    """Definitions with their expressions read. It is whole only when `problems` is empty."""

    definitions: Definitions
    problems: list[Problem]
    names: dict[str, SourceNames] = field(default_factory=dict)
    breakdowns: dict[str, dict[str, Breakdown]] = field(default_factory=dict)
    attendance: dict[str, ParsedAttendance] = field(default_factory=dict)
    parsed: dict[str, ParsedMeasure] = field(default_factory=dict)
    fingerprints: dict[str, str] = field(default_factory=dict)


def check(folder: Path) -> list[Problem]:
    """Every problem with the definitions in a workspace, in order of file and line; [] when sound."""
    return read_and_check(folder).problems


def read_and_check(folder: Path) -> Checked:
    """Read a workspace's definitions and check them."""
    definitions = read_definitions(folder)
    checked = Checked(definitions, [])
    check_questions(definitions)
    for source in definitions.sources.values():
        checked.names[source.id] = check_source(definitions, source)
    checked.attendance = check_attendance(definitions, checked.names)
    for source in definitions.sources.values():
        checked.breakdowns[source.id] = check_bands(definitions, source, checked.names[source.id])
    for measure in definitions.measures.values():
        parsed = check_measure(definitions, measure, checked.names, checked.breakdowns)
        if parsed:
            checked.parsed[measure.id] = parsed
    _fingerprint(checked)
    _check_no_two_alike(checked)
    checked.problems = sorted(set(definitions.problems))
    return checked


def _uses(measure: Measure, parsed: ParsedMeasure | None) -> set[str]:
    """The measures whose values this one is made of."""
    used = {measure.per} if measure.per else set()
    return used | (references(parsed.formula) if parsed and parsed.formula else set())


def _in_order(checked: Checked) -> list[str]:
    """The measures, each after those it is made of; circles are noted and left out."""
    definitions = checked.definitions
    uses = {id: _uses(m, checked.parsed.get(id)) for id, m in definitions.measures.items()}
    while True:
        order = TopologicalSorter(uses)
        try:
            order.prepare()
        except CycleError as error:
            circle = list(reversed(error.args[1]))
            measure = definitions.measures[min(circle)]
            start = circle.index(measure.id)
            told = [*circle[start:-1], *circle[:start], measure.id]
            place = ("formula",) if measure.formula else ("per",)
            message = f"{measure.id} is defined by itself: {' -> '.join(told)}"
            definitions.problem(measure_file(measure.id), place, message)
            uses = {id: used for id, used in uses.items() if id not in circle}
        else:
            return [id for id in TopologicalSorter(uses).static_order() if id in uses]


def _fingerprint(checked: Checked) -> None:
    for id in _in_order(checked):
        measure, parsed = checked.definitions.measures[id], checked.parsed.get(id)
        if parsed and _uses(measure, parsed) <= checked.fingerprints.keys():
            source = checked.definitions.sources.get(measure.source or "")
            meaning = _meaning(measure, parsed, source, checked.fingerprints)
            checked.fingerprints[id] = sha256("\n".join(meaning).encode()).hexdigest()[:16]


def _meaning(
    measure: Measure, parsed: ParsedMeasure, source: Source | None, fingerprints: dict[str, str]
) -> list[str]:
    """Everything that decides a measure's values, and nothing that does not."""
    used = sorted(_uses(measure, parsed))
    return [
        f"kind {measure.kind} {measure.fraction} period {measure.period} scale {measure.scale}",
        f"source {source and (source.id, source.period, source.spell, source.unit, source.individual)}",
        f"where {render(parsed.where)}",
        f"numerator {render(parsed.numerator) if parsed.numerator else ''}",
        f"value {render(parsed.value) if parsed.value else ''}",
        *(f"by {one.id} {render(one.expression)} {one.bands}" for one in parsed.by),
        *(f"per {fingerprints[id]}" for id in used if measure.per),
        f"formula {render_formula(parsed.formula) if parsed.formula else ''}",
        *(f"uses {id} {fingerprints[id]}" for id in used if parsed.formula),
    ]


def _check_no_two_alike(checked: Checked) -> None:
    definitions = checked.definitions
    titles: dict[str, str] = {}
    meanings: dict[str, str] = {}
    for measure in definitions.measures.values():
        file = measure_file(measure.id)
        title = measure.title.strip().casefold()
        first = titles.setdefault(title, measure.id)
        if first != measure.id and title:
            definitions.problem(file, ("title",), f"{measure.id} has the same title as {first}")
        if measure.id in checked.fingerprints:
            first = meanings.setdefault(checked.fingerprints[measure.id], measure.id)
            if first != measure.id:
                definitions.problem(file, ("id",), f"{measure.id} measures exactly what {first} measures")
