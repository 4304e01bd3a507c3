"""Numbers as people read them: a value in its measure's unit."""

from peelian.framework.measure import Measure

SPACE = "\N{NO-BREAK SPACE}"  # a number never parts from its unit at the end of a line


def show_value(measure: Measure, value: float) -> str:
    """`value` in words: "87.4%", "11 min 20 s", "1,204", "3.2 per 1,000"; "no value" when missing."""
    if value != value:
        return "no value"
    if measure.unit == "seconds":
        return duration(value)
    if measure.unit == "%" or measure.kind == "proportion":
        return f"{100 * value:.1f}%"
    number = _number(value, whole=measure.kind in ("count", "sum", "stock"))
    return f"{number}{SPACE}{measure.unit}" if measure.unit else number


def _number(value: float, *, whole: bool) -> str:
    """Counts to the whole number, but for the averages and limits of small ones; others to three figures."""
    size = abs(value)
    if size >= 1000 or (whole and (size >= 10 or value == round(value))):
        return f"{value:,.0f}"
    if 0 < size < 0.1:
        return f"{value:.2g}" if size >= 0.0001 else f"{value:.0e}"
    return f"{value:,.1f}" if size >= 10 or (whole and size >= 1) else f"{value:,.2f}"


def duration(seconds: float) -> str:
    """Seconds as "11 min 20 s"."""
    total = round(seconds)
    if total < 0:
        return f"-{duration(-seconds)}"
    hours, rest = divmod(total, 3600)
    minutes, left = divmod(rest, 60)
    if hours:
        return f"{hours}{SPACE}h{SPACE}{minutes}{SPACE}min"
    if minutes:
        return f"{minutes}{SPACE}min{SPACE}{left}{SPACE}s"
    return f"{seconds:.1f}{SPACE}s" if seconds < 10 and seconds != total else f"{total}{SPACE}s"
