"""Verbs of values and verdicts."""

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from peelian.cli.app import app, attendance, opened
from peelian.cli.records import notes_on_charts
from peelian.cli.terminal import out, progress, table
from peelian.framework.errors import UserError, nearest


@app.command()
def refresh(full: Annotated[bool, typer.Option("--full", help="Recompute everything.")] = False) -> None:
    """Bring the values up to date with the rows, the framework and the organisation."""
    from peelian.pipeline.refresh import refresh as run

    workspace = opened()
    with progress() as show:
        done = run(workspace, full=full, progress=show)
    out.print(
        f"{done.computed:,} of {done.cells:,} cells computed, {done.removed:,} removed; "
        "the rest were up to date."
    )


@app.command()
def values(
    measure: Annotated[str | None, typer.Argument(help="A measure; all of them when absent.")] = None,
    unit: Annotated[str | None, typer.Option(help="A unit; the force when absent.")] = None,
    by: Annotated[str, typer.Option(help="A breakdown of the measure.")] = "",
    every: Annotated[bool, typer.Option("--every-unit", help="Every unit, not one.")] = False,
    output: Annotated[
        Path | None, typer.Option(help="Write the whole series to a .csv or .xlsx file.")
    ] = None,
) -> None:
    """Values with their verdicts: the latest of each series, or one measure's whole series."""
    from peelian.documents.annotated import annotated
    from peelian.pipeline.organisation import Organisation
    from peelian.pipeline.show import show_value
    from peelian.pipeline.values import last_known, series
    from peelian.pipeline.verdicts import verdict_of

    workspace = opened()
    organisation = Organisation.read(workspace)
    if unit is not None and unit not in organisation:
        raise UserError(f"there is no unit {unit!r}{nearest(unit, set(organisation.unit_ids))}")
    units = None if every else [unit or organisation.root.id]
    found = series(workspace, measures=[measure] if measure else None, units=units, breakdown=by)
    if not found:
        raise UserError("there are no values for that yet: load an extract, then run peelian refresh")
    found = annotated(found, notes_on_charts(workspace), lambda: organisation)
    if output is not None:
        from peelian.documents.readings import Reading
        from peelian.documents.tables import to_csv, to_xlsx

        readings = [Reading(one, verdict_of(one)) for one in found]
        if output.suffix == ".xlsx" and measure:
            output.write_bytes(to_xlsx(readings, measure=found[0].measure))
        elif output.suffix == ".csv":
            output.write_bytes(to_csv(readings))
        else:
            raise UserError(f"{output}: name a .csv file, or with one measure a .xlsx file")
        out.print(f"Wrote {len(found):,} series to {output}")
        return
    for one in found:
        where = organisation.unit(one.unit).name if one.unit in organisation else one.unit
        verdict = verdict_of(one)
        part = f", {one.category}" if one.category else ""
        out.print(f"[bold]{escape(one.measure.title)}[/] · {escape(where)}{escape(part)}", soft_wrap=True)
        out.print(f"  {show_value(one.measure, last_known(one))}. {escape(verdict.sentence)}", soft_wrap=True)
    if measure and len(found) == 1:
        listed = table("", "period", "#value", "#numerator", "#denominator", "#rows", "#quality")
        one = found[0]
        for i, period in enumerate(one.periods):
            numbers = (one.numerator[i], one.denominator[i], one.n[i])
            listed.add_row(
                str(period) + ("" if one.complete[i] else " (in progress)"),
                show_value(one.measure, one.value[i]),
                *("" if x != x else f"{x:,.0f}" for x in numbers),
                "" if one.quality[i] != one.quality[i] else f"{one.quality[i]:.3f}",
            )  # fmt: skip
        out.print(listed)


@app.command()
def explain(measure: Annotated[str, typer.Argument(help="A measure.")]) -> None:
    """How a measure is computed: definition, lineage, SQL, what was left out, quality."""
    from peelian.pipeline.explain import explain as describe

    told = describe(opened(), measure)
    out.print(f"[bold]{escape(told.measure.title)}[/]\n")
    out.print(escape(told.definition), soft_wrap=True)
    for line in told.lineage:
        out.print(f"from  {escape(line)}", soft_wrap=True)
    if told.sql:
        out.print(f"\n[bold]SQL[/]\n{escape(told.sql)}\n", soft_wrap=True)
    if told.exclusions:
        listed = table("Rows left out, in this order", "#rows", "condition")
        for condition, count in told.exclusions:
            listed.add_row(f"{count:,}", escape(condition))
        out.print(listed)
    out.print(f"\n{escape(told.quality)}", soft_wrap=True)


@attendance.command("compare")
def compare(
    definitions: Annotated[list[str] | None, typer.Argument(help="Definitions; all when absent.")] = None,
    unit: Annotated[str | None, typer.Option(help="Only incidents of this unit and those below it.")] = None,
    start: Annotated[str | None, typer.Option(help="First day, as 2024-04-01.")] = None,
    end: Annotated[str | None, typer.Option(help="Last day.")] = None,
    grade: Annotated[str, typer.Option(help="The grade compared.")] = "immediate",
) -> None:
    """The same incidents under several definitions of attendance time, side by side."""
    from peelian.pipeline.attendance import compare as run
    from peelian.pipeline.show import duration

    results = run(opened(), definitions or None, unit=unit, start=start, end=end, grade=grade)
    for result in results:
        out.print(f"[bold]{escape(result.definition.title)}[/] ({result.definition.id})", soft_wrap=True)
        out.print(f"  {result.considered:>9,}  {grade} incidents")
        for _, title, count in result.dropped:
            out.print(f"  {-count:>9,}  {escape(title)}", soft_wrap=True)
        share = "no standard applies" if result.proportion is None else f"{result.proportion:.1%} in standard"
        times = (
            ""
            if result.median is None or result.p90 is None
            else f", median {duration(result.median)}, 90th centile {duration(result.p90)}"
        )
        out.print(f"  {result.counted:>9,}  counted: {share}{times}\n")
