"""The `peelian` command: one thin function a verb."""

import csv
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from peelian.framework.errors import UserError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="The performance and improvement platform for police forces and those who hold them to account.",
)
attendance = typer.Typer(
    no_args_is_help=True, help="Attendance times, and what their definition does to them."
)
account = typer.Typer(no_args_is_help=True, help="Who may sign in to this workspace's pages.")
app.add_typer(attendance, name="attendance")
app.add_typer(account, name="account")

WIDE = 160  # columns of output that goes to a file or another program

out = Console(highlight=False, width=None if sys.stdout.isatty() else WIDE)
err = Console(stderr=True, highlight=False)

Source = Annotated[str, typer.Argument(help="The source: a file of sources/ without its ending.")]


@app.callback()
def _workspace(
    workspace: Annotated[
        Path | None,
        typer.Option("--workspace", "-w", help="The workspace; the current folder when absent."),
    ] = None,
) -> None:
    if workspace is not None:
        os.environ["PEELIAN_WORKSPACE"] = str(workspace)


def main() -> NoReturn:
    """Run the command. What a person can put right is one message and exit code 1, never a traceback."""
    try:
        app()
    except UserError as error:
        err.print(f"[bold red]Error:[/] {escape(str(error))}", soft_wrap=True)
    sys.exit(1)


def _open() -> Any:
    from peelian.pipeline.workspace import workspace_from_environment

    return workspace_from_environment()


