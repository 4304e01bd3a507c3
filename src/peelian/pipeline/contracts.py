"""A source's contract as SQL: a batch of text in, typed rows out, each with every reason it breaks it."""

from dataclasses import dataclass

import pyarrow as pa

from peelian.framework.expressions import Expression, Names, parse, resolve_all, to_sql
from peelian.framework.source import Column, Source, Type
from peelian.pipeline.binding import Binding
from peelian.pipeline.cells import recoded_sql, text_sql, typed_sql, unknown_sql
from peelian.pipeline.held import Held
from peelian.pipeline.instants import DATE_ONLY, SKIPPED, UNREADABLE
from peelian.pipeline.sql import named, quoted, sql_type

ARROW_TYPES: dict[Type, pa.DataType] = {
    "text": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "instant": pa.timestamp("us", "UTC"),
    "date": pa.date32(),
    "month": pa.date32(),
}
FIRST_YEAR, LAST_YEAR = 1970, 2199
SEPARATOR = "|"  # between the parts of a key; within a part it is written \\|
_NOT_A: dict[Type, str] = {
    "integer": "not a whole number",
    "number": "not a number",
    "boolean": "not yes or no",
    "date": "not a date",
    "month": "not a month",
    "text": "",
    "instant": "",
}
_SHOWN = 60  # characters of a wrong value


@dataclass(frozen=True)
class Check:
    """A reason to reject a row: when (SQL), how it is counted, and its full text (SQL)."""

    when: str
    counted: str
    text: str


def row_schema(source: Source) -> pa.Schema:
    """The columns of the table of a source's accepted rows."""
    columns = [pa.field(name, ARROW_TYPES[column_type(column)]) for name, column in source.columns.items()]
    added = [pa.field("_date", pa.date32())]
    added += [pa.field(name, pa.string()) for name in ("_month", "_load", "_key")]
    return pa.schema([*columns, *added])


def column_type(column: Column) -> Type:
    """The type a column is kept as: a computed one's follows from which part it is."""
    if column.part:
        return "date" if column.part == "date" else "integer"
    return column.type


def checked_sql(source: Source, binding: Binding, zone: str, batch: str) -> str:
    """A query of the rows in `batch`: the source's columns, `_date`, `_month`, `_id`, `_keyed`,
    `_member`, `_line`, `_reasons` (a list of {counted, text}; NULL when there is none) and the `_cells` of a
    row with reasons. `_id` is the key's values; where the key is not whole, the content's md5.

    `batch` names a relation with the supplier's cells as text (_c0, ...), trimmed where they are read
    (_m0, ...), the columns `instants` adds, `_member` and `_line`. `zone` is said of times skipped.
    """
    read = {name: place for place, name in enumerate(binding.readings)}
    given, recoded, typed = ["*"], ["*"], ["*"]
    for name, place in read.items():
        if source.columns[name].type != "instant":
            given.append(f"{text_sql(binding, name)} AS _r{place}")
            recoded.append(f"{recoded_sql(f'_r{place}', binding.readings[name])} AS _t{place}")
    for name, column in source.columns.items():
        typed.append(f"{_value(source, binding, name, column, read.get(name))} AS {named(name)}")
    checks = [c for name, place in read.items() for c in _checks(source, binding, name, place, zone)]
    checks += [*_period_checks(source), *_rule_checks(source)]
    broken = " OR ".join(f"coalesce({check.when}, false)" for check in checks) or "false"
    reasons = ", ".join(
        f"CASE WHEN {check.when} THEN {{'counted': {quoted(check.counted)}, 'text': {check.text}}} END"
        for check in checks
    )
    cells = ", ".join(f"{quoted(name)}, nullif(_c{i}, '')" for i, name in enumerate(_unique(binding.header)))
    date = _date_of(source)
    return f"""
        SELECT {", ".join(map(named, source.columns))},
            {date} AS _date,
            {f"coalesce(strftime({date}, '%Y-%m'), '')" if source.period else "''"} AS _month,
            {_identity(source)} AS _id, {_keyed(source)} AS _keyed, _member, _line,
            CASE WHEN _broken THEN list_filter([{reasons}], lambda each: each IS NOT NULL) END AS _reasons,
            CASE WHEN _broken THEN json_object({cells})::VARCHAR END AS _cells
        FROM (SELECT *, {broken} AS _broken
        FROM (SELECT {", ".join(typed)}
        FROM (SELECT {", ".join(recoded)}
        FROM (SELECT {", ".join(given)} FROM {batch}))))
    """


def content_sql(source: Source, alias: str = "") -> str:
    """The md5 of a row's whole content. Empty columns leave no trace, so that a source can gain columns."""
    parts = []
    for name, column in source.columns.items():
        if not column.part:
            value = f"{alias}{named(name)}"
            text = f"(epoch_us({value}) // 1000000)" if column.type == "instant" else value
            parts.append(f"{quoted(name + '=')} || {text}::VARCHAR")
    return f"md5(concat_ws(chr(31), {', '.join(parts)}))"


def _value(source: Source, binding: Binding, name: str, column: Column, place: int | None) -> str:
    if column.part:
        if column.of not in binding.readings:
            return f"NULL::{sql_type(ARROW_TYPES[column_type(column)])}"
        wall = f"_l_{column.of}"
        return {
            "hour": f"hour({wall})::BIGINT",
            "weekday": f"isodow({wall})::BIGINT",
            "date": f"{wall}::DATE",
        }[column.part]
    if place is None:
        return f"NULL::{sql_type(ARROW_TYPES[column.type])}"
    if column.type == "instant":
        return f"_u_{name}"
    return typed_sql(f"_t{place}", column, binding.readings[name])


