"""The SQL that reads one cell: supplier's text to the source's text, and that to a typed value."""

from peelian.framework.source import Column
from peelian.pipeline.binding import Binding
from peelian.pipeline.mapping import Reading
from peelian.pipeline.sql import quoted

DATES = ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M")
MONTHS = ("%Y-%m", "%Y-%m-%d", "%Y-%m-%d %H:%M:%S")
_CLOCK = ("%H", "%I")
_YES = "('true', 't', 'yes', 'y', '1')"
_NO = "('false', 'f', 'no', 'n', '0')"


def text_sql(binding: Binding, name: str) -> str:
    """The supplier's text for a column, from the trimmed texts _m0, _m1, ...; NULL when it is blank."""
    reading = binding.readings[name]
    if reading.constant is not None:
        return quoted(reading.constant)
    empty = [text for text in binding.mapping.blank if text]
    cells = []
    for position in binding.positions[name]:
        cell = f"nullif(_m{position}, '')"
        if empty:
            among = ", ".join(map(quoted, empty))
            cell = f"CASE WHEN _m{position} IN ({among}) THEN NULL ELSE {cell} END"
        cells.append(cell)
    given = cells[0] if len(cells) == 1 else f"nullif(concat_ws(' ', {', '.join(cells)}), '')"
    if reading.part:
        given = f"nullif(regexp_extract({given}, {quoted(reading.part)}, 1), '')"
    return f"{reading.case}({given})" if reading.case else given


def recoded_sql(text: str, reading: Reading) -> str:
    """`text` (a column's name) by the mapping's values and matches."""
    cases = [
        f"WHEN {text} = {quoted(old)} THEN {_literal(new)}"
        for old, new in reading.values.items()
        if old != new
    ]
    same = [old for old, new in reading.values.items() if old == new]
    if same and (reading.otherwise != "keep" or reading.matches):
        cases.insert(0, f"WHEN {text} IN ({', '.join(map(quoted, same))}) THEN {text}")
    cases += [
        f"WHEN regexp_matches({text}, {quoted(match.pattern)}) THEN {_literal(match.to)}"
        for match in reading.matches
    ]
    if not cases:
        return text
    otherwise = text if reading.otherwise == "keep" else "NULL"
    return f"CASE WHEN {text} IS NULL THEN NULL {' '.join(cases)} ELSE {otherwise} END"


def unknown_sql(text: str, reading: Reading) -> str | None:
    """True where a mapping that rejects other texts than those it names meets one."""
    if reading.otherwise != "reject":
        return None
    known = [f"{text} IN ({', '.join(map(quoted, reading.values))})"] if reading.values else []
    known += [f"regexp_matches({text}, {quoted(match.pattern)})" for match in reading.matches]
    return f"({text} IS NOT NULL AND NOT ({' OR '.join(known) or 'false'}))"


def typed_sql(text: str, column: Column, reading: Reading) -> str:
    """`text` (an expression) as a value of the column's type, NULL when it is not one. Not for instants."""
    match column.type:
        case "text":
            return text
        case "integer":
            whole = f"regexp_full_match({text}, '[+-]?[0-9]+([.]0*)?')"
            return f"CASE WHEN {whole} THEN try_cast(split_part({text}, '.', 1) AS BIGINT) END"
        case "number":
            number = f"try_cast({text} AS DOUBLE)"
            return f"CASE WHEN isfinite({number}) AND NOT contains({text}, '_') THEN {number} END"
        case "boolean":
            return f"CASE WHEN lower({text}) IN {_YES} THEN true WHEN lower({text}) IN {_NO} THEN false END"
        case "date":
            return f"try_strptime({text}, {_list((*reading.format, *DATES))})::DATE"
        case "month":
            return f"date_trunc('month', try_strptime({text}, {_list((*reading.format, *MONTHS))}))::DATE"
    raise AssertionError(column.type)


def moment_sql(text: str, reading: Reading) -> tuple[str, str, str]:
    """Three expressions of an instant's `text`, each for when those before are NULL: microseconds of the wall
    clock where no offset is given; of UTC where one is; and whether it is a date without a time of day.
    """
    zoned = [f for f in reading.format if "%z" in f]
    timed = [f for f in reading.format if f not in zoned and any(part in f for part in _CLOCK)]
    dated = [f for f in reading.format if f not in zoned and f not in timed]
    before_clock = (f[: min(f.index(part) for part in _CLOCK if part in f)].rstrip("T ,") for f in timed)
    dated += [f for f in before_clock if f]
    # In ISO 8601 an offset is a Z, a plus, or a minus after the date.
    offset = f"(contains({text}, 'Z') OR contains({text}, '+') OR contains(substr({text}, 12), '-'))"
    by_clock = f"CASE WHEN contains({text}, ':') AND NOT {offset} THEN try_cast({text} AS TIMESTAMP) END"
    absolute = f"CASE WHEN contains({text}, ':') AND {offset} THEN try_cast({text} AS TIMESTAMPTZ) END"
    if timed:
        by_clock = f"coalesce(try_strptime({text}, {_list(timed)}), {by_clock})"
    if zoned:
        absolute = f"coalesce({absolute}, try_strptime({text}, {_list(zoned)}))"
    date_only = f"try_strptime({text}, {_list((*dated, '%Y-%m-%d'))}) IS NOT NULL"
    return f"epoch_us({by_clock})", f"epoch_us({absolute})", date_only


def _list(formats: tuple[str, ...] | list[str]) -> str:
    return f"[{', '.join(map(quoted, dict.fromkeys(formats)))}]"


def _literal(value: str | None) -> str:
    return "NULL" if value is None else quoted(value)