@contextmanager
def _progress() -> Iterator[Callable[[int, int, str], None]]:
    """A callback (done, total, what) drawn as a bar on a terminal and as plain lines elsewhere."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task("", total=None)

        def show(done: int, total: int, what: str) -> None:
            bar.update(task, completed=done, total=total or None, description=escape(what))

        yield show


def _print(table: Table) -> None:
    out.print(table)


def _table(title: str, *headings: str) -> Table:
    table = Table(title=title, title_justify="left", box=None, pad_edge=False, header_style="bold")
    for heading in headings:
        numeric = heading.startswith("#")
        table.add_column(heading.lstrip("#"), justify="right" if numeric else "left", overflow="fold")
    return table


# ---- the workspace


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="A new folder.")],
    name: Annotated[str, typer.Option(help="The force's own name.")] = "My force",
    time_zone: Annotated[str, typer.Option(help="The zone local times are read in.")] = "Europe/London",
) -> None:
    """Make a workspace: settings, the starter framework, sources and mappings."""
    from peelian.pipeline.workspace import init as make

    workspace = make(folder, name=name, time_zone=time_zone)
    framework = workspace.framework
    out.print(
        f"Made the workspace {folder}: {len(framework.questions)} questions, "
        f"{len(framework.measures)} measures, {len(framework.sources)} sources.\n"
        f"Next: [bold]cd {folder}[/] and load an extract: [bold]peelian load incidents FILE[/]"
    )


@app.command()
def check() -> None:
    """Check every definition; say what is wrong, where, and the nearest valid name."""
    from peelian.framework.check import check as find
    from peelian.framework.errors import DefinitionError

    workspace = _open()
    problems = find(workspace.root)
    if problems:
        raise DefinitionError(problems)
    framework = workspace.framework
    out.print(
        f"No problems: {len(framework.measures)} measures of {len(framework.questions)} questions over "
        f"{len(framework.sources)} sources (edition {framework.edition.edition})."
    )


@app.command()
def doctor() -> None:
    """Look the workspace over: definitions, tables, unfinished work, what is stale."""
    from peelian.pipeline.doctor import examine

    findings = examine(_open())
    for finding in findings:
        mark = "[green]ok[/]     " if finding.well else "[yellow]look at[/]"
        out.print(f"{mark} {escape(finding.what)}", soft_wrap=True)
        if finding.advice:
            out.print(f"        {escape(finding.advice)}", soft_wrap=True)
    if not all(finding.well for finding in findings):
        raise typer.Exit(1)


# ---- loading


@app.command()
def load(
    source: Source,
    files: Annotated[
        list[str] | None, typer.Argument(help="Extracts: CSV, Excel, ODS, Parquet, gz, zip.")
    ] = None,
    mapping: Annotated[
        str | None, typer.Option(help="A mapping's name or file; found by itself when absent.")
    ] = None,
    url: Annotated[str | None, typer.Option(help="A database URL to query instead of files.")] = None,
    query: Annotated[str | None, typer.Option(help="The SQL to run at --url.")] = None,
) -> None:
    """Load extracts into a source. What breaks the contract is rejected with every reason; the rest loads."""
    from peelian.pipeline.ingest import load as run
    from peelian.pipeline.readers import Query

    if (url is None) != (query is None):
        raise UserError("--url and --query go together: the database, and what to ask it")
    if bool(files) == (url is not None):
        raise UserError("name the files to load, or a --url and --query, one of the two")
    extracts = (
        [Query(url, query)] if url is not None and query is not None else [Path(f) for f in files or ()]
    )
    workspace = _open()
    with _progress() as progress:
        receipts = run(workspace, source, extracts, mapping=mapping, progress=progress)
    for receipt in receipts:
        _print_receipt(receipt)
    out.print("Next: [bold]peelian refresh[/] brings the values up to date.")


def _print_receipt(receipt: Any) -> None:
    out.print(
        f"[bold]{escape(receipt.file)}[/] into {receipt.source}: {receipt.read:,} read = "
        f"{receipt.accepted:,} accepted + {receipt.rejected:,} rejected + {receipt.unchanged:,} unchanged "
        f"({receipt.revised:,} of the accepted revise rows loaded before). Quality {receipt.quality:.3f}.",
        soft_wrap=True,
    )
    for reason, count in sorted(receipt.reasons.items(), key=lambda item: -item[1]):
        out.print(f"  {count:>10,}  {escape(reason)}", soft_wrap=True)
    if receipt.unmapped:
        out.print(f"  not used: {escape(', '.join(receipt.unmapped))}", soft_wrap=True)


@app.command()
def loads(source: Annotated[str | None, typer.Argument(help="Only this source.")] = None) -> None:
    """What has been loaded, newest first."""
    from peelian.pipeline.receipts import receipts

    workspace = _open()
    if source:
        workspace.framework.source(source)
    table = _table(
        "",
        "load",
        "when (UTC)",
        "source",
        "file",
        "#read",
        "#accepted",
        "#rejected",
        "#unchanged",
        "#revised",
    )
    for r in receipts(workspace, source):
        table.add_row(
            r.load_id, f"{r.at:%Y-%m-%d %H:%M}", r.source, r.file,
            *(f"{n:,}" for n in (r.read, r.accepted, r.rejected, r.unchanged, r.revised)),
        )  # fmt: skip
    _print(table) if table.row_count else out.print("Nothing has been loaded yet: peelian load SOURCE FILE")


@app.command()
def rejected(
    source: Source,
    load_id: Annotated[str | None, typer.Option("--load", help="Only this load.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many rows to show.")] = 20,
    output: Annotated[Path | None, typer.Option(help="Write all of them to this CSV file.")] = None,
) -> None:
    """Rows that broke the contract: file, line, and every reason."""
    from peelian.pipeline.quarantine import rejected_reasons, rejected_rows

    workspace = _open()
    workspace.framework.source(source)
    counts = rejected_reasons(workspace, source, load_id=load_id)
    if output is not None:
        rows = rejected_rows(workspace, source, load_id=load_id)
        with output.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["load", "file", "line", "reasons", "row"])
            writer.writerows(
                [r.load_id, r.file, r.line, "; ".join(r.reasons), json.dumps(r.cells)] for r in rows
            )
        out.print(f"Wrote {len(rows):,} rejected rows to {output}")
        return
    if not counts:
        out.print(f"No row of {source} has been rejected.")
        return
    reasons = _table("By reason", "#rows", "reason")
    for reason, count in sorted(counts.items(), key=lambda item: -item[1]):
        reasons.add_row(f"{count:,}", escape(reason))
    _print(reasons)
    table = _table("\nThe latest", "file", "#line", "reasons")
    for row in rejected_rows(workspace, source, load_id=load_id, limit=limit):
        table.add_row(escape(row.file), str(row.line), escape("; ".join(row.reasons)))
    _print(table)


# ---- values and verdicts


@app.command()
def refresh(full: Annotated[bool, typer.Option("--full", help="Recompute everything.")] = False) -> None:
    """Bring the values up to date with the rows, the framework and the organisation."""
    from peelian.pipeline.refresh import refresh as run

    workspace = _open()
    with _progress() as progress:
        done = run(workspace, full=full, progress=progress)
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
    from peelian.pipeline.organisation import Organisation
    from peelian.pipeline.show import show_value
    from peelian.pipeline.values import last_known, series
    from peelian.pipeline.verdicts import verdict_of

    workspace = _open()
    organisation = Organisation.read(workspace)
    if unit is not None and unit not in organisation:
        from peelian.framework.errors import nearest

        raise UserError(f"there is no unit {unit!r}{nearest(unit, set(organisation.unit_ids))}")
    units = None if every else [unit or organisation.root.id]
    found = series(workspace, measures=[measure] if measure else None, units=units, breakdown=by)
    if not found:
        raise UserError("there are no values for that yet: load an extract, then run peelian refresh")
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
        table = _table("", "period", "#value", "#numerator", "#denominator", "#rows", "#quality")
        one = found[0]
        for i, period in enumerate(one.periods):
            numbers = (one.numerator[i], one.denominator[i], one.n[i])
            table.add_row(
                str(period) + ("" if one.complete[i] else " (in progress)"),
                show_value(one.measure, one.value[i]),
                *("" if x != x else f"{x:,.0f}" for x in numbers),
                "" if one.quality[i] != one.quality[i] else f"{one.quality[i]:.3f}",
            )  # fmt: skip
        _print(table)


@app.command()
def explain(measure: Annotated[str, typer.Argument(help="A measure.")]) -> None:
    """How a measure is computed: definition, lineage, SQL, what was left out, quality."""
    from peelian.pipeline.explain import explain as describe

    told = describe(_open(), measure)
    out.print(f"[bold]{escape(told.measure.title)}[/]\n")
    out.print(escape(told.definition), soft_wrap=True)
    for line in told.lineage:
        out.print(f"from  {escape(line)}", soft_wrap=True)
    if told.sql:
        out.print(f"\n[bold]SQL[/]\n{escape(told.sql)}\n", soft_wrap=True)
    if told.exclusions:
        table = _table("Rows left out, in this order", "#rows", "condition")
        for condition, count in told.exclusions:
            table.add_row(f"{count:,}", escape(condition))
        _print(table)
    out.print(f"\n{escape(told.quality)}", soft_wrap=True)


@attendance.command("compare")
def compare(
    definitions: Annotated[list[str] | None, typer.Argument(help="Definitions; all when absent.")] = None,
    unit: Annotated[str | None, typer.Option(help="Only incidents of this unit as rows name it.")] = None,
    start: Annotated[str | None, typer.Option(help="First day, as 2024-04-01.")] = None,
    end: Annotated[str | None, typer.Option(help="Last day.")] = None,
    grade: Annotated[str, typer.Option(help="The grade compared.")] = "immediate",
) -> None:
    """The same incidents under several definitions of attendance time, side by side."""
    from peelian.pipeline.attendance import compare as run
    from peelian.pipeline.show import duration

    results = run(_open(), definitions or None, unit=unit, start=start, end=end, grade=grade)
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


@app.command()
def spc(
    input: Annotated[Path, typer.Option("--input", help="A JSON file: a list of series.")],
    output: Annotated[Path, typer.Option("--output", help="Where to write the judged list.")],
) -> None:
    """Judge any series by the SPC rules, from one JSON file to another."""
    from peelian.stats.spc_json import judge

    try:
        cases = json.loads(input.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise UserError(f"{input} cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise UserError(f"{input} is not JSON that can be read: {error}") from None
    try:
        judged = judge(cases)
    except ValueError as error:
        raise UserError(f"{input}: {error}") from None
    try:
        output.write_text(
            json.dumps(judged, allow_nan=False, indent=1) + "\n", encoding="utf-8"
        )
    except OSError as error:
        raise UserError(f"{output} cannot be written: {error.strerror}") from None
    wrong = sum("error" in case for case in judged)
    out.print(f"{len(judged):,} series judged, {wrong:,} could not be.")


# ---- pages


@app.command()
def demo(
    folder: Annotated[Path, typer.Argument(help="Where to build the demo force.")] = Path("demo-workspace"),
    size: Annotated[str, typer.Option(help="small, force or national.")] = "small",
    seed: Annotated[int, typer.Option(help="The same seed makes the same force.")] = 1,
    serve: Annotated[bool, typer.Option("--serve", help="Serve its pages afterwards.")] = False,
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8000,
) -> None:
    """Build a whole synthetic force: units, people, three years of work, and signals to find."""
    from peelian.demo import build

    with _progress() as progress:
        force = build(folder, size=size, seed=seed, progress=progress)
    os.environ["PEELIAN_WORKSPACE"] = str(folder)
    _django()
    from peelian.apps.access.actions import DEMO_PASSWORD, DemoAccount, create_demo_accounts

    create_demo_accounts(accounts=[DemoAccount(**one) for one in force.accounts])
    table = _table(f"\n{force.name} is ready in {folder}. Demo accounts:", "user name", "password", "who")
    for one in force.accounts:
        table.add_row(one["username"], DEMO_PASSWORD, f"{one['display_name']} ({one['role']})")
    _print(table)
    if serve:
        _serve(port)
    else:
        out.print(f"Serve it with [bold]peelian --workspace {folder} serve[/]")


@app.command()
def serve(
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8000,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
) -> None:
    """Serve the workspace's pages."""
    _open()
    _django()
    _serve(port, host)


@account.command("add")
def account_add(
    username: str,
    name: Annotated[str, typer.Option(help="Shown on pages.")] = "",
    role: Annotated[str, typer.Option(help="analyst, supervisor, commander, chief or staff.")] = "analyst",
    person: Annotated[str | None, typer.Option(help="Their person_id in postings.")] = None,
) -> None:
    """Let someone sign in. Their password is asked for, never shown."""
    _open()
    _django()
    from peelian.apps.access.actions import create_account

    password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    create_account(
        username=username, display_name=name or username, role=role, person_id=person, password=password
    )
    out.print(f"{username} can sign in: [bold]peelian serve[/]")


def _django() -> None:
    import django
    from django.core.management import call_command

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peelian.site.settings")
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)


def _serve(port: int, host: str = "127.0.0.1") -> None:
    from granian import Granian
    from granian.constants import Interfaces

    out.print(f"\nServing at [bold]http://{host}:{port}/[/]  (stop with Ctrl-C)")
    sys.stdout.flush()
    Granian(
        "peelian.site.wsgi:application", address=host, port=port, interface=Interfaces.WSGI, log_access=False
    ).serve()


if __name__ == "__main__":
    main()