def _checks(source: Source, binding: Binding, name: str, place: int, zone: str) -> list[Check]:
    column, reading = source.columns[name], binding.readings[name]
    value, text = named(name), f"_t{place}"
    found: list[Check] = []

    def add(when: str, counted: str, said: str, shown: str = text) -> None:
        start = quoted(f"{name}: '")
        sql = f"{start} || left({shown}, {_SHOWN}) || {quoted(chr(39) + ' ' + said)}"
        found.append(Check(when, f"{name}: {counted}", sql))

    def missing(when: str) -> None:
        if column.required or name == source.period:
            found.append(Check(when, f"{name}: missing", quoted(f"{name} is required and is empty")))

    if column.type == "instant":
        fault = f"_f_{name}"
        shown = (
            f"_c{binding.positions[name][0]}" if name in binding.positions else quoted(reading.constant or "")
        )
        missing(f"({value} IS NULL AND {fault} = 0)")
        add(f"{fault} = {UNREADABLE}", "not a date and time", "is not a date and time", shown)
        add(
            f"{fault} = {DATE_ONLY}", "a date without a time of day", "is a date without a time of day", shown
        )
        gap = f"did not exist in {zone}: the clocks went forward over it"
        add(f"{fault} = {SKIPPED}", "a time the clocks skipped", gap, shown)
        return found
    unknown = unknown_sql(f"_r{place}", reading)
    missing(f"({text} IS NULL AND NOT {unknown or 'false'})")
    if unknown:
        add(unknown, "not known to the mapping", "is not known to the mapping", f"_r{place}")
    if column.type != "text":
        add(f"({text} IS NOT NULL AND {value} IS NULL)", _NOT_A[column.type], f"is {_NOT_A[column.type]}")
    if column.values:
        allowed = ", ".join(map(quoted, column.values))
        listed = ", ".join(column.values[:12]) + (", ..." if len(column.values) > 12 else "")
        add(f"{value} NOT IN ({allowed})", "not an allowed value", f"is not one of {listed}")
    if column.pattern:
        form = f"is not of the form {column.pattern}"
        add(f"NOT regexp_full_match({text}, {quoted(column.pattern)})", form.replace("is ", "", 1), form)
    if column.minimum is not None:
        add(f"{value} < {column.minimum}", f"below {column.minimum}", f"is below {column.minimum}")
    if column.maximum is not None:
        add(f"{value} > {column.maximum}", f"above {column.maximum}", f"is above {column.maximum}")
    return found


def _period_checks(source: Source) -> list[Check]:
    """A date far from any police record would stretch every series to it."""
    if not source.period:
        return []
    date, name = _date_of(source), source.period
    outside = f"outside {FIRST_YEAR} to {LAST_YEAR}"
    when = f"year({date}) NOT BETWEEN {FIRST_YEAR} AND {LAST_YEAR}"
    return [
        Check(
            when, f"{name}: {outside}", f"{quoted(f'{name}: the year ')} || year({date}) || ' is {outside}'"
        )
    ]


def flagged_sql(source: Source) -> str:
    """True for a row that breaks one of the rules that flag."""
    flags = [when for on_failure, when, _ in _rules(source) if on_failure == "flag"]
    return " OR ".join(f"coalesce({when}, false)" for when in flags) or "false"


def flag_rules(source: Source) -> list[Expression]:
    """What should hold of every row, of the rules that flag."""
    names = _names(source)
    return [parse(rule.check, names) for rule in source.rules if rule.on_failure == "flag"]


def _names(source: Source) -> Names:
    return resolve_all({n: column_type(c) for n, c in source.columns.items()}, source.expressions)[0]


def _rule_checks(source: Source) -> list[Check]:
    rejecting = (found for found in _rules(source) if found[0] == "reject")
    return [Check(when, reason, quoted(reason)) for _, when, reason in rejecting]


_held: Held[list[tuple[str, str, str]]] = Held()


def _rules(source: Source) -> list[tuple[str, str, str]]:
    """Each rule's consequence, when it is broken (SQL) and reason."""
    return _held.get((source,), lambda: _read_rules(source))


def _read_rules(source: Source) -> list[tuple[str, str, str]]:
    names = _names(source)
    return [(r.on_failure, f"NOT {to_sql(parse(r.check, names))}", r.reason) for r in source.rules]


def _date_of(source: Source) -> str:
    if not source.period:
        return "NULL::DATE"
    is_instant = source.columns[source.period].type == "instant"
    return f"_l_{source.period}::DATE" if is_instant else named(source.period)


def _identity(source: Source) -> str:
    content = f"'=' || {content_sql(source)}"
    parts = [_key_part(name, source.columns[name], len(source.key) > 1) for name in source.key]
    joined = f" || {quoted(SEPARATOR)} || ".join(parts)
    return f"CASE WHEN {_keyed(source)} THEN {joined} ELSE {content} END" if parts else content


def _keyed(source: Source) -> str:
    return " AND ".join(f"{named(name)} IS NOT NULL" for name in source.key) or "false"


def _key_part(name: str, column: Column, several: bool) -> str:
    value = named(name)
    if column.type == "instant":
        return f"(epoch_us({value}) // 1000000)::VARCHAR"
    if column.type == "text" and several:
        escaped = f"replace(replace({value}, '\\', '\\\\'), '|', '\\|')"
        return f"CASE WHEN contains({value}, '|') OR contains({value}, '\\') THEN {escaped} ELSE {value} END"
    return f"{value}::VARCHAR"


def _unique(header: tuple[str, ...]) -> list[str]:
    """The header's names with the place put to those given before."""
    return [name if name not in header[:i] else f"{name} (column {i + 1})" for i, name in enumerate(header)]
