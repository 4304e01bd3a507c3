"""What can be wrong with themes, questions and measures beyond the shape of their files."""

from peelian.framework.check_sources import SourceNames, check_expression
from peelian.framework.definitions import FRAMEWORK_FILE, Definitions, measure_file, source_file
from peelian.framework.errors import nearest
from peelian.framework.expressions import ExpressionError, Literal, columns_of, type_of
from peelian.framework.formula import Formula, parse_formula, references
from peelian.framework.measure import Measure
from peelian.framework.parsed import Breakdown, ParsedMeasure
from peelian.framework.yaml_lines import Place

_COUNTABLE = ("count", "sum", "stock")  # what a rate may be per: numbers that add up


def check_questions(definitions: Definitions) -> None:
    """Note what is wrong with the themes and questions."""
    framework = definitions.framework
    if framework is None:
        return
    themes = [theme.id for theme in framework.themes]
    for kind, items in (("themes", framework.themes), ("questions", framework.questions)):
        ids = [item.id for item in items]
        for position, id in enumerate(ids):
            if id in ids[:position]:
                definitions.problem(FRAMEWORK_FILE, (kind, position, "id"), f"{id!r} is the id of two {kind}")
    for position, question in enumerate(framework.questions):
        place = ("questions", position)
        if question.theme not in themes:
            message = f"{question.id}: there is no theme {question.theme!r}{nearest(question.theme, themes)}"
            definitions.problem(FRAMEWORK_FILE, (*place, "theme"), message)
        for blank in ("title", "why", "owner"):
            if not getattr(question, blank).strip():
                definitions.problem(FRAMEWORK_FILE, (*place, blank), f"{question.id} has no {blank}")


def check_measure(
    definitions: Definitions,
    measure: Measure,
    names: dict[str, SourceNames],
    breakdowns: dict[str, dict[str, Breakdown]],
) -> ParsedMeasure | None:
    """Note what is wrong with a measure; its trees, or None when they cannot all be read."""
    _check_governance(definitions, measure)
    _check_standards(definitions, measure)
    if measure.kind == "derived":
        formula = _check_formula(definitions, measure)
        return ParsedMeasure(Literal(True, "boolean"), formula=formula) if formula else None
    if measure.kind == "rate":
        _check_denominator(definitions, measure)
    return _check_rows(definitions, measure, names, breakdowns)


def _check_governance(definitions: Definitions, measure: Measure) -> None:
    file = measure_file(measure.id)
    for field, what in {"title": "title", "owner": "owner", "why": "reason (`why`)"}.items():
        if not getattr(measure, field).strip():
            definitions.problem(file, (field,), f"{measure.id} has no {what}")
    if definitions.framework:
        questions = [question.id for question in definitions.framework.questions]
        if measure.question not in questions:
            message = f"there is no question {measure.question!r}{nearest(measure.question, questions)}"
            definitions.problem(file, ("question",), message)
    for position, other in enumerate(measure.balanced_by):
        place = ("balanced_by", position)
        if other == measure.id:
            definitions.problem(file, place, f"{measure.id} cannot balance itself")
        elif not _is_known(definitions, other):
            message = (
                f"`balanced_by`: there is no measure {other!r}{nearest(other, set(definitions.measures))}"
            )
            definitions.problem(file, place, message)


def _check_standards(definitions: Definitions, measure: Measure) -> None:
    file = measure_file(measure.id)
    for position, rebase in enumerate(measure.rebases):
        if not rebase.reason.strip():
            place: Place = ("rebases", position, "reason")
            definitions.problem(file, place, f"a rebase of {measure.id} needs its `reason`")
    if not measure.standards:
        return
    if not measure.balanced_by:
        message = (
            f"{measure.id} has a standard and nothing in `balanced_by`: say which measures would show"
            " that the target was hit and the point missed"
        )
        definitions.problem(file, ("standards",), message)
    if measure.improves == "neutral":
        message = f"{measure.id} improves neither way, so it cannot have a standard"
        definitions.problem(file, ("standards",), message)
    for position, standard in enumerate(measure.standards):
        place = ("standards", position)
        for field in ("reason", "set_by"):
            if not getattr(standard, field).strip():
                definitions.problem(file, (*place, field), f"a standard needs its `{field}`")
        if measure.kind == "proportion" and not 0 <= standard.value <= 1:
            message = f"the standard of a proportion is from 0 to 1 (0.9 is 90%), not {standard.value:g}"
            definitions.problem(file, (*place, "value"), message)


def _check_formula(definitions: Definitions, measure: Measure) -> Formula | None:
    file = measure_file(measure.id)
    assert measure.formula is not None  # Measure sees to it
    try:
        formula = parse_formula(measure.formula, _known(definitions))
    except ExpressionError as error:
        definitions.problem(file, ("formula",), f"`formula`: {error}")
        return None
    for id in sorted(references(formula) & definitions.measures.keys()):
        _same_period(definitions, measure, id, "formula")
    return formula


def _check_denominator(definitions: Definitions, measure: Measure) -> None:
    file = measure_file(measure.id)
    assert measure.per is not None  # Measure sees to it
    per = definitions.measures.get(measure.per)
    if per is None:
        if not _is_known(definitions, measure.per):
            message = (
                f"`per`: there is no measure {measure.per!r}{nearest(measure.per, set(definitions.measures))}"
            )
            definitions.problem(file, ("per",), message)
        return
    if per.kind not in _COUNTABLE:
        message = f"`per`: {per.id} is a {per.kind}; a rate is per a count, sum or stock"
        definitions.problem(file, ("per",), message)
    if measure.scale <= 0:
        definitions.problem(file, ("scale",), f"`scale` must be 1 or more, not {measure.scale}")
    _same_period(definitions, measure, per.id, "per")


def _same_period(definitions: Definitions, measure: Measure, other: str, field: str) -> None:
    period = definitions.measures[other].period
    if period != measure.period:
        message = (
            f"`{field}`: {other} is by {period} and {measure.id} by {measure.period}: they must be the same"
        )
        definitions.problem(measure_file(measure.id), (field,), message)


def _check_rows(
    definitions: Definitions,
    measure: Measure,
    names: dict[str, SourceNames],
    breakdowns: dict[str, dict[str, Breakdown]],
) -> ParsedMeasure | None:
    file = measure_file(measure.id)
    assert measure.source is not None  # Measure sees to it
    source = definitions.sources.get(measure.source)
    if source is None:
        if source_file(measure.source) not in definitions.unread:
            message = (
                f"there is no source {measure.source!r}{nearest(measure.source, set(definitions.sources))}"
            )
            definitions.problem(file, ("source",), message)
        return None
    if (measure.kind == "stock") != (source.spell is not None):
        shape = "spells" if source.spell else "rows with a `period`"
        wanted = "spells" if measure.kind == "stock" else "rows with a `period`"
        message = f"a {measure.kind} needs a source of {wanted}; {source.id} is of {shape}"
        definitions.problem(file, ("source",), message)
    known = names[source.id]
    where = check_expression(definitions, file, ("where",), measure.where, known, {"boolean"}, "a condition")
    numerator = value = None
    if measure.numerator is not None:
        numerator = check_expression(
            definitions, file, ("numerator",), measure.numerator, known, {"boolean"}, "a condition"
        )
    if measure.value is not None:
        value = check_expression(
            definitions, file, ("value",), measure.value, known, {"integer"}, "a whole number"
        )
    by = _check_breakdowns(definitions, measure, breakdowns[source.id], known)
    if (
        where is None
        or by is None
        or (numerator is None) != (measure.numerator is None)
        or (value is None) != (measure.value is None)
    ):
        return None
    return ParsedMeasure(where, numerator, value, by)


def _check_breakdowns(
    definitions: Definitions, measure: Measure, offered: dict[str, Breakdown], known: SourceNames
) -> tuple[Breakdown, ...] | None:
    file = measure_file(measure.id)
    individual = definitions.sources[measure.source or ""].individual
    found = []
    for position, id in enumerate(measure.by):
        place = ("by", position)
        if id in measure.by[:position]:
            definitions.problem(file, place, f"`by`: {id!r} is given twice")
        elif id in offered and _names_people(offered[id], individual):
            message = f"`by`: {id} names people, and everybody sees breakdowns: values of people need none"
            definitions.problem(file, place, message)
        elif id in offered:
            found.append(offered[id])
        elif id in known.names:
            message = (
                f"`by`: {id} is not text or a condition: cut it into `bands` in the source {measure.source}"
            )
            definitions.problem(file, place, message)
        elif id not in known.failed:
            message = f"`by`: there is no breakdown {id!r}{nearest(id, set(offered))}"
            definitions.problem(file, place, message)
    return tuple(found) if len(found) == len(measure.by) else None


def _names_people(breakdown: Breakdown, individual: str | None) -> bool:
    """Whether categories of a breakdown are the individuals of a source, or made of their names."""
    return type_of(breakdown.expression) == "text" and individual in columns_of(breakdown.expression)


def _no_measure(definitions: Definitions, id: str) -> str:
    return f"there is no measure {id!r}{nearest(id, set(definitions.measures))}"


def _is_known(definitions: Definitions, id: str) -> bool:
    return id in definitions.measures or measure_file(id) in definitions.unread


def _known(definitions: Definitions) -> set[str]:
    unread = {
        file.removesuffix(".yaml").rpartition("/")[2] for file in definitions.unread if "measures/" in file
    }
    return set(definitions.measures) | unread
